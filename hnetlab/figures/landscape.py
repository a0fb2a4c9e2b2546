"""How well a task is solved everywhere on a plane of embedding space."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from hnetlab.analysis.pca import Plane
from hnetlab.base.measure import ACCURACY, Measure
from hnetlab.figures.plane import add_task_points, axis_titles, shape_plane
from hnetlab.figures.score_scale import color_scale, drawn_scores, guessing_note, hover_number
from hnetlab.figures.theme import INK, new_figure, numbered_labels

SOLVED = 0.9
"""The accuracy from which on a task counts as solved."""


def landscape(
    horizontal: ArrayLike,
    vertical: ArrayLike,
    scores: ArrayLike,
    plane: Plane,
    task: int,
    task_names: Sequence[str] | None = None,
    *,
    measure: Measure = ACCURACY,
    title: str | None = None,
) -> go.Figure:
    """The score of `task` (from 0) as color over the plane, and a numbered point at each task's embedding.

    `scores` (N, M) in the `measure`, accuracies as fractions, are in rows at `vertical` (N,) and columns at
    `horizontal` (M,) of `plane`, whose points are the embeddings of the tasks from the first on. Dark is
    good; where the `measure` knows what guessing scores, colors begin there. A line goes around where 90 % of
    the answers are right. The point of the task itself is black. Source: Fig. 4 of the paper.

    >>> from hnetlab.analysis.pca import embedding_plane
    >>> plane = embedding_plane([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    >>> figure = landscape([-1, 0, 1], [-1, 0, 1], [[0.5, 0.6, 0.7]] * 3, plane, task=0)
    """
    tasks = len(plane.points) if task_names is None else len(task_names)
    labels = numbered_labels(task_names, tasks)
    values = drawn_scores(scores, measure)
    notes = [guessing_note(measure, task)]
    if measure.of_answers:  # the title has the short name, which may be that of another score of the run
        notes = [measure.full_name, *notes, f"line: {100 * SOLVED:.0f} %"]
    figure = new_figure(
        title or f"{measure.title} on task {labels[task].removeprefix('task ')} across the embeddings",
        "; ".join(note for note in notes if note),
    )
    figure.add_heatmap(
        x=horizontal,
        y=vertical,
        z=values,
        **color_scale(values, measure, task),
        customdata=measure.shown(scores),
        hovertemplate=f"(%{{x:.3g}}, %{{y:.3g}}): {hover_number(measure, measure.glance, 'customdata')}"
        "<extra></extra>",
    )
    if measure.of_answers:
        _draw_border(figure, horizontal, vertical, values, measure.scale * SOLVED)
    shown = range(min(len(plane.points), tasks))
    points, called = plane.points[: len(shown)], labels[: len(shown)]
    add_task_points(figure, points, called, shown, tasks=tasks, chosen=task, scale=False)
    figure.update_layout(showlegend=False)
    shape_plane(figure, axis_titles(plane.basis.shape[1], plane.explained))
    figure.update_xaxes(showgrid=False, constrain="domain")
    return figure.update_yaxes(showgrid=False, constrain="domain")


def _draw_border(
    figure: go.Figure, horizontal: ArrayLike, vertical: ArrayLike, values: ArrayLike, level: float
) -> None:
    """The line at which `values` are `level`."""
    figure.add_contour(
        x=horizontal,
        y=vertical,
        z=np.asarray(values),
        contours={"start": level, "end": level, "size": 1, "coloring": "none"},
        line={"color": INK, "width": 1.5},
        showscale=False,
        hoverinfo="skip",
    )
