"""Files that are written whole or not at all, and read only where they are files."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# The same as words, for libraries whose errors carry no number.
_FULL_SIGNS = ("No space left", "Disk quota exceeded", "File too large")

TEMPORARY = ".tmp"
"""What the name of a file ends with until it is whole."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary name beside `path`, an empty file; what was written there is `path` afterwards, or nothing.

    The file gets the mode that a new one has, as the process's umask says.
    """
    temporary = path.with_name(path.name + TEMPORARY)
    try:
        temporary.unlink(missing_ok=True)  # what a killed process left, whatever it is
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        yield temporary
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        if not temporary.is_dir():
            temporary.unlink(missing_ok=True)


def replace_text(path: Path, text: str) -> None:
    """Writes a whole text file in UTF-8."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def read_file(path: Path) -> bytes:
    """The contents of a regular file; raises OSError for anything else, and waits for no other process."""
    # A pipe would be waited for until somebody writes to it.
    check_regular(path)
    return path.read_bytes()


def check_regular(path: Path) -> None:
    """Raises OSError where there is no regular file, for readers that would wait for a pipe."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "it is no regular file", str(path))


def disk_is_full(error: BaseException) -> bool:
    """Whether `error` came from a disk, a quota or a file size that is used up."""
    return getattr(error, "errno", None) in _FULL or any(sign in str(error) for sign in _FULL_SIGNS)


def reason(error: BaseException) -> str:
    """What an error says, in one line and without its class and its path."""
    lines = (getattr(error, "strerror", None) or str(error)).splitlines()
    return lines[0] if lines else type(error).__name__
