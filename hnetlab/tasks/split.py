"""Split sequences: the classes of one dataset, a few new ones per task."""

from collections.abc import Sequence
from typing import Annotated

import numpy as np
import torch
from pydantic import Field

from hnetlab.base.errors import ConfigError
from hnetlab.base.seeding import generator
from hnetlab.base.settings import Settings
from hnetlab.tasks.arrays import Arrays
from hnetlab.tasks.sequence import HeadKind, Task, TaskSequence


class SplitDigitsSettings(Settings):
    """Ten digits, two new ones per task."""

    tasks: Annotated[int, Field(ge=2, le=5)] = 5
    """How many tasks, 2 to 5; each brings two new digits."""
    head: HeadKind = "per_task"
    """A head per task (CL1, CL3), or one head that all tasks share (CL2)."""
    task_seed: int | None = None
    """The seed of the order of the classes; none leaves them in ascending order, as in the paper."""


def split_sequence(
    arrays: Arrays,
    classes_per_task: int,
    *,
    tasks: int | None = None,
    head: HeadKind = "per_task",
    seed: int | None = None,
    name: str = "split-arrays",
    noun: str = "classes",
) -> TaskSequence:
    """The first `tasks` groups of `classes_per_task` classes, all groups when `tasks` is None.

    Labels are taken in ascending order, or in an order drawn from `seed`. Each task has a head of its own
    of `classes_per_task` outputs, or all share one. Raises ConfigError where the classes can't be divided
    like this.
    """
    classes = len(arrays.labels)
    if classes_per_task < 2 or classes % classes_per_task:
        raise ConfigError(
            f"{classes} classes can't be split into tasks of {classes_per_task}: "
            f"choose a number of classes per task, at least 2, that divides {classes}."
        )
    groups = classes // classes_per_task
    tasks = groups if tasks is None else tasks
    if not 2 <= tasks <= groups:
        raise ConfigError(
            f"{classes} classes can't make {tasks} tasks of {classes_per_task} classes: "
            "choose at least 2 tasks, and not more than there are classes for."
        )
    random = None if seed is None else generator(seed, "classes")
    order = torch.arange(classes) if random is None else torch.randperm(classes, generator=random)
    members = np.sort(order.numpy().reshape(groups, classes_per_task), axis=1)
    # The place of every label in the sequence says its task and its position in that task's head.
    place = np.argsort(members.ravel())
    train_task, train_class = np.divmod(place[arrays.y_train], classes_per_task)
    test_task, test_class = np.divmod(place[arrays.y_test], classes_per_task)

    def task(number: int) -> Task:
        # Masks copy what they select, so the tensors may keep these rows.
        train, test = train_task == number, test_task == number
        start = number * classes_per_task if head == "per_task" else 0
        names = tuple(arrays.label_names[label] for label in members[number])
        return Task(
            name=_task_name(noun, names),
            x_train=torch.from_numpy(arrays.x_train[train]),
            y_train=torch.from_numpy(train_class[train]),
            x_test=torch.from_numpy(arrays.x_test[test]),
            y_test=torch.from_numpy(test_class[test]),
            head=range(start, start + classes_per_task),
            classes=names,
        )

    return TaskSequence(
        name=name,
        kind="classification",
        tasks=tuple(task(number) for number in range(tasks)),
        input_shape=arrays.input_shape,
        outputs=tasks * classes_per_task if head == "per_task" else classes_per_task,
    )


def _task_name(noun: str, names: Sequence[str]) -> str:
    return f"{noun} {', '.join(names) if len(names) <= 5 else f'{names[0]} ... {names[-1]}'}"
