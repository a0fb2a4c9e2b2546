"""What a worker of a cluster does: train one batch in its folder, and tell by files how far it is."""

import json
import os
import socket
import time
from pathlib import Path

from hnetlab import __version__
from hnetlab.base.files import replace_text
from hnetlab.experiments.config import Config
from hnetlab.results.errand import Errand
from hnetlab.results.failure import Failure
from hnetlab.results.folder import Batch
from hnetlab.results.work import State, train_batch
from hnetlab.runs.run import NUMBERS

_SECONDS_BETWEEN_SIGNS = 0.25
_STARTS_WITHOUT_PROGRESS = 3


def train_remotely(
    errand: Errand, path: str, config: str, device: str, seconds_between_checkpoints: float
) -> State | Failure:
    """Trains the batch of `config`, as JSON, in the folder `path`: how it ended, or why it failed.

    What is not this version's to train, or not in a shared folder, fails without having written anything.
    """
    here = socket.gethostname()
    if not errand.folder.is_dir():
        return Failure(
            f"The worker on {here} does not see {errand.folder}: choose a folder with --out that all "
            "machines share."
        )
    if (errand.version, errand.numbers) != (__version__, NUMBERS):
        return Failure(
            f"The worker on {here} has hnetlab {__version__}, not {errand.version}: install the same one "
            "everywhere."
        )
    try:
        batch = Batch(Config.from_json(config), Path(path))
        done = _steps_done(batch)
        if _started_in_vain(errand, batch, done):
            return Failure(
                f"It was started {_STARTS_WITHOUT_PROGRESS} times and each time its worker died before a new "
                f"checkpoint was there, after step {done}: give workers more memory.",
                fewer=True,
            )
        state = train_batch(
            batch,
            device=device,
            stepped=_Signs(errand, batch).stepped,
            seconds_between_checkpoints=seconds_between_checkpoints,
        )
        if state == "busy":
            _take_back_start(errand, batch)
        return state
    except Exception as error:  # noqa: BLE001 - whatever one run fails of, the others go on
        return Failure.of(error)


class _Signs:
    """Writes how far a batch is, and looks whether to stop, a few times a second."""

    def __init__(self, errand: Errand, batch: Batch) -> None:
        self._errand = errand
        self._file = errand.progress_file(batch.name)
        self._next = 0.0

    def stepped(self, done: int) -> bool:
        now = time.perf_counter()
        if now < self._next:
            return True
        self._next = now + _SECONDS_BETWEEN_SIGNS
        if self._errand.stopped:
            return False
        replace_text(self._file, str(done))
        return True


def _steps_done(batch: Batch) -> int:
    """Steps up to the last checkpoint."""
    folder = batch.folder
    if not folder.holds_run or not folder.holds_progress:
        return 0
    steps = folder.history().curves().steps
    return int(steps[-1]) if len(steps) else 0


def _started_in_vain(errand: Errand, batch: Batch, done: int) -> bool:
    """Notes a start from step `done`; whether the ones before, as many as are allowed, came no further."""
    file = errand.starts_file(batch.name)
    before = json.loads(file.read_text("utf-8")) if os.path.lexists(file) else []
    last = before[-_STARTS_WITHOUT_PROGRESS:]
    if len(last) == _STARTS_WITHOUT_PROGRESS and set(last) == {done}:
        return True
    replace_text(file, json.dumps([*before, done]))
    return False


def _take_back_start(errand: Errand, batch: Batch) -> None:
    """Forgets the last start: another process trains the batch, and nobody has died."""
    file = errand.starts_file(batch.name)
    replace_text(file, json.dumps(json.loads(file.read_text("utf-8"))[:-1]))
