"""Who trains a run at the moment: one at a time may."""

import threading
from typing import Any
from weakref import WeakKeyDictionary, ref

from hnetlab.base.errors import SessionError
from hnetlab.runs.run import Run

_trainers: "WeakKeyDictionary[Run, ref[Any]]" = WeakKeyDictionary()
_lock = threading.Lock()


def claim(run: Run, trainer: object) -> None:
    """Notes that `trainer` trains `run` from now on; raises `SessionError` while another one does."""
    with _lock:
        found = _trainer(run)
        if found is not None and found is not trainer:
            raise SessionError(
                "Another session is training this run: pause that one first, or build a new run."
            )
        _trainers[run] = ref(trainer)


def release(run: Run, trainer: object) -> None:
    """Notes that `trainer` rests."""
    with _lock:
        if _trainer(run) is trainer:
            del _trainers[run]


def trainer_of(run: Run) -> Any:
    """Who trains `run` now, as claimed; None when nobody does."""
    with _lock:
        return _trainer(run)


def _trainer(run: Run) -> Any:
    found = _trainers.get(run)
    return found() if found else None
