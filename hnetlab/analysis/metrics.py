"""Continual-learning metrics, one number per seed, from the matrix of test scores.

`scores[s, i, j]` is the test score of seed `s` on task `j` after learning task `i` (tasks counted from 0), of
shape (S, T, T), or (T, T) for one seed, in the `measure`: accuracies are fractions. The sign of a metric
means the same in every measure: forgetting above zero says that old tasks got worse, transfer above zero that
tasks got better.

>>> from hnetlab import metrics
>>> scores = [[0.9, float("nan")], [0.7, 0.95]]  # test accuracy on task j after learning task i
>>> metrics.average_accuracy(scores).round(3), metrics.forgetting(scores).round(3)
(array([0.825]), array([0.2]))
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hnetlab.analysis.numbers import Array
from hnetlab.base.errors import DataError
from hnetlab.base.measure import ACCURACY, Measure

Indices = NDArray[np.intp]

DIFFERENCES = ("forgetting", "backward_transfer", "forward_transfer")
"""The metrics that are differences of scores: of percentages they are points."""


def average_accuracy(scores: ArrayLike) -> Array:
    """The final score averaged over tasks, `mean_j R[T-1, j]`, of shape (S,).

    Source: Lopez-Paz and Ranzato 2017 (arXiv 1706.08840), equation 2.

    >>> average_accuracy([[0.9, float("nan")], [0.7, 0.95]]).round(3)
    array([0.825])
    """
    matrix = score_matrix(scores)
    return _final(matrix, matrix.shape[-1], "average accuracy").mean(axis=1)


def during_accuracy(scores: ArrayLike) -> Array:
    """The score of each task right after learning it, averaged over tasks, `mean_j R[j, j]`, of shape (S,).

    Source: the "during" accuracy of von Oswald et al. 2020 (arXiv 1906.00695), figures 3 and 5.

    >>> during_accuracy([[0.9, float("nan")], [0.7, 0.95]]).round(3)
    array([0.925])
    """
    matrix = score_matrix(scores)
    return _during(matrix, matrix.shape[-1], "during accuracy").mean(axis=1)


def backward_transfer(scores: ArrayLike, *, measure: Measure = ACCURACY) -> Array:
    """What later learning gave the earlier tasks, `mean_{j<T-1} (R[T-1, j] - R[j, j])`, of shape (S,).

    Where lower is better the difference is taken the other way round. Source: Lopez-Paz and Ranzato 2017
    (arXiv 1706.08840), equation 3.

    >>> backward_transfer([[0.9, float("nan")], [0.7, 0.95]]).round(3)
    array([-0.2])
    """
    matrix = score_matrix(scores)
    earlier = _earlier_tasks(matrix, "backward transfer")
    during = _during(matrix, earlier, "backward transfer")
    final = _final(matrix, earlier, "backward transfer")
    return _mean_gain(measure, during, final)


def forgetting(scores: ArrayLike, *, measure: Measure = ACCURACY) -> Array:
    """How far tasks fell from their best, `mean_{j<T-1} (max_{i<T-1} R[i, j] - R[T-1, j])`, of shape (S,).

    Of errors it is the final one minus the least earlier one. The best is sought from the moment a task was
    learned, and before it where that was measured too. Source: Chaudhry et al. 2018 (arXiv 1801.10112),
    section 3.

    >>> forgetting([[0.9, float("nan")], [0.7, 0.95]]).round(3)
    array([0.2])
    """
    matrix = score_matrix(scores)
    earlier = _earlier_tasks(matrix, "forgetting")
    _measured(matrix, *np.tril_indices(earlier), "forgetting")
    best = measure.best(matrix[:, :earlier, :earlier], axis=1)
    final = _final(matrix, earlier, "forgetting")
    return _mean_gain(measure, final, best)


def forward_transfer(scores: ArrayLike, scratch: ArrayLike, *, measure: Measure = ACCURACY) -> Array:
    """What each task gained from the ones before it, `mean_j (R[j, j] - scratch_j)`, of shape (S,).

    `scratch` holds the score of a new network trained on task `j` alone, of shape (T,) for all seeds or
    (S, T) seed by seed; where lower is better the difference is taken the other way round. Source: the
    comparison with training from scratch of von Oswald et al. 2020 (arXiv 1906.00695), figure 5, in whose
    code a new hypernetwork learns each task, where here the method `scratch` trains a plain network.
    Lopez-Paz and Ranzato 2017 call something else by this name: how well a task is solved before it is
    learned.

    >>> forward_transfer([[0.9, float("nan")], [0.7, 0.95]], scratch=[0.9, 0.85]).round(3)
    array([0.05])
    """
    matrix = score_matrix(scores)
    seeds, tasks = matrix.shape[:2]
    during = _during(matrix, tasks, "forward transfer")
    alone = np.atleast_2d(np.asarray(scratch, dtype=np.float64))
    if alone.shape not in ((1, tasks), (seeds, tasks)):
        raise DataError(
            f"Forward transfer can't take scores from scratch of the shape {np.shape(scratch)}: give "
            f"({tasks},), or ({seeds}, {tasks}) to compare seed by seed."
        )
    if not np.isfinite(alone).all():
        raise DataError("Forward transfer needs the score from scratch of every task: finish that run first.")
    return _mean_gain(measure, alone, during)


def during_and_final(scores: ArrayLike) -> tuple[Array, Array]:
    """The score of each task right after learning it, and at the end, (S, T) each.

    Raises DataError where one is not known yet.

    >>> during_and_final([[0.9, float("nan")], [0.7, 0.95]])[0].tolist()
    [[0.9, 0.95]]
    """
    matrix = score_matrix(scores)
    tasks = matrix.shape[-1]
    what = "scores of each task"
    return _during(matrix, tasks, what), _final(matrix, tasks, what)


def gains_from(
    during: ArrayLike, scratch: ArrayLike, *, paired: bool = True, measure: Measure = ACCURACY
) -> Array:
    """What each task gained from the ones before it, (S, T): the terms of `forward_transfer`.

    `during` (S, T) are its scores when it was learned, `scratch` (S', T) those of networks that learned it
    alone: seed by seed where `paired`, else the mean over their seeds.

    >>> gains_from([[0.9, 0.95]], [[0.9, 0.85]]).round(3).tolist()
    [[0.0, 0.1]]
    """
    alone = np.asarray(scratch, dtype=np.float64)
    gains: Array = measure.gain(alone if paired else alone.mean(axis=0), np.asarray(during, dtype=np.float64))
    return gains


def paired_rows(names: Sequence[str], others: Sequence[str]) -> list[int] | None:
    """Where in `others` each of the seeds `names` is; None where they are not the same ones, each once.

    >>> paired_rows(["1", "2"], ["2", "1"]), paired_rows(["1"], ["1", "2"])
    ([1, 0], None)
    """
    if sorted(names) != sorted(others) or len({*names}) < len(names):
        return None
    return [others.index(name) for name in names]


@dataclass(frozen=True)
class Summary:
    """A metric over seeds.

    >>> Summary(mean=0.9, standard_error=0.01, per_seed=(0.89, 0.91)).mean
    0.9
    """

    mean: float
    standard_error: float | None
    """Sample standard deviation (divisor S - 1) over the square root of S; None when there is one seed."""
    per_seed: tuple[float, ...]


def summarize(values: ArrayLike) -> Summary:
    """The mean and the standard error of the mean of one value per seed, of shape (S,).

    >>> summary = summarize([0.89, 0.91])
    >>> round(summary.mean, 3), round(summary.standard_error, 3)
    (0.9, 0.01)
    """
    values = np.asarray(values, dtype=np.float64)
    if values.ndim != 1 or values.size == 0:
        raise DataError(f"An array of shape {values.shape} has no summary: give one value per seed.")
    error = float(values.std(ddof=1) / np.sqrt(values.size)) if values.size > 1 else None
    return Summary(float(values.mean()), error, tuple(values.tolist()))


def summaries(
    scores: ArrayLike, *, scratch: ArrayLike | None = None, measure: Measure = ACCURACY
) -> dict[str, Summary]:
    """Every metric under its function's name; forward transfer only where `scratch` is given.

    Raises DataError when a score that a metric needs was not measured.

    >>> round(summaries([[0.9, float("nan")], [0.7, 0.95]])["forgetting"].mean, 3)
    0.2
    """
    values = {
        "average_accuracy": average_accuracy(scores),
        "during_accuracy": during_accuracy(scores),
        "forgetting": forgetting(scores, measure=measure),
        "backward_transfer": backward_transfer(scores, measure=measure),
    }
    if scratch is not None:
        values["forward_transfer"] = forward_transfer(scores, scratch, measure=measure)
    return {name: summarize(per_seed) for name, per_seed in values.items()}


def metric_label(name: str, *, measure: Measure = ACCURACY) -> str:
    """A metric's name for people: "average accuracy", or "average error" where scores are errors.

    >>> from hnetlab.base.measure import ERROR
    >>> metric_label("average_accuracy"), metric_label("average_accuracy", measure=ERROR)
    ('average accuracy', 'average error')
    """
    return name.replace("_", " ").replace("accuracy", measure.name)


def metric_unit(name: str, *, measure: Measure = ACCURACY) -> str:
    """The unit of a metric: that of the scores, or of their differences; empty for a pure number.

    >>> metric_unit("average_accuracy"), metric_unit("forgetting")
    ('%', 'points')
    """
    return measure.difference_unit if name in DIFFERENCES else measure.unit


def summary_text(summary: Summary, *, measure: Measure = ACCURACY) -> str:
    """For example "97.57 ± 0.02", in percent, or "4.2e-03 ± 1.1e-04" for an error; one seed has no "±".

    >>> summary_text(summarize([0.89, 0.91]))
    '90.00 ± 1.00'
    """
    parts = [summary.mean] if summary.standard_error is None else [summary.mean, summary.standard_error]
    return " ± ".join(map(measure.cell, parts))


def score_matrix(scores: ArrayLike) -> Array:
    """`scores` as float64 of shape (S, T, T), NaN where not measured; DataError for any other shape.

    >>> score_matrix([[0.9, float("nan")], [0.7, 0.95]]).shape
    (1, 2, 2)
    """
    matrix = np.asarray(scores, dtype=np.float64)
    if matrix.ndim not in (2, 3) or matrix.shape[-1] != matrix.shape[-2] or matrix.size == 0:
        raise DataError(
            f"Scores can't have the shape {matrix.shape}: give (seeds, tasks, tasks) or (tasks, tasks)."
        )
    return matrix.reshape(-1, *matrix.shape[-2:])


def _earlier_tasks(matrix: Array, metric: str) -> int:
    """The number of tasks before the last one, T - 1."""
    tasks = matrix.shape[-1]
    if tasks < 2:
        raise DataError(f"The {metric} of one task is not defined: use a sequence of at least two tasks.")
    return tasks - 1


def _final(matrix: Array, tasks: int, metric: str) -> Array:
    """The scores of the first `tasks` tasks after learning the last task, of shape (S, tasks)."""
    return _measured(matrix, np.full(tasks, matrix.shape[-1] - 1), np.arange(tasks), metric)


def _during(matrix: Array, tasks: int, metric: str) -> Array:
    """The scores of the first `tasks` tasks right after learning each, of shape (S, tasks)."""
    return _measured(matrix, np.arange(tasks), np.arange(tasks), metric)


def _measured(matrix: Array, rows: Indices, columns: Indices, metric: str) -> Array:
    """`matrix[:, rows, columns]`, refused with the first entry that is not a finite number."""
    values = matrix[:, rows, columns]
    missing = np.argwhere(~np.isfinite(values))
    if missing.size:
        replica, entry = missing[0]
        raise DataError(
            f"The {metric} needs the score on task {columns[entry] + 1} after task {rows[entry] + 1}, "
            f"which is {values[replica, entry]} in replica {replica + 1}: let the run finish first."
        )
    return values


def _mean_gain(measure: Measure, before: Array, after: Array) -> Array:
    """How much better `after` (S, tasks) is than `before`, averaged over tasks, of shape (S,)."""
    return np.asarray(measure.gain(before, after).mean(axis=1))
