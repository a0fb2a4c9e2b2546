"""`hnetlab table`: finished runs as the paper's Table 1, with its numbers beside."""

from pathlib import Path
from typing import Annotated, Literal

import typer


def table(
    runs: Annotated[
        list[Path],
        typer.Argument(
            help="The folders of finished runs, or folders that hold some.",
            metavar="RUN...",
            show_default=False,
        ),
    ],
    form: Annotated[
        Literal["text", "markdown", "csv", "json"], typer.Option("--format", help="How it is written.")
    ] = "text",
    transpose: Annotated[bool, typer.Option("--transpose", help="Methods as rows.")] = False,
    figure: Annotated[
        Path | None,
        typer.Option(
            help="Also write a figure that needs no network.", metavar="FILE.html", show_default=False
        ),
    ] = None,
) -> None:
    """Show finished runs as a table: benchmarks and scenarios by methods, over all seeds.

    Runs of one method with the same settings share a cell. Where these are a preset's whose numbers were
    published, those stand below, with the difference in standard errors.

    Example:  hnetlab table runs/*
    """
    from hnetlab.cli.results import csv_text, json_text, markdown_text, table_text
    from hnetlab.cli.text import shown_path, terminal_width
    from hnetlab.views import results_table

    found = results_table(runs)
    if figure is not None:
        from hnetlab.figures import results

        _write(figure, results(found).to_html(include_plotlyjs=True))
        typer.echo(f"The figure lies in {shown_path(figure.absolute())}: open it in a browser.", err=True)
    if form == "text":
        typer.echo(table_text(found, terminal_width(), transpose=transpose))
        return
    if form == "markdown":
        typer.echo(markdown_text(found, transpose=transpose))
    else:
        typer.echo(csv_text(found) if form == "csv" else json_text(found), nl=form == "json")
    for note in found.notes:
        typer.echo(note, err=True)


def _write(path: Path, page: str) -> None:
    from hnetlab.base.errors import StoreError
    from hnetlab.base.files import disk_is_full, reason, replace_text

    try:
        replace_text(path, page)
    except OSError as error:
        remedy = "free some space" if disk_is_full(error) else "choose a file in a folder that can be written"
        raise StoreError(f"Can't write the figure {path} ({reason(error)}): {remedy}.") from error
