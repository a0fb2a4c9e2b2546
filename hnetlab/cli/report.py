"""`hnetlab report`: one run as a page for the browser."""

from pathlib import Path
from typing import Annotated

import typer

from hnetlab.cli.given import OwnModule, OwnSequence, loaded


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
    sequence: OwnSequence = None,
    module: OwnModule = None,
) -> None:
    """Write a run's figures and metrics as one HTML page that needs no network.

    Example:  hnetlab report runs/first
    """
    from hnetlab.base.errors import ConfigError
    from hnetlab.cli.text import shown_path
    from hnetlab.runs.store import RunFolder

    if (sequence or module) and not explorer:
        raise ConfigError(
            "--sequence and --module are for the explorer: give --explorer too, or leave them out."
        )
    RunFolder(run).config()  # refuses a folder that holds no run, before plots are loaded

    from hnetlab.report import write_report

    destination = out or run / "report.html"
    page = None
    if explorer:
        from hnetlab.pages.explorer import explorer_page

        page = explorer_page(run, **loaded(sequence, module))
    write_report(run, destination, explorer=page)
    typer.echo(f"The report lies in {shown_path(destination.absolute())}: open it in a browser.")
