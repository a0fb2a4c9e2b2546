"""The functions that a network has learned, against the true ones."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from hnetlab.figures.band import Array, add_band, band_text, finite, over_seeds
from hnetlab.figures.theme import (
    INK,
    PALE,
    new_figure,
    numbered_labels,
    task_color,
    task_dash,
)


def fitted_functions(
    x: Sequence[ArrayLike],
    truth: Sequence[ArrayLike],
    predictions: Sequence[ArrayLike],
    x_train: Sequence[ArrayLike] = (),
    y_train: Sequence[ArrayLike] = (),
    task_names: Sequence[str] | None = None,
    *,
    title: str = "What the network knows of each function",
) -> go.Figure:
    """Per task, over its own range: the true function, the noisy training points, and what was learned.

    Each argument has an entry per task: inputs `x` (N,) in any order, the true values `truth` (N,) there, the
    `predictions` (S, N) or (N,) there, shown as a line with a band of one sample standard deviation over
    seeds, and training points (M,). Axes of size one, as in (N, 1), may be left on.

    >>> x = [0.0, 0.5, 1.0]
    >>> figure = fitted_functions([x], truth=[[0.0, 0.25, 1.0]], predictions=[[0.1, 0.3, 0.9]])
    """
    tasks = len(x)
    labels = numbered_labels(task_names, tasks)
    inputs = [_vector(each) for each in x]
    learned = [
        _vector(each).reshape(-1, points.size) for each, points in zip(predictions, inputs, strict=True)
    ]
    figure = new_figure(title, band_text(max(map(len, learned), default=1)))
    for task in range(tasks):
        order = np.argsort(inputs[task])
        points = inputs[task][order]
        mean, lower, upper = over_seeds(learned[task][:, order])
        color = task_color(task, tasks)
        figure.add_scatter(
            x=points,
            y=_vector(truth[task])[order],
            mode="lines",
            line={"color": PALE, "width": 8},
            hoverinfo="skip",
            **_once("true function", task),
        )
        if len(x_train) and len(y_train):
            figure.add_scatter(
                x=_vector(x_train[task]),
                y=_vector(y_train[task]),
                mode="markers",
                marker={"symbol": "circle", "size": 4, "color": INK, "opacity": 0.5},
                hoverinfo="skip",
                **_once("training points", task),
            )
        if len(learned[task]) > 1:
            add_band(figure, points, lower, upper, color, labels[task])
        figure.add_scatter(
            x=points,
            y=mean,
            mode="lines",
            name=labels[task],
            legendgroup=labels[task],
            line={"color": color, "width": 3, "dash": task_dash(task)},
            hovertemplate="%{y:.3g}",
        )
    figure.update_xaxes(title_text="input x")
    return figure.update_yaxes(title_text="output y")


def _vector(values: ArrayLike) -> Array:
    """All values in a row, NaN where they are not finite: a gap in a line."""
    return finite(values).ravel()


def _once(name: str, task: int) -> dict[str, object]:
    """One legend entry that shows and hides the traces of all tasks."""
    return {"name": name, "legendgroup": name, "showlegend": task == 0}
