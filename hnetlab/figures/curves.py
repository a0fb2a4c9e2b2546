"""What changes while tasks are learned one after the other: test scores, loss and regularizer over steps."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from hnetlab.base.measure import ACCURACY, LOSS, Measure
from hnetlab.figures.band import (
    STEP_AXIS,
    Array,
    add_band,
    band_text,
    mark_changes,
    mark_tasks,
    over_seeds,
    replicated,
)
from hnetlab.figures.score_scale import LOG_AXIS, hover_number, score_axis
from hnetlab.figures.theme import (
    MOST_TASKS_IN_LEGEND,
    add_task_scale,
    height_with_legend,
    loss_label,
    loss_line,
    new_figure,
    numbered_labels,
    of_task,
    task_color,
    task_dash,
    task_symbol,
)

MOST_POINTS_WITH_MARKER = 30
MOST_LOSS_POINTS = 300


def accuracy_over_training(
    steps: ArrayLike,
    scores: ArrayLike,
    task_names: Sequence[str] | None = None,
    *,
    task_ends: ArrayLike = (),
    changes: Sequence[tuple[float, str]] = (),
    measure: Measure = ACCURACY,
    title: str | None = None,
) -> go.Figure:
    """A line per task over optimizer steps, the mean over seeds with a band of one sample standard deviation.

    `scores` (S, K, T) or (K, T) are test scores in the `measure`: accuracies are fractions, shown in percent,
    errors are shown on a logarithmic axis as median with least and largest; NaN where a task was not measured
    at the step `steps[k]`, (K,). `task_ends` are the steps after which each task had been learned, `changes`
    those after which settings were changed, each with a text such as "beta 0.1 → 50".

    >>> figure = accuracy_over_training([10, 20], [[0.9, float("nan")], [0.7, 0.95]], task_ends=[10, 20])
    >>> figure.layout.yaxis.title.text
    'test accuracy (%)'
    """
    x = np.asarray(steps, dtype=np.float64)
    values = measure.shown(replicated(scores, 3, len(x)))
    replicas, _, tasks = values.shape
    labels = numbered_labels(task_names, tasks)
    many = tasks > MOST_TASKS_IN_LEGEND
    figure = new_figure(
        title or f"{measure.title} on each task while learning",
        band_text(replicas, logarithmic=measure.logarithmic),
    )
    center, lower, upper = over_seeds(values, logarithmic=measure.logarithmic)
    for task in range(tasks):
        color = task_color(task, tasks)
        if replicas > 1:
            add_band(figure, x, lower[:, task], upper[:, task], color, labels[task])
        figure.add_scatter(
            x=x,
            y=center[:, task],
            name=labels[task],
            legendgroup=labels[task],
            meta=of_task(task),
            mode="lines+markers" if len(x) <= MOST_POINTS_WITH_MARKER else "lines",
            line={"color": color, "dash": "solid" if many else task_dash(task), "width": 1 if many else 2.5},
            marker={"symbol": task_symbol(task), "size": 4 if many else 8},
            cliponaxis=False,  # the last step is at the plot's edge
            hovertemplate=f"{hover_number(measure, measure.glance)} after step %{{x:,}}",
        )
    if many:
        add_task_scale(figure, tasks)
    else:
        figure.update_layout(height=height_with_legend(tasks))
    mark_tasks(figure, task_ends, float(x.max(initial=0)))
    mark_changes(figure, changes)
    figure.update_xaxes(title_text="optimizer step", **STEP_AXIS)
    return figure.update_yaxes(**score_axis(values, measure))


def loss_curves(
    steps: ArrayLike,
    losses: Mapping[str, ArrayLike],
    *,
    task_ends: ArrayLike = (),
    changes: Sequence[tuple[float, str]] = (),
    measure: Measure = LOSS,
    title: str = "Loss while learning",
) -> go.Figure:
    """The parts of the loss, as they are added up, over optimizer steps on a logarithmic axis.

    `losses` has by its name, such as "task" and "regularizer", each part in the `measure`: (S, K) or (K,) at
    `steps` (K,); with several seeds the line is their median and the band goes from the least to the largest.
    Long curves are averaged over blocks of steps within a task. What is not positive, as the first task's
    regularizer, and what is not finite is left out. `task_ends` are the steps after which each task had been
    learned, `changes` those after which settings were changed, with a text.

    >>> figure = loss_curves([1, 2, 3], {"task": [0.7, 0.4, 0.2], "regularizer": [0.0, 0.1, 0.2]})
    >>> [line.name for line in figure.data]
    ['task loss', 'regularizer']
    """
    x = np.asarray(steps, dtype=np.float64)
    curves = {loss_label(name): replicated(values, 2, len(x)) for name, values in losses.items()}
    replicas = max(map(len, curves.values()), default=1)
    block = max(1, -(-len(x) // MOST_LOSS_POINTS))
    starts = _block_starts(x, np.asarray(task_ends, dtype=np.float64), block)
    notes = [band_text(replicas, logarithmic=True), f"each point: mean of {block} steps" if block > 1 else ""]
    figure = new_figure(title, "; ".join(note for note in notes if note))
    points = _block_means(x, starts)
    for index, (name, values) in enumerate(curves.items()):
        line = loss_line(index)
        center, lower, upper = over_seeds(_positive(_block_means(values, starts)), logarithmic=True)
        if replicas > 1:
            add_band(figure, points, lower, upper, line["color"], name)
        figure.add_scatter(
            x=points,
            y=center,
            name=name,
            legendgroup=name,
            mode="lines",
            line=line | {"width": 2},
            hovertemplate=f"%{{y:{measure.digits}}}",
        )
    mark_tasks(figure, task_ends, float(x.max(initial=0)))
    mark_changes(figure, changes)
    figure.update_xaxes(title_text="optimizer step", **STEP_AXIS)
    return figure.update_yaxes(title_text=measure.label, **LOG_AXIS)


def _block_starts(x: Array, task_ends: Array, block: int) -> NDArray[np.intp]:
    """Where in `x` a block of at most `block` steps begins, so that none spans two tasks."""
    bounds = np.searchsorted(x, task_ends, side="right")
    starts = [np.arange(start, stop, block) for start, stop in pairwise([0, *bounds.tolist(), len(x)])]
    return np.concatenate(starts)


def _block_means(values: Array, starts: NDArray[np.intp]) -> Array:
    """The means over blocks of the last axis that begin at `starts`, of what is not NaN there."""
    if not len(starts):
        return values
    counts = np.add.reduceat(np.isfinite(values), starts, axis=-1, dtype=np.float64)
    sums = np.add.reduceat(np.nan_to_num(values), starts, axis=-1)
    return np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0)


def _positive(values: Array) -> Array:
    """`values` with NaN where some seed's value is not positive."""
    return np.where((values > 0).all(axis=0), values, np.nan)
