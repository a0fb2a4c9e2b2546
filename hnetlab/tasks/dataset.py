"""Datasets of gzipped files that are downloaded once and known by the SHA-256 of their contents."""

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hnetlab.base.errors import DataError
from hnetlab.tasks.folder import data_folder
from hnetlab.tasks.idx import decompress, read_file

State = Literal["present", "missing", "damaged"]


@dataclass(frozen=True)
class DatasetFile:
    """One gzipped file; `sha256` is that of its decompressed contents, since mirrors compress differently."""

    name: str
    sha256: str


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
            path = self.folder / file.name
            if not path.exists():
                self._download(file, progress)
            contents = _intact_contents(path, file.sha256)
            if contents is None:
                raise DataError(
                    f'{path} is damaged: delete it, or run "hnetlab data fetch {self.name}" to replace it.'
                )
            yield contents

    def _status(self, file: DatasetFile) -> FileStatus:
        path = self.folder / file.name
        if not path.exists():
            return FileStatus(path, "missing", 0)
        intact = _intact_contents(path, file.sha256) is not None
        return FileStatus(path, "present" if intact else "damaged", path.stat().st_size)

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
        contents = decompress(read_file(path))
    except zlib.error:
        return None
    return contents if hashlib.sha256(contents).hexdigest() == sha256 else None
