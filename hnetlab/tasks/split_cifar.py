"""Split CIFAR: the paper's sequence, CIFAR-10 and then tasks of ten CIFAR-100 classes, or CIFAR-100 alone."""

from dataclasses import replace
from typing import Annotated

import torch
from pydantic import Field

from hnetlab.tasks.arrays import Arrays
from hnetlab.tasks.cifar import load_cifar10, load_cifar100
from hnetlab.tasks.scenario import ScenarioSettings
from hnetlab.tasks.sequence import Task, TaskSequence
from hnetlab.tasks.split import split_sequence

_CLASSES = 10


class SplitCifarSettings(ScenarioSettings):
    """CIFAR-10, then ten new classes of CIFAR-100 per task."""

    tasks: Annotated[int, Field(ge=2, le=11)] = 6
    """How many tasks, 2 to 11: CIFAR-10 first, then ten classes of CIFAR-100 in each."""
    task_seed: int | None = None
    """The seed of the order of CIFAR-100's classes; none leaves them in ascending order, as in the paper."""


class SplitCifar100Settings(ScenarioSettings):
    """CIFAR-100, ten new classes per task."""

    tasks: Annotated[int, Field(ge=2, le=10)] = 10
    """How many tasks, 2 to 10; each brings ten new classes."""
    task_seed: int | None = None
    """The seed of the order of the classes; none leaves them in ascending order."""


def split_cifar(settings: SplitCifarSettings) -> TaskSequence:
    """CIFAR-10, then tasks of ten CIFAR-100 classes each (von Oswald et al. 2020, Fig. 5)."""
    first = _as_task("CIFAR-10", load_cifar10())
    later = split_sequence(
        load_cifar100(),
        _CLASSES,
        scenario=settings.scenario,
        head=settings.head,
        seed=settings.task_seed,
        noun="CIFAR-100",
    ).tasks[: settings.tasks - 1]
    start = _CLASSES if settings.head == "per_task" else 0
    moved = [replace(task, head=range(task.head.start + start, task.head.stop + start)) for task in later]
    return TaskSequence(
        name="split-cifar",
        kind="classification",
        tasks=(first, *moved),
        input_shape=tuple(first.x_train.shape[1:]),
        outputs=max(task.head.stop for task in (first, *moved)),
        scenario=settings.scenario,
    )


def split_cifar100(settings: SplitCifar100Settings) -> TaskSequence:
    """Split CIFAR-100: ten new classes per task."""
    return split_sequence(
        load_cifar100(),
        _CLASSES,
        tasks=settings.tasks,
        scenario=settings.scenario,
        head=settings.head,
        seed=settings.task_seed,
        name="split-cifar100",
    )


def _as_task(name: str, arrays: Arrays) -> Task:
    """All the classes of a dataset as one task."""
    return Task(
        name=name,
        x_train=torch.from_numpy(arrays.x_train),
        y_train=torch.from_numpy(arrays.y_train),
        x_test=torch.from_numpy(arrays.x_test),
        y_test=torch.from_numpy(arrays.y_test),
        head=range(len(arrays.labels)),
        classes=tuple(arrays.label_names),
    )
