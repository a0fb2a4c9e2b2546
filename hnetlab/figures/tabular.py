"""The numbers that a figure draws, as a table and in a few sentences: for screen readers and spreadsheets."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from hnetlab.figures.band import band_edges
from hnetlab.figures.score_scale import of_powers
from hnetlab.figures.theme import OF_THIS_LAB

if TYPE_CHECKING:
    import pandas as pd

_TABLE = "table"
SERIES = "series"
"""The column that names the line, the bars or the points that a number belongs to."""
METRIC = "metric"
"""The column of a table with several metrics that says which one a row is of."""
_TEXT = "in words"
_MOST_SERIES_IN_WORDS = 12
_MARK = r"</?(?:b|i|em|strong|sub|sup|span|a|u|s)(?: [^<>]*)?>"


def data_table(figure: go.Figure) -> pd.DataFrame:
    """A row per point, bar or cell that `figure` draws, its columns named as the axes are.

    A line with a band has the band's edges beside it, and bars with error bars their length. Scores whose
    colors are powers of ten stand there as they are. What only decorates, and what is no number, as pictures,
    is left out: the table may be empty. It is for figures of `hnetlab.figures`; of other figures it knows
    what is drawn over two axes.

    >>> from hnetlab.figures import accuracy_matrix
    >>> figure = accuracy_matrix([[0.9, float("nan")], [0.7, 0.95]], ["first", "second"])
    >>> data_table(figure)[["after learning", "test accuracy on", "accuracy (%)"]].values.tolist()
    [['first', 'first', 90.0], ['second', 'first', 70.0], ['second', 'second', 95.0]]
    """
    import pandas as pd  # here, because importing it takes a quarter of a second

    if own := _own_table(figure):
        return pd.DataFrame(own["rows"], columns=own["columns"])
    rows = list(_rows(figure))
    names = list(dict.fromkeys(name for row in rows for name in row))
    if all(row.get(SERIES) == "" for row in rows):
        names = [name for name in names if name != SERIES]
    return pd.DataFrame([[row.get(name) for name in names] for row in rows], columns=names)


def give_table(figure: go.Figure, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Gives `figure` the table of its numbers, where what it draws are other places than those."""
    table = {"columns": [*columns], "rows": [[*row] for row in rows]}
    figure.update_layout(meta={OF_THIS_LAB: {_TABLE: table}})


def renew_table(figure: go.Figure, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Gives `figure` these rows in place of those of the same metrics, which the first column names."""
    own, new = _own_table(figure), {row[0] for row in rows}
    kept = [row for row in own["rows"] if row[0] not in new] if own else []
    give_table(figure, columns, [*kept, *rows])


def is_of_this_lab(figure: go.Figure) -> bool:
    """Whether `figure` was made by `hnetlab.figures`, so that its table is sure to be right."""
    return isinstance(figure.layout.meta, Mapping) and OF_THIS_LAB in figure.layout.meta


def text_summary(figure: go.Figure) -> str:
    """The title, the subtitle and of each series the range and the last of its numbers.

    >>> import plotly.graph_objects as go
    >>> text_summary(go.Figure(go.Scatter(x=[0, 1, 2], y=[3.0, 1.0, 2.5], name="loss")))
    'Loss: y from 1 to 3, at the end 2.5.'
    """
    title = figure.layout.title
    sentences = [words for text in (title.text, title.subtitle.text) if (words := _plain(text or ""))]
    ranges = list(_ranges(figure))
    sentences += ranges[:_MOST_SERIES_IN_WORDS]
    if len(ranges) > _MOST_SERIES_IN_WORDS:
        sentences.append(f"And {len(ranges) - _MOST_SERIES_IN_WORDS} more")
    return " ".join(f"{sentence[0].upper()}{sentence[1:].rstrip('.')}." for sentence in sentences)


def _own_table(figure: go.Figure) -> Mapping[str, Any] | None:
    """The table that the figure was given."""
    return figure.layout.meta[OF_THIS_LAB].get(_TABLE) if is_of_this_lab(figure) else None


def _rows(figure: go.Figure) -> Iterator[dict[str, Any]]:
    areas = [each for each in figure.data if each.type == "scatter" and each.fill == "toself"]
    bands = {_group(area): area for area in areas}
    for trace in _drawn(figure):
        yield from _rows_of(figure, trace, bands.get(_group(trace)) if trace.name else None)


def _drawn(figure: go.Figure) -> Iterator[Any]:
    """The traces with numbers: no area, no mere text, no marks on a line, no bare entry of the legend."""
    for trace in figure.data:
        scattered = trace.type in ("scatter", "scattergl")
        if trace.visible is False or (scattered and _decorates(trace)):
            continue
        if scattered or trace.type == "bar":
            if trace.x is not None and trace.y is not None and not (_nested(trace.x) or _nested(trace.y)):
                yield trace
        elif trace.type == "heatmap" and trace.z is not None and _is_grid(trace.z):
            yield trace


def _nested(array: Any) -> bool:
    """Whether an axis has names of groups above those of its places, as no figure of this lab has."""
    return any(isinstance(value, list | tuple) for value in _values(array))


def _is_grid(z: Any) -> bool:
    """Whether the cells of a heatmap are rows of one length of numbers and gaps."""
    rows = [list(row) if np.ndim(row) else None for row in _values(z)]
    return (
        None not in rows
        and len({len(row) for row in rows if row is not None}) < 2
        and all(value is None or isinstance(value, Real) for row in rows if row is not None for value in row)
    )


def _decorates(trace: Any) -> bool:
    marks = trace.mode == "markers" and trace.hoverinfo == "skip" and not trace.name
    return trace.fill == "toself" or trace.mode == "text" or marks


def _rows_of(figure: go.Figure, trace: Any, band: Any = None) -> Iterator[dict[str, Any]]:
    return _cells(figure, trace) if trace.type == "heatmap" else _points(figure, trace, band)


def _points(figure: go.Figure, trace: Any, band: Any) -> Iterator[dict[str, Any]]:
    """A row per point or bar."""
    x_name, y_name = _axis_names(figure, trace)
    x, y = _values(trace.x), _values(trace.y)
    edges = band_edges(_values(band.x), _values(band.y)) if band is not None else {}
    errors = {
        name: _values(bar.array)
        for name, bar in ((x_name, trace.error_x), (y_name, trace.error_y))
        if bar.array is not None and bar.visible is not False
    }
    series, x_names, y_names = _series(trace), *(_tick_names(figure, trace, letter) for letter in "xy")
    told = trace.hovertext is not None and np.ndim(trace.hovertext) == 1
    for index, (at, value) in enumerate(zip(x, y, strict=False)):
        if _is_missing(at) or _is_missing(value):
            continue
        row = {SERIES: series, x_name: _named(x_names, at), y_name: _named(y_names, value)}
        row |= {f"± {name}": lengths[index] for name, lengths in errors.items() if index < len(lengths)}
        if told:
            row[_TEXT] = _plain(trace.hovertext[index])
        if at in edges:
            row[f"{y_name}, band from"], row[f"{y_name}, band to"] = edges[at]
        yield row


def _cells(figure: go.Figure, trace: Any) -> Iterator[dict[str, Any]]:
    """A row per cell of a heatmap that is not blank."""
    x_name, y_name = _axis_names(figure, trace)
    z = np.asarray(_values(trace.z), dtype=np.float64)
    z = z.reshape(z.shape if z.ndim == 2 else (0, 0))
    given = None if trace.customdata is None else _values(trace.customdata)
    if given is not None and _is_grid(given) and np.shape(given) == z.shape:  # the scores as they are
        z = np.asarray(given, dtype=np.float64)
    elif of_powers(trace.colorbar):
        z = 10.0**z
    x_names, y_names = (_tick_names(figure, trace, letter) for letter in "xy")
    columns = _places(trace.x, x_names, z.shape[1])
    rows = _places(trace.y, y_names, z.shape[0])
    series, name, texts = _series(trace), _label(trace), trace.hovertext
    written = texts is not None and np.ndim(texts) == 2
    for i, j in np.argwhere(np.isfinite(z)).tolist():
        row = {SERIES: series, y_name: rows[i], x_name: columns[j], name: float(z[i, j])}
        if written and texts[i][j]:
            row[_TEXT] = _plain(str(texts[i][j]))
        yield row


def _places(given: Any, names: Mapping[Any, str], count: int) -> list[Any]:
    """What rows or columns of cells are called: by their ticks, or else by their numbers from 1."""
    if given is None:
        return [names.get(index, index + 1) for index in range(count)]
    return [_named(names, at) for at in _values(given)]


def _ranges(figure: go.Figure) -> Iterator[str]:
    """Of each series its numbers in a sentence."""
    if own := _own_table(figure):
        yield from _ranges_of_table(own["columns"], own["rows"])
        return
    for trace in _drawn(figure):
        cells, names = trace.type == "heatmap", _axis_names(figure, trace)
        lying = trace.type == "bar" and trace.orientation == "h"
        name = _label(trace) if cells else names[0 if lying else 1]
        values = [row[name] for row in _rows_of(figure, trace)]
        numbers = [value for value in values if isinstance(value, int | float)]
        if not numbers or not (cells or trace.name):  # a line without a name leads to points that have one
            continue
        low, high, last = map(_short, (min(numbers), max(numbers), numbers[-1]))
        ends = low if low == high else f"from {low} to {high}"
        end = "" if cells or low == high else f", at the end {last}"
        series = f"{_series(trace)}: " if _series(trace) else ""
        yield f"{series}{name} {ends}{end}"


def _ranges_of_table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    """Of each column its numbers, apart for each metric, which have units of their own."""
    kind = columns.index(METRIC) if METRIC in columns else None
    for metric in [""] if kind is None else dict.fromkeys(row[kind] for row in rows):
        own = rows if kind is None else [row for row in rows if row[kind] == metric]
        for index, name in enumerate(columns):
            values = [row[index] for row in own if row[index] is not None]
            if values and all(isinstance(value, int | float) for value in values):
                low, high = map(_short, (min(values), max(values)))
                ends = low if low == high else f"from {low} to {high}"
                yield f"{metric}: {name} {ends}" if metric else f"{name} {ends}"


def _short(number: float) -> str:
    return f"{number:,}" if isinstance(number, int) else f"{number:.3g}"


def _label(trace: Any) -> str:
    """What the colors of a heatmap show."""
    return _plain(trace.colorbar.title.text or "value")


def _series(trace: Any) -> str:
    return _plain(trace.name or trace.legendgroup or "")


def _group(trace: Any) -> tuple[str, str, str]:
    return (trace.legendgroup or "", trace["xaxis"] or "x", trace["yaxis"] or "y")


def _axis_names(figure: go.Figure, trace: Any) -> tuple[str, str]:
    """What the axes of a trace are called: their titles, which are never the same for both."""
    x, y = (_plain(_axis(figure, trace, letter).title.text or letter) for letter in "xy")
    return (x, y) if x != y else (f"{x} (horizontal)", f"{y} (vertical)")


def _axis(figure: go.Figure, trace: Any, letter: str) -> Any:
    number = (trace[f"{letter}axis"] or letter)[1:]
    return figure.layout[f"{letter}axis{number}"]


def _tick_names(figure: go.Figure, trace: Any, letter: str) -> dict[Any, str]:
    """The places on an axis whose ticks are names in place of numbers."""
    axis = _axis(figure, trace, letter)
    if axis.tickvals is None or axis.ticktext is None:
        return {}
    ticks = zip(_values(axis.tickvals), axis.ticktext, strict=False)
    return {at: _plain(name) for at, name in ticks if "<sup>" not in name and name != f"{at:g}"}


def _named(names: Mapping[Any, str], value: Any) -> Any:
    """A place on an axis as its tick names it, or else as a number."""
    return _plain(value) if isinstance(value, str) else names.get(value, value)


def _values(array: Any) -> list[Any]:
    """The entries of an axis; plotly packs those of a figure that it has read from a file."""
    if isinstance(array, Mapping):
        flat: NDArray[Any] = np.frombuffer(base64.b64decode(array["bdata"]), dtype=np.dtype(array["dtype"]))
        shape = tuple(int(length) for length in str(array.get("shape", flat.size)).split(","))
        return list(flat.reshape(shape).tolist())
    return list(array.tolist() if isinstance(array, np.ndarray) else array)


def _is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and not np.isfinite(value))


def _plain(text: str) -> str:
    """Text of a figure in one line and without the marks that plotly takes for such."""
    return unescape(re.sub(_MARK, "", re.sub("<br ?/?>", " ", text))).strip()
