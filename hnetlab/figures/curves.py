"""What changes while tasks are learned one after the other: test scores, loss and regularizer over steps."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from hnetlab.figures.band import Array, add_band, band_text, mark_tasks, over_seeds, replicated
from hnetlab.figures.theme import (
    MOST_TASKS_IN_LEGEND,
    PALETTE,
    add_task_scale,
    new_figure,
    numbered_labels,
    task_color,
    task_dash,
    task_symbol,
)

MOST_POINTS_WITH_MARKER = 30
MOST_LOSS_POINTS = 300
# Powers are short where losses are small; plotly writes them a quarter larger than it is told.
LOG_AXIS = {"type": "log", "dtick": 1, "exponentformat": "power", "tickfont": {"size": 10}}


def accuracy_over_training(
    steps: ArrayLike,
    scores: ArrayLike,
    task_names: Sequence[str] | None = None,
    *,
    task_ends: ArrayLike = (),
    lower_is_better: bool = False,
    title: str | None = None,
) -> go.Figure:
    """A line per task over optimizer steps, the mean over seeds with a band of one sample standard deviation.

    `scores` (S, K, T) or (K, T) are test accuracies as fractions, shown in percent, or errors when
    `lower_is_better`, shown on a logarithmic axis as median with least and largest; NaN where a task was not
    measured at the step `steps[k]`, (K,). `task_ends` are the steps after which each task had been learned.
    """
    x = np.asarray(steps, dtype=np.float64)
    values = replicated(scores, 3, len(x)) * (1 if lower_is_better else 100)
    replicas, _, tasks = values.shape
    labels = numbered_labels(task_names, tasks)
    many = tasks > MOST_TASKS_IN_LEGEND
    figure = new_figure(
        title or f"{'Error' if lower_is_better else 'Accuracy'} on each task while learning",
        band_text(replicas, logarithmic=lower_is_better),
    )
    center, lower, upper = over_seeds(values, logarithmic=lower_is_better)
    for task in range(tasks):
        color = task_color(task, tasks)
        if replicas > 1:
            add_band(figure, x, lower[:, task], upper[:, task], color, labels[task])
        figure.add_scatter(
            x=x,
            y=center[:, task],
            name=labels[task],
            legendgroup=labels[task],
            mode="lines+markers" if len(x) <= MOST_POINTS_WITH_MARKER else "lines",
            line={"color": color, "dash": "solid" if many else task_dash(task), "width": 1 if many else 2.5},
            marker={"symbol": task_symbol(task), "size": 4 if many else 8},
            hovertemplate="%{y:.3g}" if lower_is_better else "%{y:.2f} %",
        )
    if many:
        add_task_scale(figure, tasks)
    mark_tasks(figure, task_ends, float(x.max(initial=0)))
    figure.update_xaxes(title_text="optimizer step")
    if lower_is_better:
        return figure.update_yaxes(title_text="test mean squared error", **LOG_AXIS)
    return figure.update_yaxes(title_text="test accuracy (%)", range=[0, 102])


def loss_curves(
    steps: ArrayLike,
    task_loss: ArrayLike,
    regularizer: ArrayLike | None = None,
    *,
    task_ends: ArrayLike = (),
    loss_unit: str = "nats",
    title: str = "Loss while learning",
) -> go.Figure:
    """The task loss and the regularizer as it is added to it, over optimizer steps on a logarithmic axis.

    `task_loss` and `regularizer` are (S, K) or (K,) at `steps` (K,); with several seeds the line is their
    median and the band goes from the least to the largest. Long curves are averaged over blocks of steps
    within a task. What is not positive, as the first task's regularizer, is left out. `task_ends` are the
    steps after which each task had been learned.
    """
    x = np.asarray(steps, dtype=np.float64)
    curves = {"task loss": replicated(task_loss, 2, len(x))}
    if regularizer is not None:
        curves["regularizer"] = replicated(regularizer, 2, len(x))
    replicas = len(curves["task loss"])
    block = max(1, -(-len(x) // MOST_LOSS_POINTS))
    starts = _block_starts(x, np.asarray(task_ends, dtype=np.float64), block)
    notes = [band_text(replicas, logarithmic=True), f"each point: mean of {block} steps" if block > 1 else ""]
    figure = new_figure(title, "; ".join(note for note in notes if note))
    points = _block_means(x, starts)
    for (name, values), color, dash in zip(curves.items(), PALETTE, ("solid", "dash"), strict=False):
        center, lower, upper = over_seeds(_positive(_block_means(values, starts)), logarithmic=True)
        if replicas > 1:
            add_band(figure, points, lower, upper, color, name)
        figure.add_scatter(
            x=points,
            y=center,
            name=name,
            legendgroup=name,
            mode="lines",
            line={"color": color, "dash": dash, "width": 2},
            hovertemplate="%{y:.3g}",
        )
    mark_tasks(figure, task_ends, float(x.max(initial=0)))
    figure.update_xaxes(title_text="optimizer step")
    return figure.update_yaxes(title_text=f"loss ({loss_unit})", **LOG_AXIS)


def _block_starts(x: Array, task_ends: Array, block: int) -> NDArray[np.intp]:
    """Where in `x` a block of at most `block` steps begins, so that none spans two tasks."""
    bounds = np.searchsorted(x, task_ends, side="right")
    starts = [np.arange(start, stop, block) for start, stop in pairwise([0, *bounds.tolist(), len(x)])]
    return np.concatenate(starts)


def _block_means(values: Array, starts: NDArray[np.intp]) -> Array:
    """The means over blocks of the last axis that begin at `starts`."""
    sizes = np.diff(np.append(starts, values.shape[-1]))
    return np.add.reduceat(values, starts, axis=-1) / sizes if len(starts) else values


def _positive(values: Array) -> Array:
    """`values` with NaN where some seed's value is not positive."""
    return np.where((values > 0).all(axis=0), values, np.nan)
