"""Split sequences: the classes of one dataset, a few new ones per task."""

from collections.abc import Sequence
from typing import Annotated

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import Field

from hnetlab.base.errors import ConfigError
from hnetlab.base.seeding import generator
from hnetlab.tasks.arrays import Arrays
from hnetlab.tasks.scale import warn_of_unsuitable
from hnetlab.tasks.scenario import HeadKind, Scenario, ScenarioSettings, head_of
from hnetlab.tasks.sequence import Task, TaskSequence


class SplitDigitsSettings(ScenarioSettings):
    """Ten digits, two new ones per task."""

    tasks: Annotated[int, Field(ge=2, le=5)] = 5
    """How many tasks, 2 to 5; each brings two new digits."""
    task_seed: int | None = None
    """The seed of the order of the classes; none leaves them in ascending order, as in the paper."""


def split_sequence(
    arrays: Arrays,
    classes_per_task: int | Sequence[int] | NDArray[np.integer],
    *,
    classes: Sequence[int | str] | None = None,
    tasks: int | None = None,
    scenario: Scenario = 1,
    head: HeadKind | None = None,
    seed: int | None = None,
    name: str = "split-arrays",
    noun: str = "classes",
) -> TaskSequence:
    """The first `tasks` groups of `classes_per_task` classes, all groups when `tasks` is None.

    `classes_per_task` is the size of every group, or a size for each: (4, 2, 2, 2). `classes` lists the
    classes to be learned, in that order, by name or else by label: all, or only some, and samples of the
    others are left out. Without it labels are taken in ascending order, or in an order drawn from `seed`.
    Each task has a head of its own, as wide as its group; or all share one as wide as the largest group, of
    which a smaller one uses the first outputs: `head` says which, or else the `scenario`. Raises ConfigError
    where the classes can't be divided like this, and warns (`DataWarning`) of samples from which networks
    learn badly.

    >>> from hnetlab.tasks import load_digits
    >>> sequence = split_sequence(load_digits(), (4, 3, 3))
    >>> [task.name for task in sequence], [task.head for task in sequence][:2]
    (['classes 0, 1, 2, 3', 'classes 4, 5, 6', 'classes 7, 8, 9'], [range(0, 4), range(4, 7)])
    """
    head = head_of(scenario, head)
    order = _order(arrays, classes, seed)
    sizes = _sizes(classes_per_task, len(order), tasks)
    groups = np.split(order, np.cumsum(sizes))[: len(sizes)]
    warn_of_unsuitable(arrays.x_train, arrays.x_test)
    task_of, class_of = np.full(len(arrays.labels), -1), np.zeros(len(arrays.labels), np.int64)
    for number, group in enumerate(groups):
        if classes is None:
            group.sort()
        task_of[group], class_of[group] = number, np.arange(len(group))

    def task(number: int) -> Task:
        # Masks copy what they select, so the tensors may keep these rows.
        train, test = task_of[arrays.y_train] == number, task_of[arrays.y_test] == number
        start = sum(sizes[:number]) if head == "per_task" else 0
        names = tuple(arrays.label_names[label] for label in groups[number])
        return Task(
            name=_task_name(noun, names),
            x_train=torch.from_numpy(arrays.x_train[train]),
            y_train=torch.from_numpy(class_of[arrays.y_train[train]]),
            x_test=torch.from_numpy(arrays.x_test[test]),
            y_test=torch.from_numpy(class_of[arrays.y_test[test]]),
            head=range(start, start + sizes[number]),
            classes=names,
        )

    return TaskSequence(
        name=name,
        kind="classification",
        tasks=tuple(task(number) for number in range(len(sizes))),
        input_shape=arrays.input_shape,
        outputs=sum(sizes) if head == "per_task" else max(sizes),
        scenario=scenario,
        image_shape=arrays.image_shape,
    )


def _order(arrays: Arrays, wanted: Sequence[int | str] | None, seed: int | None) -> NDArray[np.int64]:
    """The places of the classes in `arrays.labels`, in the order in which they are learned."""
    count = len(arrays.labels)
    if wanted is None:
        return (torch.arange(count) if seed is None else _drawn(count, seed)).numpy()
    if seed is not None:
        raise ConfigError("The order of the classes is given, and drawn from a seed: leave one of them out.")
    places = {str(label): place for place, label in enumerate(arrays.labels)}
    places |= {name: place for place, name in enumerate(arrays.label_names)}
    order: list[int] = []
    for label in map(str, wanted):
        if label not in places:
            raise ConfigError(f'There is no class "{label}": choose from {_shortened(arrays.label_names)}.')
        if places[label] in order:
            raise ConfigError(f'The class "{label}" is given twice: each can be learned once.')
        order.append(places[label])
    return np.array(order, np.int64)


def _drawn(count: int, seed: int) -> torch.Tensor:
    return torch.randperm(count, generator=generator(seed, "classes"))


def _sizes(wanted: int | Sequence[int] | NDArray[np.integer], classes: int, tasks: int | None) -> list[int]:
    """How many classes each of the first `tasks` groups has."""
    if isinstance(wanted, Sequence | np.ndarray):
        sizes = [int(size) for size in wanted]
        if sum(sizes) != classes or min(sizes, default=0) < 2:
            raise ConfigError(
                f"{classes} classes can't be split into tasks of {', '.join(map(str, sizes))}: "
                f"choose numbers of at least 2 that add up to {classes}, or name the classes wanted."
            )
    elif wanted < 2 or classes % wanted:
        raise ConfigError(
            f"{classes} classes can't be split into tasks of {wanted}: "
            f"choose a number of classes per task, at least 2, that divides {classes}, or one for each task."
        )
    else:
        sizes = [wanted] * (classes // wanted)
    tasks = len(sizes) if tasks is None else tasks
    written = ", ".join(map(str, dict.fromkeys(sizes)))
    if not 2 <= tasks <= len(sizes):
        raise ConfigError(
            f"{classes} classes can't make {tasks} tasks of {written} classes: "
            "choose at least 2 tasks, and not more than there are classes for."
        )
    return sizes[:tasks]


def _task_name(noun: str, names: Sequence[str]) -> str:
    listed = ", ".join(names) if len(names) <= 5 else f"{names[0]} ... {names[-1]}"
    return f"{noun} {listed}".lstrip()


def _shortened(names: Sequence[str]) -> str:
    """The names, or the first ones where there are many."""
    return ", ".join(names) if len(names) <= 20 else f"{', '.join(names[:20])}, ..."
