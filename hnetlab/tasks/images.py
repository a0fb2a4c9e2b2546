"""A user's own pictures: a folder with a folder per class, as tasks of a few new classes each."""

import os
import warnings
from collections.abc import Iterator, Sequence
from numbers import Integral
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import Field

from hnetlab.base.errors import ConfigError, DataError, DataWarning
from hnetlab.base.seeding import generator
from hnetlab.tasks.arrays import Arrays
from hnetlab.tasks.cifar import SHAPE, load_cifar_folder
from hnetlab.tasks.given import ClassCounts, ClassNames, GivenPath
from hnetlab.tasks.scenario import ScenarioSettings
from hnetlab.tasks.sequence import TaskSequence
from hnetlab.tasks.split import split_sequence

_NOT_MEANT = {"thumbs.db", "desktop.ini", "__macosx"}
_NAMED_AT_MOST = 5
_WANTED = "put the pictures of each class into a folder of its own, named as the class"


class ImagesSettings(ScenarioSettings):
    """Split tasks from a user's own pictures."""

    data: GivenPath
    """The folder: one folder per class in it, or such in train and test; kept as an absolute path."""
    split: ClassCounts = 2
    """Classes per task, or a number for each task."""
    classes: ClassNames = None
    """The classes in the order in which they are learned, by the names of their folders; all or some."""
    size: Annotated[int, Field(ge=4, le=512)] = 32
    """Width and height, in pixels, that all pictures are brought to."""
    test_share: Annotated[float, Field(gt=0, lt=1)] = 0.2
    """The share of each class's pictures that is for test, where there are no folders train and test."""
    tasks: Annotated[int, Field(ge=2)] | None = None
    """How many tasks, at least 2; none for as many as the classes allow."""
    task_seed: int | None = None
    """The seed of the order of the classes; none is ascending."""


def load_images(folder: Path | str, size: int = 32, *, test_share: float = 0.2) -> Arrays:
    """The pictures of a folder as uint8 (3, size, size), with a class for each of its folders.

    Where the folder has `train` and `test`, the classes' folders lie in both. Otherwise `test_share` of each
    class's pictures are for test, drawn once and for all. A folder with `train.bin` and `test.bin`, in
    CIFAR-100's binary format, is read too. Raises ConfigError for a share or a size that can't be and
    DataError, naming them, for pictures that are damaged, and warns (`DataWarning`) of files and folders that
    are left out, of pictures for test that were seen in training, of files with several pictures, and of
    pictures that are nearly black since they use a small part of sixteen bits.
    """
    folder = Path(folder)
    if not 0 < test_share < 1:
        raise ConfigError(f"test_share = {test_share} is not allowed: choose a share between 0 and 1.")
    if not isinstance(size, Integral) or size < 1:
        raise ConfigError(f"size = {size!r} is not allowed: choose a whole number of pixels, at least 1.")
    if not folder.is_dir():
        raise DataError(f"{folder} is no folder of pictures: check the path.")
    if (folder / "train.bin").is_file() and (folder / "test.bin").is_file():
        if size != SHAPE[1]:
            raise DataError(f"size = {size} does not fit {folder}, which is in CIFAR's format: leave it out.")
        _warn_of_others(folder, [path for path in folder.iterdir() if path.suffix != ".bin"])
        return load_cifar_folder(folder)
    if (folder / "train").is_dir() and (folder / "test").is_dir():
        train, test = (_files(folder / part) for part in ("train", "test"))
        _warn_of_others(folder, [path for path in folder.iterdir() if path.name not in ("train", "test")])
    else:
        train, test = _divided(folder, test_share)
    arrays = _arrays(folder, train, test, size)
    _warn_of_seen(folder, arrays)
    return arrays


def build_images(settings: ImagesSettings) -> TaskSequence:
    """The split sequence of a user's own pictures."""
    return split_sequence(
        load_images(settings.data, settings.size, test_share=settings.test_share),
        settings.split,
        classes=settings.classes,
        tasks=settings.tasks,
        scenario=settings.scenario,
        head=settings.head,
        seed=settings.task_seed,
        name="images",
        noun="",
    )


def _files(folder: Path) -> dict[str, list[Path]]:
    """The picture files of each class, in the order of their names."""
    from hnetlab.tasks.pictures import picture_endings  # needs Pillow, which is seldom wanted

    endings = picture_endings()
    classes = sorted(path for path in folder.iterdir() if path.is_dir() and _meant(path))
    if not classes:
        raise DataError(f"{folder} has no folders in it: {_WANTED}.")
    found, others = {}, []
    _warn_of_others(folder, [path for path in folder.iterdir() if path.is_file()])
    for place in classes:
        files = sorted(path for path in _below(place) if _meant(path, place))
        pictures = {path: path.suffix.lower() in endings and path.is_file() for path in files}
        found[place.name] = [path for path in files if pictures[path]]
        others += [path for path in files if not pictures[path]]
        if not found[place.name]:
            raise DataError(f"{place} has no pictures in it: {_WANTED}.")
    if others:
        warnings.warn(
            f"{len(others)} files in {folder} are no pictures, for example {others[0].relative_to(folder)}: "
            "they are left out.",
            DataWarning,
            stacklevel=4,
        )
    return found


def _below(place: Path) -> Iterator[Path]:
    """All files below a folder, also below folders that are linked to; of each folder once."""
    seen = set()
    for folder, inner, names in os.walk(place, followlinks=True):
        real = os.path.realpath(folder)
        if real in seen:  # a link to where it lies itself would have no end
            inner.clear()
            continue
        seen.add(real)
        yield from (Path(folder, name) for name in names)


def _divided(folder: Path, test_share: float) -> tuple[dict[str, list[Path]], dict[str, list[Path]]]:
    """The files for training and for test."""
    train, test = {}, {}
    found = _files(folder)
    _warn_of_parts(folder, [*found])
    for name, files in found.items():
        count = len(files)
        if count < 2:
            raise DataError(f"{folder / name} has one picture: give it two at least, one of them for test.")
        number = min(max(1, round(test_share * count)), count - 1)
        order = torch.randperm(count, generator=generator(0, "test share", name)).tolist()
        test[name] = [files[place] for place in sorted(order[:number])]
        train[name] = [files[place] for place in sorted(order[number:])]
    return train, test


def _arrays(folder: Path, train: dict[str, list[Path]], test: dict[str, list[Path]], size: int) -> Arrays:
    from hnetlab.tasks.pictures import read_pictures

    every = [path for part in (train, test) for files in part.values() for path in files]
    x = read_pictures(every, size, folder)
    labels = _labels({*train, *test})
    names = sorted(labels, key=lambda name: labels[name])
    split = sum(map(len, train.values()))
    y_train, y_test = (
        np.repeat([labels[name] for name in part], [len(files) for files in part.values()])
        for part in (train, test)
    )
    try:
        return Arrays(x[:split], y_train, x[split:], y_test, names)
    except DataError as error:
        raise DataError(f"In {folder}, {error}") from error


def _labels(names: set[str]) -> dict[str, int | str]:
    """What each folder's name stands for: numbers where all are, so that 2 comes before 10."""
    if all(name.isdecimal() and name.isascii() for name in names):
        numbers = {name: int(name) for name in names}
        if len(set(numbers.values())) == len(names):
            return {**numbers}
    return {name: name for name in names}


def _warn_of_parts(folder: Path, classes: list[str]) -> None:
    """Warns where the folders that are taken for classes hold nothing but folders, the same ones in each."""
    inside = [[path for path in (folder / name).iterdir() if _meant(path)] for name in classes]
    names = {tuple(sorted(path.name for path in paths)) for paths in inside}
    if len(classes) > 1 and len(names) == 1 and all(path.is_dir() for paths in inside for path in paths):
        warnings.warn(
            f"{_first(classes)} in {folder} are taken for classes, and in each lie the folders "
            f"{_first(names.pop())}: if these are the classes, call the parts train and test.",
            DataWarning,
            stacklevel=4,
        )


def _warn_of_others(folder: Path, others: Sequence[Path]) -> None:
    """Warns of parts of the data, or of pictures, that lie beside the folders that are taken."""
    from hnetlab.tasks.pictures import picture_endings

    endings = picture_endings()
    left = [
        path for path in sorted(others) if _meant(path) and (path.is_dir() or path.suffix.lower() in endings)
    ]
    if left:
        warnings.warn(
            f"{_first([path.name for path in left])} in {folder}, beside the folders that are taken, "
            f"{'is' if len(left) == 1 else 'are'} left out.",
            DataWarning,
            stacklevel=5,
        )


def _meant(path: Path, within: Path | None = None) -> bool:
    """Whether a file or folder, also each that it lies in, is one of the user's own, not of the system's."""
    names = path.relative_to(within).parts if within else (path.name,)
    return not any(name.startswith(".") or name.lower() in _NOT_MEANT for name in names)


def _first(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED_AT_MOST]) + (", ..." if len(names) > _NAMED_AT_MOST else "")


def _warn_of_seen(folder: Path, arrays: Arrays) -> None:
    """Warns where pictures for test are the same, pixel by pixel, as some for training."""
    seen = {picture.tobytes() for picture in _flat(arrays.x_train)}
    count = sum(picture.tobytes() in seen for picture in _flat(arrays.x_test))
    if count:
        warnings.warn(
            f"{count} of {len(arrays.x_test)} test pictures in {folder} are training pictures too, "
            "which makes the scores too good: remove the copies.",
            DataWarning,
            stacklevel=3,
        )


def _flat(x: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return x.reshape(len(x), -1)
