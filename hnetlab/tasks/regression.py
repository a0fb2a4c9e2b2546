"""Three polynomials on separate ranges: the toy regression of the paper's first figure of results."""

from collections.abc import Callable
from typing import Annotated

import torch
from pydantic import Field
from torch import Tensor

from hnetlab.base.seeding import generator
from hnetlab.base.settings import Settings
from hnetlab.tasks.sequence import Task, TaskSequence

TRAIN_POINTS = 100
TEST_POINTS = 50

POLYNOMIALS: tuple[tuple[str, Callable[[Tensor], Tensor], tuple[float, float]], ...] = (
    ("x + 3", lambda x: x + 3, (-4.0, -2.0)),
    ("2 x^2 - 1", lambda x: 2 * x**2 - 1, (-1.0, 1.0)),
    ("(x - 3)^3", lambda x: (x - 3) ** 3, (2.0, 4.0)),
)
"""Name, function and range of each task, in the order in which they are learned."""


class RegressionSettings(Settings):
    """The three-polynomials regression."""

    tasks: Annotated[int, Field(ge=2, le=3)] = 3
    """How many of the three functions, 2 or 3."""
    task_seed: int = 0
    """The seed of the training inputs and of their noise."""
    noise: Annotated[float, Field(ge=0)] = 0.05
    """The standard deviation of the noise on the training targets."""


def regression(settings: RegressionSettings) -> TaskSequence:
    """The first `tasks` polynomials; all share one input and one output (von Oswald et al. 2020, Fig. 2).

    100 training inputs are drawn uniformly from the function's range, their targets carry Gaussian noise;
    the 50 test inputs are evenly spaced and their targets are the function itself, so the test error is
    that of the function.
    """
    return TaskSequence(
        name="regression",
        kind="regression",
        tasks=tuple(_task(number, settings) for number in range(settings.tasks)),
        input_shape=(1,),
        outputs=1,
    )


def _task(number: int, settings: RegressionSettings) -> Task:
    name, function, (low, high) = POLYNOMIALS[number]
    random = generator(settings.task_seed, "regression", number)
    x_train = low + (high - low) * torch.rand(TRAIN_POINTS, 1, generator=random)
    noise = settings.noise * torch.randn(TRAIN_POINTS, 1, generator=random)
    x_test = torch.linspace(low, high, TEST_POINTS)[:, None]
    return Task(
        name=name,
        x_train=x_train,
        y_train=function(x_train) + noise,
        x_test=x_test,
        y_test=function(x_test),
        head=range(1),
    )
