"""Who trains a run at the moment: one at a time may."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary, WeakSet, ref

from hnetlab.base.errors import SessionError

_trainers: "WeakKeyDictionary[object, ref[Any]]" = WeakKeyDictionary()
_in_step: "WeakSet[object]" = WeakSet()
_lock = threading.Lock()


def claim(run: object, trainer: object) -> None:
    """Notes that `trainer` trains `run` from now on; raises `SessionError` while another one does."""
    with _lock:
        found = _trainer(run)
        if found is not None and found is not trainer:
            raise SessionError(
                "Another session is training this run: pause that one first, or build a new run."
            )
        _trainers[run] = ref(trainer)


def release(run: object, trainer: object) -> None:
    """Notes that `trainer` rests."""
    with _lock:
        if _trainer(run) is trainer:
            del _trainers[run]


def trainer_of(run: object) -> Any:
    """Who trains `run` now, as claimed; None when nobody does."""
    with _lock:
        return _trainer(run)


@contextmanager
def taking_a_step(run: object, trainer: "ref[Any] | None") -> Iterator[None]:
    """Keeps all others from taking a step with `run` meanwhile.

    Raises `SessionError` while a session other than `trainer` trains the run, or another thread is in a step.
    """
    with _lock:
        if _trainer(run) is not None and _trainers[run] is not trainer:
            raise SessionError(
                "A session is training this run: pause it first, or wait for its end, or build a new run."
            )
        if run in _in_step:
            raise SessionError("Another thread is training this run: wait for its end, or build a new run.")
        _in_step.add(run)
    try:
        yield
    finally:
        with _lock:
            _in_step.discard(run)


def _trainer(run: object) -> Any:
    found = _trainers.get(run)
    return found() if found else None
