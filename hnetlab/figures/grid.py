"""How well each combination of settings does: parallel coordinates, and a map of two settings."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from hnetlab.base.measure import ACCURACY, Measure
from hnetlab.base.settings import number_text
from hnetlab.figures.score_scale import drawn_scores, hover_number
from hnetlab.figures.tabular import give_table
from hnetlab.figures.theme import FAINT, SEQUENTIAL, new_figure, text_color

Array = NDArray[np.float64]

_APART = 0.06  # of the height of an axis, from one tick to the next
_LETTERS_OF_LABEL = 10


def parallel_coordinates(
    settings: Mapping[str, Sequence[Any]],
    scores: ArrayLike,
    *,
    measure: Measure = ACCURACY,
    what: str = "validation",
) -> go.Figure:
    """A line per combination through its values of the `settings` and its score (K,); dark is good.

    Plotly's own parallel coordinates take WebGL, which browsers on remote desktops may lack.

    >>> figure = parallel_coordinates({"beta": [0.1, 0.1, 1], "embedding_dim": [2, 8, 2]}, [0.8, 0.9, 0.7])
    >>> figure.data[-1].text[0]
    'beta 0.1, embedding_dim 8: accuracy (%) 90.00'
    """
    values = drawn_scores(scores, measure)
    figure = new_figure(
        "Every combination of settings", f"a line each, colored by its {what} {measure.label}"
    )
    axes = [*(_setting_axis(name, column) for name, column in settings.items()), _score_axis(values, measure)]
    colors = SEQUENTIAL[1:]
    grades = np.rint(axes[-1].places * (len(colors) - 1)).astype(int)
    grades = grades if measure.higher_is_better else len(colors) - 1 - grades
    for grade in np.unique(grades):  # the best last, above the others
        lines = np.flatnonzero(grades == grade).tolist()
        figure.add_scatter(
            x=np.tile([*range(len(axes)), None], len(lines)),
            y=np.concatenate([[*(axis.places[line] for axis in axes), None] for line in lines]),
            mode="lines+markers",
            line={"color": colors[grade], "width": 2},
            marker={"size": 6},
            text=[_told(axes, line) for line in lines for _ in range(len(axes) + 1)],
            hovertemplate="%{text}<extra></extra>",
        )
    for place, axis in enumerate(axes):
        figure.add_shape(
            type="line", x0=place, x1=place, y0=0, y1=1, line={"color": FAINT, "width": 1}, layer="below"
        )
        figure.add_annotation(
            x=place, y=1, text=_in_lines(axis.label), showarrow=False, yanchor="bottom", yshift=10
        )
        for height, text in axis.ticks:
            figure.add_annotation(
                x=place, y=height, text=text, showarrow=False, xanchor="right", xshift=-6, bgcolor="white"
            )
    shown = measure.shown(scores).tolist()
    combinations = zip(*(axis.texts for axis in axes[:-1]), shown, strict=True)
    give_table(figure, [axis.label for axis in axes], combinations)
    figure.update_xaxes(visible=False, range=[-0.15, len(axes) - 0.75])
    figure.update_yaxes(visible=False, range=[-0.05, 1.25])  # with room for what the axes are called
    return figure.update_layout(showlegend=False, margin={"l": 70, "r": 50, "b": 20})


def grid_map(
    across: tuple[str, Sequence[Any]],
    down: tuple[str, Sequence[Any]],
    scores: ArrayLike,
    *,
    measure: Measure = ACCURACY,
    what: str = "validation",
    note: str = "",
) -> go.Figure:
    """Scores (rows, columns) over two settings, each a name and its values; NaN where there is none.

    >>> figure = grid_map(("beta", [0.1, 1]), ("embedding_dim", [2]), [[0.8, 0.9]])
    """
    shown, values = measure.shown(scores), drawn_scores(scores, measure)
    figure = new_figure(
        f"{measure.title} over two settings", "; ".join(p for p in (f"{what} samples", note) if p)
    )
    columns, rows = ([_written(value) for value in values] for _, values in (across, down))
    figure.add_heatmap(
        x=np.arange(len(columns)),
        y=np.arange(len(rows)),
        z=values,
        customdata=shown,
        text=[[f"{across[0]} {column}, {down[0]} {row}" for column in columns] for row in rows],
        colorscale=list(SEQUENTIAL),
        reversescale=not measure.higher_is_better,
        showscale=False,
        colorbar={"title": {"text": measure.label}},
        xgap=2,
        ygap=2,
        hovertemplate=f"%{{text}}: {hover_number(measure, measure.digits, 'customdata')}<extra></extra>",
    )
    known = values[np.isfinite(values)]
    low, high = (known.min(), known.max()) if known.size else (0.0, 1.0)
    for row, column in np.argwhere(np.isfinite(values)):
        share = (values[row, column] - low) / ((high - low) or 1.0)
        place = share if measure.higher_is_better else 1 - share
        color = SEQUENTIAL[round(float(place) * (len(SEQUENTIAL) - 1))]
        figure.add_annotation(
            x=int(column),
            y=int(row),
            text=measure.written(float(shown[row, column])),
            showarrow=False,
            font={"color": text_color(color)},
        )
    # By number: plotly takes names such as 0.1 for numbers.
    figure.update_xaxes(title_text=across[0], tickvals=list(range(len(columns))), ticktext=columns)
    return figure.update_yaxes(
        title_text=down[0], tickvals=list(range(len(rows))), ticktext=rows, showgrid=False
    )


class _Axis(NamedTuple):
    """An axis of parallel coordinates: at what height, 0 to 1, combinations cross it, and what it says."""

    label: str
    places: Array
    ticks: list[tuple[float, str]]
    texts: list[str]
    """What each combination has there."""


def _setting_axis(name: str, column: Sequence[Any]) -> _Axis:
    """Numbers in their order, by their logarithm where they span more than ten to one; else one by one."""
    column = [tuple(value) if isinstance(value, list) else value for value in column]
    different = list(dict.fromkeys(column))
    numbers = [value for value in different if isinstance(value, int | float) and not isinstance(value, bool)]
    places: dict[Any, float]
    if len(numbers) < len(different):
        places = {value: index for index, value in enumerate(different)}
    elif min(numbers) > 0 and max(numbers) > 10 * min(numbers):
        places = {value: float(np.log10(value)) for value in numbers}
    else:
        places = {value: float(value) for value in numbers}
    heights = _heights(np.array([*places.values()]))
    at = dict(zip(places, heights.tolist(), strict=True))
    ticks = _spread([(height, _written(value)) for value, height in at.items()])
    return _Axis(name, np.array([at[value] for value in column]), ticks, [_written(each) for each in column])


def _score_axis(values: Array, measure: Measure) -> _Axis:
    def text(value: float) -> str:
        return f"{10**value:.2g}" if measure.logarithmic else measure.written(value)

    marks = np.linspace(values.min(), values.max(), 5 if np.ptp(values) else 1)
    ticks = [(height, text(mark)) for height, mark in zip(_heights(marks).tolist(), marks, strict=True)]
    return _Axis(measure.label, _heights(values), ticks, [text(value) for value in values])


def _heights(values: Array) -> Array:
    """Values from 0 at the least to 1 at the greatest; all in the middle where they are equal."""
    span = np.ptp(values)
    return (values - values.min()) / span if span else np.full(len(values), 0.5)


def _spread(ticks: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """Those of the ticks, from below, that stand apart from the last."""
    kept: list[tuple[float, str]] = []
    for height, text in sorted(ticks):
        if not kept or height - kept[-1][0] >= _APART:
            kept.append((height, text))
    return kept


def _told(axes: Sequence[_Axis], line: int) -> str:
    """A combination in words: "beta 0.1, embedding_dim 8: accuracy (%) 99.43"."""
    *values, score = (f"{axis.label} {axis.texts[line]}" for axis in axes)
    return f"{', '.join(values)}: {score}"


def _in_lines(name: str) -> str:
    """A long name in two lines, broken behind the underscore or space next to its middle."""
    breaks = [place + 1 for place, letter in enumerate(name) if letter in "_ "]
    if len(name) <= _LETTERS_OF_LABEL or not breaks:
        return name
    middle = min(breaks, key=lambda place: abs(place - len(name) / 2))
    return f"{name[:middle].rstrip()}<br>{name[middle:]}"


def _written(value: Any) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return number_text(value)
        case tuple() | list():
            return ", ".join(map(str, value)) or "none"
    return str(value)
