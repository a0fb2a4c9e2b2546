"""`hnetlab demo`: forgetting and its cure in half a minute."""

from pathlib import Path
from typing import Annotated

import typer


def demo(
    tasks: Annotated[int, typer.Option(help="How many tasks.")] = 5,
    seeds: Annotated[int, typer.Option(help="How many seeds, learned at once.")] = 5,
    steps: Annotated[int, typer.Option(help="Optimizer steps per task.")] = 250,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Also keep the two runs in this folder.", metavar="DIR", show_default="keep nothing"
        ),
    ] = None,
) -> None:
    """Watch a hypernetwork remember five tasks, and fine-tuning forget them, in half a minute.

    Example:  hnetlab demo --seeds 10
    """
    from hnetlab.cli.demonstration import demonstrate

    demonstrate(tasks, seeds, steps, out)
