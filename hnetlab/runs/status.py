"""Where a session is: its state, and its run at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from torch import Tensor

from hnetlab.runs.history import Record
from hnetlab.runs.run import Position, Run

State = Literal["idle", "running", "paused", "finished", "failed", "cancelled"]

OVER: frozenset[State] = frozenset({"finished", "failed", "cancelled"})
"""The states after which only a reset helps."""


@dataclass(frozen=True)
class Status:
    """Where a session is, at one moment; tasks count from 0."""

    state: State
    task: int
    step: int
    """Optimizer steps taken on `task`."""
    steps_done: int
    """Optimizer steps taken over all tasks."""
    steps: int
    """Optimizer steps of the whole run."""
    steps_per_second: float | None
    """Since training was started last; None before the first step."""
    error: Exception | None

    @property
    def seconds_left(self) -> float | None:
        """Seconds that the rest of the run takes at this pace."""
        return (self.steps - self.steps_done) / self.steps_per_second if self.steps_per_second else None


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A run at one moment, copied: what `Run.restore` takes to go on from there."""

    state: Mapping[str, Tensor]
    position: Position
    records: tuple[Record, ...]

    @classmethod
    def of(cls, run: Run) -> "Snapshot":
        """The run as it is now."""
        state = {name: value.clone() for name, value in run.state().items()}
        return cls(state, run.position, tuple(run.history.records))
