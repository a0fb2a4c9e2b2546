"""Slow work in small pieces on one thread, which steps aside while a hand waits for an answer."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch

from hnetlab.base.leaving import close_when_leaving
from hnetlab.widgets.threads import threads_for_background

_PATIENCE = 0.15  # seconds without a move after which patient work goes on
_GAP = 0.25  # seconds between two pieces of urgent work: pictures may follow a hand more slowly than numbers


class Background:
    """Does work given as iterators, one `next` at a time; there is a thread only while there is work.

    Of several works the newest goes first. Within `aside` no new piece begins. Urgent work goes on right
    after it, at a bounded rate; patient work once nobody has moved for a moment. An error ends the work that
    raised it and is given to `on_error`.
    """

    def __init__(self, on_error: Callable[[Exception], None]) -> None:
        self._on_error = on_error
        self._condition = threading.Condition()
        self._urgent: dict[str, Iterator[object]] = {}
        self._patient: dict[str, Iterator[object]] = {}
        self._thread: threading.Thread | None = None
        self._waiting = 0
        self._patient_from = self._urgent_from = 0.0
        self._closed = False
        close_when_leaving(self)

    def start(self, name: str, work: Iterator[object], *, urgent: bool = False) -> None:
        """Begins `work` in place of what went by the same name; after `close` nothing begins."""
        with self._condition:
            if self._closed:
                return
            self._drop(name)
            (self._urgent if urgent else self._patient)[name] = work
            if not self._thread:
                self._thread = threading.Thread(target=self._run, name="hnetlab background", daemon=True)
                self._thread.start()
            self._condition.notify_all()

    def stop(self, name: str) -> None:
        """Ends the work of this name, if there is any, after its present piece."""
        with self._condition:
            self._drop(name)
            self._condition.notify_all()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Keeps new pieces of work from beginning meanwhile."""
        with self._condition:
            self._waiting += 1
        try:
            yield
        finally:
            with self._condition:
                self._waiting -= 1
                self._patient_from = time.monotonic() + _PATIENCE
                self._condition.notify_all()

    def wait(self, timeout: float | None = None) -> bool:
        """Waits until all work is done, at most `timeout` seconds; whether it is."""
        with self._condition:
            return self._condition.wait_for(lambda: not self._thread, timeout)

    def close(self) -> None:
        """Drops all work and waits until the thread has ended."""
        with self._condition:
            self._closed = True
            self._urgent.clear()
            self._patient.clear()
            self._condition.notify_all()
            thread = self._thread
        if thread and thread is not threading.current_thread():
            thread.join()

    def _drop(self, name: str) -> None:
        self._urgent.pop(name, None)
        self._patient.pop(name, None)

    def _run(self) -> None:
        torch.set_num_threads(threads_for_background())
        while chosen := self._next():
            name, work = chosen
            try:
                next(work)
            except StopIteration:
                self._end(name, work)
            except Exception as error:  # noqa: BLE001 - whatever it is: it is shown
                self._end(name, work)
                self._on_error(error)

    def _next(self) -> tuple[str, Iterator[object]] | None:
        """The work whose turn it is, when it may begin; None, and no thread, when there is none left."""
        with self._condition:
            while self._urgent or self._patient:
                now = time.monotonic()
                if self._waiting:
                    self._condition.wait()
                elif self._urgent and now >= self._urgent_from:
                    self._urgent_from = now + _GAP
                    return next(reversed(self._urgent.items()))
                elif self._patient and now >= self._patient_from:
                    return next(reversed(self._patient.items()))
                else:
                    starts = [self._urgent_from] if self._urgent else []
                    starts += [self._patient_from] if self._patient else []
                    self._condition.wait(min(starts) - now)
            self._thread = None
            self._condition.notify_all()
            return None

    def _end(self, name: str, work: Iterator[object]) -> None:
        with self._condition:
            if work in (self._urgent.get(name), self._patient.get(name)):
                self._drop(name)
