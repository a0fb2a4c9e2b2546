"""`hnetlab data`: the datasets on this machine."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from hnetlab.tasks import FileStatus

app = typer.Typer(name="data", no_args_is_help=True, help="Look at datasets, and download them.")

_Names = Annotated[
    list[str], typer.Argument(help="One dataset or several, for example mnist.", show_default=False)
]

_NameOrAll = Annotated[
    str | None, typer.Argument(help="The dataset, for example mnist; all without a name.", show_default=False)
]


@app.command("status")
def show_status(name: _NameOrAll = None) -> None:
    """Show which files of a dataset, or of every one, are here and whether they are right.

    Example:  hnetlab data status mnist
    """
    from hnetlab.tasks import DATASETS, status

    for number, each in enumerate(DATASETS if name is None else (name,)):
        files = status(each)
        typer.echo(("\n" if number else "") + (f"{each}: " if name is None else "") + _text(files))
        if any(file.state != "present" for file in files):
            typer.echo(f"\nGet what is missing or damaged: hnetlab data fetch {each}")


@app.command("fetch")
def fetch_dataset(names: _Names) -> None:
    """Download what is missing of datasets and replace what is damaged.

    Example:  hnetlab data fetch mnist
    """
    from hnetlab.tasks import fetch

    for number, name in enumerate(names):
        typer.echo(("\n" if number else "") + _text(fetch(name, progress=True)))


def _text(files: "tuple[FileStatus, ...]") -> str:
    """The folder, and one line per file."""
    from hnetlab.cli.text import count, shown_path, table, terminal_width

    rows = [(file.path.name, file.state, count(file.size)) for file in files]
    lines = table(("file", "state", "bytes"), rows, terminal_width())
    return f"In {shown_path(files[0].path.parent.absolute())}:\n\n{lines}"
