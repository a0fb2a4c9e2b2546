"""Datasets of files that are downloaded once, gzipped, and known by the SHA-256 of their contents."""

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hnetlab.base.errors import DataError
from hnetlab.tasks.file import read_file
from hnetlab.tasks.folder import data_folder
from hnetlab.tasks.idx import unpack

State = Literal["present", "missing", "damaged"]


@dataclass(frozen=True)
class DatasetFile:
    """One gzipped file; `sha256` is that of its decompressed contents, since mirrors compress differently."""

    name: str
    sha256: str

    @property
    def names(self) -> tuple[str, ...]:
        """What the file may be called: its own name, then without `.gz`, then as some unpackers write it."""
        plain = self.name.removesuffix(".gz")
        return tuple(dict.fromkeys((self.name, plain, plain.replace("-idx", ".idx"))))


@dataclass(frozen=True)
class FileStatus:
    """One file on this machine; `size` in bytes as it lies on disk, 0 where it is missing."""

    path: Path
    state: State
    size: int


@dataclass(frozen=True)
class Dataset:
    """Files that lie in the subfolder `name` of the data folder, and the mirrors that offer them."""

    name: str
    files: tuple[DatasetFile, ...]
    mirrors: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """Where the files lie, or will lie."""
        return data_folder() / self.name

    def status(self) -> tuple[FileStatus, ...]:
        """The state of each file, after reading and checking it; raises DataError where one can't be read."""
        return tuple(self._status(file) for file in self.files)

    def fetch(self, *, progress: bool = False) -> tuple[FileStatus, ...]:
        """Download what is missing, replace what is damaged, and return the state of each file.

        `progress` shows a bar per file on standard error. Raises DataError if a file can't be had or written.
        """
        for file in self.files:
            if self._status(file).state != "present":
                self._download(file, progress)
        return self.status()

    def contents(self, *, progress: bool = False) -> Iterator[bytes]:
        """The checked, decompressed contents of each file; missing files are downloaded first.

        Raises DataError for a damaged file, which is left as it is.
        """
        for file in self.files:
            if not self._present(file):
                self._download(file, progress)
            contents = self._find(file)[1]
            if contents is None:
                raise DataError(
                    f"{self._present(file)[0]} is damaged: delete it, "
                    f'or run "hnetlab data fetch {self.name}" to replace it.'
                )
            yield contents

    def _present(self, file: DatasetFile) -> list[Path]:
        """Where the file lies, packed or unpacked; nothing where it is missing."""
        return [path for name in file.names if (path := self.folder / name).exists()]

    def _find(self, file: DatasetFile) -> tuple[Path, bytes | None]:
        """The first place with the right contents, and these; or the first place and None."""
        present = self._present(file)
        for path in present:
            if (contents := _intact_contents(path, file.sha256)) is not None:
                return path, contents
        return (present or [self.folder / file.name])[0], None

    def _status(self, file: DatasetFile) -> FileStatus:
        path, contents = self._find(file)
        if contents is None and not path.exists():
            return FileStatus(path, "missing", 0)
        return FileStatus(path, "damaged" if contents is None else "present", path.stat().st_size)

    def _download(self, file: DatasetFile, progress: bool) -> None:
        from hnetlab.tasks.download import download  # needs the network's libraries, which are seldom wanted

        download(
            self.folder / file.name,
            self.mirrors,
            lambda part: _intact_contents(part, file.sha256) is not None,
            progress=progress,
        )


def _intact_contents(path: Path, sha256: str) -> bytes | None:
    """The decompressed contents of `path`, None where they are not what `sha256` says."""
    try:
        contents = unpack(read_file(path))
    except zlib.error:
        return None
    return contents if hashlib.sha256(contents).hexdigest() == sha256 else None
