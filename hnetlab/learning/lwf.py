"""Learning without forgetting: what the network said before a task is learned again, on the task's inputs."""

from collections.abc import Mapping
from typing import ClassVar

import torch
from torch import Tensor

from hnetlab.base.schedule import Stage
from hnetlab.base.settings import Settings
from hnetlab.learning.batch import Inputs, fetch
from hnetlab.learning.distillation import Choices, DistillationSettings
from hnetlab.learning.method import DirectMethod, Losses
from hnetlab.learning.problem import Problem
from hnetlab.learning.state import part_of


class WithoutForgetting(DirectMethod):
    """Trains one network on each task, and to answer the same inputs as it did before for old tasks.

    With t tasks so far the new labels weigh 1 / t, the old answers the rest: those of each old head, or of
    the one that all share; in scenario 3 those of the old classes together, as soft labels among all classes
    so far. Compared is the cross-entropy of soft labels, times the squared temperature; in a regression the
    squared error. Source: Li and Hoiem 2017, in the form of van de Ven and Tolias 2019.
    """

    title = "Learning without forgetting"
    summary = "keep the answers to old tasks, on the new task's inputs (LwF)"
    settings_type: ClassVar[type[Settings]] = DistillationSettings
    settings: DistillationSettings
    keepings = ("shared",)  # one teacher speaks for all old tasks

    def __init__(self, problem: Problem, settings: DistillationSettings) -> None:
        super().__init__(problem, settings)
        self.teacher: Tensor | None = None
        self._teachers: dict[str, Tensor] = {}

    def begin(self, stage: Stage) -> None:
        self.teacher = self.w.detach().clone() if stage.task else None
        self._teachers = {name: value.clone() for name, value in self.statistics[stage.task].items()}
        self._compare(stage.task)
        super().begin(stage)

    def losses(self, inputs: Inputs) -> Losses:
        losses = dict(super().losses(inputs))
        if self.teacher is None:
            return {**losses, "replay": torch.zeros_like(losses["task"])}
        task = inputs.portions[0].task
        x = fetch(self.problem.sequence, inputs.portions, self.problem.replicas).x
        with torch.no_grad():
            said = self.problem.target(self.teacher, x, self._teachers)
        outputs = self.problem.target(
            self.w, x, self.statistics[task], noise_seeds=inputs.noise, training=True
        )
        return {**losses, "replay": self._distance(outputs, said)}

    def shares(self, inputs: Inputs) -> Mapping[str, float]:
        share = 1 / (inputs.portions[0].task + 1)
        return {} if self.teacher is None else {"task": share, "replay": 1 - share}

    def state(self) -> dict[str, Tensor]:
        state = super().state()
        if self.teacher is None:
            return state
        statistics = {f"teacher.{name}": value for name, value in self._teachers.items()}
        return {**state, "teacher": self.teacher, **statistics}

    def end(self, stage: Stage) -> None:
        self.teacher = None
        super().end(stage)

    def restore(self, state: Mapping[str, Tensor], stage: Stage | None) -> None:
        super().restore(state, stage)
        self.teacher = state["teacher"].clone() if "teacher" in state else None
        self._teachers = {name: value.clone() for name, value in part_of(state, "teacher.").items()}
        if stage:
            self._compare(stage.task)

    def _compare(self, task: int) -> None:
        """Fix what is compared of the answers of old tasks while `task` is learned."""
        if self.teacher is not None:
            choices = Choices.of_old_tasks(self.problem.sequence, task)
            self._choices = choices.to(self.problem.device)

    def _distance(self, outputs: Tensor, said: Tensor) -> Tensor:
        """How far the answers (S, B, outputs) are from those of the teacher, (S,)."""
        if self.problem.sequence.kind == "regression":
            return self._choices.squares(outputs, said).mean(dim=1)
        return self._choices.distilled(outputs, said, self.settings.temperature).mean(dim=1)
