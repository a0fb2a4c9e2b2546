"""The demonstration: permuted digits, learned with and without the output regularizer."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import typer

from hnetlab.analysis.summary import summarize_run
from hnetlab.cli.outcome import matrix_text
from hnetlab.cli.text import bar, percent, seed_list, shown_path, terminal_width
from hnetlab.cli.training import train_in_folder
from hnetlab.experiments import configure
from hnetlab.experiments.config import Config
from hnetlab.runs.progress import fit
from hnetlab.runs.run import Run, describe
from hnetlab.runs.store import RunFolder

_TITLES = {"hnet": "hypernetwork", "finetune": "fine-tuning"}
_WIDEST_BAR = 50


def demonstrate(tasks: int, seeds: int, steps: int, out: Path | None) -> None:
    """Learns permuted digits with both methods and prints what each still knows; `out` keeps the runs."""
    configs = {
        method: configure("permuted-digits", method, tasks=tasks, steps=steps, seeds=seeds)
        for method in _TITLES
    }
    if out:
        for method in configs:
            RunFolder(out / method).check_free()
    who = seed_list(range(1, seeds + 1)).capitalize()
    typer.echo(
        f"Handwritten digits, {tasks} times: each task has the pixels in an order of its own and is learned\n"
        f"without the data of the tasks before it. {who} at once.\n",
        err=True,
    )
    summaries = {method: _learn(config, out and out / method) for method, config in configs.items()}
    width = terminal_width()
    for method, summary in summaries.items():
        typer.echo(f"\n{_TITLES[method].upper()}\n{matrix_text(summary, width)}")
    typer.echo(f"\n{_bars(summaries, width)}\n\n{_conclusion(summaries)}")
    if out:
        folders = " ".join(shown_path(summary["run_dir"]) for summary in summaries.values())
        typer.echo(f"\nThe runs are kept, see them side by side: hnetlab compare {folders}")


def _learn(config: Config, place: Path | None) -> dict[str, Any]:
    if place:
        return train_in_folder(config, RunFolder(place))
    started = time.perf_counter()
    run = Run(config)
    fit(run, title=_TITLES[config.method])
    return summarize_run(
        config,
        describe(run),
        run.history,
        seconds=time.perf_counter() - started,
        device=run.device.type,
        run_dir=None,
    )


def _bars(summaries: Mapping[str, Mapping[str, Any]], width: int) -> str:
    """For every task, how much of it each method still knows at the end."""
    final = {
        method: np.array(summary["accuracy_matrix"], dtype=np.float64)[:, -1]
        for method, summary in summaries.items()
    }
    names = next(iter(summaries.values()))["task_names"]
    rows = [
        (f"{number} {name}" if method == "hnet" else "", _TITLES[method], scores[:, number - 1])
        for number, name in enumerate(names, start=1)
        for method, scores in final.items()
    ]
    left, middle = (max(len(row[index]) for row in rows) for index in (0, 1))
    cells = max(10, min(_WIDEST_BAR, width - left - middle - 20))
    lines = []
    for name, title, values in rows:
        deviation = values.std(ddof=1) if len(values) > 1 else 0.0
        drawn = bar(values.mean() / 100, deviation / 100, cells)
        number = f"{percent(values.mean()):>6}" + (f" ± {percent(deviation)}" if len(values) > 1 else "")
        lines.append(f"{name:{left}}  {title:{middle}}  {drawn}  {number}")
    several = ", mean ± deviation over seeds (▓░)" if len(rows[0][2]) > 1 else ""
    title = f"Test accuracy in % on each task after the last one{several}:"
    return "\n".join((title, "", *lines))


def _conclusion(summaries: Mapping[str, Mapping[str, Any]]) -> str:
    kept, lost = (
        (percent(summary["average_accuracy"]["mean"]), percent(summary["forgetting"]["mean"]))
        for summary in summaries.values()
    )
    return (
        f"Fine-tuning ends at {lost[0]} % and has forgotten {lost[1]} points of what it had learned; the\n"
        f"same hypernetwork with the output regularizer ends at {kept[0]} % and has forgotten {kept[1]}."
    )
