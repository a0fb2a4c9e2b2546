"""Ways to infer the task of a sample, compared on a run that need not have been trained for them."""

from dataclasses import dataclass
from typing import get_args

from hnetlab.analysis.numbers import Array
from hnetlab.base.errors import DataError
from hnetlab.learning.testing import answers, scores_untold, task_shares
from hnetlab.runs.run import Run
from hnetlab.tasks.scenario import Inference

INFERENCES: tuple[Inference, ...] = get_args(Inference)
"""Every way to infer a task."""


@dataclass(frozen=True, eq=False)
class Inferred:
    """What one way of inference gives: `accuracy` and `task_accuracy` (S, T) as fractions.

    `shares` (S, T, T) say how much of each task's samples (row) is taken for which task (column).
    """

    accuracy: Array
    task_accuracy: Array
    shares: Array


def inferred(run: Run, kind: Inference) -> Inferred:
    """The answers of `run` to the test samples of every task learned so far, when no task is told.

    The candidates are these tasks. With a head per task the answer has to be right among all of their
    classes, as in scenario 3; with a shared head within it, as in scenario 2: whatever the run's own scenario
    is. Raises `DataError` where no task has been learned or the method has one network for all, and
    `ConfigError` where `kind` needs a hypernetwork and the method has none.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("split-digits", tasks=2, steps=50)), progress=False)
    >>> inferred(run, "entropy").task_accuracy.shape
    (1, 2)
    """
    learned = run.position.task
    if not learned:
        raise DataError("No task has been learned yet: train the run to the end of its first task.")
    if not run.method.network_per_task or run.sequence.kind == "regression":
        raise DataError(
            f"The method {run.config.method} on {run.sequence.name} has no task to infer: take a "
            "classification and a method with a network per task, such as hnet."
        )
    given = answers(run.method, learned, kind)
    accuracy, task_accuracy = scores_untold(run.method, given).values()
    return Inferred(*(values.numpy(force=True) for values in (accuracy, task_accuracy, task_shares(given))))
