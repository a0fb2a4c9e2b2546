"""The matrix of test scores: how well each task was solved after learning each task."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray
from plotly.colors import sample_colorscale

from hnetlab.analysis.metrics import score_matrix
from hnetlab.base.measure import ACCURACY, Measure
from hnetlab.figures.score_scale import color_scale, drawn_scores
from hnetlab.figures.theme import (
    SEQUENTIAL,
    new_figure,
    numbered_labels,
    replicas_text,
    task_labels,
    text_color,
)

Array = NDArray[np.float64]

MOST_TASKS_WITH_NAMES = 6
MOST_TASKS_WITH_DEVIATION = 10
MOST_TASKS_WITH_TEXT = 16


def accuracy_matrix(
    scores: ArrayLike,
    task_names: Sequence[str] | None = None,
    *,
    measure: Measure = ACCURACY,
    title: str | None = None,
) -> go.Figure:
    """A cell per pair of tasks: the mean over seeds and, when there are several, their standard deviation.

    `scores` (S, T, T) or (T, T) are in the `measure`: accuracies are fractions, shown in percent, errors are
    colored by their logarithm. Dark is good. Cells above the diagonal, and those that a seed has not
    measured, are blank; a matrix too large for text in its cells shows it on hovering.

    >>> figure = accuracy_matrix([[0.9, float("nan")], [0.7, 0.95]], ["first", "second"])
    >>> figure.data[0].z.round(1).tolist()
    [[90.0, nan], [70.0, 95.0]]
    """
    matrix = score_matrix(scores)
    replicas, tasks = matrix.shape[:2]
    matrix = np.where(np.tri(tasks, dtype=bool) & np.isfinite(matrix), matrix, np.nan)
    mean = matrix.mean(axis=0)
    deviation = matrix.std(axis=0, ddof=1) if replicas > 1 else None
    values = drawn_scores(mean, measure)
    colors = color_scale(values, measure)
    figure = new_figure(
        title or f"{measure.title} after each task",
        replicas_text(replicas, "± one standard deviation"),
    )
    gap = 2 if tasks <= MOST_TASKS_WITH_TEXT else 0
    figure.add_heatmap(
        z=values,
        hovertext=_hover_texts(_texts(mean, deviation, measure), task_labels(task_names, tasks)),
        hovertemplate="%{hovertext}<extra></extra>",
        hoverongaps=False,
        **colors,
        xgap=gap,
        ygap=gap,
    )
    if tasks <= MOST_TASKS_WITH_TEXT:
        darkness = (values - colors["zmin"]) / (colors["zmax"] - colors["zmin"])
        shown = deviation if tasks <= MOST_TASKS_WITH_DEVIATION else None
        texts = _texts(mean, shown, measure, separator="<br>± ")
        _write_cells(figure, texts, darkness if measure.higher_is_better else 1 - darkness)
    _label_axes(figure, task_names, tasks, f"test {measure.name}")
    row = 48 if tasks <= MOST_TASKS_WITH_DEVIATION else 30
    return figure.update_layout(height=max(440, 170 + row * min(tasks, MOST_TASKS_WITH_TEXT)))


def _texts(mean: Array, deviation: Array | None, measure: Measure, separator: str = " ± ") -> list[list[str]]:
    """The text of every cell, (T, T); blank where the mean is missing."""

    def text(row: int, column: int) -> str:
        if np.isnan(mean[row, column]):
            return ""
        parts = [mean] if deviation is None else [mean, deviation]
        return separator.join(measure.cell(part[row, column]) for part in parts)

    tasks = range(len(mean))
    return [[text(row, column) for column in tasks] for row in tasks]


def _hover_texts(texts: list[list[str]], labels: list[str]) -> list[list[str]]:
    return [
        [f"after learning {after}<br>on {label}: {text}" for label, text in zip(labels, row, strict=True)]
        for after, row in zip(labels, texts, strict=True)
    ]


def _write_cells(figure: go.Figure, texts: list[list[str]], darkness: Array) -> None:
    """The measured cells' text, in white or ink after the cell's place in the color scale, 0 to 1."""
    tasks = len(texts)
    rows, columns = np.nonzero(np.isfinite(darkness))
    backgrounds = sample_colorscale(list(SEQUENTIAL), np.clip(darkness[rows, columns], 0, 1).tolist())
    small = 12 if tasks <= MOST_TASKS_WITH_DEVIATION else 11
    figure.add_scatter(
        x=columns,
        y=rows,
        mode="text",
        text=[texts[row][column] for row, column in zip(rows, columns, strict=True)],
        textfont={
            "size": 14 if tasks <= MOST_TASKS_WITH_NAMES else small,
            "color": [text_color(background) for background in backgrounds],
        },
        hoverinfo="skip",
        showlegend=False,
    )


def _label_axes(figure: go.Figure, task_names: Sequence[str] | None, tasks: int, score: str) -> None:
    """Rows carry the tasks' names; so do columns while there is room, else numbers that rows explain."""
    step = next(step for step in (1, 10, 100, 1000) if tasks <= MOST_TASKS_WITH_TEXT * step)
    shown = list(range(step - 1, tasks, step))
    named = tasks <= MOST_TASKS_WITH_NAMES
    rows = task_labels(task_names, tasks) if named else numbered_labels(task_names, tasks)
    columns = rows if named else [str(task + 1) for task in range(tasks)]
    bare = {"tickvals": shown, "ticks": "", "showline": False, "showgrid": False}
    span = [-0.5, tasks - 0.5]
    figure.update_xaxes(
        title_text=f"{score} on" if named else f"{score} on task",
        ticktext=[columns[task] for task in shown],
        range=span,
        **bare,
    )
    figure.update_yaxes(
        title_text="after learning", ticktext=[rows[task] for task in shown], range=span[::-1], **bare
    )
