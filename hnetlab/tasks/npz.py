"""A user's own data: an .npz file with `x_train`, `y_train`, `x_test` and `y_test`."""

import zipfile
import zlib
from pathlib import Path
from typing import Annotated, Any, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from hnetlab.base.errors import DataError
from hnetlab.tasks.arrays import Arrays, Layout
from hnetlab.tasks.file import check_file
from hnetlab.tasks.given import ClassCountsOrNone, ClassNames, GivenPath
from hnetlab.tasks.permuted import permuted_sequence
from hnetlab.tasks.scenario import ScenarioSettings
from hnetlab.tasks.sequence import TaskSequence
from hnetlab.tasks.split import split_sequence

_NAMES = "names"
_KEYS = ("x_train", "y_train", "x_test", "y_test")
_REMEDY = "write it with numpy.savez(path, x_train=..., y_train=..., x_test=..., y_test=...)"
# What zipfile, zlib and numpy raise for damaged, encrypted or absurdly large members.
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, MemoryError)


class ArraysSettings(ScenarioSettings):
    """Split or permuted tasks from a user's own arrays."""

    data: GivenPath
    """The .npz file with x_train, y_train, x_test, y_test and, if wanted, names; kept as an absolute path."""
    split: ClassCountsOrNone = None
    """Classes per task of a split sequence, or a number for each task."""
    classes: ClassNames = None
    """With "split": the classes in the order in which they are learned, by name or label; all or some."""
    permute: bool = False
    """Whether the tasks are permutations of the features."""
    tasks: Annotated[int, Field(ge=2)] | None = None
    """How many tasks, at least 2; needed with "permute", else as many as the classes allow."""
    task_seed: int | None = None
    """The seed of the permutations (none counts as 0), or of the order of the classes (none is ascending)."""
    standardize: bool = False
    """Whether the mean and deviation of the training samples, per feature or channel, are taken out."""
    layout: Layout = "chw"
    """The order of an image's axes in the file: channels first (chw) or last (hwc)."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if self.permute == (self.split is not None):
            raise ValueError('choose either "split" (classes per task) or "permute"')
        if self.permute and self.tasks is None:
            raise ValueError('"permute" needs "tasks", the number of tasks')
        if self.classes is not None and (self.permute or self.task_seed is not None):
            other = "permute" if self.permute else "task_seed"
            raise ValueError(f'"classes" gives the order of a split: leave "{other}" out')
        return self


def load_npz(path: Path | str, *, layout: Layout = "chw", standardize: bool = False) -> Arrays:
    """The arrays of an .npz file, read without unpickling; `layout` and `standardize` as for `Arrays`.

    Beside x_train, y_train, x_test and y_test it may hold `names`, one per label in ascending order of the
    labels. Raises DataError where they can't be used.
    """
    path = Path(path)
    check_file(path)
    try:
        with path.open("rb") as file:
            if not zipfile.is_zipfile(file):
                raise DataError(f"{path} is no complete .npz file: {_REMEDY}.")
            file.seek(0)
            with np.load(file, allow_pickle=False) as archive:
                x_train, y_train, x_test, y_test = (_member(path, archive, key) for key in _KEYS)
                names = _member(path, archive, _NAMES) if _NAMES in archive else ()
    except OSError as error:
        raise DataError(f"{path} can't be read ({error.strerror or error}): check the path.") from error
    except _DAMAGE as error:
        raise DataError(f"{path} is damaged or does not fit into memory: {_REMEDY}.") from error
    try:
        return Arrays(x_train, y_train, x_test, y_test, tuple(np.atleast_1d(names)), layout, standardize)
    except DataError as error:
        raise DataError(f"In {path}, {error}") from error


def build_arrays(settings: ArraysSettings) -> TaskSequence:
    """The split or permuted sequence of a user's own arrays."""
    arrays = load_npz(settings.data, layout=settings.layout, standardize=settings.standardize)
    if settings.split is not None:
        return split_sequence(
            arrays,
            settings.split,
            classes=settings.classes,
            tasks=settings.tasks,
            scenario=settings.scenario,
            head=settings.head,
            seed=settings.task_seed,
            name="arrays",
        )
    return permuted_sequence(
        arrays,
        settings.tasks or 0,
        settings.task_seed or 0,
        scenario=settings.scenario,
        head=settings.head,
        name="arrays",
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
            "store plain numbers or text instead."
        ) from error
    if not isinstance(array, np.ndarray):
        raise DataError(f'"{key}" in {path} is no array: {_REMEDY}.')
    return array
