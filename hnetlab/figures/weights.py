"""How far apart the tasks are: their generated weights on a plane, and all distances."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike
from plotly.colors import sample_colorscale

from hnetlab.figures.band import finite
from hnetlab.figures.plane import add_task_points, axis_titles, shape_plane
from hnetlab.figures.tabular import give_table
from hnetlab.figures.theme import (
    SEQUENTIAL,
    new_figure,
    numbered_labels,
    of_tasks,
    text_color,
    ticks_of_tasks,
)

MOST_TASKS_WITH_TEXT = 10


def weight_plane(
    points: ArrayLike,
    explained: ArrayLike | None,
    task_names: Sequence[str] | None = None,
    *,
    tasks: Sequence[int] | None = None,
    title: str = "Generated weights of the tasks",
) -> go.Figure:
    """A numbered point per task at `points` (T, 2), the first two principal components of its weights.

    `explained` (2,) is each component's share of the variance. `tasks` says which tasks (from 0) of the named
    sequence the points are, where they are not the first T.

    >>> figure = weight_plane([[0.0, 1.0], [2.0, -1.0]], (0.7, 0.2))
    """
    coordinates = np.asarray(points, dtype=np.float64)
    numbers, labels, total = _named(len(coordinates), tasks, task_names)
    figure = new_figure(title)
    add_task_points(figure, coordinates, labels, numbers, tasks=total)
    return shape_plane(figure, axis_titles(3, explained))  # weights always have more than two numbers


def distances(
    values: ArrayLike,
    task_names: Sequence[str] | None = None,
    *,
    tasks: Sequence[int] | None = None,
    unit: str = "distance",
    title: str = "Distances between the generated weights",
) -> go.Figure:
    """A cell for every two tasks, darker where their distance in `values` (T, T) is larger.

    `tasks` says which tasks (from 0) of the named sequence rows and columns are, where they are not the first
    T. `unit` names what the color shows. What is not finite is blank.

    >>> figure = distances([[0.0, 1.5], [1.5, 0.0]], ["first", "second"])
    """
    matrix = finite(values)
    numbers, labels, _ = _named(len(matrix), tasks, task_names)
    known = np.isfinite(matrix)
    most = float(matrix[known].max(initial=0.0)) or 1.0
    few = len(matrix) <= MOST_TASKS_WITH_TEXT
    figure = new_figure(title)
    pairs = zip(*(places.tolist() for places in np.nonzero(known)), matrix[known].tolist(), strict=True)
    give_table(figure, ["task", "other task", unit], [(labels[i], labels[j], value) for i, j, value in pairs])
    figure.add_heatmap(
        z=matrix,
        hovertext=np.array([[f"{row}<br>{column}" for column in labels] for row in labels], dtype=object),
        hovertemplate="%{hovertext}<br>%{z:.3g}<extra></extra>",
        meta=of_tasks("xy") if list(numbers) == list(range(len(matrix))) else None,
        colorscale=list(SEQUENTIAL),
        zmin=0,
        zmax=most,
        colorbar={
            "title": {"text": unit, "side": "right"},
            "thickness": 14,
            "outlinewidth": 0,
            "ticks": "outside",
        },
        xgap=2 if few else 0,
        ygap=2 if few else 0,
    )
    if few:
        rows, columns = np.nonzero(known)
        backgrounds = sample_colorscale(list(SEQUENTIAL), (matrix[known] / most).tolist())
        figure.add_scatter(
            x=columns,
            y=rows,
            mode="text",
            text=[f"{value:.2g}" for value in matrix[known]],
            textfont={
                "size": 12 if len(matrix) <= 6 else 10,
                "color": [text_color(background) for background in backgrounds],
            },
            hoverinfo="skip",
            showlegend=False,
        )
    places = [number - 1 for number in ticks_of_tasks(len(matrix))]
    if len(places) < len(matrix):
        labels = [str(number + 1) for number in numbers]
    bare = {"tickvals": places, "ticks": "", "showline": False, "showgrid": False}
    span = [-0.5, len(matrix) - 0.5]
    figure.update_xaxes(
        title_text="task", ticktext=[str(numbers[place] + 1) for place in places], range=span, **bare
    )
    figure.update_yaxes(
        title_text="task" if len(places) < len(matrix) else "",
        ticktext=[labels[place] for place in places],
        range=span[::-1],
        **bare,
    )
    return figure.update_layout(height=max(440, 170 + 40 * min(len(matrix), MOST_TASKS_WITH_TEXT)))


def _named(
    count: int, tasks: Sequence[int] | None, task_names: Sequence[str] | None
) -> tuple[Sequence[int], list[str], int]:
    """The numbers (from 0) and labels of `count` tasks, and of how many tasks they are some."""
    numbers = range(count) if tasks is None else tasks
    total = max(numbers) + 1 if task_names is None else len(task_names)
    if len(numbers) != count or not all(0 <= number < total for number in numbers):
        raise ValueError(
            f"The figure shows {count} tasks, "
            f"which can't be {list(numbers)} of {total}: name as many, from 0."
        )
    labels = numbered_labels(task_names, total)
    return numbers, [labels[number] for number in numbers], total
