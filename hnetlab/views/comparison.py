"""Runs beside each other: metrics, results with published numbers, scores per task, forward transfer."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from hnetlab import figures
from hnetlab.analysis.metrics import during_and_final, gains_from, paired_rows
from hnetlab.analysis.results_table import ResultsTable
from hnetlab.analysis.results_table import results_table as table_of
from hnetlab.base.errors import DataError
from hnetlab.base.measure import ACCURACY, Measure
from hnetlab.figures.theme import explain
from hnetlab.learning import METHODS
from hnetlab.runs.finished import entries
from hnetlab.runs.source import Recording, Source, named, recording
from hnetlab.views.notes import other_network, other_tasks, unlike
from hnetlab.views.training import metrics

if TYPE_CHECKING:
    import pandas as pd


def metric_table(runs: Mapping[str, Source] | Source) -> "pd.DataFrame":
    """One row per run under the name it is given, one column per metric, "mean ± SEM".

    What else than the method tells the runs apart, such as other tasks or more seeds, has a column before. A
    panel's runs, and those in folders below one, go by their methods; where a method comes twice, by number
    or folder.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("regression", steps=10)), progress=False)
    >>> list(metric_table({"mine": run}).index)
    ['mine']
    """
    from hnetlab.analysis.table import table  # here, because importing pandas takes a quarter of a second

    known = _recordings(runs)
    frame = table({name: metrics(run) for name, run in known.items()}, measure=_common_measure(known))
    for place, (what, texts) in enumerate(unlike(known).items()):
        frame.insert(place, what, texts)
    return frame


def metric_bars(runs: Mapping[str, Source] | Source) -> go.Figure:
    """The metrics of finished runs side by side; what else than the method tells them apart is said below.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("regression", steps=10)), progress=False)
    >>> metric_bars({"mine": run}).data[0].name
    'mine'
    """
    known = _recordings(runs)
    figure = figures.metric_bars(
        {name: metrics(run) for name, run in known.items()}, measure=_common_measure(known)
    )
    return _note_unlike(figure, known)


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


def scores_per_task(runs: Mapping[str, Source] | Source) -> go.Figure:
    """The scores of each task right after it was learned and at the end, of finished runs on the same tasks.

    A method that learns each task by itself has one score for both. Raises `DataError` for runs on other
    samples or in other scenarios.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("regression", steps=10)), progress=False)
    >>> [bars.name for bars in scores_per_task({"mine": run}).data]
    ['mine, during', 'mine, final']
    """
    known = _recordings(runs)
    names = _common_tasks([*known.values()])
    series: dict[str, Any] = {}
    for name, run in known.items():
        during, final = during_and_final(run.history.scores)
        alone = METHODS[run.config.method].alone
        series |= {name: final} if alone else {f"{name}, during": during, f"{name}, final": final}
    return _note_unlike(figures.scores_per_task(series, names, measure=_common_measure(known)), known)


def forward_transfer(runs: Mapping[str, Source] | Source, scratch: Source) -> go.Figure:
    """What each task gained from those before it: its score when learned, against that of `scratch`.

    Runs with the seeds of `scratch` are compared seed by seed, others with its mean. Raises `DataError` for
    runs on other samples, in other scenarios or of other target networks, and where `scratch` has not learned
    each task by itself.

    >>> from hnetlab import Run, configure, fit
    >>> mine, alone = (fit(Run(configure("regression", name, steps=10))) for name in ("hnet", "scratch"))
    >>> figure = forward_transfer({"mine": mine}, alone)
    """
    alone, known = recording(scratch), _recordings(runs)
    if not METHODS[alone.config.method].alone:
        methods = ", ".join(name for name, method in METHODS.items() if method.alone)
        raise DataError(
            f"A run of {alone.config.method} has not learned each task by itself: compare with one of "
            f"{methods}."
        )
    names = _common_tasks([alone, *known.values()])
    if other := next((name for name, run in known.items() if other_network(alone, run)), None):
        raise DataError(
            f"The run {other} has another target network than the one from scratch: compare it with "
            "one of the same network, so that what it gains is from the tasks before."
        )
    scratched, gains, against_mean = during_and_final(alone.history.scores)[0], {}, []
    for name, run in known.items():
        rows = paired_rows(run.config.names, alone.config.names)
        gains[name] = gains_from(
            during_and_final(run.history.scores)[0],
            scratched if rows is None else scratched[rows],
            paired=rows is not None,
            measure=run.measure,
        )
        if rows is None:
            against_mean.append(name)
    figure = figures.gains_per_task(gains, names, measure=alone.measure)
    if against_mean:
        explain(figure, f"{', '.join(against_mean)}: against the mean from scratch, without its error")
    return _note_unlike(figure, {**known, "from scratch": alone})


def _common_tasks(runs: Sequence[Recording]) -> tuple[str, ...]:
    """The names of the tasks that all runs have learned; raises `DataError` where one has learned others."""
    if not runs:
        raise DataError("There is no run to compare: name one at least.")
    first, *others = runs
    for other in others:
        if change := other_tasks(first, other):
            raise DataError(
                f"The runs have other tasks, {change}: compare runs on the same samples and in one scenario."
            )
    return first.description.task_names


def _note_unlike(figure: go.Figure, runs: Mapping[str, Recording]) -> go.Figure:
    """Says below the title in what else than their methods the runs differ."""
    facts = unlike(runs)
    for number, name in enumerate(runs):
        found = [f"{what} {texts[number]}" for what, texts in facts.items() if texts[number]]
        if found:
            explain(figure, f"{name}: {', '.join(found)}")
    return figure


def _recordings(runs: Mapping[str, Source] | Source) -> dict[str, Recording]:
    return {name: recording(run) for name, run in named(runs).items()}


def _common_measure(runs: Mapping[str, Recording]) -> Measure:
    """What the scores of all `runs` are; raises `DataError` where they differ."""
    measures = {run.measure: None for run in runs.values()}
    if len(measures) > 1:
        names = " and ".join(measure.plural for measure in measures).capitalize()
        raise DataError(f"{names} can't share a table: compare runs of one kind of benchmark.")
    return next(iter(measures), ACCURACY)
