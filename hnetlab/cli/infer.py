"""`hnetlab infer`: what a run answers when nobody says which task it is."""

import json
from pathlib import Path
from typing import Annotated

import typer

from hnetlab.cli.given import OwnModule, OwnSequence, loaded


def infer(
    run: Annotated[Path, typer.Argument(help="The run's folder.", metavar="RUN", show_default=False)],
    sequence: OwnSequence = None,
    module: OwnModule = None,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.", metavar="NAME")] = "auto",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Compare ways to infer the task of a sample, on a run with a network per task.

    No training is needed: each task's network answers, and the least doubting one is believed.

    Example:  hnetlab infer runs/first
    """
    from hnetlab.analysis.inference import INFERENCES, inferred
    from hnetlab.analysis.metrics import summarize, summary_text
    from hnetlab.analysis.summary import plain_metric
    from hnetlab.base.errors import ConfigError
    from hnetlab.base.measure import ACCURACY, TASK_ACCURACY
    from hnetlab.cli.text import table, terminal_width
    from hnetlab.runs.source import recording
    from hnetlab.runs.store import RunFolder

    trained = RunFolder(run).run(device=device, **loaded(sequence, module))
    known = recording(trained)
    rows, plain, own = [], {}, None
    for kind in INFERENCES:
        try:
            found = inferred(trained, kind)
        except ConfigError:
            continue  # it needs a hypernetwork
        summaries = {
            measure: summarize(values.mean(axis=1))
            for measure, values in ((ACCURACY, found.accuracy), (TASK_ACCURACY, found.task_accuracy))
        }
        shares = 100 * found.shares.mean(axis=0)
        plain[kind] = {
            measure.key: plain_metric(summary, measure.scale) for measure, summary in summaries.items()
        } | {"confusion": shares.tolist()}
        if kind == trained.config.training.inference:
            own = shares
        cells = [summary_text(summary, measure=measure) for measure, summary in summaries.items()]
        rows.append([kind, *cells])
    if as_json:
        for note in known.notes:
            typer.echo(note, err=True)
        typer.echo(json.dumps(plain, allow_nan=False))
        return
    tasks, seeds = trained.position.task, len(trained.config.seeds)
    header = ["inference", "accuracy\n(%)", "task accuracy\n(%)"]
    spread = f", mean ± standard error of {seeds} seeds" if seeds > 1 else ""
    learned = f"{tasks} tasks" if trained.finished else f"{tasks} of {len(trained.sequence)} tasks"
    typer.echo(f"{learned}, none of them told{spread}:\n\n{table(header, rows, terminal_width())}")
    for note in known.notes:
        typer.echo(f"\n{note}")
    if own is None:
        return
    names = [f"{number} {task.name}" for number, task in enumerate(trained.sequence.tasks[:tasks], start=1)]
    confusion = [[name, *(f"{share:.1f}" for share in line)] for name, line in zip(names, own, strict=True)]
    heading = ["samples of", *(f"task {number}" for number in range(1, tasks + 1))]
    kind = trained.config.training.inference
    typer.echo(
        f"\nWhich task a task's samples (row) are taken for by {kind}, in % of them:\n\n"
        f"{table(heading, confusion, terminal_width())}"
    )
