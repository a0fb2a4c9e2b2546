"""A network whose weights are held near those of the last task, each by how important it was."""

from collections.abc import Mapping
from typing import ClassVar

import torch
from torch import Tensor

from hnetlab.base.schedule import Stage
from hnetlab.base.settings import Settings
from hnetlab.learning.batch import Inputs
from hnetlab.learning.fisher import Fisher
from hnetlab.learning.method import DirectMethod, Losses
from hnetlab.learning.penalty import Penalty
from hnetlab.learning.problem import Problem


class HeldWeights(DirectMethod):
    """Trains one network on each task in turn and descends a penalty on changes of its weights as well."""

    penalty_type: ClassVar[type[Penalty]]

    def __init__(self, problem: Problem, settings: Settings) -> None:
        super().__init__(problem, settings)
        self.penalty_type.check(problem.target)
        self.penalty = self.penalty_type(settings, self.w)
        """What holds the weights (S, P)."""

    def losses(self, inputs: Inputs) -> Losses:
        return {**super().losses(inputs), "regularizer": self.penalty(self.w)}

    def update(self, inputs: Inputs) -> Losses:
        if not self.penalty.watches:
            return super().update(inputs)
        assert self._optimizer, "begin comes before the first step"
        total, losses = self.descended(inputs)
        (slope,) = torch.autograd.grad(total.sum(), [self.w])
        before = self.w.detach().clone()
        self._optimizer.step([slope])
        self.penalty.observe(slope, self.w.detach() - before)
        return losses

    def end(self, stage: Stage) -> None:
        self.penalty.consolidate(self.w.detach(), lambda: self.fisher(stage.task))
        super().end(stage)

    def fisher(self, task: int) -> Tensor:
        """The diagonal (S, P) of the Fisher information of the weights now, on a task's training samples."""
        active = self._competing or self.problem.sequence[task].head
        fisher = Fisher(self.problem, self.penalty.settings)
        return fisher(self.w, task, active, self.statistics[task])

    def change(self, problem: Problem, settings: Settings) -> None:
        super().change(problem, settings)
        self.penalty.settings = settings

    def state(self) -> dict[str, Tensor]:
        return {**super().state(), **self.penalty.state()}

    def restore(self, state: Mapping[str, Tensor], stage: Stage | None) -> None:
        super().restore(state, stage)
        self.penalty.restore(state)
