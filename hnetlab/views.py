"""Tables and figures straight from runs, trained here or stored in a folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go
import torch

from hnetlab import figures
from hnetlab.analysis.changes import SettingChange, initial_settings, setting_changes
from hnetlab.analysis.metrics import Summary, summaries
from hnetlab.base.errors import DataError
from hnetlab.base.measure import ACCURACY, Measure
from hnetlab.experiments.config import Config
from hnetlab.runs.history import History
from hnetlab.runs.run import Description, Run, describe
from hnetlab.runs.store import RunFolder

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Recording:
    """What is known of a run without its network and its data."""

    config: Config
    description: Description
    history: History

    @property
    def measure(self) -> Measure:
        """What its test scores are."""
        return self.description.measure

    @property
    def changes(self) -> list[SettingChange]:
        """Where settings were changed in the middle of the run, and how."""
        return setting_changes(self.history, initial_settings(self.config))

    @property
    def tasks_learned(self) -> int:
        """How many tasks have had their last step."""
        return self.history.tasks_learned

    @property
    def task_ends(self) -> list[int]:
        """The steps, counted over the whole run, after which the tasks had been learned."""
        return self.history.task_ends


Source = Run | RunFolder | Recording


def recording(source: Source) -> Recording:
    """What a run has recorded so far; the views take it too, which spares reading a folder for each."""
    match source:
        case Recording():
            return source
        case Run():
            return Recording(source.config, describe(source), source.history)
        case RunFolder():
            return Recording(source.config(), source.description(), source.history())


def metrics(source: Source) -> dict[str, Summary]:
    """Every metric of `hnetlab.analysis.metrics` over the seeds; raises `DataError` for an unfinished run."""
    run = recording(source)
    return summaries(run.history.scores, measure=run.measure)


def metric_table(runs: Mapping[str, Source]) -> "pd.DataFrame":
    """One row per run under the name it is given, one column per metric, "mean ± SEM"."""
    from hnetlab.analysis.table import table  # here, because importing pandas takes a quarter of a second

    return table({name: metrics(run) for name, run in runs.items()}, measure=_common_measure(runs))


def metric_bars(runs: Mapping[str, Source]) -> go.Figure:
    """The metrics of finished runs side by side."""
    return figures.metric_bars(
        {name: metrics(run) for name, run in runs.items()}, measure=_common_measure(runs)
    )


def accuracy_matrix(source: Source, *, title: str | None = None) -> go.Figure:
    """The test score on each task after learning each task; mean and deviation over seeds."""
    run = recording(source)
    return figures.accuracy_matrix(
        run.history.scores, run.description.task_names, measure=run.measure, title=title
    )


def accuracy_over_training(source: Source, *, title: str | None = None) -> go.Figure:
    """The test score on each task over optimizer steps; a point per evaluation."""
    run = recording(source)
    curves = run.history.score_curves()
    return figures.accuracy_over_training(
        curves.steps,
        curves.scores.swapaxes(0, 1),
        run.description.task_names,
        task_ends=run.task_ends,
        changes=run.changes,
        measure=run.measure,
        title=title,
    )


def loss_curves(source: Source) -> go.Figure:
    """Task loss, regularizer and what else is descended over optimizer steps, as far as it is not zero."""
    run = recording(source)
    curves = run.history.curves()
    return figures.loss_curves(
        curves.steps,
        {name: values.T for name, values in curves.losses.items() if np.nan_to_num(values).any()},
        task_ends=run.task_ends,
        changes=run.changes,
        measure=run.description.loss,
    )


def embedding_plane(source: Source, *, replica: int = 0) -> go.Figure:
    """The task embeddings of one replica (from 0) and the paths on which they got there.

    Raises `DataError` for a method that has no embeddings.
    """
    run = recording(source)
    paths = run.history.trajectories()
    if not paths:
        raise DataError(
            f"The run of the method {run.config.method} has recorded no task embeddings: take one with a "
            "hypernetwork that has begun its first task."
        )
    replicas, size = paths[0].shape[1:]
    trails = np.full((replicas, max(map(len, paths)), run.history.tasks, size), np.nan)
    ends = np.full((replicas, run.history.tasks, size), np.nan)
    for task, path in enumerate(paths):
        trails[:, : len(path), task] = path.swapaxes(0, 1)
        ends[:, task] = path[-1]
    return figures.embedding_plane(ends, run.description.task_names, trajectories=trails, replica=replica)


def compression(source: Source) -> go.Figure:
    """Trainable numbers by part against target weights; raises `DataError` without a hypernetwork."""
    run = recording(source)
    parts = run.description.trainable_numbers
    if "output layer" not in parts:
        raise DataError(
            f"The method {run.config.method} has no hypernetwork: its weights are not compressed."
        )
    return figures.compression(
        hidden_layers=parts["hidden layers"],
        output_layer=parts["output layer"],
        chunk_embeddings=parts["chunk embeddings"],
        task_embeddings=parts["task embeddings"],
        target_weights=run.description.target_weights,
    )


@torch.inference_mode()
def fitted_functions(run: Run) -> go.Figure:
    """For a regression with one input and one output: each true function and what the run knows of it now."""
    if run.sequence.kind != "regression" or run.sequence.input_shape != (1,) or run.sequence.outputs != 1:
        raise DataError(
            f"The sequence {run.sequence.name!r} can't be drawn as functions: take a regression with one "
            "input and one output."
        )
    replicas = len(run.config.seeds)
    predictions = [
        run.problem.target(run.method.weights(index), task.inputs(task.x_test).expand(replicas, -1, -1))
        for index, task in enumerate(run.sequence)
    ]
    return figures.fitted_functions(
        [task.x_test.numpy(force=True) for task in run.sequence],
        [task.y_test.numpy(force=True) for task in run.sequence],
        [prediction.numpy(force=True) for prediction in predictions],
        [task.x_train.numpy(force=True) for task in run.sequence],
        [task.y_train.numpy(force=True) for task in run.sequence],
        [task.name for task in run.sequence],
    )


def _common_measure(runs: Mapping[str, Source]) -> Measure:
    """What the scores of all `runs` are; raises `DataError` where they differ."""
    measures = {recording(run).measure: None for run in runs.values()}
    if len(measures) > 1:
        names = " and ".join(measure.plural for measure in measures).capitalize()
        raise DataError(f"{names} can't share a table: compare runs of one kind of benchmark.")
    return next(iter(measures), ACCURACY)
