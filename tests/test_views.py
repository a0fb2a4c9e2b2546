"""Figures and tables from runs: the same from memory and from disk, with the numbers of the run's history."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from hnetlab import views
from hnetlab.analysis.metrics import average_accuracy
from hnetlab.base.errors import ConfigError, DataError
from hnetlab.experiments import configure
from hnetlab.runs.engine import train
from hnetlab.runs.progress import fit
from hnetlab.runs.run import Run
from hnetlab.runs.store import RunFolder

pytestmark = pytest.mark.usefixtures("device")


def trained(benchmark: str = "split-digits", method: str = "hnet", **fields: Any) -> Run:
    settings: dict[str, Any] = {"tasks": 3, "seeds": 2, "steps": 6, "evaluate_every": 2, **fields}
    return fit(Run(configure(benchmark, method, **settings)), progress=False)


@pytest.fixture(scope="module")
def run(device: torch.device) -> Run:
    return trained()


@pytest.fixture(scope="module")
def regression(device: torch.device) -> Run:
    return trained("regression")


def test_a_folder_shows_what_its_run_showed(tmp_path: Path) -> None:
    run, folder = Run(configure("split-digits", tasks=2, steps=4)), RunFolder(tmp_path / "run")
    folder.create(run)
    for _ in folder.record(run):
        pass
    for view in (
        views.accuracy_matrix,
        views.accuracy_over_training,
        views.loss_curves,
        views.embedding_plane,
        views.compression,
    ):
        assert view(folder).to_json() == view(run).to_json()
    assert views.metrics(folder) == views.metrics(run)


def test_matrix_holds_the_mean_over_seeds_in_percent(run: Run) -> None:
    figure = views.accuracy_matrix(run)
    expected = 100 * run.history.scores.mean(axis=0)
    np.testing.assert_allclose(figure.data[0].z, expected)
    assert list(figure.layout.xaxis.ticktext) == [task.name for task in run.sequence]


def test_accuracy_curves_pass_through_every_evaluation(run: Run) -> None:
    lines = [trace for trace in views.accuracy_over_training(run).data if trace.hovertemplate]
    assert [trace.name[:2] for trace in lines] == ["1:", "2:", "3:"]
    assert list(lines[0].x) == [2, 4, 6, 8, 10, 12, 14, 16, 18]
    assert lines[0].y[-1] == pytest.approx(100 * run.history.scores[:, 2, 0].mean())
    assert np.isnan(lines[2].y[:6]).all()
    assert np.isfinite(lines[2].y[6:]).all()


def test_losses_name_their_unit_and_leave_out_a_regularizer_that_is_not_there(
    run: Run, regression: Run
) -> None:
    def names(source: Run) -> set[str]:
        return {trace.name for trace in views.loss_curves(source).data if trace.name}

    assert names(run) == {"task loss", "regularizer"}
    assert names(trained(method="finetune", seeds=1)) == {"task loss"}
    assert "nats" in views.loss_curves(run).layout.yaxis.title.text
    assert "squared error" in views.loss_curves(regression).layout.yaxis.title.text


def test_what_was_changed_on_the_way_is_marked_with_both_values() -> None:
    run = Run(configure("split-digits", "hnet", tasks=2, steps=4, evaluate_every=2, beta=0.1))
    for _ in train(run):
        if run.steps_done == 5 and not run.history.changes:
            run.change(beta=50.0)
    for view in (views.accuracy_over_training, views.loss_curves):
        marks = [shape for shape in view(run).layout.shapes if shape.label.text]
        assert [(mark.x0, mark.label.text) for mark in marks] == [(5, "beta 0.1 → 50 at step 1 of task 2")]


def test_embeddings_end_where_their_trails_end(regression: Run) -> None:
    """The regression's embeddings have two dimensions, so the figure shows them as they are."""
    learned = regression.method.embeddings()
    assert learned is not None
    figure = views.embedding_plane(regression, replica=1)
    points = [trace for trace in figure.data if trace.text]
    trails = [trace for trace in figure.data if trace.mode == "lines"]
    assert len(points) == len(trails) == 3
    for task, (point, trail) in enumerate(zip(points, trails, strict=True)):
        np.testing.assert_allclose((point.x[0], point.y[0]), learned[1, task].cpu(), rtol=1e-6)
        np.testing.assert_allclose((trail.x[-1], trail.y[-1]), (point.x[0], point.y[0]))
        assert len(trail.x) == 6


def test_tasks_not_begun_have_no_embedding_yet() -> None:
    run = Run(configure("split-digits", tasks=3, steps=4))
    for _ in train(run):
        if run.steps_done == 6:
            break
    points = [trace for trace in views.embedding_plane(run).data if trace.text]
    assert [bool(np.isfinite(point.x[0])) for point in points] == [True, True, False]


def test_compression_shows_all_trainable_numbers(run: Run) -> None:
    parts = [trace for trace in views.compression(run).data if trace.y[0] == "hypernetwork"]
    assert sum(trace.x[0] for trace in parts) == sum(run.method.trainable_numbers().values())


def test_fitted_functions_are_the_networks_answers(regression: Run) -> None:
    names = [task.name for task in regression.sequence]
    figure = views.fitted_functions(regression)
    lines = {trace.name: trace for trace in figure.data if trace.hovertemplate}
    assert list(lines) == [f"{number}: {name}" for number, name in enumerate(names, start=1)]
    task = regression.sequence[2]
    predictions = np.asarray(lines["3: (x - 3)^3"].y)
    one = fit(Run(configure("regression", seeds=1, steps=6)), progress=False)
    line = [trace for trace in views.fitted_functions(one).data if trace.hovertemplate][2]
    error = np.square(np.asarray(line.y) - task.y_test.numpy(force=True).ravel()).mean()
    assert error == pytest.approx(one.history.scores[0, 2, 2], rel=1e-5)
    assert predictions.shape == (50,)


def test_table_and_bars_compare_runs_by_name(run: Run) -> None:
    runs = {"hypernetwork": run, "joint": trained(method="joint")}
    table = views.metric_table(runs)
    assert list(table.index) == ["hypernetwork", "joint"]
    mean = 100 * average_accuracy(run.history.scores).mean()
    assert str(table.iloc[0, 0]).startswith(f"{mean:.2f} ±")
    assert [trace.name for trace in views.metric_bars(runs).data if trace.name] == ["hypernetwork", "joint"]


@pytest.mark.parametrize(
    ("view", "sentence"),
    [
        (lambda runs: views.embedding_plane(runs["joint"]), "method joint has recorded no task embeddings"),
        (lambda runs: views.compression(runs["joint"]), "joint has no hypernetwork"),
        (lambda runs: views.fitted_functions(runs["joint"]), "'split-digits' can't be drawn as functions"),
        (views.metric_table, "Accuracies and errors can't share a table"),
        (views.metric_bars, "Accuracies and errors can't share a table"),
        (lambda runs: views.metrics(Run(configure("split-digits"))), "let the run finish first"),
    ],
)
def test_what_a_run_can_not_show_is_refused_with_a_reason(view, sentence, regression) -> None:
    runs = {"joint": trained(method="joint", seeds=1), "regression": regression}
    with pytest.raises(DataError, match=sentence):
        view(runs)


def test_gains_are_shown_against_a_run_on_the_same_tasks_that_learned_each_by_itself() -> None:
    runs = {
        "hnet": trained("permuted-digits"),
        "scratch": trained("permuted-digits", "scratch", steps=3, normalize="data"),
        "reordered": trained("permuted-digits", "scratch", task_seed=7),
        "CL3": trained("permuted-digits", scenario=3),
        "finetune": trained("permuted-digits", "finetune"),
    }
    assert views.forward_transfer(runs["hnet"], runs["scratch"]).data[0].name == "hnet"
    for one, other, difference in [
        ("hnet", "reordered", "task 2, .* has its features in another order"),
        ("CL3", "scratch", "the tasks are in scenario 3 in place of 1"),
    ]:
        with pytest.raises(DataError, match=f"The runs have other tasks, {difference}"):
            views.forward_transfer({"x": views.recording(runs[one])}, runs[other])
        with pytest.raises(DataError, match=f"The runs have other tasks, {difference}"):
            views.scores_per_task({"y": runs[other], "x": runs[one]})
    with pytest.raises(
        DataError, match="A run of finetune has not learned each task by itself: compare with"
    ):
        views.forward_transfer({"x": runs["hnet"]}, runs["finetune"])


def subtitle(figure: Any) -> str:
    return str(figure.layout.title.subtitle.text or "").replace("<br>", " ")


def test_figures_over_seeds_with_settings_of_their_own_say_so(run: Run) -> None:
    varied = trained(tasks=2, betas=(0.0, 1.0))
    sentence = "Each seed has a beta of its own"
    for view in (views.accuracy_matrix, views.accuracy_over_training, views.loss_curves):
        assert sentence in subtitle(view(varied))
        assert sentence not in subtitle(view(run))
    functions = trained("regression", betas=(0.0, 1.0))
    assert sentence in subtitle(views.fitted_functions(functions))
    both = {"plain": trained(tasks=2), "varied": varied}
    assert list(views.metric_table(both)["each seed has its own"]) == ["", "beta"]
    assert "varied: each seed has its own beta" in subtitle(views.metric_bars(both))
    assert "varied: each seed has its own beta" in subtitle(views.scores_per_task(both))


def mistakes_in_the_first_task(run: Run, *, replica: int) -> Any:
    return views.mistakes(run, 0, replica=replica)


def test_what_is_shown_of_one_seed_says_of_which() -> None:
    run = trained(tasks=2, seeds=(4, 7))
    for replica, seed in enumerate(("seed 4", "seed 7")):
        for view in (views.embedding_plane, mistakes_in_the_first_task):
            assert subtitle(view(run, replica=replica)).endswith(seed)
    same = trained(tasks=2, seeds=(4, 4), betas=(0.0, 1.0))
    assert subtitle(views.embedding_plane(same, replica=1)) == "seed 4, beta 1"
    for replica in (-1, 2):
        for view in (views.embedding_plane, mistakes_in_the_first_task):
            with pytest.raises(ConfigError, match=f"There is no replica {replica} in a run of 2"):
                view(run, replica=replica)


def test_metrics_of_unlike_runs_say_in_what_they_differ(run: Run) -> None:
    alike = {"a": run, "b": trained(method="joint")}
    assert "scenario" not in views.metric_table(alike)
    assert "scenario" not in subtitle(views.metric_bars(alike))
    unlike = {
        "told": run,
        "not told": trained(scenario=3, seeds=1),
        "permuted": trained("permuted-digits", tasks=2),
    }
    table = views.metric_table(unlike)
    assert list(table.columns[:4]) == ["benchmark", "scenario", "tasks", "seeds"]
    assert list(table["scenario"]) == ["1", "3", "1"]
    assert list(table["seeds"]) == ["2", "1", "2"]
    said = subtitle(views.metric_bars(unlike))
    assert "not told: benchmark split-digits, scenario 3, tasks 3, seeds 1" in said
    assert "permuted: benchmark permuted-digits, scenario 1, tasks 2, seeds 2" in said
    other = {"a": trained("permuted-digits"), "b": trained("permuted-digits", task_seed=7)}
    assert "features in another order" in views.metric_table(other)["samples"].iloc[1]


def test_metrics_of_a_run_that_was_changed_midway_say_so(run: Run) -> None:
    changed = Run(configure("split-digits", tasks=3, seeds=2, steps=6, evaluate_every=2))
    for _ in train(changed):
        if changed.steps_done == 8 and not changed.history.changes:
            changed.change(beta=50.0)
    table = views.metric_table({"plain": run, "changed": changed})
    assert list(table["changed midway"]) == ["", "beta = 50.0 after step 2 of task 2"]


def test_training_and_networks_that_differ_are_said(run: Run) -> None:
    longer = trained(steps=9, target_hidden=(20,), seeds=(7, 8), rate_schedule="cosine")
    table = views.metric_table({"run": run, "longer": longer})
    assert list(table["steps"]) == ["6", "9"]
    assert list(table["target_hidden"])[1] == "20"
    assert list(table["rate_schedule"]) == ["constant", "cosine"]
    assert list(table["seeds"]) == ["1, 2", "7, 8"]
    assert "each seed has its own" not in table
    other = Run(configure("split-digits", tasks=3, seeds=2, steps=6, chunk_size=99), module=nn.Linear(64, 6))
    said = subtitle(views.metric_bars({"run": run, "own": fit(other, progress=False)}))
    assert "run: network mlp" in said
    assert "own: network Linear" in said


def test_gains_are_those_of_the_same_network_seed_by_seed_in_any_order() -> None:
    mine = trained(seeds=(1, 2, 3))
    in_order, turned = (trained(method="scratch", seeds=seeds) for seeds in ((1, 2, 3), (3, 1, 2)))
    one, other = (views.forward_transfer({"mine": mine}, scratch).data[0] for scratch in (in_order, turned))
    np.testing.assert_allclose(one.y, other.y)
    np.testing.assert_allclose(one.error_y.array, other.error_y.array)
    assert "against the mean" not in subtitle(views.forward_transfer({"mine": mine}, turned))
    fewer = views.forward_transfer({"mine": mine}, trained(method="scratch", seeds=(3, 4), steps=9))
    assert "mine: against the mean from scratch, without its error" in subtitle(fewer)
    assert "from scratch: steps 9, seeds 2" in subtitle(fewer)
    with pytest.raises(DataError, match="The run mine has another target network than the one from scratch"):
        views.forward_transfer({"mine": mine}, trained(method="scratch", target_hidden=(5,)))


def test_a_figure_of_results_says_what_is_not_in_it(run: Run) -> None:
    unfinished = Run(configure("split-digits", tasks=3, steps=6))
    figure = views.results([run, unfinished])
    assert "The run run 2 is left out, it is not finished" in subtitle(figure)
    alone = views.results([run])
    plots = [each.layout.height - each.layout.margin.t for each in (figure, alone)]
    assert plots[0] == plots[1], "the note has room of its own"
