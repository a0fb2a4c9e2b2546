"""`hnetlab report`: one run as a page for the browser."""

from pathlib import Path
from typing import Annotated

import typer


def report(
    run: Annotated[Path, typer.Argument(help="The run's folder.", metavar="RUN", show_default=False)],
    out: Annotated[
        Path | None,
        typer.Option(help="The page to write.", metavar="FILE.html", show_default="RUN/report.html"),
    ] = None,
    explorer: Annotated[
        bool,
        typer.Option(
            "--explorer",
            help="Put a page into it that explores the run's embedding space.",
        ),
    ] = False,
    sequence: Annotated[
        str | None,
        typer.Option(
            help="With --explorer: its own task sequence, if it has one.",
            metavar="FILE.py:NAME",
            show_default=False,
        ),
    ] = None,
    module: Annotated[
        str | None,
        typer.Option(
            help="With --explorer: its own target network, if it has one.",
            metavar="FILE.py:NAME",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write a run's figures and metrics as one HTML page that needs no network.

    Example:  hnetlab report runs/first
    """
    from hnetlab.cli.text import shown_path
    from hnetlab.runs.store import RunFolder

    RunFolder(run).config()  # refuses a folder that holds no run, before plots are loaded

    from hnetlab.report import write_report

    destination = out or run / "report.html"
    page = None
    if explorer:
        from hnetlab.experiments.own import load_module, load_sequence
        from hnetlab.pages.explorer import explorer_page

        page = explorer_page(
            run,
            sequence=load_sequence(sequence) if sequence else None,
            module=load_module(module) if module else None,
        )
    write_report(run, destination, explorer=page)
    typer.echo(f"The report lies in {shown_path(destination.absolute())}: open it in a browser.")
