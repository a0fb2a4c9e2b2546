from dataclasses import replace
from math import hypot

import numpy as np
import pytest
from torch import nn

from hnetlab import views
from hnetlab.analysis.results_table import Column, Entry, Row, results_table
from hnetlab.base.errors import DataError
from hnetlab.experiments import configure
from hnetlab.figures import results
from hnetlab.nets.mlp import MlpSettings
from hnetlab.nets.networks import NETWORKS, Network
from hnetlab.runs.progress import fit
from hnetlab.runs.run import Run
from hnetlab.runs.source import recording


def entry(name, accuracies, method="hnet", benchmark="split-mnist", learned_from="MNIST", **fields):
    """A run whose seeds have these accuracies on average, and others on the way."""
    preset = fields.pop("preset", "paper")
    seeds = fields.pop("seeds", len(accuracies))
    network = fields.pop("network", "")
    config = configure(benchmark, method, preset=preset, seeds=seeds, **fields)
    scores = np.full((len(accuracies), 2, 2), 0.5)
    scores[:, -1] = np.array(accuracies)[:, None] + [-0.01, 0.01]
    return Entry(name, config, scores, network=network, learned_from=learned_from)


def only(table):
    (cell,) = table.cells.values()
    return cell


def test_runs_of_a_cell_are_pooled_over_their_seeds_beside_the_published_number():
    table = results_table([entry("a", [0.70, 0.72], scenario=3), entry("b", [0.68], scenario=3, seeds=[7])])
    cell = only(table)
    assert (cell.seeds, cell.runs, table.notes) == ([1, 2, 7], ["a", "b"], ())
    error = np.std([0.70, 0.72, 0.68], ddof=1) / 3**0.5
    assert (cell.summary.mean, cell.summary.standard_error) == pytest.approx((0.70, error))
    assert cell.difference == pytest.approx(0.70 - 0.6948)
    assert cell.difference_in_errors == pytest.approx((0.70 - 0.6948) / hypot(error, 0.008))


def test_seeds_that_trained_together_with_settings_of_their_own_stand_in_rows_of_their_own():
    usual = configure("split-mnist", preset="paper").learning.model_dump()["beta"]
    own = entry("a", [0.9, 0.7, 0.5], seeds=(1, 1, 2), betas=(usual, 3.0, usual), scenario=3)
    table = results_table([own, entry("b", [0.6], seeds=[3], scenario=3)])
    cells = {row.settings: cell for (row, _), cell in table.cells.items()}
    assert {name: (cell.seeds, cell.values) for name, cell in cells.items()} == {
        "paper": ([1, 2, 3], [0.9, 0.5, 0.6]),
        "paper with beta = 3.0": ([1], [0.7]),
    }


def test_other_settings_make_a_row_of_their_own_without_a_published_number():
    table = results_table(
        [
            entry("a", [0.9], scenario=3),
            entry("b", [0.8], scenario=3, beta=0.5, steps=7),
            entry("c", [0.7], scenario=3, preset="entropy"),
            entry("d", [0.6], scenario=3, network="Mine"),
            entry("e", [0.5], scenario=3, tasks=3),
        ]
    )
    assert {row.settings: table.cells[row, Column("hnet")].published is not None for row in table.rows} == {
        "paper": True,
        "paper with beta = 0.5, steps = 7": False,
        "entropy": True,
        "paper with target network = Mine": False,
        "paper with tasks = 3": False,
    }
    other = table.cells[Row("split-mnist", 3, "entropy"), Column("hnet")]
    assert other.published
    assert other.published.mean == 0.7443
    assert other.difference_in_errors is None  # of one seed, and nothing was published of its error


def test_settings_that_are_a_preset_s_are_known_as_such_whatever_they_began_as():
    made = entry(
        "a",
        [0.9],
        "finetune-target",
        preset="quick",
        target_hidden=(400, 400),
        steps=2000,
        batch_size=128,
        learning_rate=1e-3,
        reset_optimizer=False,
        initial_weights="torch",
        evaluate_every=50,
    )
    assert only(results_table([made])).row == Row("split-mnist", 1, "paper")


def test_another_target_network_than_the_preset_s_is_told_and_has_no_published_number(monkeypatch):
    layer = Network("linear", "one layer", MlpSettings, lambda *_: nn.Identity(), of_images=False)
    monkeypatch.setitem(NETWORKS, "linear", layer)
    configs = [
        configure("split-mnist", preset="paper"),
        configure("split-mnist", preset="paper", network="linear"),
        configure("split-mnist", preset="paper", network="lenet", chunk_size=40_000),
        configure("split-mnist", preset="entropy-lenet"),
        configure("split-cifar", preset="paper", network="resnet18", target_width=16),
    ]
    table = results_table(Entry(str(number), each, np.ones((1, 2, 2))) for number, each in enumerate(configs))
    published = {row.settings: cell.published is not None for (row, _), cell in table.cells.items()}
    assert published.pop("paper")
    assert published == {
        "paper with network = linear": False,
        "paper with chunk_size = 40000, network = lenet": False,
        "entropy-lenet": True,
        "paper with network = resnet18, target_width = 16": False,
    }


def test_a_task_that_is_inferred_in_another_way_is_another_column():
    table = results_table(
        [
            entry("a", [0.7], scenario=3),
            entry("b", [0.8], scenario=3, inference="confidence"),
            entry("c", [0.9], scenario=1, inference="confidence"),
            entry("d", [0.2], "ewc", scenario=3, inference="confidence"),
        ]
    )
    assert [column.label for column in table.columns] == ["hnet", "hnet, confidence", "ewc"]
    known = {
        (row.scenario, column.label): cell.published and cell.published.mean
        for (row, column), cell in table.cells.items()
    }
    assert known == {
        (1, "hnet"): 0.9979,
        (3, "hnet"): 0.6948,
        (3, "hnet, confidence"): None,
        (3, "ewc"): 0.1996,
    }


def test_a_method_with_a_way_of_its_own_to_infer_tasks_is_one_column_of_all_scenarios():
    table = results_table([entry(f"{n}", [0.9], "hnet-tir", scenario=n) for n in (1, 2, 3)])
    assert [column.label for column in table.columns] == ["hnet-tir"]
    assert table.columns[0].published_as == "HNET+TIR"
    found = [table.cells[row, table.columns[0]].published for row in table.rows]
    assert [each.mean for each in found if each] == [0.9979, 0.9443, 0.8959]
    other = only(results_table([entry("a", [0.9], "hnet-tir", scenario=3, inference="entropy")]))
    assert (other.column.label, other.published) == ("hnet-tir, entropy", None)


def test_a_seed_counts_once_and_what_it_has_elsewhere_is_told():
    table = results_table(
        [entry("a", [0.70, 0.72]), entry("b", [0.72, 0.74], seeds=[2, 3]), entry("c", [0.70])]
    )
    cell = only(table)
    assert (cell.seeds, cell.values) == ([1, 2, 3], pytest.approx([0.70, 0.72, 0.74]))
    assert cell.runs == ["a", "b"]
    assert table.notes == (
        "Of the run b the seed 2 is left out, another run has it: take each seed once.",
        "Of the run c the seed 1 is left out, another run has it: take each seed once.",
    )
    (note,) = results_table([entry("a", [0.70]), entry("b", [0.75])]).notes
    assert "another run has it and for 1 the accuracy 70.00, not 75.00 %: take" in note


def test_runs_of_an_earlier_hnetlab_stand_back_for_those_of_this_one():
    """They may have come to other numbers: a mean over both would be of neither."""
    before = replace(entry("before", [0.5, 0.5]), earlier=True)
    table = results_table([before, entry("again", [0.7])])
    assert (only(table).values, only(table).runs) == ([0.7], ["again"])
    assert table.notes == ("The run before is left out: again in its place is of this hnetlab.",)
    assert only(results_table([before])).values == [0.5, 0.5]  # with a sentence from who has read it


def test_a_setting_that_has_its_default_where_the_preset_has_not_is_named_with_its_value():
    table = results_table([entry("a", [0.9], preset="entropy-lenet", scenario=3, adam_eps=1e-8)])
    assert [row.settings for row in table.rows] == ["entropy-lenet with adam_eps = 1e-08"]


def test_a_run_on_other_data_is_left_out_of_a_row():
    table = results_table(
        [entry("a", [0.7]), entry("b", [0.8], "ewc", learned_from="other"), entry("c", [0.9], "si")]
    )
    assert [column.label for column in table.columns] == ["hnet", "si"]
    (note,) = table.notes
    assert note.startswith("The run b is left out, it has learned from other data or with another target")


def test_runs_on_other_data_are_told_apart_by_any_run_whose_data_are_known():
    runs = [
        entry("a", [0.7], learned_from=None),
        entry("b", [0.8], "ewc"),
        entry("c", [0.9], "si", learned_from="x"),
    ]
    table = results_table(runs)
    assert [column.label for column in table.columns] == ["hnet", "ewc"]
    left_out, unknown = table.notes
    assert left_out.startswith("The run c is left out")
    assert "than b in the same row" in left_out
    assert unknown.startswith(
        "From which data the run a has learned is not known, and others stand in its row"
    )
    assert results_table(runs[:1]).notes == ()


def test_recordings_of_runs_on_other_data_do_not_share_a_cell(tmp_path):
    x, y = np.eye(4, dtype=np.float32), np.arange(4)
    runs = []
    for seed, name in enumerate(("one", "two"), start=1):
        np.savez(tmp_path / f"{name}.npz", x_train=x * seed, y_train=y, x_test=x, y_test=y)
        config = configure("arrays", "joint", data=tmp_path / f"{name}.npz", split=2, steps=1, seeds=(seed,))
        runs.append(recording(fit(Run(config), progress=False)))
    table = views.results_table(runs)
    assert only(table).runs == ["run 1"]
    assert table.notes[0].startswith("The run run 2 is left out, it has learned from other data")


def test_rows_and_columns_come_in_the_order_of_the_registries():
    runs = [
        entry("a", [0.7], "si", scenario=3),
        entry("b", [0.7], "hnet", scenario=1),
        entry("c", [0.7], "ewc", "split-digits", preset="quick"),
        entry("d", [0.7], "ewc", scenario=1),
    ]
    table = results_table(runs)
    assert [row.label for row in table.rows] == [
        "split-digits CL1, quick",
        "split-mnist CL1, paper",
        "split-mnist CL3, paper",
    ]
    assert [column.label for column in table.columns] == ["hnet", "ewc", "si"]
    assert len(table.cells) == 4


def test_the_frame_has_a_line_per_cell_in_percent():
    (line,) = results_table([entry("a", [0.60, 0.70], "si", scenario=2)]).frame().to_dict("records")
    assert (line["benchmark"], line["scenario"], line["method"], line["seeds"]) == ("split-mnist", 2, "si", 2)
    assert (line["accuracy"], line["standard_error"]) == pytest.approx((65, 5))
    assert (line["published"], line["published_standard_error"]) == pytest.approx((65.36, 1.57))
    assert line["difference"] == pytest.approx(-0.36)
    assert line["difference_in_standard_errors"] == pytest.approx(-0.36 / hypot(5, 1.57))


def test_remarks_say_where_numbers_are_from():
    table = results_table([entry("a", [0.6], "si", scenario=2), entry("b", [0.9], scenario=2)])
    ours, others = sorted(table.remarks)
    assert ours.startswith("Published of hnet on split-mnist: von Oswald")
    assert "20 seeds; there each seed divides the digits among the tasks in another order" in others


def test_what_is_to_be_known_of_a_published_number_is_wherever_it_is():
    table = results_table([entry("a", [0.7], preset="entropy", scenario=3)])
    (line,) = table.frame().to_dict("records")
    assert line["published_seeds"] == 1
    assert line["remark"].startswith("the best single run of a search for settings; there the regularizer")
    subtitle = results(table).layout.title.subtitle.text.replace("<br>", " ")
    assert "one seed; the best single run of a search for settings" in subtitle


def test_no_run_is_no_table():
    with pytest.raises(DataError, match="There is no run to make a table of: name finished ones"):
        results_table([])
    with pytest.raises(DataError, match="the first note"):
        results_table([], ["the first note"])


def test_the_figure_shows_each_cell_and_what_was_published():
    table = results_table(
        [
            entry("a", [0.60, 0.70], "si", scenario=2),
            entry("b", [0.9], scenario=2),
            entry("c", [0.5], scenario=2, beta=3),
        ]
    )
    measured, found = results(table).data
    assert sorted(measured.x) == pytest.approx([50, 65, 90])
    assert sorted(found.x) == pytest.approx([65.36, 87.01])
    assert len({*measured.y}) == 3
    (alone,) = results(results_table([entry("c", [0.5], beta=3)])).data
    assert alone.name == "measured"
