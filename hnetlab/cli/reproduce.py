"""`hnetlab reproduce`: the paper's figures and tables, by name."""

from pathlib import Path
from typing import Annotated

import typer

_WHAT, _HOW = "What to reproduce", "Where to train it"


def reproduce(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Experiments such as fig-2 or table-1, or all.", show_default=False),
    ] = None,
    preset: Annotated[
        str,
        typer.Option(
            "--preset",
            "-p",
            help="quick shows each point in minutes; paper has the paper's settings.",
            metavar="quick|paper",
            rich_help_panel=_WHAT,
        ),
    ] = "quick",
    seeds: Annotated[
        int | None,
        typer.Option(
            help="Seeds 1 to N in place of the experiment's own number.",
            metavar="N",
            show_default=False,
            rich_help_panel=_WHAT,
        ),
    ] = None,
    out: Annotated[
        Path, typer.Option(help="Where results and pages go.", metavar="DIR", rich_help_panel=_WHAT)
    ] = Path("reproduced"),
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Only say what there is to do, and for how long.", rich_help_panel=_WHAT
        ),
    ] = False,
    part: Annotated[
        str | None,
        typer.Option(
            help="Train only part K of N, without a page: for machines that know nothing of each other.",
            metavar="K/N",
            show_default=False,
            rich_help_panel=_HOW,
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            help="Train on N processes of this machine at once; needs dask, the extra cluster.",
            metavar="N",
            show_default=False,
            rich_help_panel=_HOW,
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            help="Train on the workers of the dask scheduler at this address.",
            metavar="ADDRESS",
            show_default=False,
            rich_help_panel=_HOW,
        ),
    ] = None,
    scheduler_file: Annotated[
        Path | None,
        typer.Option(
            help="The same, by the file that the scheduler has written.",
            metavar="FILE",
            show_default=False,
            rich_help_panel=_HOW,
        ),
    ] = None,
    device: Annotated[
        str, typer.Option(help="auto, cpu or cuda.", metavar="NAME", rich_help_panel=_HOW)
    ] = "auto",
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Show no progress.", rich_help_panel=_HOW)
    ] = False,
) -> None:
    """Reproduce figures and tables of the paper: train what is missing, show all on one page.

    What was trained before is found again, what was interrupted goes on.

    For example:

    hnetlab reproduce fig-2 table-1

    hnetlab reproduce all --preset paper --dry-run
    """
    from hnetlab.cli.reproduction import Order, reproduce_all
    from hnetlab.cli.together import cluster_of
    from hnetlab.results.plan import Part

    reproduce_all(
        Order(
            names=tuple(names or ()),
            preset=preset,
            seeds=seeds,
            out=out,
            dry_run=dry_run,
            part=None if part is None else Part.parse(part),
            cluster=cluster_of(workers, scheduler, scheduler_file),
            device=device,
            quiet=quiet,
        )
    )
