"""What a session knows of the run that it trains."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from operator import index

from hnetlab.base.errors import SessionError, TrainingError
from hnetlab.runs.engine import Event
from hnetlab.runs.run import Run
from hnetlab.runs.status import State

NOW = -1.0
"""A goal that lies behind: rest at once."""


@dataclass(eq=False)
class Life:
    """What a session knows of one run, from the run's beginning in it to the next reset."""

    run: Run
    state: State
    done_at_start: int
    events: Iterator[Event] = field(default_factory=lambda: iter(()))
    error: Exception | None = None
    goal: float = NOW
    stopping: bool = False
    started: float = 0.0
    rested: float = 0.0

    @classmethod
    def of(cls, run: Run) -> "Life":
        """The life of a run that nobody trains yet, wherever it is."""
        state: State = "finished" if run.finished else "paused" if run.steps_done else "idle"
        return cls(run, state, run.steps_done)

    @property
    def underway(self) -> int | None:
        """How many steps have been taken while another is wanted, else None."""
        done = self.run.steps_done
        return done if self.state == "running" and not self.stopping and done < self.goal else None

    def seconds(self) -> float:
        """How long training went on since it was started last."""
        return (time.perf_counter() if self.state == "running" else self.rested) - self.started


def built(build: Callable[[], Run]) -> Run:
    """The run that `build` makes; raises `SessionError` for what makes none."""
    run = build() if callable(build) else build
    if not callable(build) or not isinstance(run, Run):
        raise SessionError(
            f"A session can't train {run!r}: give a function that makes a run, such as `lambda: Run(config)`."
        )
    return run


def as_training_error(error: BaseException) -> TrainingError:
    """What ended training, though no error of its own, as one."""
    found = TrainingError(f"Training was ended by {type(error).__name__}: reset the session to begin anew.")
    found.__cause__ = error
    return found


def whole(steps: object) -> int:
    """A whole number of whatever type as it is; 0 for anything else."""
    try:
        return 0 if isinstance(steps, bool) else index(steps)  # type: ignore[arg-type]
    except TypeError:
        return 0
