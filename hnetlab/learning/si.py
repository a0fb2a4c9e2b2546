"""Synaptic intelligence: weights whose way lowered the loss are held in place."""

from collections.abc import Mapping
from functools import reduce
from typing import ClassVar

import torch
from pydantic import Field
from torch import Tensor

from hnetlab.base.schedule import Stage
from hnetlab.base.settings import Settings
from hnetlab.learning.batch import Inputs
from hnetlab.learning.held_weights import HeldWeights
from hnetlab.learning.method import Losses
from hnetlab.learning.problem import Problem


class SynapticSettings(Settings):
    """Synaptic intelligence."""

    si_c: float = Field(0.1, ge=0, le=1e15)
    """Strength of the penalty, without a half."""
    si_epsilon: float = Field(0.1, gt=0, le=1e15)
    """Damping: added to the squared way of each weight before dividing by it."""


class SynapticIntelligence(HeldWeights):
    """Importance is what a weight's way contributed to lowering the loss, per squared way.

    Source: Zenke, Poole and Ganguli 2017, in the form of van de Ven and Tolias 2019: the contribution of a
    step is minus the gradient of all that is descended, times the step.
    """

    title = "Synaptic intelligence"
    summary = "hold the target network's weights by what they contributed to learning (SI)"
    settings_type: ClassVar[type[Settings]] = SynapticSettings
    changeable = frozenset({"learning_rate", "si_c"})
    settings: SynapticSettings

    def __init__(self, problem: Problem, settings: SynapticSettings) -> None:
        super().__init__(problem, settings)
        self.contribution = torch.zeros_like(self.importance)

    @property
    def strength(self) -> float:
        return self.settings.si_c

    def update(self, inputs: Inputs) -> Losses:
        assert self._optimizer, "begin comes before the first step"
        losses = self.losses(inputs)
        (slope,) = torch.autograd.grad(reduce(torch.add, losses.values()).sum(), [self.w])
        before = self.w.detach().clone()
        self._optimizer.step([slope])
        self.contribution -= slope * (self.w.detach() - before)
        return {name: loss.detach() for name, loss in losses.items()}

    def consolidate(self, task: int) -> None:
        way = self.w.detach() - self.anchor
        self.importance = self.importance + self.contribution / (way.square() + self.settings.si_epsilon)
        self.contribution = torch.zeros_like(self.contribution)

    def state(self) -> dict[str, Tensor]:
        return {**super().state(), "contribution": self.contribution}

    def restore(self, state: Mapping[str, Tensor], stage: Stage | None) -> None:
        super().restore(state, stage)
        self.contribution = state["contribution"].clone()
