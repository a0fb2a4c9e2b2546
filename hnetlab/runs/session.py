"""A run that trains on a thread of its own, and obeys: start, pause, step, stop."""

import math
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, TypeVar

import torch
from torch import Tensor

from hnetlab.runs.engine import Stepped, train
from hnetlab.runs.history import Record
from hnetlab.runs.process import prepare_process
from hnetlab.runs.run import Position, Run

State = Literal["idle", "running", "paused", "finished", "failed", "cancelled"]
Found = TypeVar("Found")

_OVER: frozenset[State] = frozenset({"finished", "failed", "cancelled"})
_NOW = -1.0  # a goal that lies behind: rest at once


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


class Session:
    """Trains the run that `build` makes, on one daemon thread, and can be told what to do from any other.

    Its states: idle (not begun), running, paused, and at last finished, failed or cancelled, after which
    only `reset` helps. `start`, `pause`, `step`, `step_task` and `stop` leave a wish and return at once; the
    worker looks at it after every optimizer step. A wish that makes no sense in the present state is ignored.

    With `foreground` there is no thread: `wait` itself trains, for front ends that don't show what another
    thread draws. `on_news` is called, on the thread that trains, after every step and every change of state.
    """

    def __init__(
        self, build: Callable[[], Run], *, foreground: bool = False, on_news: Callable[[], None] | None = None
    ) -> None:
        self._build = build
        self._foreground = foreground
        self._on_news = on_news or (lambda: None)
        self._condition = threading.Condition()
        self._thread: threading.Thread | None = None
        self._begin(build())

    @property
    def run(self) -> Run:
        """The run itself: leave it alone while it trains, see `inspect`."""
        return self._run

    @property
    def state(self) -> State:
        """The state alone: what is asked after every step should cost little."""
        return self._state

    @property
    def status(self) -> Status:
        """Where the session is now."""
        with self._condition:
            position, done = self._run.position, self._run.steps_done
            taken, spent = done - self._done_at_start, self._seconds()
            rate = taken / spent if taken and spent else None
            return Status(self._state, position.task, position.step, done, self._run.steps, rate, self._error)

    def start(self) -> None:
        """Trains on to the end."""
        self._go_until(lambda: math.inf)

    def step(self, steps: int = 1) -> None:
        """Takes so many optimizer steps, then pauses; raises ValueError for fewer than one."""
        if steps < 1:
            raise ValueError(f"steps = {steps} is not allowed: take at least one step")
        self._go_until(lambda: self._run.steps_done + steps)

    def step_task(self) -> None:
        """Trains to the end of the present task, then pauses."""
        self._go_until(lambda: (self._run.position.task + 1) * self._run.config.training.steps)

    def pause(self) -> None:
        """Rests after the present step; a task whose last step was taken is evaluated first."""
        with self._condition:
            self._goal = _NOW

    @property
    def asked_to_pause(self) -> bool:
        """Whether the last wish was to pause, by a call or an interrupt."""
        with self._condition:
            return self._goal == _NOW and self._state not in ("idle", *_OVER)

    def stop(self) -> None:
        """Ends training for good; the run keeps what it has learned."""
        with self._condition:
            self._stopping = True
            if not self._thread and self._state in ("idle", "paused"):
                self._rest("cancelled")
            self._condition.notify_all()

    def reset(self, build: Callable[[], Run] | None = None) -> None:
        """Begins anew with a new run, from `build` if given; if that fails, the old one stays."""
        self.close()
        self._build = build or self._build
        self._begin(self._build())
        self._on_news()

    def close(self) -> None:
        """Stops and waits until the thread has ended."""
        self.stop()
        thread = self._thread
        if thread and thread is not threading.current_thread():
            thread.join()

    def wait(self, timeout: float | None = None) -> Status:
        """Waits until the session rests, or for `timeout` seconds; raises the error that training ended with.

        An interrupt from the keyboard pauses the session.
        """
        if self._foreground:
            with _interrupt_calls(self.pause):
                self._train()
        try:
            self._wait_for_rest(timeout)
        except KeyboardInterrupt:
            self.pause()
            self._wait_for_rest(None)
        if self._error:
            raise self._error
        return self.status

    def snapshot(self) -> Snapshot:
        """A copy of the run between two steps."""
        return self.inspect(Snapshot.of)

    def inspect(self, look: Callable[[Run], Found]) -> Found:
        """Calls `look` with the run between two steps, whatever the state, and returns what it returns.

        Training waits meanwhile. What `look` keeps it must copy: the run's tensors change in place.
        """
        with self._condition:
            self._visitors += 1
            try:
                self._condition.wait_for(lambda: not self._in_step)
                return look(self._run)
            finally:
                self._visitors -= 1
                self._condition.notify_all()

    def _begin(self, run: Run) -> None:
        with self._condition:
            self._run = run
            self._events = train(run)
            self._state: State = "finished" if run.finished else "paused" if run.steps_done else "idle"
            self._error: Exception | None = None
            self._goal = _NOW
            self._stopping = False
            self._in_step = False
            self._visitors = 0
            self._thread = None
            self._started, self._rested, self._done_at_start = 0.0, 0.0, run.steps_done

    def _seconds(self) -> float:
        """How long training went on since it was started last."""
        return (time.perf_counter() if self._state == "running" else self._rested) - self._started

    def _go_until(self, goal: Callable[[], float]) -> None:
        with self._condition:
            if self._state in _OVER or self._stopping:
                return
            self._goal = goal()
            if self._state != "running":
                self._started, self._done_at_start = time.perf_counter(), self._run.steps_done
                self._state = "running"
            if not self._thread and not self._foreground:
                self._thread = threading.Thread(target=self._work, name="hnetlab session", daemon=True)
                self._thread.start()
            self._condition.notify_all()
        self._on_news()

    def _work(self) -> None:
        """The life of the thread."""
        prepare_process(self._run)
        # torch counts threads per thread: this one leaves a core to the kernel and the panels.
        torch.set_num_threads(max(1, min(torch.get_num_threads(), (os.cpu_count() or 2) - 1)))
        while self._train():
            with self._condition:
                self._condition.wait_for(lambda: self._state == "running" or self._stopping)

    def _train(self) -> bool:
        """Trains until the session rests; False when it is over."""
        try:
            while self._may_step():
                event = next(self._events)
                with self._condition:
                    self._in_step = False
                    self._condition.notify_all()
                if isinstance(event, Stepped):
                    self._on_news()
        except StopIteration:
            self._rest("finished")
        except Exception as error:  # noqa: BLE001 - whatever it is: it is shown, and raised again by `wait`
            self._error = error
            self._rest("failed")
        self._on_news()
        return self._state not in _OVER

    def _may_step(self) -> bool:
        """Lets visitors look, then says whether to take another step; if not, the session rests."""
        with self._condition:
            self._condition.wait_for(lambda: not self._visitors)
            run = self._run
            not_evaluated = run.position.step == run.config.training.steps
            if self._stopping:
                self._rest("cancelled")
            elif self._state == "running" and run.steps_done >= self._goal and not not_evaluated:
                self._rest("finished" if run.finished else "paused")
            self._in_step = self._state == "running"
            return self._in_step

    def _rest(self, state: State) -> None:
        with self._condition:
            self._in_step = False
            if self._state not in _OVER:
                self._rested = time.perf_counter()
                self._state = state
            self._condition.notify_all()

    def _wait_for_rest(self, timeout: float | None) -> None:
        with self._condition:
            self._condition.wait_for(lambda: self._state != "running", timeout)


@contextmanager
def _interrupt_calls(action: Callable[[], None]) -> Iterator[None]:
    """An interrupt from the keyboard calls `action` in place of tearing a step apart."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, lambda _signal, _frame: action())
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
