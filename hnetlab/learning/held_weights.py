"""Weights held near those of the last task, each by how important it was: what EWC and SI have in common."""

from abc import abstractmethod
from collections.abc import Mapping

import torch
from torch import Tensor

from hnetlab.base.schedule import Stage
from hnetlab.base.settings import Settings
from hnetlab.learning.batch import Inputs
from hnetlab.learning.method import DirectMethod, Losses
from hnetlab.learning.problem import Problem


class HeldWeights(DirectMethod):
    """Trains one network on each task in turn and adds strength * sum_i importance_i (w_i - anchor_i)^2.

    The anchor (S, P) are the weights after the last task, the importance (S, P) is gathered over all tasks.
    """

    changeable = DirectMethod.changeable

    def __init__(self, problem: Problem, settings: Settings) -> None:
        super().__init__(problem, settings)
        self.importance = torch.zeros_like(self.w, requires_grad=False)
        self.anchor = self.w.detach().clone()

    @property
    @abstractmethod
    def strength(self) -> float:
        """What the sum over weights is multiplied by."""

    @abstractmethod
    def consolidate(self, task: int) -> None:
        """Adds to the importance what `task` gave, whose last step was taken; the anchor is still the old."""

    def losses(self, inputs: Inputs) -> Losses:
        change = (self.w - self.anchor).square()
        return {**super().losses(inputs), "regularizer": self.strength * (self.importance * change).sum(1)}

    def end(self, stage: Stage) -> None:
        self.consolidate(stage.task)
        self.anchor = self.w.detach().clone()
        super().end(stage)

    def state(self) -> dict[str, Tensor]:
        return {**super().state(), "importance": self.importance, "anchor": self.anchor}

    def restore(self, state: Mapping[str, Tensor], stage: Stage | None) -> None:
        super().restore(state, stage)
        self.importance, self.anchor = state["importance"].clone(), state["anchor"].clone()
