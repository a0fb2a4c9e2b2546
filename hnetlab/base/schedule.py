"""When what is learned: tasks one after the other, each in one stage or in several."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True)
class Stage:
    """A stretch of training on `task`: `steps` optimizer steps that all do the same, under one name.

    A task may have several, for example a classifier's and then a generator's; `number` counts them from 0.
    """

    task: int
    steps: int
    name: str = "task"
    number: int = 0


@dataclass(frozen=True)
class Position:
    """How far training has come: `step` optimizer steps into a stage of `task`, all counted from 0."""

    task: int = 0
    step: int = 0
    stage: int = 0

    @property
    def begun(self) -> int:
        """How many tasks have taken a step."""
        return self.task + bool(self.step or self.stage)


class Schedule:
    """All stages of a run in their order; positions are turned into steps, and back, here alone.

    `stages` holds the stages of each task, at least one of at least one step. Raises ValueError for others.
    """

    def __init__(self, stages: Sequence[Sequence[Stage]]) -> None:
        self.stages = tuple(map(tuple, stages))
        for task, own in enumerate(self.stages):
            numbered = all(stage.task == task and stage.number == number for number, stage in enumerate(own))
            if not own or not numbered or any(stage.steps < 1 for stage in own):
                raise ValueError(f"The stages of task {task + 1} make no schedule: {own}.")
        per_task = [sum(stage.steps for stage in own) for own in self.stages]
        self.ends = tuple(accumulate(per_task))
        """The steps of the whole run after which each task is learned, (T,)."""

    @classmethod
    def even(cls, tasks: int, steps: int) -> "Schedule":
        """One stage of the same number of steps for each task."""
        return cls([[Stage(task, steps)] for task in range(tasks)])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Schedule) and self.stages == other.stages

    def __hash__(self) -> int:
        return hash(self.stages)

    def __repr__(self) -> str:
        return f"Schedule({self.tasks} tasks, {self.steps} steps)"

    def __iter__(self) -> Iterator[Stage]:
        for own in self.stages:
            yield from own

    @property
    def tasks(self) -> int:
        """T, the number of tasks."""
        return len(self.stages)

    @property
    def steps(self) -> int:
        """Optimizer steps of the whole run."""
        return self.ends[-1] if self.ends else 0

    def steps_of(self, task: int) -> int:
        """Optimizer steps of all stages of `task`."""
        return sum(stage.steps for stage in self.stages[task])

    def stage(self, task: int, number: int = 0) -> Stage:
        """Stage `number` of `task`, both from 0."""
        return self.stages[task][number]

    def stage_at(self, position: Position) -> Stage | None:
        """The stage that `position` lies in; None once every task has been learned."""
        return None if position.task == self.tasks else self.stages[position.task][position.stage]

    def is_last(self, stage: Stage) -> bool:
        """Whether its task is learned when `stage` is over."""
        return stage.number == len(self.stages[stage.task]) - 1

    def after(self, stage: Stage) -> Position:
        """Where the next stage begins: the same task's, or the next task's."""
        if self.is_last(stage):
            return Position(stage.task + 1)
        return Position(stage.task, stage=stage.number + 1)

    def steps_done(self, position: Position) -> int:
        """Optimizer steps of the whole run that lie before `position`."""
        before = self.ends[position.task - 1] if position.task else 0
        if position.task == self.tasks:
            return before
        return before + self.steps_in_task(position)

    def steps_in_task(self, position: Position) -> int:
        """Optimizer steps of the position's task, over its stages, that lie before it."""
        if position.task == self.tasks:
            return 0
        return sum(stage.steps for stage in self.stages[position.task][: position.stage]) + position.step

    def end_of_task(self, position: Position) -> int:
        """The steps of the whole run after which the position's task, or else the last one, is learned."""
        return self.ends[min(position.task, self.tasks - 1)]

    def allows(self, position: Position) -> bool:
        """Whether there is such a position; a stage's last one is that after its last step."""
        if position == Position(self.tasks):
            return True
        return (
            0 <= position.task < self.tasks
            and 0 <= position.stage < len(self.stages[position.task])
            and 0 <= position.step <= self.stages[position.task][position.stage].steps
        )
