"""Scikit-learn's 1797 handwritten digits of 8x8 pixels: the default data, installed with the library."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hnetlab.tasks.arrays import Arrays
from hnetlab.tasks.permuted import PermutedSettings, permuted_sequence
from hnetlab.tasks.sequence import TaskSequence
from hnetlab.tasks.split import SplitDigitsSettings, split_sequence

_GRAY_LEVELS = 16
_TEST_EVERY = 5


def load_digits() -> Arrays:
    """The digits as uint8 rows of 64 pixels: 1442 for training, 355 for test.

    Every fifth image of each class, in the order of the file, is for test: a fixed stratified split that
    needs no random numbers. The gray levels 0..16 become round(level * 255 / 16), which keeps all 17
    apart and is off by at most 0.002 of full scale.
    """
    pixels, labels = _read()
    x = ((pixels * 255 + _GRAY_LEVELS // 2) // _GRAY_LEVELS).astype(np.uint8)
    test = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        test[np.flatnonzero(labels == label)[_TEST_EVERY - 1 :: _TEST_EVERY]] = True
    return Arrays(x[~test], labels[~test], x[test], labels[test], image_shape=(1, 8, 8))


def _read() -> tuple[NDArray[np.integer], NDArray[np.integer]]:
    """Pixels (1797, 64) and labels (1797,), read without scikit-learn, whose import takes seconds."""
    spec = find_spec("sklearn")
    for folder in (spec and spec.submodule_search_locations) or ():
        file = Path(folder) / "datasets" / "data" / "digits.csv.gz"
        if file.is_file():
            rows = np.loadtxt(file, delimiter=",", dtype=np.int64)
            return rows[:, :-1], rows[:, -1]
    from sklearn.datasets import load_digits as load  # a version that keeps its data elsewhere

    pixels, labels = load(return_X_y=True)
    return pixels.astype(np.int64), labels


def split_digits(settings: SplitDigitsSettings) -> TaskSequence:
    """Split digits: two new digits per task."""
    return split_sequence(
        load_digits(),
        classes_per_task=2,
        tasks=settings.tasks,
        scenario=settings.scenario,
        head=settings.head,
        seed=settings.task_seed,
        name="split-digits",
        noun="digits",
    )


def permuted_digits(settings: PermutedSettings) -> TaskSequence:
    """Permuted digits: all ten digits in every task, the 64 pixels in another order."""
    return permuted_sequence(
        load_digits(),
        settings.tasks,
        settings.task_seed,
        scenario=settings.scenario,
        head=settings.head,
        name="permuted-digits",
    )
