"""Validation: a part of the training samples that nothing is learned from, for whatever is to be chosen."""

from dataclasses import replace

import torch
from torch import Tensor

from hnetlab.base.errors import ConfigError
from hnetlab.base.seeding import generator
from hnetlab.tasks.sequence import Task, TaskSequence


def hold_out(sequence: TaskSequence, share: float) -> TaskSequence:
    """The sequence with a `share` of each task's training samples held out, of each class as much.

    Which ones is drawn once and for all. Tasks that share their samples hold out the same. A task that has
    validation samples of its own keeps these. Raises ConfigError where a class would be left without samples.
    """
    divided: dict[tuple[int, int], tuple[Tensor, ...]] = {}

    def held_out(task: Task) -> Task:
        if task.x_validation is not None:
            return task
        key = id(task.x_train), id(task.y_train)
        if key not in divided:
            kept, out = _rows(task, share)
            divided[key] = task.x_train[kept], task.y_train[kept], task.x_train[out], task.y_train[out]
        x_train, y_train, x_validation, y_validation = divided[key]
        return replace(
            task, x_train=x_train, y_train=y_train, x_validation=x_validation, y_validation=y_validation
        )

    return replace(sequence, tasks=tuple(map(held_out, sequence)))


def on_validation(sequence: TaskSequence) -> TaskSequence:
    """The sequence with its validation samples in the place of those for test."""

    def moved(task: Task) -> Task:
        assert task.x_validation is not None
        assert task.y_validation is not None
        return replace(task, x_test=task.x_validation, y_test=task.y_validation)

    return replace(sequence, tasks=tuple(map(moved, sequence)))


def _rows(task: Task, share: float) -> tuple[Tensor, Tensor]:
    """The numbers of the training samples that are kept, and of those that are held out, ascending."""
    y, random = task.y_train.cpu(), generator(0, "validation")
    groups = (
        [torch.arange(len(y))] if y.is_floating_point() else [(y == k).nonzero()[:, 0] for k in y.unique()]
    )
    kept, out = [], []
    for rows in groups:
        count = max(1, round(share * len(rows)))
        if count >= len(rows):
            raise ConfigError(
                f"validation = {share:g} leaves nothing to learn of {len(rows)} samples in the task "
                f"{task.name!r}: choose a smaller share, or give the task more samples."
            )
        order = rows[torch.randperm(len(rows), generator=random)]
        out.append(order[:count])
        kept.append(order[count:])
    device = task.x_train.device
    return tuple(torch.cat(part).sort().values.to(device) for part in (kept, out))  # type: ignore[return-value]
