"""A target network's running statistics while tasks are learned: for each task its own, or one for all."""

from collections.abc import Mapping, Sequence

from torch import Tensor

from hnetlab.base.errors import ConfigError
from hnetlab.learning.problem import Problem
from hnetlab.learning.training import Keeping

_PREFIX = "statistics."


class TaskStatistics:
    """The statistics of every replica and task; `statistics[task]` are those of a task, live.

    Each task begins with those that the network's module has. A network without statistics has none here.
    """

    def __init__(self, problem: Problem, keeping: Keeping) -> None:
        self.keeping = keeping
        self._tasks = len(problem.sequence) if keeping == "per_task" else 1
        new = problem.target.new_statistics(problem.replicas)
        # (S, tasks, *shape)
        self._values = {
            name: value.unsqueeze(1).repeat(1, self._tasks, *[1] * (value.ndim - 1)).to(problem.device)
            for name, value in new.items()
        }
        self._begun = 0

    def __getitem__(self, task: int) -> dict[str, Tensor]:
        """The statistics (S, *shape) of `task` by name, live: what is written there is kept."""
        row = min(task, self._tasks - 1)
        return {name: value[:, row] for name, value in self._values.items()}

    def begin(self, task: int) -> None:
        """Notes that `task` is being learned, so that its statistics are part of the state."""
        self._begun = max(self._begun, min(task, self._tasks - 1) + 1)

    def of_all_tasks(self, tasks: int, replica: int) -> dict[str, Tensor]:
        """A copy (tasks, *shape) of one replica's, a row per task."""
        return {
            name: value[replica].expand(tasks, *value.shape[2:]).clone()
            for name, value in self._values.items()
        }

    def state(self) -> dict[str, Tensor]:
        """Those of the tasks that were begun, (S, tasks, *shape) by name; live."""
        if not self._begun:
            return {}
        return {f"{_PREFIX}{name}": value[:, : self._begun] for name, value in self._values.items()}

    def restore(self, state: Mapping[str, Tensor]) -> None:
        """Goes on with what `state` has given."""
        self._begun = 0
        for name, value in self._values.items():
            stored = state.get(f"{_PREFIX}{name}")
            if stored is not None:
                self._begun = stored.shape[1]
                value[:, : self._begun].copy_(stored)


def keeping_of(problem: Problem, method: str, allowed: Sequence[Keeping]) -> Keeping:
    """How a method keeps statistics: as the training's settings say, or else the first of `allowed`.

    Raises `ConfigError` where the setting can't be, or would mean nothing.
    """
    wanted = problem.training.statistics
    if wanted is None:
        return allowed[0]
    if not problem.target.statistics:
        raise ConfigError(
            f"statistics = {wanted!r} has nothing to hold for, as the target network keeps no running "
            "statistics: leave it out."
        )
    if wanted not in allowed:
        raise ConfigError(
            f"statistics = {wanted!r} does not go with {method}: choose {allowed[0]!r} or leave it out."
        )
    return wanted
