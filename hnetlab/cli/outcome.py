"""The result of a run as text: the matrix of scores and the metrics, from its summary in plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hnetlab.analysis.metrics import metric_label, metric_unit
from hnetlab.analysis.summary import change_texts, own_values_text
from hnetlab.base.measure import SCORES, TASK_ACCURACY, Measure
from hnetlab.cli.text import count, duration, plain, seed_list, table
from hnetlab.nets.networks import DEFAULT_NETWORK

_TASKS_IN_A_MATRIX = 20
_MEANING = {
    "average_accuracy": "over all tasks, after the last one",
    "during_accuracy": "on each task, right after learning it",
    "forgetting": "how far earlier tasks fell from their best",
    "backward_transfer": "what later learning gave earlier tasks",
}


def outcome_text(summary: Mapping[str, Any], width: int) -> str:
    """The whole result of a run: what it was, the matrix, the metrics, and the cost."""
    parts = [heading(summary), matrix_text(summary, width), metrics_text(summary)]
    if own := _own_values(summary):
        parts.insert(1, _by_value(summary, own, width))
    if changes := change_texts(summary.get("changes", ())):
        parts.insert(1, f"Changed while it was trained: {'; '.join(changes)}.")
    return "\n\n".join(parts)


def heading(summary: Mapping[str, Any]) -> str:
    """One line that says which run this is, with the target network where it is no MLP of the preset's.

    Tasks and a network of a user's own go by their names, without the folders that they came from.
    """
    names = {
        name: summary.get(name) for name in ("method", "network", "preset", "scenario")
    }  # if it has them
    own = {what: Path(place).name for what, place in (summary.get("own") or {}).items()}
    if names["network"] == DEFAULT_NETWORK:
        names["network"] = None
    if names["scenario"] == 1:
        names["scenario"] = None
    names["network"] = own.get("module", names["network"])
    said = [f"{name} {value}" for name, value in names.items() if value]
    return ", ".join([own.get("sequence", summary["benchmark"]), *said, seed_list(summary["seeds"])])


def _own_values(summary: Mapping[str, Any]) -> Mapping[str, Sequence[float]]:
    """The settings of which each seed has its own value, as summaries have them now, or had them before."""
    rates = summary.get("learning_rates")
    own: Mapping[str, Sequence[float]] = summary.get("of_each", {"learning_rate": rates} if rates else {})
    return own


def _by_value(summary: Mapping[str, Any], own: Mapping[str, Sequence[float]], width: int) -> str:
    """What each seed came to with the settings of its own."""
    measure = _measure(summary)
    key = "average_accuracy".replace("accuracy", measure.key)
    rows = [
        [str(seed), *map(plain, values), measure.written(value)]
        for seed, *values, value in zip(
            summary["seeds"], *own.values(), summary[key]["per_seed"], strict=True
        )
    ]
    names = [name.replace("_", " ") for name in own]
    header = ["seed", *names, metric_label("average_accuracy", measure=measure)]
    return f"{own_values_text(own)}:\n\n{table(header, rows, width)}"


def matrix_text(summary: Mapping[str, Any], width: int) -> str:
    """The matrix of test scores; what is too wide is rounded, or only first and last scores."""
    measure = _measure(summary)
    scores = np.array(summary[f"{measure.key}_matrix"], dtype=np.float64)
    names = [f"{number} {name}" for number, name in enumerate(summary["task_names"], start=1)]
    word = measure.longest_name.replace(measure.name, f"test {measure.name}").capitalize()
    what = f"{word} in {measure.unit}" if measure.unit else word
    spread = f", mean±deviation of {len(scores)} seeds" if len(scores) > 1 else ""
    if len(names) <= _TASKS_IN_A_MATRIX:
        title = f"{what} after learning a task (row) on a task (column)"
        headings = [f"task {number}" for number in range(1, len(names) + 1)]
        whole = _square(scores, measure, ["after learning", *headings], names, width)
        if whole:
            return f"{title}{spread}:\n\n{whole}"
        numbers = [str(number) for number in range(1, len(names) + 1)]
        rounded, mean = replace(measure, digits=".0f"), scores.mean(axis=0, keepdims=True)
        short = measure.unit == "%" and _square(mean, rounded, ["after", *numbers], numbers, width)
        if short:
            over = f", mean of {len(scores)} seeds" if len(scores) > 1 else ""
            return f"{title}, rounded{over}:\n\n{short}"
    header = ["task", "after learning it", "after the last task"]
    rows = [
        [name, _cell(scores[:, task, task], measure), _cell(scores[:, -1, task], measure)]
        for task, name in enumerate(names)
    ]
    return f"{what} on each task{spread}:\n\n{table(header, rows, width)}"


def _square(
    scores: NDArray[np.float64], measure: Measure, header: list[str], rows: list[str], width: int
) -> str:
    """A row and a column per task; empty where that is too wide, since split rows can't be compared."""
    cells = [
        [name, *(_cell(scores[:, row, column], measure) for column in range(len(rows)))]
        for row, name in enumerate(rows)
    ]
    text = table(header, cells, width)
    return "" if "\n\n" in text else text


def metrics_text(summary: Mapping[str, Any]) -> str:
    """The metrics in the paper's words, with their standard errors, and what the run cost."""
    measure = _measure(summary)
    rows = []
    for key, meaning in _MEANING.items():
        metric, unit = summary[key.replace("accuracy", measure.key)], metric_unit(key, measure=measure)
        if metric is None:  # there is one task only
            continue
        number = _with_error(metric, measure) + (f" {unit}" if unit else "")
        rows.append((metric_label(key, measure=measure), number, meaning))
    if inferred := summary.get(TASK_ACCURACY.key):
        number = f"{_with_error(inferred, TASK_ACCURACY)}{TASK_ACCURACY.suffix}"
        rows.append((TASK_ACCURACY.name, number, "samples whose task was inferred, after the last one"))
    rows.append(
        ("compression ratio", plain(summary["compression_ratio"]), "trained numbers per target weight")
    )
    rate = summary["steps_per_second"]
    speed = f"{count(rate)} steps per second " if rate else ""
    rows.append(("training time", duration(summary["seconds"]), f"{speed}on {summary['device']}"))
    first, second = (max(len(row[index]) for row in rows) for index in (0, 1))
    lines = [f"{name:{first}}  {value:{second}}  {meaning}" for name, value, meaning in rows]
    seeds = len(summary["seeds"])
    title = f"Metrics, mean ± standard error of {seeds} seeds:" if seeds > 1 else "Metrics:"
    return "\n".join((title, "", *lines))


def _measure(summary: Mapping[str, Any]) -> Measure:
    """What the scores of a summary are, which the name of its matrix tells."""
    return next(measure for measure in SCORES if f"{measure.key}_matrix" in summary)


def _cell(values: NDArray[np.float64], measure: Measure) -> str:
    """The mean and the sample standard deviation over seeds; nothing where nothing was measured."""
    if np.isnan(values).any():
        return ""
    spread = f"±{measure.written(values.std(ddof=1))}" if len(values) > 1 else ""
    return f"{measure.written(values.mean())}{spread}"


def _with_error(metric: Mapping[str, Any], measure: Measure) -> str:
    error = metric["standard_error"]
    return measure.written(metric["mean"]) + ("" if error is None else f" ± {measure.written(error)}")
