"""Measured accuracies beside the published ones."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from hnetlab.analysis.metrics import summary_text
from hnetlab.base.measure import ACCURACY
from hnetlab.figures.tabular import give_table
from hnetlab.figures.theme import FAINT, GRID, INK, PALETTE, explain, height_with_legend, new_figure

if TYPE_CHECKING:  # it loads torch, which a figure does not need
    from hnetlab.analysis.results_table import Cell, ResultsTable

_COLUMNS = (
    "experiment",
    "method",
    ACCURACY.label,
    "standard error",
    "seeds",
    "published",
    "its standard error",
)
_LINE = 24
_DODGE = 0.16


def results(table: "ResultsTable", *, title: str = "Average accuracy") -> go.Figure:
    """A line per method in each row of the table: the mean ± one standard error, and what was published.

    >>> from hnetlab import Run, configure, figures, fit, views
    >>> run = fit(Run(configure("split-digits", steps=10)), progress=False)
    >>> figure = figures.results(views.results_table([run]))
    >>> [points.name for points in figure.data]
    ['measured']
    """
    places: list[tuple[float, Cell]] = []
    headings: list[tuple[float, str]] = []
    line = 0.0
    for row in table.rows:
        headings.append((line, row.label))
        for column in table.columns:
            if (row, column) in table.cells:
                line += 1
                places.append((line, table.cells[row, column]))
        line += 1
    several = any(
        len(cell.values) > 1 or (cell.published and cell.published.standard_error) for _, cell in places
    )
    figure = new_figure(title, "mean over seeds ± one standard error" if several else "")
    known = [(place, cell) for place, cell in places if cell.published]
    shift = _DODGE if known else 0.0
    errors = [cell.summary.standard_error or 0.0 for _, cell in places]
    figure.add_scatter(
        x=ACCURACY.shown([cell.summary.mean for _, cell in places]),
        y=[place - shift for place, _ in places],
        error_x=_bars(errors, INK),
        mode="markers",
        name="measured",
        marker={"size": 9, "color": PALETTE[0]},
        text=[f"{cell.column.label}, {summary_text(cell.summary)} %, {_seeds(cell)}" for _, cell in places],
        hovertemplate="%{text}<extra>measured</extra>",
    )
    if known:
        found = [cell.published for _, cell in known if cell.published]
        figure.add_scatter(
            x=ACCURACY.shown([each.mean for each in found]),
            y=[place + shift for place, _ in known],
            error_x=_bars([each.standard_error or 0.0 for each in found], FAINT),
            mode="markers",
            name="published",
            marker={"size": 9, "symbol": "diamond-open", "color": FAINT, "line": {"width": 2}},
            hovertemplate="%{x:.2f} %<extra>published</extra>",
        )
    for place, text in headings:
        figure.add_annotation(
            x=0, xref="paper", y=place, text=f"<b>{text}</b>", showarrow=False, xanchor="left", align="left",
            font={"size": 13},
        )  # fmt: skip
    cells = ((row, column) for row in table.rows for column in table.columns)
    rows = [
        _numbers(row.label, table.cells[row, column]) for row, column in cells if (row, column) in table.cells
    ]
    give_table(figure, _COLUMNS, rows)
    figure.update_xaxes(title_text=ACCURACY.label, showgrid=True, gridcolor=GRID)
    figure.update_yaxes(
        tickvals=[place for place, _ in places],
        ticktext=[cell.column.label for _, cell in places],
        range=[line - 0.5, -0.75],
        ticks="",
        showline=False,
        showgrid=False,
    )
    figure.update_layout(height=max(300, height_with_legend(1 + bool(known)) - 270 + int(_LINE * (line + 1))))
    for note in (*table.remarks, *table.notes):
        explain(figure, note.removesuffix("."))
    return figure


def _bars(errors: Sequence[float], color: str) -> dict[str, object]:
    return {
        "type": "data",
        "array": ACCURACY.shown(list(errors)),
        "visible": any(errors),
        "color": color,
        "thickness": 1.5,
    }


def _seeds(cell: "Cell") -> str:
    return "one seed" if len(cell.seeds) == 1 else f"{len(cell.seeds)} seeds"


def _numbers(row: str, cell: "Cell") -> list[object]:
    """A cell as the table of the figure has it, accuracies in percent."""
    published = (cell.published.mean, cell.published.standard_error) if cell.published else (None, None)
    mean, error, *other = (
        None if value is None else float(ACCURACY.shown(value))
        for value in (cell.summary.mean, cell.summary.standard_error, *published)
    )
    return [row, cell.column.label, mean, error, len(cell.values), *other]
