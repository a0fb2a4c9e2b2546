"""Files that are written whole or not at all."""

import errno
import os
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
    """A temporary name beside `path`; what was written there is `path` afterwards, or nothing is."""
    temporary = path.with_name(path.name + TEMPORARY)
    try:
        yield temporary
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def replace_text(path: Path, text: str) -> None:
    """Writes a whole text file in UTF-8."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def disk_is_full(error: BaseException) -> bool:
    """Whether `error` came from a disk, a quota or a file size that is used up."""
    return getattr(error, "errno", None) in _FULL or any(sign in str(error) for sign in _FULL_SIGNS)


def reason(error: BaseException) -> str:
    """What an error says, in one line and without its class and its path."""
    lines = (getattr(error, "strerror", None) or str(error)).splitlines()
    return lines[0] if lines else type(error).__name__
