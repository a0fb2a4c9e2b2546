"""Fashion-MNIST: 70,000 pieces of clothing of 28x28 pixels, in the files and the format of MNIST."""

from pathlib import Path

from hnetlab.tasks.arrays import Arrays
from hnetlab.tasks.dataset import Dataset, DatasetFile
from hnetlab.tasks.mnist import load_idx
from hnetlab.tasks.sequence import TaskSequence
from hnetlab.tasks.split import SplitDigitsSettings, split_sequence

FASHION = Dataset(
    name="fashion-mnist",
    files=(
        DatasetFile(
            "train-images-idx3-ubyte.gz", "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"
        ),
        DatasetFile(
            "train-labels-idx1-ubyte.gz", "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"
        ),
        DatasetFile(
            "t10k-images-idx3-ubyte.gz", "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"
        ),
        DatasetFile(
            "t10k-labels-idx1-ubyte.gz", "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"
        ),
    ),
    mirrors=(
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion",
    ),
    # Debian's package dataset-fashion-mnist.
    installed=(Path("/usr/share/datasets/fashion-mnist"),),
)

CLASSES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)


class SplitFashionSettings(SplitDigitsSettings):
    """Ten kinds of clothing, two new ones per task."""


def load_fashion(*, progress: bool = False) -> Arrays:
    """Fashion-MNIST as uint8 rows of 784 pixels, 60,000 for training and 10,000 for test.

    Missing files are downloaded, with a bar on standard error if `progress`. Raises DataError where a file is
    damaged or can't be had. Source: Xiao, Rasul and Vollgraf 2017.
    """
    return load_idx(FASHION, label_names=CLASSES, progress=progress)


def split_fashion(settings: SplitFashionSettings) -> TaskSequence:
    """Split Fashion-MNIST: two new kinds of clothing per task."""
    return split_sequence(
        load_fashion(),
        classes_per_task=2,
        tasks=settings.tasks,
        scenario=settings.scenario,
        head=settings.head,
        seed=settings.task_seed,
        name="split-fashion",
        noun="",
    )
