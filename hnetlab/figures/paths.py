"""How well every task is solved between the embeddings of two tasks, and beyond them."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from hnetlab.base.measure import ACCURACY, Measure
from hnetlab.figures.score_scale import hover_number, score_axis
from hnetlab.figures.theme import (
    FAINT,
    GRID,
    MOST_TASKS_IN_LEGEND,
    add_task_scale,
    height_with_legend,
    new_figure,
    numbered_labels,
    of_task,
    task_color,
    task_dash,
    task_symbol,
)


def path_scores(
    positions: ArrayLike,
    scores: ArrayLike,
    ends: tuple[int, int],
    task_names: Sequence[str] | None = None,
    *,
    kind: str = "straight",
    measure: Measure = ACCURACY,
    title: str | None = None,
) -> go.Figure:
    """A line per task over the position on a path from the embedding of one task, at 0, to another's, at 1.

    `scores` (K, T) at `positions` (K,) are in the `measure`: accuracies are fractions, shown in percent,
    errors are shown on a logarithmic axis. `ends` are the two tasks (from 0), whose embeddings carry the
    markers; what lies beyond them is shaded. `kind` of path is named in the title.

    >>> figure = path_scores([0.0, 0.5, 1.0], [[0.9, 0.4], [0.6, 0.6], [0.3, 0.95]], ends=(0, 1))
    """
    x = np.asarray(positions, dtype=np.float64)
    values = measure.shown(scores)
    tasks = values.shape[1]
    labels = numbered_labels(task_names, tasks)
    many = tasks > MOST_TASKS_IN_LEGEND
    first, second = (task + 1 for task in ends)
    figure = new_figure(title or f"{measure.title} on the {kind} path from embedding {first} to {second}")
    at_ends = [int(np.abs(x - end).argmin()) for end in (0, 1)]
    for task in range(tasks):
        color = task_color(task, tasks)
        figure.add_scatter(
            x=x,
            y=values[:, task],
            name=labels[task],
            legendgroup=labels[task],
            meta=of_task(task),
            mode="lines",
            line={"color": color, "dash": "solid" if many else task_dash(task), "width": 1 if many else 2.5},
            hovertemplate=hover_number(measure, measure.glance),
        )
        figure.add_scatter(
            x=x[at_ends],
            y=values[at_ends, task],
            mode="markers",
            meta=of_task(task),
            marker={"color": color, "symbol": task_symbol(task), "size": 5 if many else 10},
            legendgroup=labels[task],
            showlegend=False,
            hoverinfo="skip",
        )
    if many:
        add_task_scale(figure, tasks)
    else:
        figure.update_layout(height=height_with_legend(tasks))
    _mark_ends(figure, float(x.min()), float(x.max()), (first, second))
    figure.update_xaxes(title_text="position on the path", range=[float(x.min()), float(x.max())])
    return figure.update_yaxes(**score_axis(values, measure))


def _mark_ends(figure: go.Figure, left: float, right: float, numbers: tuple[int, int]) -> None:
    """A line and a name at both embeddings, and shade on what lies beyond them."""
    for start, end in ((left, 0.0), (1.0, right)):
        if start < end:
            figure.add_vrect(x0=start, x1=end, fillcolor=GRID, opacity=0.6, line_width=0, layer="below")
    for position, number in enumerate(numbers):
        figure.add_vline(x=position, line={"color": FAINT, "width": 1, "dash": "dot"}, layer="below")
        figure.add_annotation(
            x=position,
            y=1,
            yref="paper",
            yanchor="bottom",
            showarrow=False,
            text=f"embedding {number}",
            font={"size": 12, "color": FAINT},
        )
