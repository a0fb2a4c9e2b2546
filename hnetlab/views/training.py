"""What a run has come to: its metrics and matrices, its curves, where its embeddings lie."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from hnetlab import figures
from hnetlab.analysis.changes import initial_settings, setting_changes
from hnetlab.analysis.inference import inferred
from hnetlab.analysis.metrics import Summary, summaries
from hnetlab.base.errors import DataError
from hnetlab.base.measure import TASK_ACCURACY
from hnetlab.runs.run import Run
from hnetlab.runs.source import Recording, Source, look, recording
from hnetlab.tasks.scenario import Inference
from hnetlab.views.notes import note_own_values, seed_note


def metrics(source: Source) -> dict[str, Summary]:
    """Every metric of `hnetlab.analysis.metrics` over the seeds; raises `DataError` for an unfinished run.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("regression", steps=10)), progress=False)
    >>> len(metrics(run)["forgetting"].per_seed)
    1
    """
    run = recording(source)
    return summaries(run.history.scores, measure=run.measure)


def accuracy_matrix(source: Source, *, title: str | None = None) -> go.Figure:
    """The test score on each task after learning each task; mean and deviation over seeds.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("regression", steps=10)), progress=False)
    >>> figure = accuracy_matrix(run)  # figure.show() in a script; in a notebook its name
    """
    run = recording(source)
    figure = figures.accuracy_matrix(
        run.history.scores, run.description.task_names, measure=run.measure, title=title
    )
    return note_own_values(figure, run.config)


def task_accuracy_matrix(source: Source, *, title: str | None = None) -> go.Figure:
    """The share of each task's test samples whose task was inferred, after learning each task.

    Raises `DataError` where tasks were not inferred.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("split-digits", scenario=3, steps=10)), progress=False)
    >>> figure = task_accuracy_matrix(run)
    """
    run = recording(source)
    shares = run.history.matrix(TASK_ACCURACY.name)
    if np.isnan(shares).all():
        raise DataError(
            f"The run of the method {run.config.method} has inferred no tasks: take one in scenario 2 or 3 "
            "with a network per task, such as hnet, or in scenario 3 with any."
        )
    figure = figures.accuracy_matrix(shares, run.description.task_names, measure=TASK_ACCURACY, title=title)
    return note_own_values(figure, run.config)


def task_confusion(
    source: Source, *, inference: Inference | None = None, sequence: Any = None, module: Any = None
) -> go.Figure:
    """The share of each task's test samples that is taken for each of the tasks learned so far.

    `inference` is how tasks are inferred, None for the run's own way; `sequence` and `module` are those of a
    stored run that had its own. Raises `DataError` where no task has to be inferred.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("split-digits", scenario=3, steps=10)), progress=False)
    >>> figure = task_confusion(run)
    """

    def found(run: Run) -> go.Figure:
        shares = inferred(run, inference or run.config.training.inference).shares
        names = [task.name for task in run.sequence.tasks[: shares.shape[1]]]
        return note_own_values(figures.task_confusion(shares, names), run.config)

    return look(source, found, sequence=sequence, module=module)


def accuracy_over_training(source: Source, *, title: str | None = None) -> go.Figure:
    """The test score on each task over optimizer steps; a point per evaluation.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("regression", steps=10)), progress=False)
    >>> len(accuracy_over_training(run).data) >= 3  # a line per task
    True
    """
    run = recording(source)
    curves = run.history.score_curves()
    figure = figures.accuracy_over_training(
        curves.steps,
        curves.scores.swapaxes(0, 1),
        run.description.task_names,
        task_ends=run.task_ends,
        changes=_told_changes(run),
        measure=run.measure,
        title=title,
    )
    return note_own_values(figure, run.config)


def loss_curves(source: Source) -> go.Figure:
    """Task loss, regularizer and what else is descended over optimizer steps, as far as it is not zero.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("regression", steps=10)), progress=False)
    >>> [line.name for line in loss_curves(run).data if line.showlegend is not False]
    ['task loss', 'regularizer']
    """
    run = recording(source)
    curves = run.history.curves()
    figure = figures.loss_curves(
        curves.steps,
        {name: values.T for name, values in curves.losses.items() if np.nan_to_num(values).any()},
        task_ends=run.task_ends,
        changes=_told_changes(run),
        measure=run.description.loss,
    )
    return note_own_values(figure, run.config)


def embedding_plane(source: Source, *, replica: int = 0) -> go.Figure:
    """The task embeddings of one replica (from 0) and the paths on which they got there.

    Raises `DataError` for a method that has no embeddings.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("regression", steps=10)), progress=False)
    >>> figure = embedding_plane(run)
    """
    run = recording(source)
    run.config.check_replica(replica)
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
    names = run.description.task_names
    seed = seed_note(run.config, replica)
    return figures.embedding_plane(ends, names, trajectories=trails, replica=replica, seed=seed)


def _told_changes(run: Recording) -> list[tuple[float, str]]:
    """After which steps settings were changed, and what is said of that."""
    changes = setting_changes(run.history, initial_settings(run.config))
    return [(change.step, change.sentence) for change in changes]
