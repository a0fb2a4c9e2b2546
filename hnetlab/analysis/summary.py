"""The summary of a run: the accuracy matrix and the metrics, in percent, as plain values for JSON."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hnetlab.analysis.metrics import Summary, summaries
from hnetlab.experiments.config import Config
from hnetlab.runs.history import History
from hnetlab.runs.run import Description


def summarize_run(
    config: Config,
    description: Description,
    history: History,
    *,
    seconds: float,
    device: str,
    run_dir: str | None,
) -> dict[str, Any]:
    """What is reported of a finished run; `seconds` are those of its training.

    Accuracies and their differences are in percent; a regression has mean squared errors, and its keys say
    `error` where the others say `accuracy`. Raises `DataError` if the run is not finished.
    """
    measure = description.measure
    scores, scale, word = history.scores, measure.scale, measure.key
    metrics = summaries(scores, measure=measure)
    steps = history.schedule.steps
    return {
        "benchmark": config.benchmark,
        "method": config.method,
        "preset": config.preset,
        "seeds": list(config.seeds),
        "task_names": list(description.task_names),
        f"{word}_matrix": _with_null(scores * scale),
        **{name.replace("accuracy", word): plain_metric(metric, scale) for name, metric in metrics.items()},
        "compression_ratio": description.compression_ratio,
        "seconds": seconds,
        "steps_per_second": steps / seconds if seconds else None,
        "device": device,
        "run_dir": run_dir,
    }


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
