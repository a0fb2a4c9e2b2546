"""Permuted sequences: the same dataset in every task, its features in another fixed order."""

from typing import Annotated

import torch
from pydantic import Field
from torch import Tensor

from hnetlab.base.errors import ConfigError
from hnetlab.base.seeding import generator
from hnetlab.tasks.arrays import Arrays
from hnetlab.tasks.scale import warn_of_unsuitable
from hnetlab.tasks.scenario import HeadKind, Scenario, ScenarioSettings, head_of
from hnetlab.tasks.sequence import Task, TaskSequence


class PermutedSettings(ScenarioSettings):
    """One dataset under several permutations of its features."""

    tasks: Annotated[int, Field(ge=2)] = 5
    """How many tasks, at least 2; the first is not permuted."""
    task_seed: int = 0
    """The seed of the permutations."""


def permuted_sequence(
    arrays: Arrays,
    tasks: int,
    seed: int = 0,
    *,
    scenario: Scenario = 1,
    head: HeadKind | None = None,
    name: str = "permuted-arrays",
) -> TaskSequence:
    """`tasks` tasks with the same samples: as they are in the first, with permuted features in the others.

    The permutation of a task depends on `seed` and the task's number only, so more tasks leave it as it
    is. All tasks share one tensor of samples; each has a head of its own, or all have one, as `head` or else
    the `scenario` says. Raises ConfigError for fewer than two tasks and where two of
    them would be the same, as of few features, and warns (`DataWarning`) of samples from which networks learn
    badly.

    >>> from hnetlab.tasks import load_digits
    >>> sequence = permuted_sequence(load_digits(), tasks=3)
    >>> [task.name for task in sequence], sequence.outputs
    (['identity', 'permutation 2', 'permutation 3'], 30)
    """
    if tasks < 2:
        raise ConfigError(f"A permuted sequence of {tasks} tasks can't show forgetting: choose at least 2.")
    warn_of_unsuitable(arrays.x_train, arrays.x_test)
    head = head_of(scenario, head)
    classes = len(arrays.labels)
    x_train, y_train = torch.tensor(arrays.x_train), torch.tensor(arrays.y_train)
    x_test, y_test = torch.tensor(arrays.x_test), torch.tensor(arrays.y_test)
    orders = _orders(x_train[0].numel(), tasks, seed)

    def task(number: int) -> Task:
        start = number * classes if head == "per_task" else 0
        return Task(
            name="identity" if number == 0 else f"permutation {number + 1}",
            x_train=x_train,
            y_train=y_train,
            x_test=x_test,
            y_test=y_test,
            head=range(start, start + classes),
            permutation=orders[number],
            classes=tuple(arrays.label_names),
        )

    return TaskSequence(
        name=name,
        kind="classification",
        tasks=tuple(task(number) for number in range(tasks)),
        input_shape=arrays.input_shape,
        outputs=tasks * classes if head == "per_task" else classes,
        scenario=scenario,
        image_shape=arrays.image_shape,
    )


def _orders(features: int, tasks: int, seed: int) -> list[Tensor | None]:
    """The order of the features in each task; raises `ConfigError` where two tasks have the same."""
    orders = [permutation(features, seed, number) for number in range(1, tasks)]
    numbers: dict[tuple[int, ...], int] = {}
    for number, order in enumerate([torch.arange(features), *orders], start=1):
        first = numbers.setdefault(tuple(order.tolist()), number)
        if first != number:
            raise ConfigError(
                f"Tasks {first} and {number} have their {features} features in the same order and so are the "
                "same task: choose fewer tasks, another task_seed, or data of more features."
            )
    return [None, *orders]


def permutation(features: int, seed: int, number: int) -> Tensor:
    """The order of the features in task `number` (from 0) of the sequence of `seed`: (features,) int64."""
    return torch.randperm(features, generator=generator(seed, "permutation", number))
