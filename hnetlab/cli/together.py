"""Training many batches from the command line: here or on workers, stopped politely."""

from collections.abc import Mapping
from pathlib import Path

import typer

from hnetlab.cli.failure import INTERRUPTED, USER_ERROR, Interrupted
from hnetlab.cli.interruption import Interruption
from hnetlab.cli.text import count, duration
from hnetlab.results.cluster import Cluster, train_on_cluster
from hnetlab.results.local import train_here
from hnetlab.results.plan import Part, Plan, failures_by_config
from hnetlab.results.watch import Watch


def cluster_of(workers: int | None, scheduler: str | None, scheduler_file: Path | None) -> Cluster | None:
    """The workers that are asked for, None where there are none; raises `ConfigError`."""
    if workers is None and scheduler is None and scheduler_file is None:
        return None
    return Cluster(workers, scheduler, scheduler_file)


def way_to_train(part: Part | None, cluster: Cluster | None, device: str) -> list[str]:
    """The options that say where and what share is trained, which an interrupted command goes on with."""
    words = [] if part is None else ["--part", f"{part.number}/{part.count}"]
    for name in ("workers", "scheduler", "scheduler_file"):
        value = getattr(cluster, name, None)
        words += [] if value is None else [f"--{name.replace('_', '-')}", str(value)]
    return words + ([] if device == "auto" else ["--device", device])


def train_plan(
    plan: Plan, results: Path, *, cluster: Cluster | None, device: str, quiet: bool, again: str
) -> dict[str, str]:
    """Trains what a plan lacks; why batches failed, by `name_of` their configs.

    Raises `Interrupted` after a stop, which says that `again` is to be typed, and `ClusterError`.
    """
    with Interruption() as interruption:
        try:
            workers = workers_of(cluster)
            stop = lambda: interruption.signal is not None  # noqa: E731
            with Watch(plan.costs, stop=stop, shown=not quiet, workers=workers) as watch:
                if cluster:
                    failures = train_on_cluster(plan.batches, watch, cluster, results, device=device)
                else:
                    failures = train_here(plan.batches, watch, device=device)
        except KeyboardInterrupt as error:
            raise Interrupted(f'at once, with the last checkpoints kept; go on with "{again}".') from error
        if interruption.signal is not None:
            code = 128 + interruption.signal if interruption.signal else INTERRUPTED
            raise Interrupted(f'what is done is saved; go on with "{again}".', code)
    return failures_by_config(failures)


def end_of_part(failures: Mapping[str, str]) -> None:
    """Says what of a part has failed; if anything has, the program's exit code says so too."""
    for sentence in dict.fromkeys(failures.values()):
        typer.echo(f"Failed: {sentence}", err=True)
    if failures:
        raise typer.Exit(USER_ERROR)


def workers_of(cluster: Cluster | None) -> int:
    """How many workers a plan is for: those of this machine that are asked for, else one."""
    return cluster.workers or 1 if cluster else 1


def plan_text(plan: Plan, workers: int = 1) -> str:
    """What there is, what is missing, and how long it takes."""
    lines = [f"{plan.found} of {plan.wanted} results are there."]
    if plan.costs:
        runs = f"{len(plan.costs)} runs" if len(plan.costs) > 1 else "one run"
        time = f"about {duration(plan.seconds / workers)}"
        lines.append(f"To be trained: {runs}, {count(plan.steps)} steps, {time} here.")
    lines += [f"Can't be trained: {sentence}" for sentence in dict.fromkeys(plan.failures.values())]
    return "\n".join(lines)
