"""Where the task embeddings lie, and how they got there."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from hnetlab.analysis import pca
from hnetlab.figures.band import Array, replicated
from hnetlab.figures.theme import (
    GRID,
    MOST_TASKS_IN_LEGEND,
    add_task_scale,
    new_figure,
    numbered_labels,
    task_color,
    translucent,
)


def embedding_plane(
    embeddings: ArrayLike,
    task_names: Sequence[str] | None = None,
    *,
    trajectories: ArrayLike | None = None,
    replica: int = 0,
    title: str = "Task embeddings",
) -> go.Figure:
    """A numbered point per task embedding, with the trail that led there, on the plane of `analysis.pca`.

    `embeddings` (S, T, E) or (T, E), of which seed number `replica` (from 0) is shown; tasks not learned yet
    are NaN. `trajectories` (S, K, T, E) or (K, T, E) are the embeddings over time, NaN before a task began.
    """
    every = replicated(embeddings, 3)
    if not 0 <= replica < len(every):
        raise ValueError(f"There is no replica {replica} among {len(every)}: choose 0 to {len(every) - 1}.")
    chosen = every[replica]
    tasks, size = chosen.shape
    labels = numbered_labels(task_names, tasks)
    learned = np.isfinite(chosen).all(axis=1)
    plane = pca.embedding_plane(chosen[learned])
    points = plane.project(chosen)
    trails = plane.project(replicated(trajectories, 4)[replica]) if trajectories is not None else None
    figure = new_figure(title, "" if len(every) == 1 else f"replica {replica + 1} of {len(every)}")
    colors = [task_color(task, tasks) for task in range(tasks)]
    if trails is not None:
        for task, color in enumerate(colors):
            trail = trails[:, task][np.isfinite(trails[:, task]).all(axis=1)]
            figure.add_scatter(
                x=trail[:, 0],
                y=trail[:, 1],
                mode="lines",
                line={"color": translucent(color, 0.6), "width": 1.5},
                showlegend=False,
                legendgroup=labels[task],
                hoverinfo="skip",
            )
    many = tasks > MOST_TASKS_IN_LEGEND
    for task, color in enumerate(colors):
        figure.add_scatter(
            x=points[task : task + 1, 0],
            y=points[task : task + 1, 1],
            mode="markers+text",
            name=labels[task],
            legendgroup=labels[task],
            marker={
                "size": 16 if many else 24,
                "color": "white",
                "line": {"color": color, "width": 1.5 if many else 3},
            },
            text=[str(task + 1)],
            textposition="middle center",
            textfont={"size": 9 if many else 13},
            hovertemplate="(%{x:.3g}, %{y:.3g})",
        )
    if many:
        add_task_scale(figure, tasks)
    horizontal, vertical = _axis_titles(size, plane.explained)
    figure.update_xaxes(title_text=horizontal, showgrid=True, gridcolor=GRID)
    return figure.update_yaxes(title_text=vertical, scaleanchor="x").update_layout(height=520)


def _axis_titles(size: int, explained: Array | None) -> tuple[str, str]:
    """What the two axes of the plane of embeddings of `size` numbers show."""
    if size <= 2:
        return "dimension 1", "dimension 2" if size == 2 else ""
    names = ("first principal component", "second principal component")
    if explained is None:
        return names
    shares = [
        f"{name} ({100 * share:.0f} % of variance)" for name, share in zip(names, explained, strict=True)
    ]
    return shares[0], shares[1]
