"""A classifier that learns old tasks again from generated samples, as its former self answers them."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import torch
from torch import Tensor

from hnetlab.base.schedule import Stage
from hnetlab.learning.batch import Inputs
from hnetlab.learning.distillation import DistillationSettings, distilled
from hnetlab.learning.method import DirectMethod, Losses
from hnetlab.learning.parts import WithParts
from hnetlab.learning.problem import Problem
from hnetlab.learning.recall import GenerativeReplay
from hnetlab.learning.state import part_of
from hnetlab.learning.training import Keeping


@dataclass(frozen=True, eq=False)
class Answered:
    """Among which outputs old samples are answered: masks (n or 1, outputs) of replayed samples.

    `competing` are those of the network that learns, `known` those of them that its former self had learned.
    """

    competing: Tensor
    known: Tensor


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
    def answered(self, task: int) -> list[Answered]:
        """What is compared of the answers to samples drawn while `task` is learned; the mean of it counts."""

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
        return replace(inputs, latents=self.memory.latents(stage, step))

    def losses(self, inputs: Inputs) -> Losses:
        losses = super().losses(inputs)
        if self.teacher is None or inputs.latents is None:
            return {**losses, "replay": torch.zeros_like(losses["task"])}
        x = self.memory.samples(inputs.latents)
        with torch.no_grad():
            said = self.problem.target(self.teacher, x, self._teachers)
        statistics = self.statistics[inputs.portions[0].task]
        outputs = self.problem.outputs(self.w, x, inputs.noise, statistics)
        kept = [self._distance(outputs, said, each).mean(dim=1) for each in self._answered]
        share = self.share(inputs.portions[0].task)
        replay = kept[0] if len(kept) == 1 else torch.stack(kept).mean(dim=0)
        return {"task": share * losses["task"], "replay": (1 - share) * replay}

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

    def among_all(self, task: int) -> list[Answered]:
        """Among the classes of all tasks so far, of which the former self knew those before `task`."""
        before, now = (range(self.problem.sequence[each].head.stop) for each in (task - 1, task))
        return [Answered(self.outputs_of(now), self.outputs_of(before))]

    def outputs_of(self, head: range) -> Tensor:
        """A mask (1, outputs) of the outputs of one head."""
        mask = torch.zeros(1, self.problem.target.outputs, dtype=torch.bool)
        mask[:, head.start : head.stop] = True
        return mask.to(self.problem.device)

    def _distance(self, outputs: Tensor, said: Tensor, answered: Answered) -> Tensor:
        """How far the answers (S, n, outputs) are from those of the former self, (S, n)."""
        if self.problem.sequence.kind == "regression":
            squares = (outputs - said).square() * answered.known
            return squares.sum(-1) / answered.known.sum(-1)
        return distilled(outputs, said, self.settings.temperature, answered.competing, answered.known)

    def _recall(self, task: int) -> None:
        self.memory.recall(task)
        self._answered = self.answered(task)
