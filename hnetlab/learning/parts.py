"""Methods with parts: beside what it is, a method may bring networks that learn in stages of their own."""

# What stands behind `WithParts` among the bases of a method has all that is called there.
# mypy: disable-error-code="safe-super"

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any

from torch import Tensor

from hnetlab.base.schedule import Stage
from hnetlab.learning.batch import Inputs
from hnetlab.learning.method import Losses, Method
from hnetlab.learning.optimization import Optimizer
from hnetlab.learning.problem import Problem
from hnetlab.learning.state import part_of


class Part(ABC):
    """What learns in one stage of each task; its methods are those of `Method`, for that stage alone."""

    problem: Problem

    def learns(self, task: int) -> bool:
        """Whether there is anything to learn in `task`."""
        return True

    @abstractmethod
    def begin(self, stage: Stage) -> None:
        """Gets ready for the steps of `stage`."""

    @abstractmethod
    def inputs(self, stage: Stage, step: int) -> Inputs:
        """What step `step` of `stage` takes from outside: the same whenever it is asked for."""

    @abstractmethod
    def optimizers(self) -> Iterable[Optimizer]:
        """What takes the steps."""

    @abstractmethod
    def update(self, inputs: Inputs) -> Losses:
        """Takes one optimizer step, and returns its losses, detached."""

    @abstractmethod
    def end(self, stage: Stage) -> None:
        """Drops what only the steps of `stage` needed."""

    @abstractmethod
    def change(self, problem: Problem, settings: Any) -> None:
        """Takes on new values of settings; `settings` are those of the whole method."""

    @abstractmethod
    def trainable_numbers(self) -> dict[str, int]:
        """How many numbers one replica has learned by the end of the sequence, by part."""

    @abstractmethod
    def state(self) -> dict[str, Tensor]:
        """Every tensor that the next step depends on, by name."""

    @abstractmethod
    def restore(self, state: Mapping[str, Tensor], stage: Stage | None) -> None:
        """Continues from `state`, taken within `stage` of its own, or outside of one if None."""


class WithParts(Method):
    """Goes before the class of a method, which learns in the stage "task", and adds a stage for each part.

    `parts` has them in their order, by the names of their stages; they also stand before the names of their
    tensors. Each stage is as long as the first.
    """

    parts: dict[str, Part]
    _learning: Part | None = None

    def stages(self, task: int) -> tuple[Stage, ...]:
        first, *others = super().stages(task)
        assert not others, "the method itself has one stage"
        names = [first.name, *(name for name, part in self.parts.items() if part.learns(task))]
        return tuple(Stage(task, first.steps, name, number) for number, name in enumerate(names))

    def begin(self, stage: Stage) -> None:
        self._learning = self.parts.get(stage.name)
        (self._learning.begin if self._learning else super().begin)(stage)

    def inputs(self, stage: Stage, step: int) -> Inputs:
        part = self.parts.get(stage.name)
        return (part.inputs if part else super().inputs)(stage, step)

    def classifies(self, stage: Stage) -> bool:
        return stage.name not in self.parts

    def optimizers(self) -> Iterable[Optimizer]:
        return self._learning.optimizers() if self._learning else super().optimizers()

    def update(self, inputs: Inputs) -> Losses:
        return (self._learning.update if self._learning else super().update)(inputs)

    def end(self, stage: Stage) -> None:
        (self._learning.end if self._learning else super().end)(stage)
        self._learning = None

    def change(self, problem: Problem, settings: Any) -> None:
        super().change(problem, settings)
        for part in self.parts.values():
            part.change(problem, settings)

    def trainable_numbers(self) -> dict[str, int]:
        numbers = super().trainable_numbers()
        for name, part in self.parts.items():
            numbers |= {f"{name}: {each}": count for each, count in part.trainable_numbers().items()}
        return numbers

    def state(self) -> dict[str, Tensor]:
        state = super().state()
        for name, part in self.parts.items():
            state |= {f"{name}.{each}": value for each, value in part.state().items()}
        return state

    def restore(self, state: Mapping[str, Tensor], stage: Stage | None) -> None:
        for name, part in self.parts.items():
            part.restore(part_of(state, f"{name}."), stage if stage and stage.name == name else None)
        self._learning = self.parts.get(stage.name) if stage else None
        super().restore(state, None if self._learning else stage)
