"""Weights that are trained as they are, as a part of a method: a network's own, without a hypernetwork."""

from collections.abc import Mapping

import torch
from torch import Tensor

from hnetlab.learning.optimization import Optimizer, make_optimizer
from hnetlab.learning.problem import Problem
from hnetlab.learning.state import part_of
from hnetlab.nets.initialization import Weighted


class Plain:
    """The weights `w` (S, P) of a network, drawn for a `purpose`, and their optimizer."""

    def __init__(self, problem: Problem, network: Weighted, *purpose: str) -> None:
        self._training = problem.training
        self.w = problem.new_weights(network, *purpose)
        self._optimizer: Optimizer | None = None

    def begin(self) -> None:
        """Gets ready for steps; an optimizer that is still there keeps its moments."""
        self._optimizer = self._optimizer or make_optimizer(self._training, [self.w])

    def optimizers(self) -> tuple[Optimizer, ...]:
        """What takes the steps."""
        return (self._optimizer,) if self._optimizer else ()

    def step(self, gradient: Tensor) -> None:
        """Takes a step along a gradient (S, P)."""
        assert self._optimizer, "begin comes before the first step"
        self._optimizer.step([gradient])

    def end(self) -> None:
        """Drops the optimizer where it starts afresh with each task."""
        if self._training.reset_optimizer:
            self._optimizer = None

    def change(self, problem: Problem) -> None:
        """Takes on new values of the training's settings."""
        self._training = problem.training
        if self._optimizer:
            self._optimizer.learning_rate = problem.training.rate

    def state(self) -> dict[str, Tensor]:
        """The weights, and the optimizer's moments where there are any."""
        moments = self._optimizer.state() if self._optimizer else {}
        return {"w": self.w.detach(), **{f"optimizer.{name}": value for name, value in moments.items()}}

    @torch.no_grad()
    def restore(self, state: Mapping[str, Tensor]) -> None:
        """Continues from what `state` gave."""
        self.w = state["w"].clone().requires_grad_()
        self._optimizer = None
        if moments := part_of(state, "optimizer."):
            self.begin()
            assert self._optimizer
            self._optimizer.restore(moments)
