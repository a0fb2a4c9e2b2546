"""The tasks as numbered points on a plane, and what the axes of such a plane are called."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from hnetlab.figures.band import finite
from hnetlab.figures.theme import (
    GRID,
    INK,
    MOST_TASKS_IN_LEGEND,
    add_task_scale,
    height_with_legend,
    of_task,
    task_color,
)

MOST_TASKS_WITH_NUMBERS = 40
_MARGIN = 1.2
_ROUND = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)


def axis_titles(size: int, explained: ArrayLike | None, *, short: bool = False) -> tuple[str, str]:
    """What the two axes of the plane of embeddings of `size` numbers show.

    Embeddings of up to two numbers are shown as they are, one number without a second axis; else the axes are
    principal components with the shares `explained` (2,) of the variance, in few letters where `short`.
    """
    if size <= 2:
        return "dimension 1", "dimension 2" if size == 2 else ""
    long = ("first principal component", "second principal component")
    names = ("principal component 1", "principal component 2") if short else long
    if explained is None:
        return names
    first, second = (
        f"{name} ({100 * share:.0f} %{'' if short else ' of variance'})"
        for name, share in zip(names, np.asarray(explained, dtype=np.float64).tolist(), strict=True)
    )
    return first, second


def add_task_points(
    figure: go.Figure,
    points: ArrayLike,
    labels: Sequence[str],
    numbers: Sequence[int],
    *,
    tasks: int,
    chosen: int | None = None,
    scale: bool = True,
) -> None:
    """A numbered point per task at `points` (T, 2), in the task's color, or in black for task `chosen`.

    `numbers` (T,) says which of the sequence's `tasks` tasks each point is, counted from 0. A point that is
    not finite is not drawn. `scale` puts a bar of the tasks' colors beside points too many for a legend.
    """
    many = len(numbers) > MOST_TASKS_IN_LEGEND
    bare = len(numbers) > MOST_TASKS_WITH_NUMBERS
    places = finite(points)
    for number, label, (x, y) in zip(numbers, labels, places, strict=True):
        black = number == chosen
        color = INK if black else task_color(number, tasks)
        figure.add_scatter(
            x=[x],
            y=[y],
            mode="markers" if bare else "markers+text",
            name=label,
            legendgroup=label,
            meta=of_task(number),
            marker={
                "size": 8 if bare else 16 if many else 24,
                "color": INK if black else "white",
                "line": {"color": color, "width": 1.5 if many else 3},
            },
            text=None if bare else [str(number + 1)],
            textposition="middle center",
            textfont={"size": 9 if many else 13, "color": "white" if black else INK},
            hovertemplate=f"{label}<br>(%{{x:.3g}}, %{{y:.3g}})<extra></extra>",
        )
    if many and scale:
        add_task_scale(figure, tasks)
    entries = 0 if many else len(numbers)
    figure.update_layout(height=height_with_legend(entries + entries // 4) + 80)


def shape_plane(figure: go.Figure, titles: tuple[str, str]) -> go.Figure:
    """Gives the axes their titles, a grid, and the same length per unit; returns the figure.

    An axis without a title shows nothing and is hidden.
    """
    figure.update_xaxes(title_text=titles[0], showgrid=True, gridcolor=GRID)
    up = titles[1].replace(" (", "<br>(")  # two lines: it is long for the height of a figure
    return figure.update_yaxes(title_text=up, scaleanchor="x", visible=bool(titles[1]))


def square(points: ArrayLike, lengths: ArrayLike) -> tuple[list[float], list[float]]:
    """The ranges of both axes for all `points` (N, 2), at the scale of embeddings of such `lengths` (T,).

    However few embeddings there are, and however near each other, the plane is no smaller than they are long:
    a way that is short among embeddings looks short. Ends are round, so that they rarely change.
    """
    places = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    places = places[np.isfinite(places).all(axis=1)]
    sizes = np.asarray(lengths, dtype=np.float64)
    sizes = sizes[np.isfinite(sizes)]
    low, high = (places.min(axis=0), places.max(axis=0)) if len(places) else (np.zeros(2), np.zeros(2))
    least = float(np.median(sizes)) / 2 if sizes.size else 0.0
    half = _MARGIN * max(float((high - low).max()) / 2, least) or 1.0
    power = 10.0 ** np.floor(np.log10(half))
    half = next((power * each for each in _ROUND if half <= power * each), 10 * power)
    grid = half / 10
    x, y = (np.round((low + high) / 2 / grid) * grid).tolist()
    return [x - half, x + half], [y - half, y + half]
