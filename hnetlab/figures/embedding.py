"""Where the task embeddings lie, and how they got there."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from hnetlab.analysis import pca
from hnetlab.figures.band import replicated
from hnetlab.figures.plane import add_task_points, axis_titles, shape_plane, square
from hnetlab.figures.theme import new_figure, numbered_labels, of_task, task_color, translucent


def embedding_plane(
    embeddings: ArrayLike,
    task_names: Sequence[str] | None = None,
    *,
    trajectories: ArrayLike | None = None,
    replica: int = 0,
    title: str = "Task embeddings",
    seed: str = "",
) -> go.Figure:
    """A numbered point per task embedding, with the trail that led there, on the plane of `analysis.pca`.

    `embeddings` (S, T, E) or (T, E), of which seed number `replica` (from 0) is shown; tasks not learned yet
    are NaN, and what is not finite is not shown. `trajectories` (S, K, T, E) or (K, T, E) are the embeddings
    over time, NaN before a task began. Both axes have one scale, that of all embeddings. Of several seeds,
    `seed` says which one is shown, in place of its number.

    >>> figure = embedding_plane([[0.1, 0.4, 0.2], [0.9, 0.3, 0.5], [0.2, 0.8, 0.7]], ["one", "two", "three"])
    """
    every = replicated(embeddings, 3)
    if not 0 <= replica < len(every):
        raise ValueError(f"There is no replica {replica} among {len(every)}: choose 0 to {len(every) - 1}.")
    chosen = every[replica]
    tasks, size = chosen.shape
    labels = numbered_labels(task_names, tasks)
    learned = np.isfinite(chosen).all(axis=1)
    plane = pca.embedding_plane(chosen[learned] if learned.any() else np.zeros((1, size)))
    points = plane.project(chosen)
    trails = plane.project(replicated(trajectories, 4)[replica]) if trajectories is not None else None
    figure = new_figure(title, "" if len(every) == 1 else seed or f"seed {replica + 1} of {len(every)}")
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
                meta=of_task(task),
                hoverinfo="skip",
            )
    add_task_points(figure, points, labels, range(tasks), tasks=tasks)
    ways = points if trails is None else np.concatenate([points, trails.reshape(-1, 2)])
    across, up = square(ways, np.linalg.norm(chosen, axis=1))
    shape_plane(figure, axis_titles(size, plane.explained))
    return figure.update_xaxes(range=across).update_yaxes(range=up)
