"""`hnetlab export`: pages that compute in the browser, for people who have installed nothing."""

from pathlib import Path
from typing import Annotated

import typer

from hnetlab.cli.given import OwnModule, OwnSequence, loaded

app = typer.Typer(
    name="export", no_args_is_help=True, help="Write pages that compute in the browser, without any server."
)


@app.command("playground")
def export_playground(
    out: Annotated[Path, typer.Option("--out", "-o", help="The page to write.", metavar="FILE.html")] = Path(
        "playground.html"
    ),
) -> None:
    """Write a page that trains a hypernetwork, beside fine-tuning, in the browser itself.

    Example:  hnetlab export playground -o lesson.html
    """
    from hnetlab.cli.text import shown_path
    from hnetlab.pages.playground import write_playground

    write_playground(out)
    typer.echo(f"The playground lies in {shown_path(out.absolute())}: open it in a browser.")


@app.command("explorer")
def export_explorer(
    run: Annotated[Path, typer.Argument(help="The run's folder.", metavar="RUN", show_default=False)],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", help="The page to write.", metavar="FILE.html", show_default="RUN/explorer.html"
        ),
    ] = None,
    samples: Annotated[
        int, typer.Option(help="Test samples of each task in the page, at most.", min=1, metavar="N")
    ] = 100,
    sequence: OwnSequence = None,
    module: OwnModule = None,
) -> None:
    """Write a page that explores a run's embedding space in the browser itself.

    Example:  hnetlab export explorer runs/first
    """
    from hnetlab.cli.text import shown_path
    from hnetlab.runs.store import RunFolder

    RunFolder(run).config()  # refuses a folder that holds no run, before the data are read

    from hnetlab.pages.explorer import write_explorer

    destination = out or run / "explorer.html"
    write_explorer(run, destination, samples=samples, **loaded(sequence, module))
    typer.echo(f"The explorer lies in {shown_path(destination.absolute())}: open it in a browser.")
