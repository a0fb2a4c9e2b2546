"""What `hnetlab sweep` does: read the grid, train, choose, and say what came of it."""

import re
import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typer

from hnetlab.base.errors import ConfigError
from hnetlab.cli.field import parse_fields
from hnetlab.cli.reproduction import Order
from hnetlab.cli.text import shown_path, table, terminal_width
from hnetlab.cli.together import end_of_part, plan_text, train_plan, way_to_train, workers_of
from hnetlab.experiments.words import write_value
from hnetlab.nets.networks import DEFAULT_NETWORK
from hnetlab.paper.experiment import Experiment
from hnetlab.paper.files import FIGURES, TABLES, file_name
from hnetlab.paper.page import About, Shown
from hnetlab.paper.reproduce import gather, show, write_all
from hnetlab.paper.sweep import Sweep
from hnetlab.results.folder import Results
from hnetlab.results.plan import make_plan
from hnetlab.results.speed import Speedometer

_ROWS_SHOWN = 30


def parse_grid(
    texts: Iterable[str], benchmark: str, method: str, network: str = DEFAULT_NETWORK
) -> dict[str, tuple[Any, ...]]:
    """The values by setting of texts like `beta=0.1,1` or `target_hidden=[64],[64,64]`."""
    grid: dict[str, tuple[Any, ...]] = {}
    for text in texts:
        name, equals, values = (part.strip() for part in text.partition("="))
        if not equals or not name or not values:
            raise ConfigError(f"--grid {text} is not understood: write --grid FIELD=VALUE,VALUE.")
        if name in grid:
            raise ConfigError(f"--grid {name} is given twice: list all its values in one.")
        each = re.split(r",(?![^\[(]*[\])])", values)
        grid[name] = tuple(
            parse_fields([f"{name}={value}"], benchmark, method, network)[name] for value in each
        )
    return grid


def sweep_all(sweep: Sweep, order: Order) -> None:
    """Does what was ordered; raises `LabError`, or `Interrupted` after a stop."""
    experiment = sweep.experiment()
    results = Results(order.out / "results")
    workers = workers_of(order.cluster)
    configs = sweep.cases().values()
    plan = make_plan(results, configs, Speedometer(order.device), order.part, shown=not order.quiet)
    if order.dry_run or not order.quiet:
        typer.echo(plan_text(plan, workers), err=not order.dry_run)
    if order.dry_run:
        return
    command = _command(sweep, order)
    trained = train_plan(
        plan,
        results.path,
        cluster=order.cluster,
        device=order.device,
        quiet=order.quiet,
        again=shlex.join([*command, *way_to_train(order.part, order.cluster, order.device)]),
    )
    failures = {**plan.failures, **trained}
    if order.part:
        end_of_part(failures)
        return
    found = gather(experiment, "quick", None, results, failures)
    if not len(found):
        raise ConfigError(f"No combination could be trained: {next(iter(found.gaps.values()))}")
    shown = show(experiment, found)
    about = About(experiment.title, experiment.question, tuple(command))
    page = write_all(order.out, about, [shown])
    _clear_others(order.out, experiment, shown)
    first = shown.exhibits[0]
    assert first.table is not None, "a sweep's first exhibit has its table"
    rows = [list(map(str, row)) for row in first.table.to_numpy().tolist()]
    typer.echo(table(list(map(str, first.table.columns)), rows[:_ROWS_SHOWN], terminal_width()))
    if left := len(rows[_ROWS_SHOWN:]):
        typer.echo(f"and {left} more, which the page has")
    typer.echo(f"\n{first.summary}\nSee it in a browser: {shown_path(page)}")


def _clear_others(out: Path, experiment: Experiment, shown: Shown) -> None:
    """Removes the files of an earlier sweep in the same folder that this one has nothing for."""
    names = {file_name(experiment, exhibit) for exhibit in shown.exhibits}
    for folder in (out / FIGURES, out / TABLES):
        for file in folder.glob(f"{experiment.name}-*"):
            if file.stem not in names:
                file.unlink(missing_ok=True)


def _command(sweep: Sweep, order: Order) -> list[str]:
    """What to type for the same again."""
    words = ["hnetlab", "sweep", sweep.benchmark, "--method", sweep.method, "--preset", sweep.preset]
    if sweep.network is not None:
        words += ["--network", sweep.network]
    for name, values in sweep.grid.items():
        words += ["--grid", f"{name}={','.join(map(write_value, values))}"]
    for name, value in sweep.fields.items():
        words += ["--set", f"{name}={write_value(value)}"]
    return [*words, "--seeds", str(sweep.seeds), "--out", shown_path(order.out)]
