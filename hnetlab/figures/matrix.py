"""The matrix of test scores: how well each task was solved after learning each task."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray
from plotly.colors import sample_colorscale

from hnetlab.analysis.metrics import score_matrix
from hnetlab.base.measure import ACCURACY, TASK_ACCURACY, Measure
from hnetlab.figures.score_scale import color_scale, drawn_scores, guessing_note
from hnetlab.figures.theme import (
    NARROWEST,
    SEQUENTIAL,
    explain,
    new_figure,
    numbered_labels,
    of_tasks,
    replicas_text,
    task_labels,
    text_color,
    text_width,
    ticks_of_tasks,
)

Array = NDArray[np.float64]

_SHARE = replace(TASK_ACCURACY, name="share of samples")
"""How many samples of a task are taken for another, or for itself."""
MOST_TASKS_WITH_NAMES = 6
MOST_TASKS_WITH_TEXT = 16
_LARGEST, _SMALLEST = 14, 10
"""The size of text in cells, in pixels."""
_NAME = 12
"""The size of names below the columns."""


def accuracy_matrix(
    scores: ArrayLike,
    task_names: Sequence[str] | None = None,
    *,
    measure: Measure = ACCURACY,
    title: str | None = None,
) -> go.Figure:
    """A cell per pair of tasks: the mean over seeds and, when there are several, their standard deviation.

    `scores` (S, T, T) or (T, T) are in the `measure`: accuracies are fractions, shown in percent, errors are
    colored by their logarithm. Dark is good; where the `measure` knows what guessing scores, colors begin
    there. Cells above the diagonal, and those that a seed has not measured, are blank; what has no room in
    the cells is shown on hovering.

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
    figure = new_figure(title or f"{measure.title} after each task")
    gap = 2 if tasks <= MOST_TASKS_WITH_TEXT else 0
    figure.add_heatmap(
        z=values,
        hovertext=_hover_texts(_texts(mean, deviation, measure.cell), task_labels(task_names, tasks)),
        hovertemplate="%{hovertext}<extra></extra>",
        meta=of_tasks("x"),
        hoverongaps=False,
        **colors,
        xgap=gap,
        ygap=gap,
    )
    room = _label_axes(figure, task_names, tasks, f"test {measure.name}")
    height = 48 if deviation is not None and tasks <= MOST_TASKS_WITH_NAMES else 30
    spread = ""
    if tasks <= MOST_TASKS_WITH_TEXT:
        darkness = (values - colors["zmin"]) / (colors["zmax"] - colors["zmin"])
        texts, size = cell_texts(mean, deviation, measure, room / tasks, height)
        _write_cells(figure, texts, size, darkness if measure.higher_is_better else 1 - darkness)
        spread = "± one standard deviation" if any("±" in text for row in texts for text in row) else ""
    explain(figure, replicas_text(replicas, spread or "deviation on hovering"))
    explain(figure, guessing_note(measure))
    return figure.update_layout(height=max(440, 190 + height * min(tasks, MOST_TASKS_WITH_TEXT)))


def cell_texts(
    mean: Array, deviation: Array | None, measure: Measure, width: float, height: float
) -> tuple[list[list[str]], int]:
    """The text of every cell (T, T), blank where the mean is missing, and its size in pixels.

    It says as much as fits into a cell of so many pixels: mean and deviation, the mean, or a whole number.
    """
    brief = replace(measure, digits=measure.glance)
    whole = replace(measure, digits=".0e" if measure.logarithmic else ".0f" if measure.unit == "%" else ".1g")
    known = mean[np.isfinite(mean)]
    for spread, writer, least in (
        (deviation, measure, 12),
        (deviation, brief, 11),
        (None, measure, 12),
        (None, brief, 11),
        (None, whole, _SMALLEST),
    ):
        write = whole.text if writer is whole else writer.cell
        if known.size and text_width(write(known.max()), least) + 2 > width:
            continue  # without writing every cell, which a figure that is live does in each of its frames
        texts = _texts(mean, spread, write, "<br>± ")
        lines = 1 if spread is None else 2
        longest = max((text for row in texts for text in row), key=_letters, default="")
        for size in range(_LARGEST, least - 1, -1):
            if text_width(longest, size) + 2 <= width and 1.3 * size * lines <= height:
                return texts, size
    return [[""] * len(mean) for _ in mean], _SMALLEST


def _letters(text: str) -> int:
    """How many letters the longest line of a text has."""
    return max(map(len, text.split("<br>")))


def _texts(
    mean: Array, deviation: Array | None, write: Callable[[float], str], separator: str = " ± "
) -> list[list[str]]:
    """The text of every cell, (T, T); blank where the mean is missing."""

    def text(row: int, column: int) -> str:
        if np.isnan(mean[row, column]):
            return ""
        parts = [mean] if deviation is None else [mean, deviation]
        return separator.join(write(part[row, column]) for part in parts)

    tasks = range(len(mean))
    return [[text(row, column) for column in tasks] for row in tasks]


def _hover_texts(texts: list[list[str]], labels: list[str]) -> Array:
    """What each cell (T, T) says under the mouse, as an array, of whose texts plotly looks at none."""
    said = [
        [
            text and f"after learning {after}<br>on {label}: {text}"
            for label, text in zip(labels, row, strict=True)
        ]
        for after, row in zip(labels, texts, strict=True)
    ]
    return np.array(said, dtype=object)


def _write_cells(figure: go.Figure, texts: list[list[str]], size: int, darkness: Array) -> None:
    """The measured cells' text, in white or ink after the cell's place in the color scale, 0 to 1."""
    rows, columns = np.nonzero(np.isfinite(darkness))
    backgrounds = sample_colorscale(list(SEQUENTIAL), np.clip(darkness[rows, columns], 0, 1).tolist())
    figure.add_scatter(
        x=columns,
        y=rows,
        mode="text",
        text=[texts[row][column] for row, column in zip(rows, columns, strict=True)],
        textfont={"size": size, "color": [text_color(background) for background in backgrounds]},
        hoverinfo="skip",
        showlegend=False,
    )


def _label_axes(figure: go.Figure, task_names: Sequence[str] | None, tasks: int, score: str) -> float:
    """Rows carry the tasks' names; so do columns where names fit, else numbers that rows explain.

    Returns how many pixels are left for the columns in the narrowest figure.
    """
    names, shown = task_labels(task_names, tasks), [number - 1 for number in ticks_of_tasks(tasks)]
    room = NARROWEST - 150 - max(text_width(name, 14) for name in names)
    named = max(text_width(name, _NAME) for name in names) + 6 <= room / tasks
    rows = columns = names
    if not named:
        columns = [str(task + 1) for task in range(tasks)]
        rows = numbered_labels(task_names, tasks) if len(shown) == tasks else columns
        room = NARROWEST - 150 - max(text_width(rows[task], 14) for task in shown)
    bare = {"tickvals": shown, "ticks": "", "showline": False, "showgrid": False}
    span = [-0.5, tasks - 0.5]
    figure.update_xaxes(
        title_text=f"{score} on" if named else f"{score} on task",
        ticktext=[columns[task] for task in shown],
        tickfont={"size": _NAME if named else 14},
        range=span,
        **bare,
    )
    figure.update_yaxes(
        title_text="after learning", ticktext=[rows[task] for task in shown], range=span[::-1], **bare
    )
    return room


def task_confusion(
    shares: ArrayLike, task_names: Sequence[str] | None = None, *, title: str = "Which task is inferred"
) -> go.Figure:
    """A cell per pair of tasks: the share of a task's samples (row) that is taken for each one (column).

    `shares` (S, T, T) or (T, T) are fractions that add up to 1 in each row; the mean over seeds is shown and,
    when there are several, their standard deviation.

    >>> figure = task_confusion([[0.9, 0.1], [0.3, 0.7]], ["first", "second"])
    >>> figure.data[0].z.round(1).tolist()
    [[90.0, 10.0], [30.0, 70.0]]
    """
    matrix = score_matrix(shares)
    replicas, tasks = matrix.shape[:2]
    mean = matrix.mean(axis=0)
    deviation = matrix.std(axis=0, ddof=1) if replicas > 1 else None
    figure = new_figure(title)
    labels, gap = task_labels(task_names, tasks), 2 if tasks <= MOST_TASKS_WITH_TEXT else 0
    texts = _texts(mean, deviation, _SHARE.cell)
    hover = [
        [f"{row} taken for<br>{column}: {text} %" for column, text in zip(labels, line, strict=True)]
        for row, line in zip(labels, texts, strict=True)
    ]
    values = drawn_scores(mean, _SHARE)
    colors = color_scale(values, _SHARE)
    figure.add_heatmap(
        z=values,
        hovertext=np.array(hover, dtype=object),
        hovertemplate="%{hovertext}<extra></extra>",
        xgap=gap,
        ygap=gap,
        **colors,
    )
    room = _label_axes(figure, task_names, tasks, "samples")
    figure.update_xaxes(title_text="taken for").update_yaxes(title_text="samples of")
    height = 48 if deviation is not None and tasks <= MOST_TASKS_WITH_NAMES else 30
    if tasks <= MOST_TASKS_WITH_TEXT:
        written, size = cell_texts(mean, deviation, _SHARE, room / tasks, height)
        _write_cells(figure, written, size, values / 100)
    explain(figure, replicas_text(replicas, "± one standard deviation"))
    return figure.update_layout(height=max(440, 190 + height * min(tasks, MOST_TASKS_WITH_TEXT)))
