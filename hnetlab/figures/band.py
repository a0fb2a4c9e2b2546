"""Lines with a band over seeds, and the marks between tasks: what several figures share."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from hnetlab.figures.theme import FAINT, INK, explain, replicas_text, translucent

Array = NDArray[np.float64]
MOST_PHASES_WITH_MARKS = 16
STEP_AXIS = {"exponentformat": "SI", "nticks": 6}
"""Many steps are written as 40k."""
_NEAR = 0.05
"""The share of the axis that the number of a change needs."""
_LETTERS_ALONG = 38
"""How long a text beside the line of a change may be: as a plot is high."""


def finite(values: ArrayLike) -> Array:
    """`values` as float64, with NaN, which no figure draws, where they are not finite."""
    array = np.asarray(values, dtype=np.float64)
    return np.where(np.isfinite(array), array, np.nan)


def replicated(values: ArrayLike, dimensions: int, steps: int | None = None) -> Array:
    """`values` as float64 with `dimensions` axes, the first over seeds; one seed may come without it.

    What is not finite becomes NaN, which no figure draws. Raises ValueError for another number of axes, or
    where the second axis does not have `steps` entries.
    """
    array = np.asarray(values, dtype=np.float64)
    array = array[None] if array.ndim == dimensions - 1 else array
    if array.ndim != dimensions:
        raise ValueError(f"The figure needs {dimensions} axes, the first over seeds, but got {array.shape}.")
    if steps is not None and array.shape[1] != steps:
        raise ValueError(
            f"There are {steps} steps but values of shape {array.shape}: put seeds first, then steps."
        )
    return finite(array)


def over_seeds(values: Array, *, logarithmic: bool = False) -> tuple[Array, Array, Array]:
    """A line with its lower and upper edge over the first axis: the mean ± one sample standard deviation.

    On a logarithmic axis, where such a band may cross zero: the median, the least and the largest.
    """
    if logarithmic:
        return np.median(values, axis=0), values.min(axis=0), values.max(axis=0)
    mean = values.mean(axis=0)
    deviation = values.std(axis=0, ddof=1) if len(values) > 1 else np.zeros_like(mean)
    return mean, mean - deviation, mean + deviation


def band_text(replicas: int, *, logarithmic: bool = False) -> str:
    """What `over_seeds` draws, for a subtitle; empty for one seed."""
    if logarithmic:
        return f"median of {replicas} seeds, band: least to largest" if replicas > 1 else ""
    return replicas_text(replicas, "band: ± one standard deviation")


def add_band(figure: go.Figure, x: Array, lower: Array, upper: Array, color: str, group: str) -> None:
    """The area between `lower` and `upper`, (K,) each, shown and hidden with the lines of `group`.

    Where something is not known it has a gap, as lines have.
    """
    known = np.isfinite(lower) & np.isfinite(upper)
    ends = np.flatnonzero(np.diff(known, prepend=False, append=False)).reshape(-1, 2).tolist()
    gap = [np.nan]
    outlines = [([*x[a:b], *x[a:b][::-1]], [*upper[a:b], *lower[a:b][::-1]]) for a, b in ends]
    figure.add_scatter(
        x=np.array([value for across, _ in outlines for value in (*across, *gap)][:-1]),
        y=np.array([value for _, up in outlines for value in (*up, *gap)][:-1]),
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=translucent(color, 0.2),
        hoverinfo="skip",
        showlegend=False,
        legendgroup=group,
    )


def band_edges(x: Sequence[float], y: Sequence[float]) -> dict[float, tuple[float, float]]:
    """The lower and the upper edge over each point of a band, from the outlines that `add_band` draws."""
    edges: dict[float, tuple[float, float]] = {}
    gaps = [index for index, at in enumerate(x) if at is None or np.isnan(at)]
    for start, end in pairwise([-1, *gaps, len(x)]):
        across, up = x[start + 1 : end], y[start + 1 : end]
        there, back = len(across) // 2, slice(None, len(across) // 2 - 1, -1)
        edges |= zip(across[:there], zip(up[back], up[:there], strict=True), strict=True)
    return edges


def mark_tasks(figure: go.Figure, task_ends: ArrayLike, last_step: float) -> None:
    """A vertical line between two tasks, and each task's number above the steps in which it is learned.

    `task_ends` are the steps after which the tasks had been learned; learning may go on until `last_step`.
    """
    ends = np.asarray(task_ends, dtype=np.float64).tolist()
    limits = [0.0, *ends] + ([last_step] if not ends or last_step > ends[-1] else [])
    figure.update_xaxes(range=[0, max(limits[-1], 1)])
    if len(limits) - 1 > MOST_PHASES_WITH_MARKS:
        return
    for task, (start, end) in enumerate(pairwise(limits), start=1):
        if end < limits[-1]:
            figure.add_shape(
                type="line",
                x0=end,
                x1=end,
                y0=0,
                y1=1,
                yref="paper",
                layer="below",
                line={"color": FAINT, "width": 1, "dash": "dot"},
            )
        figure.add_annotation(
            x=(start + end) / 2,
            y=1,
            yref="paper",
            yanchor="bottom",
            showarrow=False,
            text=f"task {task}" if len(limits) <= 6 else str(task),
            font={"size": 12, "color": FAINT},
        )


def mark_changes(figure: go.Figure, changes: Sequence[tuple[float, str]]) -> None:
    """A line at every step of `changes`, where settings were changed.

    The text of a single one runs along it; longer ones and several have numbers that the subtitle explains.
    """
    if len(changes) == 1 and len(changes[0][1]) <= _LETTERS_ALONG:
        ((step, text),) = changes
        figure.add_shape(change_mark(step, text), yref="paper")
        return
    if not changes:
        return
    explain(figure, "; ".join(f"{number}: {text}" for number, (_, text) in enumerate(changes, start=1)))
    near = _NEAR * max(figure.layout.xaxis.range or (0, changes[-1][0]))
    first = 0  # of those so near each other that they share a number
    for index, (step, _) in enumerate(changes):
        last = index + 1 == len(changes) or changes[index + 1][0] - changes[first][0] > near
        text = str(first + 1) if first == index else f"{first + 1}\u2013{index + 1}"
        mark = change_mark(step, f"<b>{text}</b>" if last else "")
        mark["label"] |= {"textangle": 0, "xanchor": "left", "yanchor": "top", "padding": 2}
        figure.add_shape(mark, yref="paper")
        first = index + 1 if last else first


def change_mark(step: float, text: str) -> dict[str, Any]:
    """The line of one change, as a shape over the whole height of a plot."""
    return {
        "type": "line",
        "x0": step,
        "x1": step,
        "y0": 0,
        "y1": 1,
        "line": {"color": INK, "width": 1.5},
        "label": {
            "text": text,
            "textposition": "end",
            "xanchor": "right",
            "font": {"size": 11, "color": INK},
            "padding": 4,
        },
    }
