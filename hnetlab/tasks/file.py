"""Files as users name them: only what holds data is opened, so that nothing is waited for."""

import errno
import os
import stat
from pathlib import Path

from hnetlab.base.errors import DataError


def check_file(path: Path) -> None:
    """Raises DataError where `path` is missing, or is no file but a folder, a device or a pipe."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:  # a ValueError is for names that no system has
        raise _unreadable(path, error) from error
    if stat.S_ISDIR(mode):
        raise DataError(_text(path, os.strerror(errno.EISDIR)))
    if not stat.S_ISREG(mode):
        # To open a pipe waits until somebody writes to it, and a device may never end.
        raise DataError(f"{path} can't be read (it is a device or a pipe): name a file.")


def read_file(path: Path) -> bytes:
    """The bytes of a file; raises DataError where it can't be read."""
    check_file(path)
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError | ValueError) -> DataError:
    return DataError(_text(path, getattr(error, "strerror", None) or str(error)))


def _text(path: Path, reason: str) -> str:
    return f"{path} can't be read ({reason}): check the path and who may read it."
