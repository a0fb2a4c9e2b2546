"""Joint training: all tasks seen so far at once."""

from hnetlab.learning.data_order import DataOrder
from hnetlab.learning.method import DirectMethod
from hnetlab.learning.problem import Batch, draw_mixed


class Joint(DirectMethod):
    """Trains one set of weights on the pooled data of all tasks so far: what not having to remember gives."""

    summary = "train one network on the data of all tasks seen so far"

    def _data_order(self, task: int) -> DataOrder:
        problem = self.problem
        count = sum(len(problem.sequence[index].y_train) for index in range(task + 1))
        return DataOrder(
            problem.seeds, f"tasks 0 to {task}", count, problem.training.batch_size, problem.device
        )

    def _batch(self, task: int, step: int) -> Batch:
        sequence = self.problem.sequence
        return draw_mixed(sequence.tasks[: task + 1], self._order.indices(step), sequence.outputs)
