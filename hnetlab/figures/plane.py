"""The tasks as numbered points on a plane, and what the axes of such a plane are called."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from hnetlab.figures.band import finite
from hnetlab.figures.theme import GRID, INK, MOST_TASKS_IN_LEGEND, add_task_scale, task_color


def axis_titles(size: int, explained: ArrayLike | None) -> tuple[str, str]:
    """What the two axes of the plane of embeddings of `size` numbers show.

    Embeddings of up to two numbers are shown as they are, one number without a second axis; else the axes are
    principal components with the shares `explained` (2,) of the variance.
    """
    if size <= 2:
        return "dimension 1", "dimension 2" if size == 2 else ""
    names = ("first principal component", "second principal component")
    if explained is None:
        return names
    first, second = (
        f"{name} ({100 * share:.0f} % of variance)"
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
) -> None:
    """A numbered point per task at `points` (T, 2), in the task's color, or in black for task `chosen`.

    `numbers` (T,) says which of the sequence's `tasks` tasks each point is, counted from 0. A point that is
    not finite is not drawn.
    """
    many = len(numbers) > MOST_TASKS_IN_LEGEND
    places = finite(points)
    for number, label, (x, y) in zip(numbers, labels, places, strict=True):
        black = number == chosen
        color = INK if black else task_color(number, tasks)
        figure.add_scatter(
            x=[x],
            y=[y],
            mode="markers+text",
            name=label,
            legendgroup=label,
            marker={
                "size": 16 if many else 24,
                "color": INK if black else "white",
                "line": {"color": color, "width": 1.5 if many else 3},
            },
            text=[str(number + 1)],
            textposition="middle center",
            textfont={"size": 9 if many else 13, "color": "white" if black else INK},
            hovertemplate="(%{x:.3g}, %{y:.3g})",
        )
    if many:
        add_task_scale(figure, tasks)


def shape_plane(figure: go.Figure, titles: tuple[str, str]) -> go.Figure:
    """Gives the axes their titles, a grid, and the same length per unit; returns the figure."""
    figure.update_xaxes(title_text=titles[0], showgrid=True, gridcolor=GRID)
    return figure.update_yaxes(title_text=titles[1], scaleanchor="x").update_layout(height=520)
