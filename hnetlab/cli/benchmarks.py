"""`hnetlab benchmarks`: what can be learned, how large it is, and what can be set."""

from typing import Annotated

import typer


def benchmarks(
    name: Annotated[
        str | None, typer.Argument(help="Show this benchmark in detail.", show_default=False)
    ] = None,
    method: Annotated[
        str, typer.Option("--method", "-m", help="Whose settings to show, with a benchmark's name.")
    ] = "hnet",
    network: Annotated[
        str | None,
        typer.Option(
            help="The target network whose settings to show, with a benchmark's name.", show_default=False
        ),
    ] = None,
) -> None:
    """Show what can be learned: benchmarks, methods, target networks, sizes, presets and settings.

    Example:  hnetlab benchmarks split-mnist
    """
    from hnetlab.cli.catalog import benchmark_text, overview_text
    from hnetlab.cli.text import terminal_width

    width = terminal_width()
    typer.echo(overview_text(width) if name is None else benchmark_text(name, method, width, network))
