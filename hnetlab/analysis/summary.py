"""The summary of a run: the accuracy matrix and the metrics, in percent, as plain values for JSON."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hnetlab.analysis.metrics import Summary, average_accuracy, during_accuracy, summaries, summarize
from hnetlab.base.measure import TASK_ACCURACY
from hnetlab.experiments.config import Config
from hnetlab.runs.history import History
from hnetlab.runs.run import Description

_OF_ONE_TASK = {"average_accuracy": average_accuracy, "during_accuracy": during_accuracy}
_NONE_OF_ONE_TASK = dict.fromkeys(("average_accuracy", "during_accuracy", "forgetting", "backward_transfer"))


def summarize_run(
    config: Config,
    description: Description,
    history: History,
    *,
    seconds: float,
    device: str,
    run_dir: str | None,
    scenario: int | None = None,
) -> dict[str, Any]:
    """What is reported of a finished run; `seconds` are those of its training.

    Accuracies and their differences are in percent; a regression has mean squared errors, and its keys say
    `error` where the others say `accuracy`. `changes` lists the settings that were changed midway, tasks
    counted from 1, `own` what a user gave in place of the benchmark's data and network. Where seeds have
    their own values of a setting, `of_each` has these by the setting's name. What needs two tasks is None
    for one, and `task_accuracy` is there where tasks were inferred. `scenario` is that of the tasks, where it
    is not the config's. Raises `DataError` if the run is not finished.
    """
    measure = description.measure
    scores, scale, word = history.scores, measure.scale, measure.key
    metrics: dict[str, Summary | None] = dict(_NONE_OF_ONE_TASK)
    if history.tasks > 1:
        metrics |= summaries(scores, measure=measure)
    else:
        metrics |= {name: summarize(metric(scores)) for name, metric in _OF_ONE_TASK.items()}
    steps = history.schedule.steps
    return {
        **names_of(config, description.own, scenario),
        **({"of_each": {name: list(own) for name, own in config.own.items()}} if config.own else {}),
        "task_names": list(description.task_names),
        f"{word}_matrix": _with_null(scores * scale),
        **{
            name.replace("accuracy", word): metric and plain_metric(metric, scale)
            for name, metric in metrics.items()
        },
        **_inferred_tasks(history),
        "compression_ratio": description.compression_ratio,
        "seconds": seconds,
        "steps_per_second": steps / seconds if seconds else None,
        "device": device,
        "changes": history.told_changes(),
        "own": dict(description.own),
        "run_dir": run_dir,
    }


def names_of(config: Config, own: Mapping[str, str], scenario: int | None = None) -> dict[str, Any]:
    """What says which run it is; `network` is None where a user's `own` network took its place."""
    return {
        "benchmark": config.benchmark,
        "method": config.method,
        "network": None if "module" in own else config.network,
        "preset": config.preset,
        "scenario": scenario or getattr(config.data, "scenario", 1),
        "seeds": list(config.seeds),
        "own": dict(own),
    }


def _inferred_tasks(history: History) -> dict[str, Any]:
    """The share of samples whose task was inferred rightly after the last task, where tasks were inferred."""
    after_the_last = history.matrix(TASK_ACCURACY.name)[:, -1]
    if np.isnan(after_the_last).any():
        return {}
    return {TASK_ACCURACY.key: plain_metric(summarize(after_the_last.mean(axis=1)), TASK_ACCURACY.scale)}


def change_texts(changes: Iterable[Mapping[str, Any]]) -> list[str]:
    """The `changes` of a summary in words, for example "beta = 0.5 after step 3 of task 1"."""
    return [
        f"{', '.join(f'{name} = {value}' for name, value in change['values'].items())} after step "
        f"{change['step']} of task {change['task']}"
        for change in changes
    ]


def own_values_text(names: Iterable[str]) -> str:
    """A sentence that warns of means over replicas that have these settings of their own."""
    which = " and a ".join(name.replace("_", " ") for name in names)
    return f"Each seed has a {which} of its own, and what is said of all seeds is over these values too"


def plain_metric(metric: Summary, scale: float) -> dict[str, Any]:
    """A metric over seeds as plain values for JSON, times `scale`."""
    error = metric.standard_error
    return {
        "mean": metric.mean * scale,
        "standard_error": None if error is None else error * scale,
        "per_seed": [value * scale for value in metric.per_seed],
    }


def _with_null(matrix: NDArray[np.float64]) -> list[Any]:
    """Nested lists with None where nothing was measured: JSON has no NaN."""
    values = matrix.astype(object)
    values[np.isnan(matrix)] = None
    nested: list[Any] = values.tolist()
    return nested
