"""The result of a run as text: the matrix of scores and the metrics, from its summary in plain values."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hnetlab.cli.text import count, duration, percent, plain, seed_list, table

_TASKS_IN_A_MATRIX = 20
_MEANING = {
    "average_accuracy": "over all tasks, after the last one",
    "during_accuracy": "on each task, right after learning it",
    "forgetting": "how far earlier tasks fell from their best",
    "backward_transfer": "what later learning gave earlier tasks",
}


def outcome_text(summary: Mapping[str, Any], width: int) -> str:
    """The whole result of a run: what it was, the matrix, the metrics, and the cost."""
    return "\n\n".join((heading(summary), matrix_text(summary, width), metrics_text(summary)))


def heading(summary: Mapping[str, Any]) -> str:
    """One line that says which run this is."""
    seeds = seed_list(summary["seeds"])
    return f"{summary['benchmark']}, method {summary['method']}, preset {summary['preset']}, {seeds}"


def matrix_text(summary: Mapping[str, Any], width: int) -> str:
    """The matrix of test scores; with very many tasks only what each scored first and last."""
    regression = "error_matrix" in summary
    scores = np.array(summary["error_matrix" if regression else "accuracy_matrix"], dtype=np.float64)
    names = [f"{number} {name}" for number, name in enumerate(summary["task_names"], start=1)]
    what = "Mean squared test error" if regression else "Test accuracy in %"
    spread = f", mean±deviation of {len(scores)} seeds" if len(scores) > 1 else ""
    tasks = len(names)
    if tasks <= _TASKS_IN_A_MATRIX:
        title = f"{what} after learning a task (row) on a task (column){spread}:"
        header = ["after learning", *(f"task {number}" for number in range(1, tasks + 1))]
        rows = [
            [name, *(_cell(scores[:, row, column], regression) for column in range(tasks))]
            for row, name in enumerate(names)
        ]
    else:
        title = f"{what} on each task{spread}:"
        header = ["task", "after learning it", "after the last task"]
        rows = [
            [name, _cell(scores[:, task, task], regression), _cell(scores[:, -1, task], regression)]
            for task, name in enumerate(names)
        ]
    return f"{title}\n\n{table(header, rows, width)}"


def metrics_text(summary: Mapping[str, Any]) -> str:
    """The metrics in the paper's words, with their standard errors, and what the run cost."""
    regression = "error_matrix" in summary
    unit = "" if regression else " %"
    rows = []
    for key, meaning in _MEANING.items():
        name = key.replace("accuracy", "error") if regression else key
        points = "" if regression else " points" if key in ("forgetting", "backward_transfer") else unit
        metric = summary[name]
        rows.append((name.replace("_", " "), _with_error(metric, regression) + points, meaning))
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


def _cell(values: NDArray[np.float64], regression: bool) -> str:
    """The mean and the sample standard deviation over seeds; nothing where nothing was measured."""
    if np.isnan(values).any():
        return ""
    write = plain if regression else percent
    spread = f"±{write(values.std(ddof=1))}" if len(values) > 1 else ""
    return f"{write(values.mean())}{spread}"


def _with_error(metric: Mapping[str, Any], regression: bool) -> str:
    write = plain if regression else percent
    error = metric["standard_error"]
    return write(metric["mean"]) + ("" if error is None else f" ± {write(error)}")
