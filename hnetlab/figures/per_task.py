"""Every task by itself: its score during and after learning, beside other methods."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from hnetlab.base.measure import ACCURACY, Measure
from hnetlab.figures.band import replicated
from hnetlab.figures.score_scale import hover_number, score_axis
from hnetlab.figures.theme import (
    FAINT,
    INK,
    PALETTE,
    fill,
    height_with_legend,
    new_figure,
    task_labels,
    task_symbol,
    ticks_of_tasks,
)

_ERRORS = "mean over seeds ± one standard error"


def scores_per_task(
    series: Mapping[str, ArrayLike],
    task_names: Sequence[str] | None = None,
    *,
    measure: Measure = ACCURACY,
    title: str = "Every task, during and after learning",
) -> go.Figure:
    """A group of bars per task, one for each of `series`: scores (S, T) or (T,) by name, in the `measure`.

    Several seeds have their mean, with its standard error. As in von Oswald et al. 2020, Fig. 5.

    >>> figure = scores_per_task({"during": [0.9, 0.8], "final": [0.85, 0.8], "from scratch": [0.9, 0.7]})
    >>> [bar.name for bar in figure.data]
    ['during', 'final', 'from scratch']
    """
    values, tasks = _shown(series, measure)
    labels = task_labels(task_names, tasks)
    figure = new_figure(title, _ERRORS if _several(values) else "")
    for index, (name, shown) in enumerate(values.items()):
        mean, error = _mean_and_error(shown)
        figure.add_bar(
            x=np.arange(1, tasks + 1),
            y=mean,
            name=name,
            error_y={
                "type": "data",
                "array": error,
                "visible": bool(error.any()),
                "color": INK,
                "thickness": 1.5,
            },
            marker=fill(index),
            hovertext=labels,
            hovertemplate=f"%{{hovertext}}<br>{hover_number(measure, measure.digits)}",
        )
    figure.update_xaxes(title_text="task", tickvals=ticks_of_tasks(tasks))
    figure.update_yaxes(**score_axis(np.concatenate([*values.values()], axis=None), measure))
    return figure.update_layout(barmode="group", bargap=0.25, height=height_with_legend(len(values)))


def gains_per_task(
    series: Mapping[str, ArrayLike],
    task_names: Sequence[str] | None = None,
    *,
    measure: Measure = ACCURACY,
    title: str = "What each task gains from those before it",
) -> go.Figure:
    """A line per method over the tasks: gains (S, T) or (T,) by name, above zero where a task gained.

    Percentages differ by points. Several seeds have their mean, with its standard error.

    >>> figure = gains_per_task({"hypernetwork": [0.0, 0.02, 0.03]})
    """
    values, tasks = _shown(series, measure)
    labels = task_labels(task_names, tasks)
    figure = new_figure(title, _ERRORS if _several(values) else "")
    figure.add_hline(y=0, line={"color": FAINT, "width": 1})
    for index, (name, shown) in enumerate(values.items()):
        mean, error = _mean_and_error(shown)
        figure.add_scatter(
            x=np.arange(1, tasks + 1),
            y=mean,
            name=name,
            mode="lines+markers",
            line={"color": PALETTE[index % len(PALETTE)]},
            marker={"symbol": task_symbol(index), "size": 8},
            error_y={"type": "data", "array": error, "visible": bool(error.any()), "thickness": 1.5},
            hovertext=labels,
            hovertemplate=f"%{{hovertext}}<br>%{{y:{measure.digits}}} {measure.difference_unit}",
        )
    figure.update_xaxes(title_text="task", tickvals=ticks_of_tasks(tasks))
    return figure.update_yaxes(
        title_text=measure.with_unit(f"gain in {measure.longest_name}", difference=True)
    )


def _shown(series: Mapping[str, ArrayLike], measure: Measure) -> tuple[dict[str, NDArray[np.float64]], int]:
    """Each of `series` (S, T) as people are shown it, and the number of tasks."""
    values = {name: measure.shown(replicated(each, 2)) for name, each in series.items()}
    counts = {each.shape[1] for each in values.values()}
    if len(counts) != 1:
        raise ValueError(f"The figure needs values of the same tasks, but got {sorted(counts)} of them.")
    return values, counts.pop()


def _several(values: Mapping[str, NDArray[np.float64]]) -> bool:
    return any(len(each) > 1 for each in values.values())


def _mean_and_error(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and standard error (T,) over seeds; no error of one seed."""
    count = len(values)
    error = values.std(axis=0, ddof=1) / np.sqrt(count) if count > 1 else np.zeros(values.shape[1])
    return values.mean(axis=0), np.nan_to_num(error)
