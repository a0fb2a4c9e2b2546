"""What a session knows of the run that it trains."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

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

    def seconds(self) -> float:
        """How long training went on since it was started last."""
        return (time.perf_counter() if self.state == "running" else self.rested) - self.started
