"""Who may write to a run's folder: one process at a time, which leaves it clean."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from filelock import FileLock, Timeout

from hnetlab.base.errors import BusyError, StoreError
from hnetlab.base.files import TEMPORARY, check_regular, disk_is_full, reason
from hnetlab.runs.reading import (
    CHECKPOINT,
    CONFIG,
    ENVIRONMENT,
    METRICS,
    NEXT_METRICS,
    PROBLEM,
    TIMING,
    StoredRun,
)

RESULT = "result.json"
LOCK = "lock"

_FILES = (CONFIG, ENVIRONMENT, PROBLEM, METRICS, NEXT_METRICS, CHECKPOINT, TIMING, RESULT, LOCK)
_TEMPORARY_NAMES = {name + TEMPORARY for name in _FILES}
_LEFT_BY_A_KILLED_START = {ENVIRONMENT, PROBLEM, LOCK, *_TEMPORARY_NAMES}
_ALL_NAMES = {*_FILES, *_TEMPORARY_NAMES}


class OwnFolder(StoredRun):
    """A run's folder that a process may have for itself; raises `StoreError` where it can't be written."""

    @property
    def holds_progress(self) -> bool:
        """Whether the run can go on from somewhere else than its start."""
        try:
            mark = self._mark()
        except StoreError:
            return True  # whoever asks is not to throw it away
        return mark is not None and mark.records > 0

    def check_free(self) -> None:
        """Refuses a folder that has something in it, except what a run killed at its very start left."""
        if self.holds_run:
            raise StoreError(
                f"The output folder {self.path} holds another run: choose another folder, or continue that "
                "run with --resume."
            )
        try:
            names = {entry.name for entry in self.path.iterdir()} if os.path.lexists(self.path) else set()
        except OSError:
            names = {""}
        if lost := sorted(names & {METRICS, NEXT_METRICS, CHECKPOINT, TIMING, RESULT}):
            raise StoreError(
                f"The output folder {self.path} holds {lost[0]} of a run whose {CONFIG} is missing: restore "
                "that file from a copy, or choose another folder."
            )
        if names - _LEFT_BY_A_KILLED_START:
            raise StoreError(
                f"The output folder {self.path} is not an empty folder: choose another one, or a new name."
            )

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keeps other processes from writing to this folder, which is made if there is none; may be nested.

        A process that is killed leaves no lock behind; the unfinished files that it leaves are deleted here.
        """
        with self._writing():
            self.path.mkdir(parents=True, exist_ok=True)
            place = self.path.absolute() / LOCK
            if os.path.lexists(place):
                check_regular(place)  # opening empties it, which must not happen to another file
                if place.is_symlink():
                    raise OSError("the file lock is a link")
            lock = FileLock(place, timeout=0, thread_local=False, is_singleton=True)
            try:
                lock.acquire()
            except Timeout as error:
                raise BusyError(
                    f"Another process is training the run in {self.path}: wait until it has ended, or choose "
                    "another folder."
                ) from error
        try:
            if lock.lock_counter == 1:
                self._sweep()
            yield
        finally:
            lock.release()

    def discard(self) -> None:
        """Deletes the run: its own files, and the folder if it has nothing else in it."""
        with suppress(OSError):
            for name in sorted({entry.name for entry in self.path.iterdir()} & _ALL_NAMES):
                (self.path / name).unlink()
            self.path.rmdir()

    def _sweep(self) -> None:
        """Deletes the unfinished files of a killed process, and gives metrics that were saved their place."""
        with self._writing():
            names = set(_TEMPORARY_NAMES)
            if self.holds_run and os.path.lexists(self.path / NEXT_METRICS):
                try:
                    if self._metrics_in_force(self._mark())[0] == NEXT_METRICS:
                        (self.path / NEXT_METRICS).replace(self.path / METRICS)
                except StoreError:  # damage, which whoever reads is told of: nothing that may help is deleted
                    names.remove(NEXT_METRICS)
            for name in names:
                place = self.path / name
                if os.path.lexists(place) and not place.is_dir():
                    place.unlink()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Turns what goes wrong with a disk into one sentence."""
        try:
            yield
        except OSError as error:
            if disk_is_full(error):
                again = "continue with --resume" if self.holds_progress else "start again"
                what, remedy = "the disk is full", f"free some space and {again}"
            else:
                what, remedy = reason(error), "choose a folder that can be written"
            raise StoreError(f"Can't write to {self.path}, {what}: {remedy}.") from error
