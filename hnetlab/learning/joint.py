"""Joint training: all tasks seen so far at once."""

import torch

from hnetlab.base.schedule import Stage
from hnetlab.learning.batch import Portion, portions_of
from hnetlab.learning.data_order import DataOrder
from hnetlab.learning.method import DirectMethod


class Joint(DirectMethod):
    """Trains one set of weights on the pooled data of all tasks so far: what not having to remember gives."""

    title = "All tasks seen so far at once"
    summary = "train one network on the data of all tasks seen so far"
    keepings = ("shared",)  # a batch has samples of all tasks

    def samples(self, task: int) -> int:
        return sum(self._sizes(task))

    def _data_order(self, task: int) -> DataOrder:
        problem, host = self.problem, torch.device("cpu")
        return DataOrder(
            problem.seeds, f"tasks 0 to {task}", self.samples(task), problem.training.batch_size, host
        )

    def _portions(self, stage: Stage, step: int) -> tuple[Portion, ...]:
        return portions_of(self._sizes(stage.task), self._order.indices(step), self.problem.device)

    def _sizes(self, task: int) -> list[int]:
        return [len(each.y_train) for each in self.problem.sequence.tasks[: task + 1]]
