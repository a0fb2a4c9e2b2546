"""`hnetlab export`: pages that compute in the browser, for people who have installed nothing."""

from pathlib import Path
from typing import Annotated

import typer

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
