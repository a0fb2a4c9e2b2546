"""From scratch: a new target network for each task."""

from collections.abc import Mapping

from torch import Tensor

from hnetlab.base.schedule import Stage
from hnetlab.learning.method import DirectMethod, NoSettings
from hnetlab.learning.problem import Problem
from hnetlab.learning.state import part_of


class FromScratch(DirectMethod):
    """Trains new weights for each task and keeps them all: no forgetting, no transfer, T times the memory."""

    title = "A new network per task"
    summary = "train a new network for each task and keep them all"
    alone = True

    network_per_task = True
    keepings = ("per_task",)

    def __init__(self, problem: Problem, settings: NoSettings) -> None:
        super().__init__(problem, settings)
        self._finished: dict[int, Tensor] = {}

    def begin(self, stage: Stage) -> None:
        self.w = self.problem.new_weights(self.problem.target, "target", stage.task)
        self._optimizer = None
        super().begin(stage)

    def end(self, stage: Stage) -> None:
        self._finished[stage.task] = self.w.detach().clone()
        super().end(stage)

    def weights(self, task: int) -> Tensor:
        return self._finished.get(task, self.w.detach())

    def trainable_numbers(self) -> dict[str, int]:
        return {"target weights": self.problem.target.size * len(self.problem.sequence)}

    def state(self) -> dict[str, Tensor]:
        return {**super().state(), **{f"finished.{task}": w for task, w in self._finished.items()}}

    def restore(self, state: Mapping[str, Tensor], stage: Stage | None) -> None:
        super().restore(state, stage)
        self._finished = {int(name): w.clone() for name, w in part_of(state, "finished.").items()}
