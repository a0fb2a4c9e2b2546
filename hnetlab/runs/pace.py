"""How fast sessions go that share a pace: so many steps a second, and side by side."""

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol
from weakref import WeakKeyDictionary, WeakSet

from hnetlab.base.errors import SessionError

_LATE = 0.1
"""Seconds that may be caught up; who was held up longer goes on at the pace from now."""


class Walker(Protocol):
    """What takes steps at a pace."""

    @property
    def underway(self) -> int | None:
        """How many steps it has taken; None while it would not take another one."""


class Pace:
    """A bound on the steps a second of each of those who share it, and lock-step among them.

    In lock-step nobody takes a step before all others that are underway have taken as many. What is computed
    is the same at any pace. All may be changed at any time, from any thread.

    >>> from hnetlab import Run, Session, configure
    >>> pace = Pace(lockstep=True)
    >>> pair = [Session(lambda: Run(configure("regression", steps=10)), pace=pace) for _ in range(2)]
    >>> with pace.held():  # until both are underway
    ...     for session in pair:
    ...         session.step(15)
    >>> [session.wait().steps_done for session in pair]
    [15, 15]
    >>> for session in pair:
    ...     session.close()
    """

    def __init__(self, *, speed: float | None = None, lockstep: bool = False) -> None:
        self._condition = threading.Condition()
        self._walkers: WeakSet[Walker] = WeakSet()
        self._turns: WeakKeyDictionary[Walker, tuple[int, float]] = WeakKeyDictionary()
        self._holders = 0
        self._speed = _allowed(speed)
        self._lockstep = lockstep

    @property
    def speed(self) -> float | None:
        """Steps per second at most; None for as many as can be. Raises `SessionError` for 0 and less."""
        return self._speed

    @speed.setter
    def speed(self, speed: float | None) -> None:
        with self._condition:
            self._speed = _allowed(speed)
            self._condition.notify_all()

    @property
    def lockstep(self) -> bool:
        """Whether all go side by side."""
        return self._lockstep

    @lockstep.setter
    def lockstep(self, lockstep: bool) -> None:
        with self._condition:
            self._lockstep = bool(lockstep)
            self._condition.notify_all()

    def join(self, walker: Walker) -> None:
        """Makes `walker` one of those who go side by side, as long as it exists."""
        with self._condition:
            self._walkers.add(walker)

    @contextmanager
    def held(self) -> Iterator[None]:
        """In lock-step nobody takes a step within: those who set out together begin together."""
        with self._condition:
            self._holders += 1
        try:
            yield
        finally:
            with self._condition:
                self._holders -= 1
                self._condition.notify_all()

    def wake(self) -> None:
        """Lets those who wait look again: somebody has come to rest."""
        with self._condition:
            self._condition.notify_all()

    def await_turn(self, walker: Walker, *, alone: bool = False) -> None:
        """Waits until `walker` may take its next step, or would not take one any more.

        `alone` is for one whose steps nobody takes at the same time, which lock-step would hold up for ever.
        """
        if self._speed is None and not self._lockstep:
            return  # without the lock: this is asked before every step
        with self._condition:
            self._condition.notify_all()
            while (done := walker.underway) is not None:
                wait = self._seconds_to_wait(walker, done, alone)
                if wait <= 0:
                    self._note_turn(walker, done)
                    return
                self._condition.wait(None if wait == math.inf else wait)

    def _seconds_to_wait(self, walker: Walker, done: int, alone: bool) -> float:
        """Until the next step of `walker`, as far as is known; infinite where others have to move first."""
        if self._lockstep and not alone:
            others = [each.underway for each in self._walkers if each is not walker]
            if self._holders or any(other is not None and other < done for other in others):
                return math.inf
        before, at = self._turns.get(walker, (done, 0.0))
        if self._speed is None or before == done:
            return 0.0
        return at + 1 / self._speed - time.perf_counter()

    def _note_turn(self, walker: Walker, done: int) -> None:
        now, (before, at) = time.perf_counter(), self._turns.get(walker, (-1, 0.0))
        if before != done:
            due = at + 1 / self._speed if self._speed else now
            self._turns[walker] = done, due if now - due < _LATE else now


def _allowed(speed: float | None) -> float | None:
    if speed is None or (isinstance(speed, int | float) and 0 < speed < math.inf):
        return speed
    raise SessionError(f"speed = {speed!r} is not allowed: take steps per second above 0, or None for all.")
