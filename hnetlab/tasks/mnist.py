"""MNIST: 70,000 handwritten digits of 28x28 pixels, from gzipped IDX files under the data folder."""

from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from hnetlab.tasks.arrays import Arrays
from hnetlab.tasks.dataset import Dataset, DatasetFile
from hnetlab.tasks.idx import parse_idx
from hnetlab.tasks.permuted import PermutedSettings, permuted_sequence
from hnetlab.tasks.sequence import TaskSequence
from hnetlab.tasks.split import SplitDigitsSettings, split_sequence

MNIST = Dataset(
    name="mnist",
    files=(
        DatasetFile(
            "train-images-idx3-ubyte.gz", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"
        ),
        DatasetFile(
            "train-labels-idx1-ubyte.gz", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"
        ),
        DatasetFile(
            "t10k-images-idx3-ubyte.gz", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"
        ),
        DatasetFile(
            "t10k-labels-idx1-ubyte.gz", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
        ),
    ),
    mirrors=(
        "https://ossci-datasets.s3.amazonaws.com/mnist",
        "https://storage.googleapis.com/cvdf-datasets/mnist",
        "https://systemds.apache.org/assets/datasets/mnist",
        "https://raw.githubusercontent.com/fgnt/mnist/master",
    ),
)


class PermutedMnistSettings(PermutedSettings):
    """MNIST under several permutations of its pixels."""

    tasks: Annotated[int, Field(ge=2)] = 10
    """How many tasks, at least 2; the first is not permuted."""
    pad: Annotated[int, Field(ge=0, le=100)] = 2
    """Black pixels added on each side before permuting: 2 makes 28x28 into 32x32, as in the paper."""


def load_mnist(*, pad: int = 0, progress: bool = False) -> Arrays:
    """MNIST as uint8 rows of (28 + 2 pad)^2 pixels, 60,000 for training and 10,000 for test.

    Missing files are downloaded, with a bar on standard error if `progress`. Raises DataError where a
    file is damaged or can't be had.
    """
    return load_idx(MNIST, pad=pad, progress=progress)


def load_idx(
    dataset: Dataset, *, label_names: Sequence[str] = (), pad: int = 0, progress: bool = False
) -> Arrays:
    """The images and labels of four IDX files as uint8 rows, padded by `pad` black pixels on each side."""
    x_train, y_train, x_test, y_test = (
        parse_idx(contents, file.name)
        for file, contents in zip(dataset.files, dataset.contents(progress=progress), strict=True)
    )
    height, width = x_train.shape[1] + 2 * pad, x_train.shape[2] + 2 * pad
    return Arrays(
        _rows(x_train, pad),
        y_train,
        _rows(x_test, pad),
        y_test,
        label_names,
        image_shape=(1, height, width),
    )


def split_mnist(settings: SplitDigitsSettings) -> TaskSequence:
    """Split MNIST: two new digits per task (von Oswald et al. 2020, section 4)."""
    return split_sequence(
        load_mnist(),
        classes_per_task=2,
        tasks=settings.tasks,
        scenario=settings.scenario,
        head=settings.head,
        seed=settings.task_seed,
        name="split-mnist",
        noun="digits",
    )


def permuted_mnist(settings: PermutedMnistSettings) -> TaskSequence:
    """Permuted MNIST: all ten digits in every task, the padded pixels in another order (section 4)."""
    return permuted_sequence(
        load_mnist(pad=settings.pad),
        settings.tasks,
        settings.task_seed,
        scenario=settings.scenario,
        head=settings.head,
        name="permuted-mnist",
    )


def _rows(images: NDArray[Any], pad: int) -> NDArray[Any]:
    if pad:
        images = np.pad(images, ((0, 0), (pad, pad), (pad, pad)))
    return images.reshape(len(images), -1)
