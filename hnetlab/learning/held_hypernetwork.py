"""A hypernetwork whose own weights are held, in place of what they generate: EWC and SI on theta."""

from collections.abc import Iterable, Mapping
from math import prod
from typing import ClassVar

import torch
from pydantic import Field
from torch import Tensor

from hnetlab.base.schedule import Stage
from hnetlab.base.settings import Settings
from hnetlab.learning.batch import Inputs
from hnetlab.learning.ewc import ElasticPenalty, EwcSettings
from hnetlab.learning.finetuning import unregularized
from hnetlab.learning.fisher import Fisher
from hnetlab.learning.hypernetwork import HypernetworkMethod, HypernetworkSettings
from hnetlab.learning.method import Losses
from hnetlab.learning.penalty import Penalty
from hnetlab.learning.problem import Problem
from hnetlab.learning.si import SynapticPenalty, SynapticSettings


class HeldHypernetwork(HypernetworkMethod):
    """Trains a hypernetwork with a penalty on changes of theta in place of the output regularizer.

    Embeddings of old tasks stay as they are, as always.
    """

    penalty_type: ClassVar[type[Penalty]]

    def __init__(self, problem: Problem, settings: HypernetworkSettings) -> None:
        super().__init__(problem, unregularized(settings))
        self.penalty_type.check(problem.target)
        self.penalty = self.penalty_type(settings, _in_a_row(self.theta.values()))
        """What holds theta, its tensors in a row (S, K)."""

    def update(self, inputs: Inputs) -> Losses:
        loss, (*of_theta, of_e), of_once = self._gradients(inputs)
        before = _in_a_row(self.theta.values())
        slope = _in_a_row(of_theta) + self.penalty.slope(before)
        self.network.step([*self._apart(slope).values(), of_e], None)
        self._learn_once(of_once)
        if self.penalty.watches:
            self.penalty.observe(slope, _in_a_row(self.theta.values()) - before)
        return {"task": loss, "regularizer": self.penalty(before)}

    def end(self, stage: Stage) -> None:
        self.penalty.consolidate(_in_a_row(self.theta.values()), lambda: self.fisher(stage.task))
        super().end(stage)

    def fisher(self, task: int) -> Tensor:
        """The diagonal (S, K) of the Fisher information of theta now, on a task's training samples."""

        def networks(replica: int, v: Tensor) -> Tensor:
            e = self.e[task].detach()[replica].expand(len(v), 1, -1)
            w = self.hypernet(self._apart(v), e).squeeze(1)
            return w if self.once is None else self.whole(w, self.once.w.detach()[replica])

        fisher, head = Fisher(self.problem, self.penalty.settings, networks), self.problem.sequence[task].head
        return fisher(_in_a_row(self.theta.values()), task, head, self.statistics[task])

    def change(self, problem: Problem, settings: HypernetworkSettings) -> None:
        super().change(problem, unregularized(settings))
        self.penalty.settings = settings

    def state(self) -> dict[str, Tensor]:
        return {**super().state(), **self.penalty.state()}

    def restore(self, state: Mapping[str, Tensor], stage: Stage | None) -> None:
        super().restore(state, stage)
        self.penalty.restore(state)

    def _apart(self, v: Tensor) -> dict[str, Tensor]:
        """The tensors (B, ...) of theta by name that stand in the rows of `v` (B, K)."""
        shapes = self.hypernet.shapes
        parts = v.split([prod(shapes[name]) for name in self.theta], dim=1)
        return {name: part.reshape(-1, *shapes[name]) for name, part in zip(self.theta, parts, strict=True)}


class HypernetworkEwcSettings(HypernetworkSettings, EwcSettings):
    """A hypernetwork, and online EWC on its weights."""

    ewc_lambda: float = Field(100.0, ge=0, le=1e15)
    """Strength of the penalty: lambda / 2 for each weight of theta, times its Fisher information."""


class ElasticHypernetwork(HeldHypernetwork):
    """Online EWC on the weights of the hypernetwork."""

    title = "Hypernetwork held by EWC"
    summary = "a hypernetwork whose own weights are held by their Fisher information (EWC)"
    settings_type: ClassVar[type[Settings]] = HypernetworkEwcSettings
    penalty_type = ElasticPenalty
    changeable = frozenset({"learning_rate", "ewc_lambda"})


class HypernetworkSynapticSettings(HypernetworkSettings, SynapticSettings):
    """A hypernetwork, and synaptic intelligence on its weights."""

    si_c: float = Field(0.1, ge=0, le=1e15)
    """Strength of the penalty on theta, without a half."""


class SynapticHypernetwork(HeldHypernetwork):
    """Synaptic intelligence on the weights of the hypernetwork."""

    title = "Hypernetwork held by SI"
    summary = "a hypernetwork whose own weights are held by what they contributed to learning"
    settings_type: ClassVar[type[Settings]] = HypernetworkSynapticSettings
    penalty_type = SynapticPenalty
    changeable = frozenset({"learning_rate", "si_c"})


def _in_a_row(tensors: Iterable[Tensor]) -> Tensor:
    """Tensors (S, ...) as rows (S, K), detached."""
    return torch.cat([each.detach().flatten(1) for each in tensors], dim=1)
