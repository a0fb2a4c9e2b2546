"""What is to be seen in pictures: test samples that a run answers wrongly, and its networks' filters."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hnetlab.analysis.probe import image_shape
from hnetlab.base.errors import DataError
from hnetlab.learning.scoring import NO_ANSWER, NO_NUMBER
from hnetlab.learning.testing import answers, told_answers
from hnetlab.runs.run import Run


@dataclass(frozen=True, eq=False)
class Mistakes:
    """Test pictures of one task that are answered wrongly, in the order of the test set."""

    pictures: NDArray[np.uint8]
    """(N, H, W) gray or (N, H, W, 3) in color, before a task permutes them."""
    truths: tuple[str, ...]
    """The name of the true class of each."""
    answers: tuple[str, ...]
    """What is answered to each."""
    wrong: int
    """How many there are in the whole test set."""
    tested: int
    """How many samples that has."""


@torch.no_grad()
def mistakes(run: Run, task: int, *, replica: int = 0, most: int = 24) -> Mistakes:
    """At most `most` of the test pictures of `task` (from 0) that one replica answers wrongly now.

    Answered is as in the run's scenario: told the task, or among all that was learned. Raises ConfigError
    for a replica that there is not, and DataError for a task that has not been begun, for a regression, and
    for inputs that are no pictures.

    >>> from hnetlab import Run, configure, fit
    >>> found = mistakes(fit(Run(configure("split-digits", tasks=2, steps=5)), progress=False), task=0)
    >>> found.pictures.shape[1:], len(found.truths) <= found.wrong <= found.tested
    ((8, 8), True)
    """
    run.config.check_replica(replica)
    sequence = run.sequence
    seen = min(run.position.begun, len(sequence))
    shape = image_shape(sequence.input_shape)
    if not 0 <= task < seen:
        raise DataError(
            f"The task {task} has not been begun: choose one of the {seen} from 0 on that have been."
        )
    if sequence.kind != "classification" or shape is None or shape[0] not in (1, 3):
        raise DataError(f"The inputs of {sequence.name} are no pictures of classes: take a run on pictures.")
    asked = sequence[task]
    found = _outputs(run, task, seen)[replica]
    wrong = (found != asked.y_test + asked.head.start).nonzero()[:, 0]
    rows = wrong[:most].cpu()
    names = {NO_ANSWER: NO_NUMBER} | {
        output: name
        for each in (sequence.tasks[:seen] if sequence.scenario == 3 else (asked,))
        for output, name in zip(each.head, each.class_names, strict=True)
    }
    return Mistakes(
        _pictures(asked.x_test[rows.to(asked.x_test.device)], shape),
        tuple(asked.class_names[label] for label in asked.y_test.cpu()[rows].tolist()),
        tuple(names.get(output, str(output)) for output in found.cpu()[rows].tolist()),
        len(wrong),
        len(asked.y_test),
    )


@torch.no_grad()
def convolution_filters(run: Run, task: int, *, replica: int = 0) -> dict[str, NDArray[np.float32]]:
    """The filters (out, in, h, w) that the network of `task` (from 0) has, by the names of its parameters.

    Raises DataError for a target network without convolutions.

    >>> from torch import nn
    >>> from hnetlab import Run, configure
    >>> layers = nn.Unflatten(1, (1, 8, 8)), nn.Conv2d(1, 4, 3), nn.Flatten(), nn.Linear(144, 10)
    >>> run = Run(configure("split-digits", chunk_size=200), module=nn.Sequential(*layers))
    >>> {name: values.shape for name, values in convolution_filters(run, task=0).items()}
    {'1.weight': (4, 1, 3, 3)}
    """
    run.config.check_replica(replica)
    if not 0 <= task < len(run.sequence):
        raise DataError(f"There is no task {task}: choose one of {len(run.sequence)}, from 0 on.")
    layout = run.problem.target.layout
    weights = layout.unflatten(run.method.weights(task)[replica])
    found = {name: value.numpy(force=True) for name, value in weights.items() if value.ndim == 4}
    if not found:
        raise DataError("The target network has no convolutions: take a run with one that has.")
    return found


def _outputs(run: Run, task: int, seen: int) -> Tensor:
    """The numbers of the outputs (S, B) that answer the test samples of `task`."""
    if run.sequence.scenario != 1:
        return answers(run.method, seen)[task].outputs
    return told_answers(run.method, task)


def _pictures(x: Tensor, shape: tuple[int, int, int]) -> NDArray[np.uint8]:
    """Inputs as bytes (N, H, W) or (N, H, W, 3); floats from the least to the largest value of each."""
    images = x.reshape(len(x), *shape).cpu()
    if images.dtype != torch.uint8:
        flat = images.flatten(1).double()
        low, high = flat.amin(1), flat.amax(1)
        scaled = (flat - low[:, None]) / (high - low).clamp(min=1e-300)[:, None]
        images = (255 * scaled).round().to(torch.uint8).view(images.shape)
    array: NDArray[np.uint8] = images.numpy()
    return array[:, 0] if shape[0] == 1 else array.transpose(0, 2, 3, 1)
