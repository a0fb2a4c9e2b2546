"""Four views of a run that is being trained, in one figure that is filled again and again."""

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any, Literal

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from hnetlab.base.measure import Measure
from hnetlab.figures.band import STEP_AXIS
from hnetlab.figures.dashboard_data import (
    TABLE_COLUMNS,
    Trace,
    loss_lines,
    marks_over_time,
    matrix,
    on_plane,
    place_and_text,
    score_lines,
    table_rows,
)
from hnetlab.figures.matrix import MOST_TASKS_WITH_TEXT
from hnetlab.figures.score_scale import (
    LOG_AXIS,
    axis_range,
    drawn_range,
    guessing_note,
    hover_number,
)
from hnetlab.figures.tabular import give_table
from hnetlab.figures.theme import (
    GRID,
    INK,
    SEQUENTIAL,
    TEMPLATE,
    loss_label,
    loss_line,
    numbered_labels,
    of_task,
    of_tasks,
    task_color,
    task_dash,
    ticks_of_tasks,
    translucent,
)
from hnetlab.runs.history import History

LOSSES = ("task", "regularizer")
"""The parts of the loss that have a line from the start; others get one when they first appear."""
_MATRIX, _SCORES, _LOSSES, _EMBEDDINGS = range(4)
_LETTERS_IN_COLUMN = 65


def dashboard(
    history: History,
    task_names: Sequence[str],
    *,
    title: str,
    measure: Measure | None = None,
    settings: Mapping[str, Any] | None = None,
    columns: Literal[1, 2] = 2,
    note: str = "",
) -> go.Figure:
    """The matrix of scores, scores over training, losses and embeddings of a run, each as far as it has come.

    All values are means over the seeds; embeddings are those of the first, as the subtitle says, beside a
    `note` of yours. What is not finite is not shown.
    `measure` says which scores are shown, by default those that the history is about; `settings` what held at
    the start: where it was changed is a line that says so. Two columns make a square, one column is half as
    wide and twice as high. `fill_dashboard` brings the same figure up to date, also one on the screen.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("regression", steps=10)), progress=False)
    >>> figure = dashboard(run.history, [task.name for task in run.sequence], title="Three polynomials")
    """
    tasks, labels = history.tasks, numbered_labels(task_names, history.tasks)
    measure = measure or history.measure
    score = f"test {measure.label}"
    few = tasks <= MOST_TASKS_WITH_TEXT
    below = 21 * -(-(tasks + len(LOSSES)) // (4 if columns == 2 else 2)) if few else 0  # for the legend
    notes = guessing_note(measure), "" if few else "first tasks are dark, last ones bright"
    seeds = f"mean over {history.replicas} seeds; embeddings of the first" if history.replicas > 1 else ""
    said = wrap("; ".join(filter(None, (seeds, note))), _LETTERS_IN_COLUMN * columns)
    above = 84 + 18 * len(said)
    figure = make_subplots(
        rows=4 // columns,
        cols=columns,
        subplot_titles=[
            f"{heading}<br><sub>{note}</sub>" if note else heading
            for heading, note in zip((f"{score} after each task", score), notes, strict=True)
        ]
        + ["loss", "task embeddings"],
        horizontal_spacing=0.13,
        vertical_spacing=0.15 if columns == 2 else 0.075,
    )
    for trace, view in _empty_traces(labels, measure):
        figure.add_trace(trace, row=1 + view // columns, col=1 + view % columns)
    figure.update_layout(
        template=TEMPLATE,
        title={
            "text": title,
            "subtitle": {"text": "<br>".join(said)},
            "font": {"size": 16},
            "pad": {"t": 10},
        },
        # Fixed: a figure on the screen learns its room only when the window changes.
        width=460 * columns,
        height=(640 if columns == 2 else 1180) + below + above - 84,
        margin={"l": 60, "r": 16, "t": above, "b": 50 + below},
        font={"size": 12},
        modebar={"remove": [*TEMPLATE.layout.modebar.remove, "zoomIn2d", "zoomOut2d", "autoScale2d"]},
        legend={
            "font": {"size": 11},
            "itemwidth": 30,
        },
        showlegend=few,
    )
    figure.update_annotations(font={"size": 13, "color": INK})
    # Room is fixed and labels may stand out: measuring them takes a fifth of an update in the browser.
    axes = {"automargin": False, "ticklabeloverflow": "allow", "title": {"font": {"size": 12}, "standoff": 4}}
    figure.update_xaxes(axes).update_yaxes(axes)
    span = [0.5, tasks + 0.5]
    bare = {"ticks": "", "showline": False, "showgrid": False, "tickvals": ticks_of_tasks(tasks)}
    total = history.schedule.steps
    figure.update_layout(
        xaxis={"title_text": "on task", "range": span, **bare},
        yaxis={"title_text": "after learning task", "range": span[::-1], **bare},
        xaxis2={"title_text": "optimizer step", "range": [0, total], **STEP_AXIS},
        yaxis2=LOG_AXIS if measure.logarithmic else axis_range(measure, 0.03),
        xaxis3={"title_text": "optimizer step", "range": [0, total], **STEP_AXIS},
        yaxis3=LOG_AXIS,
        xaxis4={"showgrid": True, "gridcolor": GRID},
        yaxis4={"scaleanchor": "x4"},
    )
    fill_dashboard(figure, history, measure=measure, settings=settings)
    return figure


def fill_dashboard(
    figure: go.Figure,
    history: History,
    *,
    measure: Measure | None = None,
    settings: Mapping[str, Any] | None = None,
) -> None:
    """Brings a figure made by `dashboard` up to date with the same run's `history`, in one update.

    >>> from hnetlab import Run, configure, fit
    >>> run = Run(configure("regression", steps=10))
    >>> figure = dashboard(run.history, [task.name for task in run.sequence], title="Three polynomials")
    >>> fill_dashboard(figure, fit(run, progress=False).history)
    """
    measure = measure or history.measure
    points, trails, plane = on_plane(history)
    losses = loss_lines(history)
    known = [_loss_of(trace) for trace in figure.data]
    unseen = [name for name in losses if name not in known]
    if unseen:
        lines = sum(name is not None for name in known)
        figure.add_traces([_loss_trace(name, lines + index) for index, name in enumerate(unseen)])
    others = iter([matrix(history, measure), *score_lines(history, measure), *trails, points])
    nothing: Trace = {"x": [], "y": []}
    names = [*known, *unseen]
    values = [next(others) if name is None else losses.get(name, nothing) for name in names]
    marks = marks_over_time(history, settings)
    with figure.batch_update():
        for trace, new in zip(figure.data, values, strict=True):
            trace.update(new, overwrite=True)
        shapes = figure.layout.shapes
        # A run only adds marks, and only its last one can still change: to compare all takes milliseconds.
        if len(shapes) != len(marks) or (
            marks and place_and_text(shapes[-1].to_plotly_json()) != place_and_text(marks[-1])
        ):
            figure.layout.shapes = marks
        for axis, side in zip((figure.layout.xaxis4, figure.layout.yaxis4), plane, strict=True):
            if (axis.title.text or "", list(axis.range or ())) != side:
                axis.update(title_text=side[0], range=side[1] or None, visible=bool(side[0]))
        labels = [trace.name for trace in figure.data[1 : 1 + history.tasks]]
        give_table(figure, TABLE_COLUMNS, table_rows(history, measure, labels, losses, points, plane))


def _empty_traces(labels: Sequence[str], measure: Measure) -> Iterator[tuple[go.Scatter | go.Heatmap, int]]:
    """Every trace without its data, and in which view it is; in the order of `fill_dashboard`."""
    tasks = len(labels)
    low, high = drawn_range(measure) or (None, None)
    colors = [task_color(task, tasks) for task in range(tasks)]
    yield (
        go.Heatmap(
            colorscale=list(SEQUENTIAL),
            reversescale=not measure.higher_is_better,
            zmin=low,
            zmax=high,
            showscale=False,
            x0=1,
            y0=1,
            xgap=2 if tasks <= MOST_TASKS_WITH_TEXT else 0,
            ygap=2 if tasks <= MOST_TASKS_WITH_TEXT else 0,
            meta=of_tasks("x"),
            hoverongaps=False,
            texttemplate="%{text}" if tasks <= MOST_TASKS_WITH_TEXT else None,
            hovertemplate="after task %{y}, on task %{x}: %{customdata}<extra></extra>",
        ),
        _MATRIX,
    )
    for task, (label, color) in enumerate(zip(labels, colors, strict=True)):
        few = tasks <= MOST_TASKS_WITH_TEXT
        dash = task_dash(task) if few else "solid"
        line = {"color": color, "dash": dash, "width": 2 if few else 1}
        tip = f"{label}: {hover_number(measure, measure.glance)} after step %{{x}}<extra></extra>"
        shown = {"name": label, "legendgroup": label, "hovertemplate": tip, "meta": of_task(task)}
        yield go.Scatter(mode="lines", line=line, **shown), _SCORES
    for index, name in enumerate(LOSSES):
        yield _loss_trace(name, index), _LOSSES
    for task, color in enumerate(colors):
        way = {"color": translucent(color, 0.6), "width": 1.5}
        hidden = {"showlegend": False, "hoverinfo": "skip", "meta": of_task(task)}
        yield go.Scatter(mode="lines", line=way, **hidden), _EMBEDDINGS
    size, edge = (22, 2.5) if tasks <= MOST_TASKS_WITH_TEXT else (7, 1.5)
    yield (
        go.Scatter(
            mode="markers+text" if tasks <= MOST_TASKS_WITH_TEXT else "markers",
            marker={"size": size, "color": "white", "line": {"color": colors, "width": edge}},
            textfont={"size": 12},
            showlegend=False,
            meta=of_tasks("point"),
            hovertemplate="task %{text}<br>(%{x:.3g}, %{y:.3g})<extra></extra>",
        ),
        _EMBEDDINGS,
    )


def _loss_of(trace: Any) -> str | None:
    """The name of the loss that a trace shows; None for what is no loss."""
    return (trace.meta or {}).get("loss")


def _loss_trace(name: str, index: int) -> go.Scatter:
    """The line of a part of the loss, which is found again by its name."""
    line = loss_line(index) | {"width": 2}
    axes = {"xaxis": f"x{_LOSSES + 1}", "yaxis": f"y{_LOSSES + 1}"}
    return go.Scatter(name=loss_label(name), meta={"loss": name}, mode="lines", line=line, **axes)
