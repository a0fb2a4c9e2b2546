"""What `hnetlab reproduce` does: plan, train, write, and say what came of it."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from hnetlab.base.errors import ConfigError
from hnetlab.cli.text import shown_path, table, terminal_width
from hnetlab.cli.together import end_of_part, plan_text, train_plan, way_to_train, workers_of
from hnetlab.paper.experiment import Experiment, Findings, Form
from hnetlab.paper.registry import EXPERIMENTS, chosen
from hnetlab.paper.reproduce import about, all_configs, gather, show, write_all
from hnetlab.results.cluster import Cluster
from hnetlab.results.folder import Results
from hnetlab.results.plan import Part, make_plan
from hnetlab.results.speed import Speedometer

_FORMS: dict[str, Form] = {"quick": "quick", "paper": "paper"}


@dataclass(frozen=True)
class Order:
    """The options of `hnetlab reproduce` under their names there."""

    names: tuple[str, ...]
    preset: str = "quick"
    seeds: int | None = None
    out: Path = Path("reproduced")
    dry_run: bool = False
    part: Part | None = None
    cluster: Cluster | None = None
    device: str = "auto"
    quiet: bool = False

    @property
    def form(self) -> Form:
        """Which form of the experiments; raises `ConfigError`."""
        if self.preset not in _FORMS:
            raise ConfigError(f"Unknown preset {self.preset!r}: choose quick or paper.")
        return _FORMS[self.preset]

    @property
    def command(self) -> list[str]:
        """What to type for the same again."""
        words = ["hnetlab", "reproduce", *self.names, "--preset", self.preset]
        words += [] if self.seeds is None else ["--seeds", str(self.seeds)]
        return [*words, "--out", shown_path(self.out)]


def reproduce_all(order: Order) -> None:
    """Does what was ordered; raises `LabError`, or `Interrupted` after a stop."""
    if not order.names:
        typer.echo(_catalog())
        return
    experiments = chosen(order.names)
    form = order.form
    results = Results(order.out / "results")
    configs = all_configs(experiments, form, order.seeds)
    workers = workers_of(order.cluster)
    plan = make_plan(results, configs, Speedometer(order.device), order.part, shown=not order.quiet)
    if order.dry_run or not order.quiet:
        typer.echo(plan_text(plan, workers), err=not order.dry_run)
    if order.dry_run:
        return
    failures = {
        **plan.failures,
        **train_plan(
            plan,
            results.path,
            cluster=order.cluster,
            device=order.device,
            quiet=order.quiet,
            again=shlex.join([*order.command, *way_to_train(order.part, order.cluster, order.device)]),
        ),
    }
    if order.part:
        end_of_part(failures)
        return
    shown = [
        show(experiment, gather(experiment, form, order.seeds, results, failures))
        for experiment in experiments
    ]
    page = write_all(order.out / form, about(form, order.command), shown)
    typer.echo(_outcome(experiments, [each.found for each in shown]))
    typer.echo(f"\nSee it in a browser: {shown_path(page)}")
    if not any(len(each.found) for each in shown):
        end_of_part(failures)  # where some results are there, the page tells the gaps


def _catalog() -> str:
    rows = [[each.name, each.place, each.title] for each in EXPERIMENTS.values()]
    names = table(["name", "where", "what"], rows, terminal_width())
    return f"{names}\n\nName some of them, or all: hnetlab reproduce fig-2"


def _outcome(experiments: Sequence[Experiment], found: Sequence[Findings]) -> str:
    rows = [
        [experiment.name, experiment.title, f"{len(each)}/{len(each.cases)}", _remark(each)]
        for experiment, each in zip(experiments, found, strict=True)
    ]
    return table(["experiment", "what", "results", "missing"], rows, max(terminal_width(), 60))


def _remark(found: Findings) -> str:
    return "" if not found.gaps else f"{len(found.gaps)}, see the page"
