"""Datasets of files that are downloaded once and known by the SHA-256 of their contents."""

import hashlib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hnetlab.base.errors import DataError
from hnetlab.tasks.archive import Archive, unpack_archive
from hnetlab.tasks.file import read_file
from hnetlab.tasks.folder import data_folder
from hnetlab.tasks.idx import unpack

State = Literal["present", "missing", "damaged"]


@dataclass(frozen=True)
class DatasetFile:
    """One file; `sha256` is that of its contents, decompressed, since mirrors gzip differently."""

    name: str
    sha256: str

    @property
    def names(self) -> tuple[str, ...]:
        """What the file may be called: its own name, then without `.gz`, then as some unpackers write it."""
        plain = self.name.removesuffix(".gz")
        return tuple(dict.fromkeys((self.name, plain, plain.replace("-idx", ".idx"))))

    def contents(self, path: Path) -> bytes | None:
        """The decompressed contents of `path`, None where they are not this file's."""
        try:
            contents = unpack(read_file(path))
        except zlib.error:
            return None
        return contents if hashlib.sha256(contents).hexdigest() == self.sha256 else None

    def intact(self, path: Path) -> bool:
        """Whether `path` holds this file; raises DataError where it can't be read."""
        return self.contents(path) is not None


@dataclass(frozen=True)
class FileStatus:
    """One file on this machine; `size` in bytes as it lies on disk, 0 where it is missing."""

    path: Path
    state: State
    size: int


@dataclass(frozen=True)
class Dataset:
    """Files that lie in the subfolder `name` of the data folder, and the mirrors that offer them.

    Mirrors offer each file, or the `archive` that holds them all. What lies in one of the folders `installed`
    need not be downloaded.
    """

    name: str
    files: tuple[DatasetFile, ...]
    mirrors: tuple[str, ...]
    archive: Archive | None = None
    installed: tuple[Path, ...] = ()

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
        self._download([file for file in self.files if self._status(file).state != "present"], progress)
        return self.status()

    def contents(self, *, progress: bool = False) -> Iterator[bytes]:
        """The checked, decompressed contents of each file; missing files are downloaded first.

        Raises DataError for a damaged file, which is left as it is.
        """
        for file in self.files:
            if not self._present(file):
                missing = [each for each in self.files if not self._present(each)]
                self._download(missing if self.archive else [file], progress, replace=False)
            contents = self._find(file)[1]
            if contents is None:
                raise DataError(self._damaged(self._present(file)[0]))
            yield contents

    def _present(self, file: DatasetFile) -> list[Path]:
        """Where the file lies, packed or unpacked; nothing where it is missing."""
        places = (self.folder, *self.installed)
        return [path for place in places for name in file.names if (path := place / name).exists()]

    def _find(self, file: DatasetFile) -> tuple[Path, bytes | None]:
        """The first place with the right contents, and these; or the first place and None."""
        present = self._present(file)
        for path in present:
            if (contents := file.contents(path)) is not None:
                return path, contents
        return (present or [self.folder / file.name])[0], None

    def _status(self, file: DatasetFile) -> FileStatus:
        path, contents = self._find(file)
        if contents is None and not path.exists():
            return FileStatus(path, "missing", 0)
        return FileStatus(path, "damaged" if contents is None else "present", path.stat().st_size)

    def _download(self, files: Sequence[DatasetFile], progress: bool, *, replace: bool = True) -> None:
        """Puts `files` into the folder; a damaged archive that lies there is replaced only if `replace`."""
        from hnetlab.tasks.download import (
            alone,
            download,
            unwritable,
        )  # the network's libraries, seldom wanted

        if not files:
            return
        if self.archive is None:
            for file in files:
                download(self.folder / file.name, self.mirrors, file.intact, progress=progress)
            return
        path = self.folder / self.archive.name
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with alone(path.with_name(f"{path.name}.unpacking")):
                wanted = {file.name: file.sha256 for file in files if self._find(file)[1] is None}
                if not wanted:
                    return  # somebody else was quicker
                given = path.exists()
                if given and not replace and not self.archive.intact(path):
                    raise DataError(self._damaged(path))
                download(path, self.mirrors, self.archive.intact, progress=progress)
                unpack_archive(path, wanted, self.archive.bytes_at_most)
                if not given:
                    path.unlink()
        except OSError as error:
            raise unwritable(path, error) from error

    def _damaged(self, path: Path) -> str:
        return f'{path} is damaged: delete it, or run "hnetlab data fetch {self.name}" to replace it.'
