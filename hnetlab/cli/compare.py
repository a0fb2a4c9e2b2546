"""`hnetlab compare`: finished runs in one table."""

import json
from pathlib import Path
from typing import Annotated

import typer


def compare(
    runs: Annotated[
        list[Path], typer.Argument(help="The folders of finished runs.", metavar="RUN...", show_default=False)
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show runs side by side: what they learned, kept and cost.

    With a run of the method scratch among them, the others get their forward transfer.

    Example:  hnetlab compare runs/hnet runs/finetune runs/scratch
    """
    from hnetlab.cli.comparison import Comparison
    from hnetlab.cli.text import terminal_width

    comparison = Comparison.of(runs)
    if as_json:
        typer.echo(json.dumps(comparison.plain(), allow_nan=False))
    else:
        typer.echo(comparison.text(terminal_width()))
