"""A task sequence made ready as the training's settings say: validation held out, inputs normalized."""

from dataclasses import replace

import torch
from torch import Tensor

from hnetlab.base.errors import ConfigError, DataError
from hnetlab.learning.training import TrainingSettings
from hnetlab.tasks import TaskSequence
from hnetlab.tasks.validation import hold_out

# Red, green and blue of ImageNet's training pictures, as everybody normalizes with.
_IMAGENET = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))


def prepare(sequence: TaskSequence, training: TrainingSettings) -> TaskSequence:
    """The sequence as it is learned.

    Raises ConfigError where its inputs can't be treated as asked for, DataError where only some tasks would
    have validation samples.
    """
    if training.augmentation and len(sequence.input_shape) != 3:
        raise ConfigError(
            f"augmentation = {', '.join(training.augmentation)} is for pictures, and the inputs of "
            f"{sequence.name} have the shape {sequence.input_shape}: set it to none of them, [], or give "
            "inputs of channels, height and width."
        )
    if training.validation:
        sequence = hold_out(sequence, training.validation)
    without = [task.name for task in sequence if task.x_validation is None]
    if 0 < len(without) < len(sequence):
        raise DataError(
            f'The task "{without[0]}" of the sequence "{sequence.name}" has no validation samples where '
            "others have some: give them to every task or to none, or set validation, for example 0.1."
        )
    if training.normalize is None:
        return sequence
    normalization = _of_imagenet(sequence) if training.normalize == "imagenet" else _of_data(sequence)
    # A task that brings its own, as one that was prepared before, keeps it.
    tasks = [
        replace(task, normalization=normalization if task.normalization is None else task.normalization)
        for task in sequence
    ]
    return replace(sequence, tasks=tuple(tasks))


def _of_imagenet(sequence: TaskSequence) -> Tensor:
    if len(sequence.input_shape) != 3 or sequence.input_shape[0] != 3:
        raise ConfigError(
            f"normalize = imagenet is for pictures of three colors, and the inputs of {sequence.name} have "
            f"the shape {sequence.input_shape}: choose data, or leave it out."
        )
    return torch.tensor(_IMAGENET)[:, :, None, None].to(sequence[0].x_train.device)


def _of_data(sequence: TaskSequence) -> Tensor:
    """Mean and deviation of the first task's training data: no task's data are known before it is learned."""
    x = sequence[0].x_train
    pictures = len(sequence.input_shape) == 3
    axes = (0, 2, 3) if pictures else tuple(range(x.ndim))
    count = x.numel() // (x.shape[1] if pictures else 1)
    scale = 255.0 if x.dtype == torch.uint8 else 1.0
    mean = x.sum(dim=axes, dtype=torch.float64, keepdim=True) / count
    squares = torch.zeros_like(mean)
    for rows in x.split(1024):  # all at once would take eight times the room of the pictures
        squares += (rows.double() - mean).square().sum(dim=axes, keepdim=True)
    deviation = (squares / count).sqrt()
    deviation[deviation == 0] = scale  # what is constant is only shifted
    both = torch.cat([mean, deviation]).div(scale).float()
    return both if pictures else both.flatten()[:, None]
