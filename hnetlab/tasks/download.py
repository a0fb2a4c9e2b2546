"""Downloads that try several mirrors, go on where they broke off and appear only when they are right."""

import errno
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pooch
import requests
from filelock import FileLock
from tqdm import tqdm

from hnetlab.base.errors import DataError

_ATTEMPTS = 5
_TIMEOUT = (5, 30)
# What arrived of a chunk is lost when the connection breaks within it.
_CHUNK = 1 << 13


def download(
    target: Path, mirrors: Sequence[str], intact: Callable[[Path], bool], *, progress: bool = False
) -> None:
    """Put the file `target.name` of the first mirror that has it at `target`, once `intact` accepts it.

    What arrives before that is kept beside it in a `.part` file, one per mirror because mirrors compress
    differently, and is continued there by the next call. Where several threads or processes want one file,
    the first downloads it and the others wait for that. `progress` shows a bar on standard error while
    bytes arrive. Raises DataError where no mirror gives the file or it can't be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with alone(target):
            reasons = [] if target.exists() and intact(target) else _missed(target, mirrors, intact, progress)
    except OSError as error:
        raise unwritable(target, error) from error
    if reasons:
        raise DataError(
            f"{target.name} could not be downloaded ({'; '.join(reasons)}): check the network, "
            f"or put the file into {target.parent} by hand."
        )


@contextmanager
def alone(target: Path) -> Iterator[None]:
    """Keeps others that make `target` waiting; the lock of a process that dies is free at once."""
    lock = target.with_name(f"{target.name}.lock")
    with FileLock(lock):
        try:
            yield
        finally:
            # Whoever waits for the file that is removed here finds out that it is gone, and makes another.
            with suppress(OSError):
                lock.unlink()


def _missed(
    target: Path, mirrors: Sequence[str], intact: Callable[[Path], bool], progress: bool
) -> list[str]:
    """Nothing when `target` is there, else why each mirror was of no use."""
    reasons = []
    for mirror in mirrors:
        url = f"{mirror.rstrip('/')}/{target.name}"
        part = target.with_name(f"{target.name}.{hashlib.sha256(url.encode()).hexdigest()[:8]}.part")
        reason = _from_mirror(url, part, intact, progress)
        if reason is None:
            part.replace(target)
            for other in target.parent.glob(f"{target.name}.*.part"):
                other.unlink()
            return []
        reasons.append(f"{urlsplit(url).hostname}: {reason}")
    return reasons or ["there is no mirror"]


def _from_mirror(url: str, part: Path, intact: Callable[[Path], bool], progress: bool) -> str | None:
    """None when `part` holds the whole intact file, else the reason why this mirror is of no use."""
    for _ in range(_ATTEMPTS):
        before = part.stat().st_size if part.exists() else 0
        try:
            _transfer(url, part, progress)
        except requests.HTTPError as error:
            status = 0 if error.response is None else error.response.status_code
            if status != requests.codes.requested_range_not_satisfiable:
                _remove_if_empty(part)
                return f"HTTP {status}"
            # Nothing lies beyond the part: it is the whole file, or none of this mirror.
        except requests.RequestException as error:
            if part.stat().st_size > before:
                continue
            _remove_if_empty(part)
            return _reason(error)
        except OSError:
            part.unlink(missing_ok=True)
            raise
        if intact(part):
            return None
        part.unlink()
        if before == 0:
            return "wrong contents"
    return "the connection broke off"


def _transfer(url: str, part: Path, progress: bool) -> None:
    """Append to `part` what it lacks of the file at `url`; write all of it if the server can't continue."""
    with part.open("ab") as file:
        start = file.tell()
        # The server must not compress once more: offsets would count other bytes.
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})

        def start_over(response: requests.Response, **_: object) -> None:
            if start and response.status_code == requests.codes.ok:
                file.truncate(0)

        # pooch sets the total once it knows it, but takes a bar without any total for no bar.
        label = part.name.rsplit(".", 2)[0]
        with tqdm(desc=label, total=1, unit="B", unit_scale=True, leave=False, disable=not progress) as bar:
            pooch.HTTPDownloader(
                progressbar=bar,
                chunk_size=_CHUNK,
                headers=headers,
                timeout=_TIMEOUT,
                hooks={"response": start_over},
            )(url, file, None)


def _reason(error: requests.RequestException) -> str:
    if isinstance(error, requests.Timeout):
        return "timed out"
    return "no connection" if isinstance(error, requests.ConnectionError) else "the connection broke off"


def _remove_if_empty(part: Path) -> None:
    if part.stat().st_size == 0:
        part.unlink()


def unwritable(target: Path, error: OSError) -> DataError:
    """What to say where `target` can't be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DataError(
            f"The disk of {target.parent} is full: free some space, or set HNETLAB_DATA to another folder."
        )
    return DataError(
        f"{target} can't be written ({error.strerror or error}): make its folder writable, "
        "or set HNETLAB_DATA to one that is."
    )
