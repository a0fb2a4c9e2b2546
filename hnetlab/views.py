"""Tables and figures straight from runs, wherever they are.

A `Source` is a run, a session or a `LiveLab` that trains it (looked at between two steps; of two lanes the
first), a stored run by `RunFolder` or by its path, or a `Recording`. Tables and bars take a mapping from
names to sources, or what has several runs itself: a `LiveLab`, or the folder in which it saved them.

>>> from hnetlab import Run, configure, fit, views
>>> run = fit(Run(configure("regression", steps=10)), progress=False)
>>> figure = views.accuracy_matrix(run)
>>> list(views.metrics(run))
['average_accuracy', 'during_accuracy', 'forgetting', 'backward_transfer']
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from hnetlab import figures
from hnetlab.analysis import mistakes as analysis_mistakes
from hnetlab.analysis import replayed as analysis_replayed
from hnetlab.analysis.changes import initial_settings, setting_changes
from hnetlab.analysis.functions import known_functions
from hnetlab.analysis.inference import inferred
from hnetlab.analysis.metrics import Summary, during_and_final, gains_from, summaries
from hnetlab.analysis.results_table import ResultsTable
from hnetlab.analysis.results_table import results_table as table_of
from hnetlab.base.errors import DataError
from hnetlab.base.measure import ACCURACY, TASK_ACCURACY, Measure
from hnetlab.learning import METHODS
from hnetlab.runs.finished import entries
from hnetlab.runs.run import Run
from hnetlab.runs.source import Recording, Source, look, named, recording
from hnetlab.tasks.scenario import Inference

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Recording",
    "Source",
    "accuracy_matrix",
    "accuracy_over_training",
    "compression",
    "embedding_plane",
    "filters",
    "fitted_functions",
    "forward_transfer",
    "loss_curves",
    "metric_bars",
    "metric_table",
    "metrics",
    "mistakes",
    "recording",
    "replayed",
    "results",
    "results_table",
    "scores_per_task",
    "task_confusion",
]


def metrics(source: Source) -> dict[str, Summary]:
    """Every metric of `hnetlab.analysis.metrics` over the seeds; raises `DataError` for an unfinished run.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("regression", steps=10)), progress=False)
    >>> len(metrics(run)["forgetting"].per_seed)
    1
    """
    run = recording(source)
    return summaries(run.history.scores, measure=run.measure)


def metric_table(runs: Mapping[str, Source] | Source) -> "pd.DataFrame":
    """One row per run under the name it is given, one column per metric, "mean ± SEM".

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("regression", steps=10)), progress=False)
    >>> list(metric_table({"mine": run}).index)
    ['mine']
    """
    from hnetlab.analysis.table import table  # here, because importing pandas takes a quarter of a second

    runs = named(runs)
    return table({name: metrics(run) for name, run in runs.items()}, measure=_common_measure(runs))


def metric_bars(runs: Mapping[str, Source] | Source) -> go.Figure:
    """The metrics of finished runs side by side.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("regression", steps=10)), progress=False)
    >>> metric_bars({"mine": run}).data[0].name
    'mine'
    """
    runs = named(runs)
    return figures.metric_bars(
        {name: metrics(run) for name, run in runs.items()}, measure=_common_measure(runs)
    )


def results_table(runs: Mapping[str, Source] | Iterable[Source]) -> ResultsTable:
    """Finished runs as a table of benchmarks and scenarios by methods, with published numbers beside.

    Runs of one method with the same settings share a cell; `notes` say which runs are left out, and why.
    Raises `DataError` where none remains.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("split-digits", steps=10)), progress=False)
    >>> list(results_table([run]).frame().settings)
    ['quick with steps = 10']
    """
    return table_of(*entries(runs))


def results(runs: Mapping[str, Source] | Iterable[Source]) -> go.Figure:
    """The average accuracies of finished runs, and published ones beside, see `results_table`.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("split-digits", steps=10)), progress=False)
    >>> figure = results([run])
    """
    return figures.results(results_table(runs))


def accuracy_matrix(source: Source, *, title: str | None = None) -> go.Figure:
    """The test score on each task after learning each task; mean and deviation over seeds.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("regression", steps=10)), progress=False)
    >>> figure = accuracy_matrix(run)  # figure.show() in a script; in a notebook its name
    """
    run = recording(source)
    return figures.accuracy_matrix(
        run.history.scores, run.description.task_names, measure=run.measure, title=title
    )


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
    return figures.accuracy_matrix(shares, run.description.task_names, measure=TASK_ACCURACY, title=title)


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

    def found(run: Run) -> tuple[Any, list[str]]:
        shares = inferred(run, inference or run.config.training.inference).shares
        return shares, [task.name for task in run.sequence.tasks[: shares.shape[1]]]

    return figures.task_confusion(*look(source, found, sequence=sequence, module=module))


def accuracy_over_training(source: Source, *, title: str | None = None) -> go.Figure:
    """The test score on each task over optimizer steps; a point per evaluation.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("regression", steps=10)), progress=False)
    >>> len(accuracy_over_training(run).data) >= 3  # a line per task
    True
    """
    run = recording(source)
    curves = run.history.score_curves()
    return figures.accuracy_over_training(
        curves.steps,
        curves.scores.swapaxes(0, 1),
        run.description.task_names,
        task_ends=run.task_ends,
        changes=_told_changes(run),
        measure=run.measure,
        title=title,
    )


def loss_curves(source: Source) -> go.Figure:
    """Task loss, regularizer and what else is descended over optimizer steps, as far as it is not zero.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("regression", steps=10)), progress=False)
    >>> [line.name for line in loss_curves(run).data if line.showlegend is not False]
    ['task loss', 'regularizer']
    """
    run = recording(source)
    curves = run.history.curves()
    return figures.loss_curves(
        curves.steps,
        {name: values.T for name, values in curves.losses.items() if np.nan_to_num(values).any()},
        task_ends=run.task_ends,
        changes=_told_changes(run),
        measure=run.description.loss,
    )


def embedding_plane(source: Source, *, replica: int = 0) -> go.Figure:
    """The task embeddings of one replica (from 0) and the paths on which they got there.

    Raises `DataError` for a method that has no embeddings.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("regression", steps=10)), progress=False)
    >>> figure = embedding_plane(run)
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
    """Trainable numbers by part against target weights; raises `DataError` without a hypernetwork.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("regression", steps=10)), progress=False)
    >>> figure = compression(run)
    """
    run = recording(source)
    parts, method = run.description.trainable_numbers, run.config.method
    if "output layer" not in parts:
        raise DataError(f"The method {method} has no hypernetwork: its weights are not compressed.")
    return figures.compression(
        hidden_layers=parts["hidden layers"],
        output_layer=parts["output layer"],
        chunk_embeddings=parts["chunk embeddings"],
        task_embeddings=parts["task embeddings"],
        target_weights=run.description.target_weights,
        learned_once=parts.get("learned once", 0),
        other_networks=sum(count for name, count in parts.items() if ": " in name),
    )


def fitted_functions(source: Source, *, sequence: Any = None, module: Any = None) -> go.Figure:
    """For a regression with one input and one output: each true function and what the run knows of it now.

    `sequence` and `module` are those of a stored run that had its own.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("regression", steps=10)), progress=False)
    >>> figure = fitted_functions(run)
    """
    return figures.fitted_functions(*look(source, known_functions, sequence=sequence, module=module))


def scores_per_task(runs: Mapping[str, Source] | Source) -> go.Figure:
    """The scores of each task right after it was learned and at the end, of finished runs on the same tasks.

    A method that learns each task by itself has one score for both.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("regression", steps=10)), progress=False)
    >>> [bars.name for bars in scores_per_task({"mine": run}).data]
    ['mine, during', 'mine, final']
    """
    runs, names = _on_the_same_tasks(runs)
    series: dict[str, Any] = {}
    for name, run in runs.items():
        during, final = during_and_final(run.history.scores)
        alone = METHODS[run.config.method].alone
        series |= {name: final} if alone else {f"{name}, during": during, f"{name}, final": final}
    return figures.scores_per_task(series, names, measure=_common_measure(runs))


def forward_transfer(runs: Mapping[str, Source] | Source, scratch: Source) -> go.Figure:
    """What each task gained from those before it: its score when learned, against that of `scratch`.

    Runs with the seeds of `scratch` are compared seed by seed, others with its mean.

    >>> from hnetlab import Run, configure, fit
    >>> mine, alone = (fit(Run(configure("regression", name, steps=10))) for name in ("hnet", "scratch"))
    >>> figure = forward_transfer({"mine": mine}, alone)
    """
    alone = recording(scratch)
    runs, names = _on_the_same_tasks({**named(runs), "": alone})
    gains = {
        name: gains_from(
            during_and_final(run.history.scores)[0],
            during_and_final(alone.history.scores)[0],
            paired=run.config.seeds == alone.config.seeds,
            measure=run.measure,
        )
        for name, run in runs.items()
        if run is not alone
    }
    return figures.gains_per_task(gains, names, measure=alone.measure)


def mistakes(
    source: Source, task: int, *, replica: int = 0, sequence: Any = None, module: Any = None
) -> go.Figure:
    """Test pictures of `task` (from 0) that one replica answers wrongly now, in the run's scenario.

    >>> from hnetlab import Run, configure, fit
    >>> figure = mistakes(fit(Run(configure("split-digits", tasks=2, steps=5)), progress=False), task=0)
    """
    found, name = look(
        source,
        lambda run: (analysis_mistakes.mistakes(run, task, replica=replica), run.sequence[task].name),
        sequence=sequence,
        module=module,
    )
    return figures.mistakes(
        found.pictures,
        found.truths,
        found.answers,
        title=f"Task {task + 1}, {name}: what is answered wrongly",
        subtitle=f"{found.wrong} of {found.tested} test pictures",
    )


def replayed(source: Source, *, replica: int = 0, sequence: Any = None, module: Any = None) -> go.Figure:
    """What one replica's generator draws of each task (column) after each task (row), from fixed latents.

    Raises `ConfigError` for a method without a generator and `DataError` for inputs that are no pictures.
    `sequence` and `module` are those of a stored run that had its own.

    >>> from hnetlab import Run, configure, fit
    >>> figure = replayed(fit(Run(configure("split-digits", "dgr", tasks=2, steps=5)), progress=False))
    """
    found = look(
        source,
        lambda run: analysis_replayed.replayed(run, replica=replica),
        sequence=sequence,
        module=module,
    )
    return figures.replayed(found.pictures, found.rows, found.columns)


def filters(
    source: Source,
    task: int,
    layer: int = 0,
    *,
    replica: int = 0,
    sequence: Any = None,
    module: Any = None,
) -> go.Figure:
    """The filters of convolution `layer`, both from 0, in the network of `task`: generated, where it is.

    >>> from torch import nn
    >>> from hnetlab import Run, configure
    >>> layers = nn.Unflatten(1, (1, 8, 8)), nn.Conv2d(1, 4, 3), nn.Flatten(), nn.Linear(144, 10)
    >>> run = Run(configure("split-digits", chunk_size=200), module=nn.Sequential(*layers))
    >>> figure = filters(run, task=0)
    """
    found = look(
        source,
        lambda run: analysis_mistakes.convolution_filters(run, task, replica=replica),
        sequence=sequence,
        module=module,
    )
    if not 0 <= layer < len(found):
        raise DataError(f"There is no convolution {layer}: choose one of {len(found)}, from 0 on.")
    name, values = list(found.items())[layer]
    return figures.filters(values, title=f"Filters of {name} for task {task + 1}")


def _on_the_same_tasks(runs: Mapping[str, Source] | Source) -> tuple[dict[str, Recording], tuple[str, ...]]:
    """The runs by name, and the names of their tasks; raises `DataError` where these differ."""
    known = {name: recording(run) for name, run in named(runs).items()}
    tasks = {run.description.task_names for run in known.values()}
    if len(tasks) != 1:
        raise DataError(
            "The runs have other tasks, so that none can be compared: take runs of one benchmark."
        )
    return known, tasks.pop()


def _told_changes(run: Recording) -> list[tuple[float, str]]:
    """After which steps settings were changed, and what is said of that."""
    changes = setting_changes(run.history, initial_settings(run.config))
    return [(change.step, change.sentence) for change in changes]


def _common_measure(runs: Mapping[str, Source]) -> Measure:
    """What the scores of all `runs` are; raises `DataError` where they differ."""
    measures = {recording(run).measure: None for run in runs.values()}
    if len(measures) > 1:
        names = " and ".join(measure.plural for measure in measures).capitalize()
        raise DataError(f"{names} can't share a table: compare runs of one kind of benchmark.")
    return next(iter(measures), ACCURACY)
