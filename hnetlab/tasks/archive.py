"""Archives from the net, of which the files that are wanted are unpacked, and nothing else."""

import hashlib
import shutil
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from hnetlab.base.errors import DataError
from hnetlab.tasks.file import check_file

_ENTRIES_AT_MOST = 10_000
_DAMAGE = (tarfile.TarError, EOFError, zlib.error, UnicodeError)


@dataclass(frozen=True)
class Archive:
    """A tar file, gzipped or not: its name, the SHA-256 of it as it is offered, and how much it may hold."""

    name: str
    sha256: str
    bytes_at_most: int

    def intact(self, path: Path) -> bool:
        """Whether the file at `path` is this archive; raises DataError where it can't be read."""
        check_file(path)
        return sha256_of(path) == self.sha256


def unpack_archive(path: Path, wanted: Mapping[str, str], bytes_at_most: int) -> None:
    """Puts the files of the archive at `path` that are called as `wanted` says beside it, all or none.

    `wanted` has the SHA-256 of each by its name, without the folders that lead to it in the archive. Raises
    DataError, with nothing written, for an archive that is damaged, holds a path which leaves its folder, a
    link, a device or more than `bytes_at_most`, or lacks a file; OSError where it can't be written.
    """
    with _opened(path) as archive:
        members = _members(path, archive, wanted, bytes_at_most)
        room = path.with_name(f"{path.name}.unpacking")
        shutil.rmtree(room, ignore_errors=True)  # what a process that died has left
        room.mkdir()
        try:
            for name, member in members.items():
                source = archive.extractfile(member)
                assert source, "members are regular files"
                with source, (room / name).open("xb") as file:
                    shutil.copyfileobj(source, file, 1 << 20)
                if sha256_of(room / name) != wanted[name]:
                    raise _refused(path, f"{name} in it is not what was published")
            for name in members:
                (room / name).replace(path.with_name(name))
        finally:
            shutil.rmtree(room, ignore_errors=True)


def _members(
    path: Path, archive: tarfile.TarFile, wanted: Mapping[str, str], bytes_at_most: int
) -> dict[str, tarfile.TarInfo]:
    """The wanted files by name, after a look at every entry."""
    found: dict[str, tarfile.TarInfo] = {}
    size = 0
    for number, member in enumerate(archive):
        if problem := _problem(member):
            raise _refused(path, f'it holds "{member.name}", {problem}')
        size += member.size
        if size > bytes_at_most or number >= _ENTRIES_AT_MOST:
            raise _refused(path, f"it unpacks to more than {bytes_at_most:,} bytes")
        name = PurePosixPath(member.name).name
        if member.isreg() and name in wanted:
            if name in found:
                raise _refused(path, f"it holds {name} twice")
            found[name] = member
    for name in wanted:
        if name not in found:
            raise _refused(path, f"it lacks {name}")
    return found


def _problem(member: tarfile.TarInfo) -> str | None:
    """Why an entry has no place in an archive of data."""
    place = PureWindowsPath(member.name)  # takes the separators and drives of every system for what they are
    if place.anchor or ".." in place.parts:
        return "a path that leaves its folder"
    if member.issym() or member.islnk():
        return "a link"
    return None if member.isreg() or member.isdir() else "which is neither a file nor a folder"


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path) as archive:
            yield archive
    except _DAMAGE as error:
        raise _refused(path, "it is no complete archive") from error


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _refused(path: Path, reason: str) -> DataError:
    return DataError(f"{path} was not unpacked, {reason}: delete it, and get it anew.")
