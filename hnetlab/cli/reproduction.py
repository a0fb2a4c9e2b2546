"""What `hnetlab reproduce` does: plan, train, write, and say what came of it."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from hnetlab.base.errors import ConfigError
from hnetlab.cli.failure import INTERRUPTED, Interrupted
from hnetlab.cli.interruption import Interruption
from hnetlab.cli.text import count, duration, shown_path, table, terminal_width
from hnetlab.paper.experiment import Experiment, Findings, Form
from hnetlab.paper.registry import EXPERIMENTS, chosen
from hnetlab.paper.reproduce import all_configs, gather, show, write_all
from hnetlab.results.folder import Batch, Results
from hnetlab.results.local import train_here
from hnetlab.results.plan import Part, Plan, make_plan, name_of
from hnetlab.results.speed import Speedometer
from hnetlab.results.watch import Watch

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
    plan = make_plan(results, configs, Speedometer(order.device), order.part)
    if order.dry_run or not order.quiet:
        typer.echo(_plan_text(plan), err=not order.dry_run)
    if order.dry_run:
        return
    failures = {**plan.failures, **_train(order, plan)}
    if order.part:
        for sentence in dict.fromkeys(failures.values()):
            typer.echo(f"Failed: {sentence}", err=True)
        return
    shown = [
        show(experiment, gather(experiment, form, order.seeds, results, failures))
        for experiment in experiments
    ]
    page = write_all(order.out / form, form, shown, order.command)
    typer.echo(_outcome(experiments, [each.found for each in shown]))
    typer.echo(f"\nSee it in a browser: {shown_path(page)}")


def _train(order: Order, plan: Plan) -> dict[str, str]:
    """Why batches failed, by `name_of` their configs; raises `Interrupted`."""
    with Interruption() as interruption:
        try:
            with Watch(
                plan.costs, stop=lambda: interruption.signal is not None, shown=not order.quiet
            ) as watch:
                failures = train_here(plan.batches, watch, device=order.device)
        except KeyboardInterrupt as error:
            raise Interrupted(f"at once, with the last checkpoints kept; {_again(order)}.") from error
        if interruption.signal is not None:
            code = 128 + interruption.signal if interruption.signal else INTERRUPTED
            raise Interrupted(f"what is done is saved; {_again(order)}.", code)
    return {name_of(batch.config): _named(batch, sentence) for batch, sentence in failures.items()}


def _named(batch: Batch, sentence: str) -> str:
    seeds = ", ".join(map(str, batch.config.seeds))
    return f"Seeds {seeds} failed. {sentence}"


def _again(order: Order) -> str:
    return f'go on with "{shlex.join(order.command)}"'


def _catalog() -> str:
    rows = [[each.name, each.place, each.title] for each in EXPERIMENTS.values()]
    names = table(["name", "where", "what"], rows, terminal_width())
    return f"{names}\n\nName some of them, or all: hnetlab reproduce fig-2"


def _plan_text(plan: Plan) -> str:
    lines = [f"{plan.found} of {plan.wanted} results are there."]
    if plan.costs:
        runs = f"{len(plan.costs)} runs" if len(plan.costs) > 1 else "one run"
        lines.append(
            f"To be trained: {runs}, {count(plan.steps)} steps, about {duration(plan.seconds)} here."
        )
    lines += [f"Can't be trained: {sentence}" for sentence in dict.fromkeys(plan.failures.values())]
    return "\n".join(lines)


def _outcome(experiments: Sequence[Experiment], found: Sequence[Findings]) -> str:
    rows = [
        [experiment.name, experiment.title, f"{len(each)}/{len(each.cases)}", _remark(each)]
        for experiment, each in zip(experiments, found, strict=True)
    ]
    return table(["experiment", "what", "results", "missing"], rows, max(terminal_width(), 60))


def _remark(found: Findings) -> str:
    return "" if not found.gaps else f"{len(found.gaps)}, see the page"
