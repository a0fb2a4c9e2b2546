"""The command line as a whole; what a command needs is imported when it is called, so that help is quick."""

from typing import Annotated

import typer

from hnetlab import __version__
from hnetlab.cli.bench import bench
from hnetlab.cli.benchmarks import benchmarks
from hnetlab.cli.compare import compare
from hnetlab.cli.data import app as data_app
from hnetlab.cli.demo import demo
from hnetlab.cli.export import app as export_app
from hnetlab.cli.failure import LabGroup
from hnetlab.cli.infer import infer
from hnetlab.cli.report import report
from hnetlab.cli.reproduce import reproduce
from hnetlab.cli.sweep import sweep
from hnetlab.cli.table import table
from hnetlab.cli.train import train

app = typer.Typer(
    name="hnetlab",
    cls=LabGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"hnetlab {__version__}")
        raise typer.Exit


@app.callback()
def hnetlab(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Continual learning with hypernetworks: learn tasks one after the other, without forgetting.

    Begin with:  hnetlab demo
    """


for command in (demo, train, compare, table, report, infer, reproduce, sweep, benchmarks, bench):
    app.command()(command)
app.add_typer(export_app)
app.add_typer(data_app)
