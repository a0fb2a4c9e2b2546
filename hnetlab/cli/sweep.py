"""`hnetlab sweep`: every combination of some settings, chosen by validation."""

from pathlib import Path
from typing import Annotated

import typer

_WHAT, _HOW = "What to learn", "Where to train it"


def sweep(
    benchmark: Annotated[str, typer.Argument(help="A benchmark, as for train.", show_default=False)],
    grid: Annotated[
        list[str] | None,
        typer.Option(
            "--grid",
            "-g",
            help="A setting and its values, as often as wanted: beta=0.01,0.1 or target_hidden=[64],[64,64].",
            metavar="FIELD=VALUE,VALUE",
            show_default=False,
            rich_help_panel=_WHAT,
        ),
    ] = None,
    method: Annotated[
        str, typer.Option("--method", "-m", help="The method.", metavar="NAME", rich_help_panel=_WHAT)
    ] = "hnet",
    network: Annotated[
        str | None,
        typer.Option(
            help="The target network, as for train.",
            metavar="NAME",
            show_default=False,
            rich_help_panel=_WHAT,
        ),
    ] = None,
    preset: Annotated[
        str,
        typer.Option("--preset", "-p", help="What else holds.", metavar="NAME", rich_help_panel=_WHAT),
    ] = "quick",
    seeds: Annotated[
        int, typer.Option(help="Seeds 1 to N of each combination.", metavar="N", rich_help_panel=_WHAT)
    ] = 1,
    assignments: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            "-s",
            help="A setting that all combinations share; validation=0.2 holds out more to choose by.",
            metavar="FIELD=VALUE",
            show_default=False,
            rich_help_panel=_WHAT,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Where results and the page go, sweeps/BENCHMARK-METHOD if not given.",
            metavar="DIR",
            show_default=False,
            rich_help_panel=_WHAT,
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what there is to do.", rich_help_panel=_WHAT)
    ] = False,
    part: Annotated[
        str | None,
        typer.Option(
            help="Train only part K of N, without a page.",
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
    """Train every combination of some settings, and choose the best by samples held out of training.

    The test score is reported, and chooses nothing. What was trained before is found again.

    For example:

    hnetlab sweep permuted-digits --grid beta=0.001,0.01,0.1 --grid embedding_dim=2,8 --seeds 5
    """
    from hnetlab.cli.field import parse_fields
    from hnetlab.cli.reproduction import Order
    from hnetlab.cli.sweeping import parse_grid, sweep_all
    from hnetlab.cli.together import cluster_of
    from hnetlab.experiments import network_of
    from hnetlab.paper.sweep import Sweep
    from hnetlab.results.plan import Part

    chosen = (benchmark, method, network_of(benchmark, preset, network))
    question = Sweep(
        benchmark,
        method,
        preset,
        seeds,
        parse_grid(grid or (), *chosen),
        parse_fields(assignments or (), *chosen),
        network,
    )
    sweep_all(
        question,
        Order(
            names=("sweep",),
            seeds=seeds,
            out=out or Path("sweeps", f"{benchmark}-{method}"),
            dry_run=dry_run,
            part=None if part is None else Part.parse(part),
            cluster=cluster_of(workers, scheduler, scheduler_file),
            device=device,
            quiet=quiet,
        ),
    )
