"""A classifier that learns old tasks again from generated samples, as its former self answers them."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar

import torch
from torch import Tensor

from hnetlab.base.schedule import Stage
from hnetlab.learning.batch import Inputs
from hnetlab.learning.distillation import Choices, DistillationSettings
from hnetlab.learning.method import DirectMethod, Losses
from hnetlab.learning.parts import WithParts
from hnetlab.learning.problem import Problem
from hnetlab.learning.recall import GenerativeReplay
from hnetlab.learning.state import part_of
from hnetlab.learning.training import Keeping


class ReplayedMethod(WithParts, DirectMethod):
    """Base of the methods that train one network on new labels, and on samples that a `memory` draws.

    The labels of the samples are soft: what the network said to them before the task. In a regression its
    values are learned.
    """

    settings: DistillationSettings
    draws = True
    keepings: ClassVar[tuple[Keeping, ...]] = ("shared",)  # a step has samples of all tasks

    def __init__(self, problem: Problem, settings: DistillationSettings, memory: GenerativeReplay) -> None:
        super().__init__(problem, settings)
        self.memory = memory
        self.parts = {"replay": memory}
        self.teacher: Tensor | None = None
        self._teachers: dict[str, Tensor] = {}

    @abstractmethod
    def share(self, task: int) -> float:
        """How much the new labels of `task` weigh; the replayed samples weigh the rest."""

    @abstractmethod
    def choices(self, task: int) -> Choices:
        """What is compared of the answers to samples drawn while `task` is learned."""

    def begin(self, stage: Stage) -> None:
        super().begin(stage)
        if not self._learning and stage.task:
            self.teacher = self.w.detach().clone()
            self._teachers = {name: value.clone() for name, value in self.statistics[stage.task].items()}
            self._recall(stage.task)

    def inputs(self, stage: Stage, step: int) -> Inputs:
        inputs = super().inputs(stage, step)
        if stage.name in self.parts or not stage.task:
            return inputs
        return self.memory.drawn(inputs, stage, step)

    def losses(self, inputs: Inputs) -> Losses:
        losses = super().losses(inputs)
        if self.teacher is None or inputs.latents is None:
            return {**losses, "replay": torch.zeros_like(losses["task"])}
        x = self.memory.samples(inputs.latents, inputs.told)
        with torch.no_grad():
            said = self.problem.target(self.teacher, x, self._teachers)
        statistics = self.statistics[inputs.portions[0].task]
        outputs = self.problem.outputs(self.w, x, inputs.noise, statistics)
        return {**losses, "replay": self._distance(outputs, said)}

    def shares(self, inputs: Inputs) -> Mapping[str, float]:
        share = self.share(inputs.portions[0].task)
        return {} if self.teacher is None else {"task": share, "replay": 1 - share}

    def end(self, stage: Stage) -> None:
        self.teacher = None
        super().end(stage)

    def state(self) -> dict[str, Tensor]:
        state = super().state()
        if self.teacher is None:
            return state
        statistics = {f"teacher.{name}": value for name, value in self._teachers.items()}
        return {**state, "teacher": self.teacher, **statistics}

    def restore(self, state: Mapping[str, Tensor], stage: Stage | None) -> None:
        super().restore(state, stage)
        self.teacher = state["teacher"].clone() if "teacher" in state else None
        self._teachers = {name: value.clone() for name, value in part_of(state, "teacher.").items()}
        if stage and self.teacher is not None:
            self._recall(stage.task)

    def _distance(self, outputs: Tensor, said: Tensor) -> Tensor:
        """How far the answers (S, n, outputs) are from those of the former self, (S,)."""
        if self.problem.sequence.kind == "regression":
            return self._choices.squares(outputs, said).mean(dim=1)
        return self._choices.distilled(outputs, said, self.settings.temperature).mean(dim=1)

    def _recall(self, task: int) -> None:
        self.memory.recall(task)
        self._choices = self.choices(task).to(self.problem.device)
