"""One optimizer step taken apart: both gradients, and what the old tasks feel of the step.

Throughout, blue is the task alone, orange the regularizer and black both together.
"""

from collections.abc import Iterator, Sequence
from math import ceil, cos, floor, hypot, isfinite, isnan, log10, radians, sin
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from hnetlab.figures.band import Array, finite
from hnetlab.figures.tabular import METRIC, SERIES, renew_table
from hnetlab.figures.theme import (
    FAINT,
    GRID,
    INK,
    PALETTE,
    TEMPLATE,
    of_tasks,
    task_labels,
    ticks_of_tasks,
    translucent,
)

if TYPE_CHECKING:
    from hnetlab.analysis.microscope import Course, Dissection, Part

Trace = dict[str, Any]

TASK, REGULARIZER, BOTH = PALETTE[0], PALETTE[1], INK
# Row and column of each picture: two above, three below, on a grid of six columns. The empty one above holds
# the names of the parts.
_TRIANGLE, _LENGTHS, _CHANGE, _DRIFT, _LOSS = (
    {"row": row, "col": column} for row, column in ((1, 1), (1, 5), (2, 1), (2, 3), (2, 5))
)
_OF_STEP = slice(0, 9)
"""The traces that one step fills; those after them show what follows."""
_LINES: tuple[Trace, Trace] = (
    {"color": TASK, "width": 3, "dash": "dash"},
    {"color": BOTH, "width": 3, "dash": "solid"},
)
_KINDS = ("without regularizer", "with regularizer")
_COLUMNS = (METRIC, "of", SERIES, "step", "value")


def dissected_step(
    step: "Dissection",
    free: "Course",
    held: "Course",
    task_names: Sequence[str] | None = None,
    *,
    title: str = "One step taken apart",
) -> go.Figure:
    """A dissection in five pictures: both gradients, their lengths, drift in the step, drift and loss later.

    `free` and `held` are what follows without and with the regularizer, `task_names` those of the old tasks.
    Drifts are in percent of the length of a task's old weights. `fill_step` and `fill_courses` bring the
    figure up to date, also a figure on the screen.

    >>> from hnetlab import Run, configure, train
    >>> from hnetlab.analysis.microscope import dissect, follow
    >>> from hnetlab.analysis.next_step import NextStep
    >>> run = Run(configure("regression", steps=10))
    >>> event = next(event for event in train(run) if run.steps_done == 15)  # in the second task
    >>> coming = NextStep.of(run)
    >>> free, held = follow(coming, 3, beta=0), follow(coming, 3)
    >>> figure = dissected_step(dissect(coming), free, held, [run.sequence[0].name])
    """
    tasks = len(step.weight_norms)
    labels = task_labels(task_names, tasks)
    figure = make_subplots(
        rows=2,
        cols=6,
        specs=[[{"colspan": 3}, None, None, None, {"colspan": 2}, None], [{"colspan": 2}, None] * 3],
        # In short lines: on a small screen each of the three below is a hundred pixels wide.
        subplot_titles=[
            "Gradients, to scale",
            "Lengths of<br>the gradients",
            "Drift added<br>by this step<br>(% of weights)",
            "Drift,<br>going on<br>(% of weights)",
            "Loss of the<br>new task,<br>going on",
        ],
        horizontal_spacing=0.07,
        vertical_spacing=0.27,
    )
    for trace, place in _empty_traces(labels):
        figure.add_trace(trace, **place)
    figure.update_annotations(font={"size": 13, "color": INK}, yshift=6)
    figure.update_xaxes(title_text="along g", showgrid=True, gridcolor=GRID, **_TRIANGLE)
    figure.update_yaxes(title_text="across g", scaleanchor="x", **_TRIANGLE)
    figure.update_xaxes(title_text="length", type="log", exponentformat="power", **_LENGTHS)
    figure.update_xaxes(showgrid=True, gridcolor=GRID, **_LENGTHS)
    rows = 1 + len(step.parts)
    figure.update_yaxes(range=[rows - 0.5, -0.5], ticks="", showline=False, tickfont={"size": 12}, **_LENGTHS)
    shown = ticks_of_tasks(tasks, most=5 if tasks < 100 else 3)
    figure.update_xaxes(
        title_text="old task",
        tickvals=[number - 1 for number in shown],
        ticktext=[str(number) for number in shown],
        range=[-0.6, tasks - 0.4],
        ticks="",
        showline=False,
        **_CHANGE,
    )
    figure.update_yaxes(zeroline=True, zerolinecolor=FAINT, **_CHANGE)
    for place in (_DRIFT, _LOSS):
        figure.update_xaxes(title_text="step", nticks=4, **place)
        figure.update_yaxes(rangemode="tozero", **place)
    for place in (_CHANGE, _DRIFT, _LOSS):
        figure.update_yaxes(tickfont={"size": 11}, nticks=5, **place)
    figure.update_layout(
        template=TEMPLATE,
        title={"text": title},
        autosize=True,
        height=720,
        margin={"l": 46, "r": 16, "t": 130},
        bargap=0.35,
    )
    fill_step(figure, step)
    fill_courses(figure, free, held, step.weight_norms)
    return figure


def fill_step(figure: go.Figure, step: "Dissection") -> None:
    """Shows the same step with another beta or lookahead in a figure made by `dissected_step`.

    >>> from hnetlab import Run, configure, train
    >>> from hnetlab.analysis.microscope import dissect, follow
    >>> from hnetlab.analysis.next_step import NextStep
    >>> run = Run(configure("regression", steps=10))
    >>> event = next(event for event in train(run) if run.steps_done == 15)  # in the second task
    >>> coming = NextStep.of(run)
    >>> free, held = follow(coming, 3, beta=0), follow(coming, 3)
    >>> figure = dissected_step(dissect(coming), free, held)
    >>> fill_step(figure, dissect(coming, beta=1.0))
    """
    parts = [step.whole, *step.parts]
    arrows, across, up = _triangle(step.whole)
    low, high = _decades(parts)
    with figure.batch_update():
        for trace, new in zip(
            figure.data[_OF_STEP], [*arrows, *_lengths(parts), *_changes(step)], strict=True
        ):
            trace.update(new, overwrite=True)
        layout = figure.layout
        lookahead = "with" if step.lookahead else "without"
        layout.title.subtitle.text = f"β = {step.beta:g}, {lookahead} lookahead"
        layout.annotations[0].text = f"Gradients, to scale:<br>{_angle_text(step.whole.angle)}"
        layout.xaxis.range, layout.yaxis.range = across, up
        layout.xaxis2.update(range=[low, high], dtick=ceil((high - low) / 3))
        renew_table(figure, _COLUMNS, [*_numbers(step, figure.data[_OF_STEP][-1].hovertext)])


def fill_courses(figure: go.Figure, free: "Course", held: "Course", weight_norms: Array) -> None:
    """Shows other courses, of any length, in a figure made by `dissected_step`.

    >>> from hnetlab import Run, configure, train
    >>> from hnetlab.analysis.microscope import dissect, follow
    >>> from hnetlab.analysis.next_step import NextStep
    >>> run = Run(configure("regression", steps=10))
    >>> event = next(event for event in train(run) if run.steps_done == 15)  # in the second task
    >>> coming = NextStep.of(run)
    >>> free, held = follow(coming, 3, beta=0), follow(coming, 3)
    >>> figure = dissected_step(dissect(coming), free, held)
    >>> fill_courses(figure, free, follow(coming, 3, beta=1.0), coming.weight_norms)
    """
    values: list[Trace] = []
    for course in (free, held):
        percent = 100 * finite(course.drift) / weight_norms  # (K + 1, T-1)
        steps = np.arange(len(percent), dtype=float)
        gapped = np.vstack([percent, np.full_like(weight_norms, np.nan)])  # one line for all tasks, with gaps
        values.append({"x": np.tile(np.append(steps, np.nan), len(weight_norms)), "y": gapped.T.ravel()})
        values.append({"x": steps, "y": percent.mean(axis=1)})
    values += [{"x": np.arange(len(course.loss)), "y": finite(course.loss)} for course in (free, held)]
    with figure.batch_update():
        for trace, new in zip(figure.data[_OF_STEP.stop :], values, strict=True):
            trace.update(new, overwrite=True)
        figure.layout.xaxis4.range = figure.layout.xaxis5.range = [0, max(1, len(held.loss))]
        lines = (
            ("drift, going on (% of weights)", "mean over old tasks", [values[1], values[3]]),
            ("loss, going on", "new task", values[4:]),
        )
        rows = [
            [metric, whose, kind, number, float(value)]
            for metric, whose, both in lines
            for kind, line in zip(_KINDS, both, strict=True)
            for number, value in enumerate(line["y"])
            if isfinite(value)
        ]
        renew_table(figure, _COLUMNS, rows)


def _empty_traces(labels: Sequence[str]) -> Iterator[tuple[go.Scatter | go.Bar, dict[str, int]]]:
    """Every trace without its data, and its place; in the order in which they are filled."""
    dotted = {"color": FAINT, "width": 1, "dash": "dot"}
    yield go.Scatter(mode="lines", line=dotted, hoverinfo="skip", showlegend=False), _TRIANGLE
    for rank, name, label, color, position, width in (
        (3, "g + βr: both", "g + βr", BOTH, "top right", 5),  # below g, which it covers where r is zero
        (1, "g: the task alone", "g", TASK, "bottom center", 3),
        (2, "βr: the regularizer", "βr", REGULARIZER, "top left", 3),
    ):
        arrow = go.Scatter(
            mode="lines+markers+text",
            name=name,
            legendrank=rank,
            line={"color": color, "width": width},
            marker={"symbol": "arrow", "size": [0, 14], "angleref": "previous", "color": color, "opacity": 1},
            text=["", label],
            textposition=position,
            textfont={"color": color, "size": 13},
            cliponaxis=False,
            hovertemplate="%{hovertext}<extra></extra>",
        )
        yield arrow, _TRIANGLE
    for label, color, symbol in (
        ("g", TASK, "circle"),
        ("βr", REGULARIZER, "square"),
        ("g + βr", BOTH, "diamond-open"),
    ):
        marks = go.Scatter(
            mode="markers",
            marker={"color": color, "symbol": symbol, "size": 11, "line": {"width": 2, "color": color}},
            showlegend=False,
            hovertemplate=f"%{{y}}: {label} has length %{{x:.3g}}; the gradients: %{{text}}<extra></extra>",
        )
        yield marks, _LENGTHS
    stripes = {"shape": "/", "bgcolor": BOTH, "fgcolor": "white", "size": 7, "solidity": 0.2}
    for kind, marker in zip(_KINDS, ({"color": TASK}, {"color": BOTH, "pattern": stripes}), strict=True):
        bars = go.Bar(
            x=list(range(len(labels))),
            marker=marker,
            showlegend=False,
            meta=of_tasks("x"),
            hovertext=labels,
            hovertemplate=f"%{{hovertext}}, {kind}: drift from %{{customdata[0]:.3g}} to "
            "%{customdata[1]:.3g}, %{customdata[2]:.2g} % of its weights<extra></extra>",
        )
        yield bars, _CHANGE
    for kind, line in zip(_KINDS, _LINES, strict=True):
        thin = line | {"color": translucent(line["color"], 0.35), "width": 1}
        yield go.Scatter(mode="lines", line=thin, hoverinfo="skip", showlegend=False), _DRIFT
        hover = f"{kind}, step %{{x}}: %{{y:.2g}} %<extra>mean over tasks</extra>"
        yield go.Scatter(mode="lines", line=line, hovertemplate=hover, showlegend=False), _DRIFT
    for kind, line in zip(_KINDS, _LINES, strict=True):
        hover = f"{kind}, step %{{x}}: %{{y:.3g}}<extra></extra>"
        marker = {"size": 4}
        yield (
            go.Scatter(mode="lines+markers", marker=marker, line=line, hovertemplate=hover, showlegend=False),
            _LOSS,
        )


def _triangle(whole: "Part") -> tuple[list[Trace], list[float], list[float]]:
    """g, beta * r and their sum as arrows in the plane that they share, g along the horizontal axis.

    With them come the ranges of both axes, with room for the text at the tips.
    """
    g, r = (_known(length) for length in (whole.task_gradient, whole.regularizer_gradient))
    turn = 0.0 if isnan(whole.angle) else radians(whole.angle)
    right, left = (g, 0.0), (r * cos(turn), r * sin(turn))
    total = (right[0] + left[0], left[1])
    xs, ys = zip(right, total, left, strict=True)
    traces: list[Trace] = [{"x": xs, "y": ys}]
    traces += [
        {"x": [0, x], "y": [0, y], "hovertext": ["", f"length {hypot(x, y):.3g}"]}
        if x or y
        else {"x": [None, None], "y": [None, None], "hovertext": ["", ""]}
        for x, y in (total, right, left)
    ]
    start, stop = min(0, *xs), max(0, *xs)
    width = stop - start
    height = max(*ys, width / 4)
    return traces, [start - 0.2 * width, stop + 0.25 * width], [-0.25 * height, max(ys) + 0.3 * height]


def _lengths(parts: "Sequence[Part]") -> Iterator[Trace]:
    """A mark per part of theta for each gradient; none where it is zero."""
    y = [part.name.replace(" ", "<br>", 1) for part in parts]
    text = [_angle_text(part.angle) for part in parts]
    for kind in ("task_gradient", "regularizer_gradient", "total_gradient"):
        yield {"x": [_known(getattr(part, kind)) or None for part in parts], "y": y, "text": text}


def _numbers(step: "Dissection", labels: Sequence[str]) -> Iterator[list[Any]]:
    """A row per length, angle and drift of a step."""
    kinds = {"g": "task_gradient", "βr": "regularizer_gradient", "g + βr": "total_gradient"}
    for part in (step.whole, *step.parts):
        for kind, name in kinds.items():
            yield ["length of the gradient", part.name, kind, None, _known(getattr(part, name))]
        if isfinite(part.angle):
            yield ["angle between the gradients (degrees)", part.name, "g, βr", None, part.angle]
    for kind, bars in zip(_KINDS, _changes(step), strict=True):
        for label, value in zip(labels, bars["y"].tolist(), strict=True):
            if isfinite(value):
                yield ["drift added by this step (% of weights)", label, kind, None, value]


def _decades(parts: "Sequence[Part]") -> tuple[int, int]:
    """Powers of ten for the axis of lengths: around those of g, which beta does not move, and all others."""
    tasks = [log10(length) for part in parts if (length := _known(part.task_gradient))] or [0.0]
    others = [log10(length) for part in parts if (length := _known(part.regularizer_gradient))]
    return floor(min([min(tasks) - 2, *others])), ceil(max([max(tasks) + 1, *others]))


def _changes(step: "Dissection") -> Iterator[Trace]:
    """Two bars per old task: how much further from their place one step carries its weights."""
    before, lengths = finite(step.drift_before), finite(step.weight_norms)
    for after in map(finite, (step.drift_without, step.drift_with)):
        yield {
            "y": 100 * (after - before) / lengths,
            "customdata": np.stack([before, after, 100 * after / lengths], axis=1),
        }


def _angle_text(angle: float) -> str:
    return "the regularizer's is zero" if isnan(angle) else f"{angle:.0f}° apart"


def _known(length: float) -> float:
    """A length; zero, which has no mark, where it is not finite."""
    return length if isfinite(length) else 0.0
