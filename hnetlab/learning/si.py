"""Synaptic intelligence: weights whose way lowered the loss are held in place."""

from collections.abc import Callable
from typing import Any, ClassVar

import torch
from pydantic import Field
from torch import Tensor

from hnetlab.base.settings import Settings
from hnetlab.learning.held_weights import HeldWeights
from hnetlab.learning.penalty import Penalty


class SynapticSettings(Settings):
    """Synaptic intelligence."""

    si_c: float = Field(0.1, ge=0, le=1e15)
    """Strength of the penalty, without a half."""
    si_epsilon: float = Field(0.1, gt=0, le=1e15)
    """Damping: added to the squared way of each weight before dividing by it."""


class SynapticPenalty(Penalty):
    """Importance is what a number's way contributed to lowering the loss, per squared way.

    Source: Zenke, Poole and Ganguli 2017, in the form of van de Ven and Tolias 2019: the contribution of a
    step is minus the gradient of all that is descended, times the step.
    """

    watches = True
    settings: SynapticSettings

    def __init__(self, settings: Any, v: Tensor) -> None:
        super().__init__(settings, v)
        self.contribution = torch.zeros_like(self.importance)

    @property
    def strength(self) -> float:
        return self.settings.si_c

    def observe(self, slope: Tensor, way: Tensor) -> None:
        self.contribution -= slope * way

    def weigh(self, v: Tensor, fisher: Callable[[], Tensor]) -> None:
        way = v - self.anchor
        self.importance = self.importance + self.contribution / (way.square() + self.settings.si_epsilon)
        self.contribution = torch.zeros_like(self.contribution)

    def state(self) -> dict[str, Tensor]:
        return {**super().state(), "contribution": self.contribution}


class SynapticIntelligence(HeldWeights):
    """Holds each weight by what its way contributed to lowering the loss."""

    title = "Synaptic intelligence"
    summary = "hold the target network's weights by what they contributed to learning (SI)"
    settings_type: ClassVar[type[Settings]] = SynapticSettings
    penalty_type = SynapticPenalty
    changeable = frozenset({"learning_rate", "si_c"})
