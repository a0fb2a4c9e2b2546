"""Functions that a run has learned: the true ones, and what it knows of them now."""

from typing import Any

import torch

from hnetlab.base.errors import DataError
from hnetlab.learning.scoring import network_outputs
from hnetlab.runs.run import Run


@torch.inference_mode()
def known_functions(run: Run) -> tuple[list[Any], ...]:
    """Inputs and true values of each task, what the run predicts for them (S, N, 1), training samples, names.

    Raises DataError for tasks that are not functions of one number.
    """
    if run.sequence.kind != "regression" or run.sequence.input_shape != (1,) or run.sequence.outputs != 1:
        raise DataError(
            f"The sequence {run.sequence.name!r} can't be drawn as functions: take a regression with one "
            "input and one output."
        )
    predictions = [
        network_outputs(
            run.problem.target,
            run.method.weights(index),
            task.x_test,
            statistics=run.method.statistics[index],
            prepare=task.inputs,
        )
        for index, task in enumerate(run.sequence)
    ]
    return (
        [task.x_test.numpy(force=True) for task in run.sequence],
        [task.y_test.numpy(force=True) for task in run.sequence],
        [prediction.numpy(force=True) for prediction in predictions],
        [task.x_train.numpy(force=True) for task in run.sequence],
        [task.y_train.numpy(force=True) for task in run.sequence],
        [task.name for task in run.sequence],
    )
