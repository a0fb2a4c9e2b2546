"""A driver's order to its workers: a folder that all of them see, and that goes away with its driver."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

from hnetlab import __version__
from hnetlab.base.errors import StoreError
from hnetlab.base.files import reason
from hnetlab.runs.run import NUMBERS

STOP = "stop"
"""The file in an errand's folder that asks all of its workers to stop."""
_LOCK = ".lock"
_SECONDS_UNTIL_ABANDONED = 60.0
"""A lock so young may belong to a driver that has made it and is about to take it."""


@dataclass(frozen=True)
class Errand:
    """One driver's order to its workers, in a folder that all of them see."""

    folder: Path
    version: str = __version__
    numbers: int = NUMBERS

    def progress_file(self, name: str) -> Path:
        """Where the steps done on a batch are written."""
        return self.folder / f"{name}.progress"

    def starts_file(self, name: str) -> Path:
        """Where it is noted from which step each worker has begun a batch."""
        return self.folder / f"{name}.starts"

    @property
    def stopped(self) -> bool:
        """Whether workers are to stop, or the driver has cleared its folder away."""
        return (self.folder / STOP).exists() or not self.folder.exists()


@contextmanager
def new_errand(drivers: Path) -> Iterator[Errand]:
    """An errand below `drivers` while its driver lives; what killed drivers left is cleared away.

    Raises `StoreError` where nothing can be written.
    """
    errand = Errand(drivers.absolute() / uuid4().hex[:12])
    lock = FileLock(errand.folder.with_suffix(_LOCK), timeout=0)
    try:
        drivers.mkdir(parents=True, exist_ok=True)
        clear_abandoned(drivers)
        lock.acquire()
        errand.folder.mkdir()
    except OSError as error:
        raise StoreError(
            f"Can't write to {drivers} ({reason(error)}): choose a folder that can be written with --out."
        ) from error
    try:
        yield errand
    finally:
        shutil.rmtree(errand.folder, ignore_errors=True)
        Path(lock.lock_file).unlink(missing_ok=True)
        lock.release()
        with suppress(OSError):  # another driver has its folder there
            drivers.rmdir()


def clear_abandoned(drivers: Path) -> None:
    """Removes the folders below `drivers` whose drivers were killed: nobody holds their locks."""
    for place in sorted(drivers.glob(f"*{_LOCK}")):
        try:
            if time.time() - place.stat().st_mtime < _SECONDS_UNTIL_ABANDONED:
                continue
            with FileLock(place, timeout=0):
                shutil.rmtree(place.with_suffix(""), ignore_errors=True)
                place.unlink(missing_ok=True)
        except (Timeout, OSError):  # its driver lives, or another one has cleared it away
            continue
