"""A user's own data: an .npz file with `x_train`, `y_train`, `x_test` and `y_test`."""

import zipfile
import zlib
from pathlib import Path
from typing import Annotated, Any, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field, model_validator

from hnetlab.base.errors import DataError
from hnetlab.base.settings import Settings
from hnetlab.tasks.arrays import Arrays
from hnetlab.tasks.permuted import permuted_sequence
from hnetlab.tasks.sequence import HeadKind, TaskSequence
from hnetlab.tasks.split import split_sequence

_KEYS = ("x_train", "y_train", "x_test", "y_test")
_REMEDY = "write it with numpy.savez(path, x_train=..., y_train=..., x_test=..., y_test=...)"
# What zipfile, zlib and numpy raise for damaged, encrypted or absurdly large members.
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, MemoryError)


class ArraysSettings(Settings):
    """Split or permuted tasks from a user's own arrays."""

    data: Annotated[Path, AfterValidator(lambda path: path.expanduser().absolute())]
    """The .npz file with x_train, y_train, x_test and y_test; kept as an absolute path."""
    split: Annotated[int, Field(ge=2)] | None = None
    """Classes per task of a split sequence."""
    permute: bool = False
    """Whether the tasks are permutations of the features."""
    tasks: Annotated[int, Field(ge=2)] | None = None
    """How many tasks, at least 2; needed with "permute", else as many as the classes allow."""
    head: HeadKind = "per_task"
    """A head per task (CL1, CL3), or one head that all tasks share (CL2)."""
    task_seed: int | None = None
    """The seed of the permutations (none counts as 0), or of the order of the classes (none is ascending)."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if self.permute == (self.split is not None):
            raise ValueError('choose either "split" (classes per task) or "permute"')
        if self.permute and self.tasks is None:
            raise ValueError('"permute" needs "tasks", the number of tasks')
        return self


def load_npz(path: Path | str) -> Arrays:
    """The arrays of an .npz file, read without unpickling; raises DataError where they can't be used."""
    path = Path(path)
    try:
        with path.open("rb") as file:
            if not zipfile.is_zipfile(file):
                raise DataError(f"{path} is no complete .npz file: {_REMEDY}.")
            file.seek(0)
            with np.load(file, allow_pickle=False) as archive:
                x_train, y_train, x_test, y_test = (_member(path, archive, key) for key in _KEYS)
    except OSError as error:
        raise DataError(f"{path} can't be read ({error.strerror or error}): check the path.") from error
    except _DAMAGE as error:
        raise DataError(f"{path} is damaged or does not fit into memory: {_REMEDY}.") from error
    try:
        return Arrays(x_train, y_train, x_test, y_test)
    except DataError as error:
        raise DataError(f"In {path}, {error}") from error


def build_arrays(settings: ArraysSettings) -> TaskSequence:
    """The split or permuted sequence of a user's own arrays."""
    arrays = load_npz(settings.data)
    if settings.split is not None:
        return split_sequence(
            arrays,
            settings.split,
            tasks=settings.tasks,
            head=settings.head,
            seed=settings.task_seed,
            name="arrays",
        )
    return permuted_sequence(
        arrays, settings.tasks or 0, settings.task_seed or 0, head=settings.head, name="arrays"
    )


def _member(path: Path, archive: Any, key: str) -> NDArray[Any]:
    if key not in archive:
        raise DataError(f'{path} lacks "{key}" and holds {", ".join(archive) or "nothing"}: {_REMEDY}.')
    try:
        array = archive[key]
    except ValueError as error:
        if "allow_pickle" not in str(error):
            raise
        raise DataError(
            f'"{key}" in {path} holds pickled Python objects, which could run code when read: '
            "store plain numbers instead."
        ) from error
    if not isinstance(array, np.ndarray):
        raise DataError(f'"{key}" in {path} is no array: {_REMEDY}.')
    return array
