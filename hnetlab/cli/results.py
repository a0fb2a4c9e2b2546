"""A table of results as text, Markdown, CSV and JSON."""

import json
from collections.abc import Sequence

from hnetlab.analysis.metrics import summary_text
from hnetlab.analysis.results_table import Cell, Column, ResultsTable, Row
from hnetlab.base.measure import ACCURACY
from hnetlab.cli.text import clean, table

_LINES = ("", "  published", "  difference")


def table_text(found: ResultsTable, width: int, *, transpose: bool = False) -> str:
    """The table with aligned columns, published numbers below the measured ones, and what is to be said."""
    top, rows = _grid(found, transpose)
    lines = []
    for label, cells in rows:
        parts = [_parts(cell, found) if cell else ("", "", "") for cell in cells]
        for number, heading in enumerate(_LINES):
            texts = [part[number] for part in parts]
            if number == 0 or any(texts):
                lines.append([heading or label, *texts])
    below = [f"{text}" for text in (*found.remarks, *found.notes)]
    if any(cell.published for cell in found.cells.values()):
        below.insert(0, "Difference in points, in brackets in standard errors of both numbers together.")
    return "\n\n".join([f"{_caption(found)}:", table(["", *top], lines, width), *map(clean, below)])


def markdown_text(found: ResultsTable, *, transpose: bool = False) -> str:
    """The table in Markdown, published numbers in the cell of the measured one, with a caption."""
    top, rows = _grid(found, transpose)
    lines = [_markdown_row(["", *(heading.replace("\n", " ") for heading in top)])]
    lines.append(_markdown_row(["---"] * (len(top) + 1)))
    for label, cells in rows:
        texts = [_in_one_line(cell, found) if cell else "" for cell in cells]
        lines.append(_markdown_row([label, *texts]))
    below = "".join(f"\n\n{text}" for text in found.remarks)
    known = any(cell.published for cell in found.cells.values())
    beside = (
        "; in square brackets what was published, and the difference (in standard errors)" if known else ""
    )
    return f"{_caption(found)}{beside}:\n\n" + "\n".join(lines) + below


def csv_text(found: ResultsTable) -> str:
    """One line per cell, accuracies in percent."""
    return found.frame().to_csv(index=False)


def json_text(found: ResultsTable) -> str:
    """One object: a row per cell, and sentences about what is not in them."""
    frame = found.frame().astype(object)
    rows = frame.where(frame.notna(), None).to_dict(orient="records")
    return json.dumps({"rows": rows, "notes": list(found.notes)}, allow_nan=False)


def _grid(found: ResultsTable, transpose: bool) -> tuple[list[str], list[tuple[str, list[Cell | None]]]]:
    """The headings of the columns and, with its label, each row of cells."""

    def cell(row: Row, column: Column) -> Cell | None:
        return found.cells.get((row, column))

    if transpose:
        tops = [f"{row.benchmark} CL{row.scenario}\n{row.settings}" for row in found.rows]
        lines = [(column.label, [cell(row, column) for row in found.rows]) for column in found.columns]
        return tops, lines
    names = [f"{column.label}\n{_published_as(column, found)}".rstrip() for column in found.columns]
    return names, [(row.label, [cell(row, column) for column in found.columns]) for row in found.rows]


def _published_as(column: Column, found: ResultsTable) -> str:
    """The published name, where a published number of the method stands in the table."""
    there = any(cell.published for (_, other), cell in found.cells.items() if other == column)
    return column.published_as if there else ""


def _parts(cell: Cell, found: ResultsTable) -> tuple[str, str, str]:
    """What was measured, what was published, and the difference."""
    count = "" if _same_seeds(found) else f" ({len(cell.seeds)})"
    known, gap = cell.published, cell.difference
    if known is None or gap is None:
        return f"{summary_text(cell.summary)}{count}", "", ""
    error = "" if known.standard_error is None else f" ± {ACCURACY.text(known.standard_error)}"
    errors = cell.difference_in_errors
    in_errors = "" if errors is None else f" ({errors:+.1f})"
    return (
        f"{summary_text(cell.summary)}{count}",
        f"{ACCURACY.text(known.mean)}{error}",
        f"{ACCURACY.scale * gap:+.2f}{in_errors}",
    )


def _in_one_line(cell: Cell, found: ResultsTable) -> str:
    measured, known, gap = _parts(cell, found)
    return f"{measured} [{known}; {gap}]" if known else measured


def _caption(found: ResultsTable) -> str:
    """What the numbers are: over how many seeds, and how published ones are told from them."""
    seeds = {len(cell.seeds) for cell in found.cells.values()}
    if seeds == {1}:
        over = ", one seed"
    elif len(seeds) == 1:
        over = f", mean ± standard error of {seeds.pop()} seeds"
    else:
        over = ", mean ± standard error over seeds, in brackets how many"
    return f"Average {ACCURACY.label}{over}"


def _same_seeds(found: ResultsTable) -> bool:
    return len({len(cell.seeds) for cell in found.cells.values()}) == 1


def _markdown_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(clean(cell).replace('|', chr(92) + '|') for cell in cells)} |"
