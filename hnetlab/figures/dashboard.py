"""Four views of a run that is being trained, in one figure that is filled again and again."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

from hnetlab.analysis import pca
from hnetlab.analysis.metrics import score_text
from hnetlab.figures.band import MOST_PHASES_WITH_MARKS
from hnetlab.figures.curves import LOG_AXIS
from hnetlab.figures.matrix import MOST_TASKS_WITH_TEXT
from hnetlab.figures.theme import (
    FAINT,
    GRID,
    INK,
    PALETTE,
    SEQUENTIAL,
    TEMPLATE,
    numbered_labels,
    task_color,
    task_dash,
    translucent,
)
from hnetlab.runs.history import History

Array = NDArray[np.float64]
Trace = dict[str, Any]

LOG10_ERRORS = (-4.0, 1.0)
"""The errors, as powers of ten, between which a regression's matrix changes its color."""
_MATRIX, _SCORES, _LOSSES, _EMBEDDINGS = range(4)


def dashboard(
    history: History,
    task_names: Sequence[str],
    *,
    title: str,
    lower_is_better: bool = False,
    columns: Literal[1, 2] = 2,
) -> go.Figure:
    """The matrix of scores, scores over training, losses and embeddings of a run, each as far as it has come.

    All values are means over the seeds; embeddings are those of the first. Two columns make a square, one
    column is half as wide and twice as high. `fill_dashboard` brings the same figure up to date, also one
    on the screen.
    """
    tasks, labels = history.tasks, numbered_labels(task_names, history.tasks)
    unit = "test error" if lower_is_better else "test accuracy (%)"
    figure = make_subplots(
        rows=4 // columns,
        cols=columns,
        subplot_titles=[f"{unit} after each task", unit, "loss", "task embeddings"],
        horizontal_spacing=0.13,
        vertical_spacing=0.15 if columns == 2 else 0.075,
    )
    for trace, view in _empty_traces(labels, lower_is_better):
        figure.add_trace(trace, row=1 + view // columns, col=1 + view % columns)
    figure.update_layout(
        template=TEMPLATE,
        title={"text": title, "font": {"size": 16}, "y": 0.985},
        # Fixed: a figure on the screen learns its room only when the window changes.
        width=460 * columns,
        height=640 if columns == 2 else 1180,
        margin={"l": 60, "r": 16, "t": 76, "b": 40},
        font={"size": 12},
        modebar={"remove": ["select2d", "lasso2d", "zoomIn2d", "zoomOut2d", "autoScale2d"]},
        legend={
            "orientation": "h",
            "y": -0.1 if columns == 2 else -0.05,
            "font": {"size": 11},
            "itemwidth": 30,
        },
        showlegend=tasks <= MOST_TASKS_WITH_TEXT,
    )
    figure.update_annotations(font={"size": 13, "color": INK})
    # Room is fixed and labels may stand out: measuring them takes a fifth of an update in the browser.
    axes = {"automargin": False, "ticklabeloverflow": "allow", "title": {"font": {"size": 12}, "standoff": 4}}
    figure.update_xaxes(axes).update_yaxes(axes)
    span = [-0.5, tasks - 0.5]
    every = {"tickvals": list(range(tasks)), "ticktext": [str(task + 1) for task in range(tasks)]}
    ticks = every if tasks <= MOST_TASKS_WITH_TEXT else {"nticks": 8}
    bare = {"ticks": "", "showline": False, "showgrid": False, **ticks}
    total = tasks * history.steps
    figure.update_layout(
        xaxis={"title_text": "on task", "range": span, **bare},
        yaxis={"title_text": "after learning task", "range": span[::-1], **bare},
        xaxis2={"title_text": "optimizer step", "range": [0, total]},
        yaxis2=LOG_AXIS if lower_is_better else {"range": [0, 103]},
        xaxis3={"title_text": "optimizer step", "range": [0, total]},
        yaxis3=LOG_AXIS,
        xaxis4={"showgrid": True, "gridcolor": GRID},
    )
    fill_dashboard(figure, history, lower_is_better=lower_is_better)
    return figure


def fill_dashboard(figure: go.Figure, history: History, *, lower_is_better: bool = False) -> None:
    """Brings a figure made by `dashboard` up to date with the same run's `history`, in one update."""
    points, trails, axis_titles = _on_plane(history)
    values = [
        _matrix(history, lower_is_better),
        *_score_lines(history, lower_is_better),
        *_loss_lines(history),
        *trails,
        points,
    ]
    marks = _marks(history)
    with figure.batch_update():
        for trace, new in zip(figure.data, values, strict=True):
            trace.update(new, overwrite=True)
        if len(figure.layout.shapes) != len(marks):
            figure.layout.shapes = marks
        if axis_titles and (figure.layout.xaxis4.title.text, figure.layout.yaxis4.title.text) != axis_titles:
            figure.layout.xaxis4.title.text, figure.layout.yaxis4.title.text = axis_titles


def _empty_traces(
    labels: Sequence[str], lower_is_better: bool
) -> Iterator[tuple[go.Scatter | go.Heatmap, int]]:
    """Every trace without its data, and in which view it is; in the order of `fill_dashboard`."""
    tasks = len(labels)
    low, high = LOG10_ERRORS if lower_is_better else (0, 100)
    colors = [task_color(task, tasks) for task in range(tasks)]
    yield (
        go.Heatmap(
            colorscale=list(SEQUENTIAL),
            reversescale=lower_is_better,
            zmin=low,
            zmax=high,
            showscale=False,
            xgap=2,
            ygap=2,
            hoverongaps=False,
            texttemplate="%{text}" if tasks <= MOST_TASKS_WITH_TEXT else None,
            textfont={"size": 13 if tasks <= 6 else 10},
            hovertemplate="after task %{y}, on task %{x}: %{text}<extra></extra>",
        ),
        _MATRIX,
    )
    for task, (label, color) in enumerate(zip(labels, colors, strict=True)):
        line = {"color": color, "dash": task_dash(task), "width": 2}
        yield go.Scatter(name=label, mode="lines", line=line, legendgroup=label), _SCORES
    for name, color, dash in zip(("task loss", "regularizer"), PALETTE, ("solid", "dot"), strict=False):
        yield go.Scatter(name=name, mode="lines", line={"color": color, "dash": dash, "width": 2}), _LOSSES
    for color in colors:
        line = {"color": translucent(color, 0.6), "width": 1.5}
        yield go.Scatter(mode="lines", line=line, showlegend=False, hoverinfo="skip"), _EMBEDDINGS
    marker = {"size": 22, "color": "white", "line": {"color": colors, "width": 2.5}}
    yield (
        go.Scatter(mode="markers+text", marker=marker, textfont={"size": 12}, showlegend=False),
        _EMBEDDINGS,
    )


def _matrix(history: History, lower_is_better: bool) -> Trace:
    """The latest scores in the row of each task, final or not yet."""
    mean = np.full((history.tasks, history.tasks), np.nan)
    for evaluation in history.evaluations:
        rows = np.asarray(evaluation.scores).mean(axis=0)
        mean[evaluation.task, : len(rows)] = rows
    texts = [
        ["" if np.isnan(value) else score_text(value, lower_is_better=lower_is_better) for value in row]
        for row in mean
    ]
    shown = np.log10(np.maximum(mean, np.finfo(float).tiny)) if lower_is_better else 100 * mean
    return {"z": [_plain(row) for row in shown], "text": texts}


def _score_lines(history: History, lower_is_better: bool) -> Iterable[Trace]:
    curves = history.score_curves()
    mean = curves.scores.mean(axis=1) * (1 if lower_is_better else 100)
    for task in range(history.tasks):
        seen = np.isfinite(mean[:, task])
        yield {"x": curves.steps[seen].tolist(), "y": mean[seen, task].tolist()}


def _loss_lines(history: History) -> Iterable[Trace]:
    curves = history.curves()
    for values in (curves.loss, curves.regularizer):
        mean = values.mean(axis=1)
        yield {"x": curves.steps.tolist(), "y": _plain(np.where(mean > 0, mean, np.nan))}


def _on_plane(history: History) -> tuple[Trace, list[Trace], tuple[str, str] | None]:
    """The embeddings of the first seed, the ways that they came, and what the axes show."""
    paths = [path[:, 0] for path in history.trajectories()]
    nothing: Trace = {"x": [], "y": []}
    trails = [nothing] * history.tasks
    if not paths:
        return {**nothing, "text": []}, trails, None
    ends = np.stack([path[-1] for path in paths])
    plane = pca.embedding_plane(ends)
    for task, path in enumerate(paths):
        way = plane.project(path)
        trails[task] = {"x": way[:, 0].tolist(), "y": way[:, 1].tolist()}
    at = plane.project(ends)
    numbers = [str(task + 1) for task in range(len(paths))]
    titles = [f"dimension {axis}" for axis in (1, 2)]
    if ends.shape[1] > 2:
        titles = [f"principal component {axis}" for axis in (1, 2)]
        if plane.explained is not None:
            titles = [
                f"{name} ({100 * share:.0f} %)" for name, share in zip(titles, plane.explained, strict=True)
            ]
    return {"x": at[:, 0].tolist(), "y": at[:, 1].tolist(), "text": numbers}, trails, (titles[0], titles[1])


def _plain(values: Array) -> list[float | None]:
    """Numbers for JSON, which has no NaN."""
    return [None if np.isnan(value) else value for value in values.tolist()]


def _marks(history: History) -> list[dict[str, Any]]:
    """Lines in the views over time: dotted between two tasks, solid where settings were changed."""
    ends = [history.steps * task for task in range(1, history.tasks)]
    style = {"color": FAINT, "width": 1, "dash": "dot"}
    marks = [(end, style) for end in ends if history.tasks <= MOST_PHASES_WITH_MARKS]
    marks += [(step, {"color": PALETTE[1], "width": 1.5}) for step in history.change_steps().tolist()]
    return [
        {
            "type": "line",
            "x0": x,
            "x1": x,
            "y0": 0,
            "y1": 1,
            "xref": f"x{view}",
            "yref": f"y{view} domain",
            "line": line,
        }
        for x, line in marks
        for view in (2, 3)
    ]
