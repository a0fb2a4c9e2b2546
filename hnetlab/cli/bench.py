"""`hnetlab bench`: how long a training step takes on this machine."""

import json
from typing import Annotated

import typer


def bench(
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.", metavar="NAME")] = "auto",
    seconds: Annotated[float, typer.Option(help="How long to time each workload.")] = 4.0,
    baseline: Annotated[
        bool, typer.Option(help="Also time the published algorithm, written plainly, in turn.")
    ] = True,
) -> None:
    """Time one training step of the paper's settings and print the figures as JSON.

    Ratios from one call can be quoted, seconds only with the machine's matrix-product rate beside them.

    Example:  hnetlab bench --seconds 10
    """
    from hnetlab.bench import measure

    typer.echo(json.dumps(measure(device, seconds=seconds, baseline=baseline), indent=2))
