"""A sweep is chosen by samples that nothing is learned from, and reported by test."""

import re
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from hnetlab.base.errors import ConfigError
from hnetlab.cli import app
from hnetlab.cli.sweeping import parse_grid
from hnetlab.figures.grid import grid_map
from hnetlab.paper.reproduce import gather, show
from hnetlab.paper.sweep import Sweep, validation
from hnetlab.results.folder import Results
from hnetlab.results.plan import name_of
from hnetlab.results.work import train_batch

FIELDS = {"steps": 5, "tasks": 2, "batch_size": 8}


def sweep_of(grid, **fields):
    return Sweep("split-digits", "hnet", "quick", 2, grid, {**FIELDS, **fields})


def test_the_best_is_chosen_by_validation_and_reported_by_test(tmp_path, monkeypatch):
    sweep = sweep_of({"beta": (0.01, 0.1), "embedding_dim": (2, 4)})
    results, experiment = Results(tmp_path), sweep.experiment()
    for config in sweep.cases().values():
        assert config.training.validation == 0.1
        for batch in results.missing(config):
            assert train_batch(batch, device="cpu") == "finished"
    found = gather(experiment, "quick", None, results, {})
    scores = {case: validation(found[case]).mean for case in found}
    assert len(scores) == 4
    best = max(scores, key=scores.__getitem__)
    shown = show(experiment, found)
    lines, grid_map = shown.exhibits
    assert lines.table is not None
    assert lines.figure is not None
    assert grid_map.figure is not None
    first = lines.table.iloc[0]
    assert f"beta {first['beta']}, embedding_dim {first['embedding_dim']}" == best == sweep.ranked(found)[0]
    assert first["test accuracy (%)"] in lines.summary
    assert first["validation accuracy (%)"].startswith(f"{100 * scores[best]:.2f}")
    assert first["test accuracy (%)"].startswith(f"{100 * found[best].average.mean:.2f}")
    drawn = {text.split(":")[0] for trace in lines.figure.data for text in trace.text}
    assert drawn == set(scores)
    np.testing.assert_allclose(sorted(np.ravel(grid_map.figure.data[0].customdata)), sorted(
        100 * score for score in scores.values()
    ))  # fmt: skip

    # With validation turned round the other end of the table is chosen: the test has no say.
    turned = {case: 1 - score for case, score in scores.items()}
    real = validation

    def other(outcome):
        summary = real(outcome)
        case = next(case for case in found if found[case] is outcome)
        return type(summary)(turned[case], None, (turned[case],))

    monkeypatch.setattr("hnetlab.paper.sweep.validation", other)
    assert scores[sweep.ranked(found)[0]] == min(scores.values())


def test_a_combination_that_lacks_seeds_stands_behind_complete_ones_and_says_so(tmp_path):
    sweep = Sweep("split-digits", "hnet", "quick", 2, {"steps": (200, 1)}, {"tasks": 2, "batch_size": 8})
    results, (good, poor) = Results(tmp_path), sweep.cases().values()
    for config in (good.only([0]), poor):
        for batch in results.missing(config):
            assert train_batch(batch, device="cpu") == "finished"
    found = gather(sweep.experiment(), "quick", None, results, {name_of(good): "Seeds 2 failed."})
    assert validation(found["steps 200"]).mean > validation(found["steps 1"]).mean
    assert sweep.ranked(found) == ["steps 1", "steps 200"]
    (lines,) = sweep.show(found)
    assert "nothing is learned: steps 1. Its test" in lines.summary
    assert lines.summary.endswith("Ranked behind complete ones, as seeds are missing: steps 200 (2).")
    assert lines.table is not None
    assert lines.table[["steps", "seeds", "missing"]].to_numpy().tolist() == [
        ["1", 2, ""],
        ["200", 1, "Seeds 2 failed."],
    ]


def test_what_is_no_grid_is_refused():
    read = lambda *texts: parse_grid(texts, "split-digits", "hnet")  # noqa: E731
    assert read("beta=0.1,1", "target_hidden=[8],[8,4]", "chunk_size=none,64") == {
        "beta": (0.1, 1),
        "target_hidden": ([8], [8, 4]),
        "chunk_size": (None, 64),
    }
    with pytest.raises(ConfigError, match="--grid beta is not understood"):
        read("beta")
    with pytest.raises(ConfigError, match="--grid beta is given twice"):
        read("beta=1", "beta=2")
    with pytest.raises(ConfigError, match="has a value twice"):
        sweep_of({"beta": (1, 1)})
    with pytest.raises(ConfigError, match="has a value twice"):
        sweep_of({"beta": (1, 1.0)})
    with pytest.raises(ConfigError, match="needs a grid"):
        sweep_of({})
    with pytest.raises(ConfigError, match="steps is given twice"):
        sweep_of({"steps": (1, 2)})
    with pytest.raises(ConfigError, match="beta = -1"):
        sweep_of({"beta": (-1,)}).cases()
    with pytest.raises(ConfigError, match="nothing to choose by"):
        sweep_of({"beta": (1,)}, validation=0).cases()
    with pytest.raises(ConfigError, match="Unknown field gama"):
        sweep_of({"gama": (1,)}).cases()


def test_values_that_agree_in_six_digits_are_combinations_of_their_own():
    seeds, rates = (20240101, 20240102), (0.0010000001, 0.001)
    cases = sweep_of({"task_seed": seeds, "learning_rate": rates}).cases()
    assert len(cases) == 4
    assert "task_seed 20240102, learning_rate 0.0010000001" in cases
    figure = grid_map(("task_seed", seeds), ("learning_rate", rates), np.eye(2))
    assert figure.layout.xaxis.ticktext == ("20240101", "20240102")
    assert figure.layout.yaxis.ticktext == ("0.0010000001", "0.001")


def test_from_the_command_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HNETLAB_CHROMIUM", "no-such-browser")
    words = "sweep split-digits --grid beta=0.01,0.1 --set steps=5 --set tasks=2 --set batch_size=8 --quiet"
    answer = CliRunner().invoke(app, words.split())
    assert answer.exit_code == 0, answer.stderr
    assert re.search(
        r"Chosen by validation samples, from which nothing is learned: beta 0\.0?1", answer.stdout
    )
    assert Path("sweeps", "split-digits-hnet", "tables", "sweep-combinations.csv").is_file()
    other = Path("sweeps", "split-digits-hnet", "figures", "sweep-of-another.html")
    other.write_text("")  # as an earlier sweep has left it, which had more to show
    again = CliRunner().invoke(app, words.split())
    assert (again.exit_code, other.exists()) == (0, False)
    again = CliRunner().invoke(app, [*words.split(), "--dry-run"])
    assert again.stdout == "2 of 2 results are there.\n"
    wild = ["--set", "optimizer=sgd", "--grid", "learning_rate=0.002,1e25", "--part", "1/1"]
    part = CliRunner().invoke(app, [*words.split(), *wild])
    assert part.exit_code == 2
    assert "lower learning_rate" in part.stderr


def test_the_network_is_chosen_from_the_command_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HNETLAB_CHROMIUM", "no-such-browser")
    words = "sweep split-digits --network lenet --grid target_filters=[2,2],[3,2] --set target_padding=same"
    small = "--set steps=2 --set tasks=2 --set batch_size=8 --out out --quiet"
    answer = CliRunner().invoke(app, [*words.split(), *small.split()])
    assert answer.exit_code == 0, answer.stderr
    assert "nothing is learned: target_filters [" in answer.stdout
    assert "--network lenet" in Path("out", "index.html").read_text("utf-8")
