"""What a method is: one way to learn tasks one after the other."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor

from hnetlab.base.settings import Settings
from hnetlab.learning.data_order import DataOrder
from hnetlab.learning.optimization import Optimizer, make_optimizer
from hnetlab.learning.problem import Batch, Problem, draw
from hnetlab.nets.initialization import initial_weights


@dataclass(frozen=True, eq=False)
class Losses:
    """Losses of one optimizer step, each (S,), detached: the shares of the task and of the regularizer."""

    task: Tensor
    regularizer: Tensor


class Method(ABC):
    """One way to learn a problem's tasks; tasks and steps are counted from 0.

    The engine calls `begin_task(t)`, then `step(t, k)` for every k, then `end_task(t)`, and may ask for
    `weights` in between. `state` and `restore` carry everything that the next step depends on.
    """

    summary: ClassVar[str]
    """What the method does, in one line."""
    settings_type: ClassVar[type[Settings]]
    """The class of the method's own settings."""
    changeable: ClassVar[frozenset[str]] = frozenset({"learning_rate"})
    """The settings that may be given another value between two steps."""

    def __init__(self, problem: Problem, settings: Any) -> None:
        self.problem = problem
        self.settings = settings

    @abstractmethod
    def begin_task(self, task: int) -> None:
        """Gets ready to learn `task`."""

    @abstractmethod
    def step(self, task: int, step: int) -> Losses:
        """Does one optimizer step."""

    @abstractmethod
    def weights(self, task: int) -> Tensor:
        """The flat target weights (S, P) to use for `task`, detached."""

    @abstractmethod
    def trainable_numbers(self) -> dict[str, int]:
        """How many numbers one replica has learned by the end of the sequence, by part."""

    @abstractmethod
    def state(self) -> dict[str, Tensor]:
        """Every tensor that the next step depends on, by name."""

    @abstractmethod
    def restore(self, state: Mapping[str, Tensor], task: int, *, begun: bool) -> None:
        """Continues from `state`, taken while learning `task`, before its first step unless `begun`."""

    @abstractmethod
    def end_task(self, task: int) -> None:
        """Drops what only the steps of `task` needed: between tasks the state is what was learned."""

    def change(self, problem: Problem, settings: Any) -> None:
        """Takes on new values of what is `changeable`, in the problem's training and in its own settings."""
        self.problem = problem
        self.settings = settings

    def embeddings(self) -> Tensor | None:
        """Task embeddings (S, T, embedding_dim), or None for a method without any."""
        return None

    def compression_ratio(self) -> float:
        """All trainable numbers over the number P of target weights."""
        return sum(self.trainable_numbers().values()) / self.problem.target.size


class NoSettings(Settings):
    """The settings of a method that has nothing of its own to set."""


class DirectMethod(Method):
    """Base of the methods that train the target network's own weights `w` (S, P), without a hypernetwork."""

    settings_type = NoSettings

    def __init__(self, problem: Problem, settings: NoSettings) -> None:
        super().__init__(problem, settings)
        self.w = self._new_weights("target")
        self._optimizer: Optimizer | None = None

    def begin_task(self, task: int) -> None:
        self._prepare(task)

    def step(self, task: int, step: int) -> Losses:
        loss = self.problem.loss(self.w, self._batch(task, step), task, step)
        assert self._optimizer, "begin_task comes before the first step"
        self._optimizer.step(torch.autograd.grad(loss.sum(), [self.w]))
        return Losses(loss.detach(), torch.zeros_like(loss))

    def end_task(self, task: int) -> None:
        self._optimizer = None

    def change(self, problem: Problem, settings: Any) -> None:
        super().change(problem, settings)
        if self._optimizer:
            self._optimizer.learning_rate = problem.training.learning_rate

    def weights(self, task: int) -> Tensor:
        return self.w.detach()

    def trainable_numbers(self) -> dict[str, int]:
        return {"target weights": self.problem.target.size}

    def state(self) -> dict[str, Tensor]:
        moments = self._optimizer.state() if self._optimizer else {}
        return {"w": self.w.detach(), **{f"optimizer.{name}": value for name, value in moments.items()}}

    def restore(self, state: Mapping[str, Tensor], task: int, *, begun: bool) -> None:
        self.w = state["w"].clone().requires_grad_()
        if begun:
            self._prepare(task).restore(part_of(state, "optimizer."))

    def _prepare(self, task: int) -> Optimizer:
        """Starts a new optimizer for the weights, which it returns, and the order of the task's data."""
        self._order = self._data_order(task)
        self._optimizer = make_optimizer(self.problem.training, [self.w])
        return self._optimizer

    def _new_weights(self, *purpose: str | int) -> Tensor:
        w = initial_weights(self.problem.target, self.problem.generators(*purpose))
        return w.to(self.problem.device).requires_grad_()

    def _data_order(self, task: int) -> DataOrder:
        return task_order(self.problem, task)

    def _batch(self, task: int, step: int) -> Batch:
        return draw(self.problem.sequence[task], self._order.indices(step))


def task_order(problem: Problem, task: int) -> DataOrder:
    """The order in which every method sees the samples of one task."""
    count = len(problem.sequence[task].y_train)
    return DataOrder(problem.seeds, f"task {task}", count, problem.training.batch_size, problem.device)


def part_of(state: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """The tensors whose names begin with `prefix`, without it."""
    return {name.removeprefix(prefix): value for name, value in state.items() if name.startswith(prefix)}
