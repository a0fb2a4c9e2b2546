"""How all figures look: one template, and per task one color with a second sign (dash, marker)."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go
from plotly.colors import sample_colorscale

INK = "#262626"
FAINT = "#6E6E6E"
PALE = "#C4C4C4"
GRID = "#E5E5E5"
FONT = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"

# The first four are from Okabe and Ito's palette. All have a contrast of at least 3 to white and stay apart
# in simulated protanopia, deuteranopia and tritanopia.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#7A5C00", "#3B2E8C", "#7F1734", "#000000")
# Longer sequences run from dark to bright, as far as the contrast to white allows.
MANY_TASKS = ("#0D0887", "#46039F", "#7201A8", "#9C179E", "#BD3786", "#D8576B")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "triangle-down", "pentagon", "hexagon", "star")
PATTERNS = ("", "/", ".", "x", "\\", "-", "+", "|")
# One hue from light to dark, so that it prints in grey; white is left to what was not measured.
SEQUENTIAL = ("#E9F0F8", "#CBDEEF", "#A0C5E2", "#67A4D0", "#2F80BA", "#0B5A94", "#083763")
MOST_TASKS_IN_LEGEND = 16
NARROWEST = 500
"""Pixels that a figure has at least: a cell of a notebook beside the file browser, at 150 % zoom."""
OF_THIS_LAB = "hnetlab"
"""The entry of a figure's `meta` that tells it from those of others."""
_LETTERS_IN_TITLE, _LETTERS_IN_SUBTITLE = 48, 68
_LEGEND_ENTRIES_IN_ROW = 2
_HEIGHT = 440

_AXIS = {
    "showline": True,
    "linecolor": FAINT,
    "ticks": "outside",
    "tickcolor": FAINT,
    "zeroline": False,
    "automargin": True,
    "ticklabelstandoff": 4,
    "title": {"standoff": 12},
    "exponentformat": "power",
    "tickangle": 0,
}
TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": 14, "color": INK},
        "title": {
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"l": 14, "t": 18},
            "font": {"size": 18},
            "subtitle": {"font": {"size": 13, "color": FAINT}},
        },
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "colorway": PALETTE,
        "margin": {"l": 70, "r": 30, "t": 100, "b": 60},
        "height": _HEIGHT,
        "hoverlabel": {"font": {"family": FONT}, "namelength": -1},
        # Below the plot, whose width it would take, and where it can't lie over what stands out of it.
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 0,
            "yref": "container",
            "yanchor": "bottom",
            "traceorder": "normal",
            "tracegroupgap": 4,
            "itemwidth": 44,
            "itemsizing": "constant",
        },
        # A lab sends no data anywhere: plotly would offer to upload each figure.
        "modebar": {"remove": ["sendChartToCloud"]},
        "xaxis": _AXIS | {"showgrid": False},
        "yaxis": _AXIS | {"gridcolor": GRID},
    }
)


def new_figure(title: str, subtitle: str = "") -> go.Figure:
    """An empty figure in the lab's style; without a subtitle its room goes to the plot.

    Long titles are broken into lines, so that they fit where a figure is narrow.
    """
    heading = "<br>".join(wrap(title, _LETTERS_IN_TITLE))
    figure = go.Figure(layout={"template": TEMPLATE, "title": {"text": heading}, "meta": {OF_THIS_LAB: {}}})
    explain(figure, subtitle)
    return figure


def explain(figure: go.Figure, note: str) -> None:
    """Puts `note` at the end of the figure's subtitle, and makes the room for its lines.

    A figure that has a height of its own grows by that, so that its plot keeps what it was made for.
    """
    title = figure.layout.title
    present = (title.subtitle.text or "").replace("<br>", " ")
    notes = wrap("; ".join(part for part in (present, note) if part), _LETTERS_IN_SUBTITLE)
    title.subtitle.text = "<br>".join(notes)
    lines = 1 + title.text.count("<br>")
    margin = 52 + 24 * lines + (8 + 16 * len(notes) if notes else 0)
    if figure.layout.height and figure.layout.margin.t:
        figure.layout.height += max(0, margin - figure.layout.margin.t)
    figure.layout.margin.t = margin


def height_with_legend(entries: int) -> int:
    """The height of a figure whose legend has so many entries: its rows don't shrink the plot."""
    return _HEIGHT + 20 * max(0, -(-entries // _LEGEND_ENTRIES_IN_ROW) - 1)


def ticks_of_tasks(tasks: int, most: int = 12) -> list[int]:
    """Numbers (from 1) of tasks for an axis: every one, or at most about `most`, so that none overlap."""
    step = next(step for step in (1, 2, 5, 10, 20, 25, 50, 100, 500, 1000, tasks) if tasks <= most * step)
    return list(range(step, tasks + 1, step))


def text_width(text: str, size: float) -> float:
    """About how many pixels a text takes; the widest of its lines."""
    return max((0.58 * size * len(line) for line in text.split("<br>")), default=0.0)


def task_color(task: int, tasks: int) -> str:
    """The color of task `task` (from 0) in a sequence of `tasks`, the same in every figure.

    Up to eight tasks have colors of their own; in a longer sequence the color tells how early a task came.
    """
    if tasks <= len(PALETTE):
        return PALETTE[task]
    return str(sample_colorscale(list(MANY_TASKS), task / (tasks - 1))[0])


def loss_label(name: str) -> str:
    """A part of the loss for a legend: "task loss" of the name "task"; what says enough stays as it is."""
    return name if name in ("regularizer", "KL") else f"{name} loss"


def loss_line(index: int) -> dict[str, Any]:
    """The color and dash of the part number `index` of a loss: ink and grey, which are no task's."""
    return {"color": (INK, FAINT)[index % 2], "dash": DASHES[index % len(DASHES)]}


def text_color(background: str) -> str:
    """White or ink, whichever is easier to read on `background`, "#RRGGBB" or "rgb(r, g, b)"."""
    against_white, against_ink = contrast(background, "#FFFFFF"), contrast(background, INK)
    return "#FFFFFF" if against_white > against_ink else INK


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colors, 1 to 21. Source: WCAG 2.2, definitions of contrast and luminance."""
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    channels = [channel / 255 for channel in channels_of(color)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def channels_of(color: str) -> list[int]:
    """Red, green and blue, 0 to 255, of "#RRGGBB" or "rgb(r, g, b)"."""
    if color.startswith("#"):
        return [int(color[start : start + 2], 16) for start in (1, 3, 5)]
    return [round(float(part)) for part in color.removeprefix("rgb(").removesuffix(")").split(",")]


def task_dash(task: int) -> str:
    """The dash of a task's lines."""
    return DASHES[task % len(DASHES)]


def of_task(task: int) -> dict[str, int]:
    """What a trace's `meta` says where all of it is of one task (from 0): linked views ask for it."""
    return {"task": task}


def of_tasks(axes: str) -> dict[str, str]:
    """What a trace's `meta` says where its "x", "y" or "xy", or its points ("point"), are tasks in order."""
    return {"tasks": axes}


def task_symbol(task: int) -> str:
    """The marker of a task's points."""
    return SYMBOLS[task % len(SYMBOLS)]


def translucent(color: str, opacity: float) -> str:
    """`color`, "#RRGGBB" or "rgb(r, g, b)", as an rgba color."""
    return f"rgba({', '.join(map(str, channels_of(color)))}, {opacity})"


def fill(index: int) -> dict[str, Any]:
    """The color of a bar, with a pattern in white that tells it apart in grey."""
    color = PALETTE[index % len(PALETTE)]
    shape = PATTERNS[(index + index // len(PALETTE)) % len(PATTERNS)]
    return {
        "color": color,
        "pattern": {"shape": shape, "bgcolor": color, "fgcolor": "white", "size": 7, "solidity": 0.25},
    }


def task_labels(names: Sequence[str] | None, tasks: int) -> list[str]:
    """The tasks' names, or "task 1", "task 2", ...; raises ValueError for another number of names."""
    labels = [f"task {task + 1}" for task in range(tasks)] if names is None else list(names)
    if len(labels) != tasks:
        raise ValueError(
            f"The figure shows {tasks} tasks but got {len(labels)} task names: give one per task."
        )
    return labels


def numbered_labels(names: Sequence[str] | None, tasks: int) -> list[str]:
    """The tasks' names with their numbers, "1: digits 0, 1"; "task 1" where none are given."""
    labels = task_labels(names, tasks)
    return labels if names is None else [f"{task + 1}: {label}" for task, label in enumerate(labels)]


def replicas_text(replicas: int, band: str) -> str:
    """What the lines and bands of `replicas` seeds are, for a subtitle; empty for one seed."""
    return f"mean over {replicas} seeds, {band}" if replicas > 1 else ""


def add_task_scale(figure: go.Figure, tasks: int) -> None:
    """A color bar from the first to the last task, in place of a legend too long to read."""
    figure.add_scatter(
        x=[None],
        y=[None],
        mode="markers",
        showlegend=False,
        hoverinfo="skip",
        marker={
            "color": [1],
            "colorscale": list(MANY_TASKS),
            "cmin": 1,
            "cmax": tasks,
            "showscale": True,
            "colorbar": {"title": {"text": "task", "side": "right"}, "thickness": 14, "outlinewidth": 0},
        },
    )
    figure.update_layout(showlegend=False)
