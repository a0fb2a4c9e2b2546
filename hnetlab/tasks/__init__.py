"""Task sequences: what is learned, one task after the other, and the benchmarks that build them by name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hnetlab.base.errors import ConfigError
from hnetlab.base.settings import Settings
from hnetlab.tasks.arrays import Arrays
from hnetlab.tasks.cifar import CIFAR10, CIFAR100, load_cifar10, load_cifar100, load_cifar_folder
from hnetlab.tasks.colored import ColoredDigitsSettings, colored_digits
from hnetlab.tasks.dataset import Dataset, DatasetFile, FileStatus
from hnetlab.tasks.digits import load_digits, permuted_digits, split_digits
from hnetlab.tasks.fashion import FASHION, SplitFashionSettings, load_fashion, split_fashion
from hnetlab.tasks.fingerprint import difference, same_tasks
from hnetlab.tasks.folder import data_folder
from hnetlab.tasks.idx import read_idx
from hnetlab.tasks.images import ImagesSettings, build_images, load_images
from hnetlab.tasks.mnist import MNIST, PermutedMnistSettings, load_mnist, permuted_mnist, split_mnist
from hnetlab.tasks.npz import ArraysSettings, build_arrays, load_npz
from hnetlab.tasks.permuted import PermutedSettings, permuted_sequence
from hnetlab.tasks.regression import RegressionSettings, regression
from hnetlab.tasks.sequence import Task, TaskSequence
from hnetlab.tasks.split import SplitDigitsSettings, split_sequence
from hnetlab.tasks.split_cifar import SplitCifar100Settings, SplitCifarSettings, split_cifar, split_cifar100

__all__ = [
    "BENCHMARKS",
    "DATASETS",
    "Arrays",
    "ArraysSettings",
    "Benchmark",
    "ColoredDigitsSettings",
    "Dataset",
    "DatasetFile",
    "FileStatus",
    "ImagesSettings",
    "PermutedMnistSettings",
    "PermutedSettings",
    "RegressionSettings",
    "SplitCifar100Settings",
    "SplitCifarSettings",
    "SplitDigitsSettings",
    "SplitFashionSettings",
    "Task",
    "TaskSequence",
    "build_sequence",
    "data_folder",
    "difference",
    "fetch",
    "load_cifar10",
    "load_cifar100",
    "load_cifar_folder",
    "load_digits",
    "load_fashion",
    "load_images",
    "load_mnist",
    "load_npz",
    "permuted_sequence",
    "read_idx",
    "same_tasks",
    "split_sequence",
    "status",
]


@dataclass(frozen=True)
class Benchmark:
    """A named way to a task sequence: `build` takes an instance of `settings`, and reads `datasets`.

    `options` is what has to be given on the command line where it can't be built without. `pictures` says
    that its inputs are, or may be, pictures, which networks of convolutions can learn.
    """

    name: str
    summary: str
    settings: type[Settings]
    build: Callable[[Any], TaskSequence]
    datasets: tuple[str, ...] = ()
    options: str = ""
    pictures: bool = False

    @property
    def needs_file(self) -> bool:
        """Whether somebody has to name a file of data before it can be built."""
        return bool(self.required)

    @property
    def required(self) -> tuple[str, ...]:
        """The settings without a default."""
        return tuple(name for name, field in self.settings.model_fields.items() if field.is_required())

    def missing(self) -> tuple[FileStatus, ...]:
        """The files it needs that are not here or damaged; raises DataError where one can't be read."""
        return tuple(file for name in self.datasets for file in status(name) if file.state != "present")


BENCHMARKS = {
    benchmark.name: benchmark
    for benchmark in (
        Benchmark(
            "regression",
            "three polynomials on separate ranges, 100 noisy points each",
            RegressionSettings,
            regression,
        ),
        Benchmark(
            "split-digits",
            "scikit-learn's 8x8 digits, two new digits per task",
            SplitDigitsSettings,
            split_digits,
            pictures=True,
        ),
        Benchmark(
            "permuted-digits",
            "scikit-learn's 8x8 digits, pixels in another order per task",
            PermutedSettings,
            permuted_digits,
            pictures=True,
        ),
        Benchmark(
            "colored-digits",
            "the digits in color over textures, 16x16, two new digits per task",
            ColoredDigitsSettings,
            colored_digits,
            pictures=True,
        ),
        Benchmark(
            "split-mnist",
            "MNIST, two new digits per task",
            SplitDigitsSettings,
            split_mnist,
            ("mnist",),
            pictures=True,
        ),
        Benchmark(
            "permuted-mnist",
            "MNIST padded to 32x32, pixels in another order per task",
            PermutedMnistSettings,
            permuted_mnist,
            ("mnist",),
            pictures=True,
        ),
        Benchmark(
            "split-fashion",
            "Fashion-MNIST, two new kinds of clothing per task",
            SplitFashionSettings,
            split_fashion,
            ("fashion-mnist",),
            pictures=True,
        ),
        Benchmark(
            "split-cifar",
            "CIFAR-10, then ten classes of CIFAR-100 per task",
            SplitCifarSettings,
            split_cifar,
            ("cifar10", "cifar100"),
            pictures=True,
        ),
        Benchmark(
            "split-cifar100",
            "CIFAR-100, ten new classes per task",
            SplitCifar100Settings,
            split_cifar100,
            ("cifar100",),
            pictures=True,
        ),
        Benchmark(
            "arrays",
            "your own arrays from an .npz file, split or permuted",
            ArraysSettings,
            build_arrays,
            options="--data FILE.npz, with --split K or --permute --tasks N",
            pictures=True,
        ),
        Benchmark(
            "images",
            "your own pictures from a folder with a folder per class, split",
            ImagesSettings,
            build_images,
            options="--data FOLDER, and perhaps --size PIXELS and --split K",
            pictures=True,
        ),
    )
}
"""Every benchmark by name.

>>> BENCHMARKS["permuted-digits"].build(BENCHMARKS["permuted-digits"].settings(tasks=3)).outputs
30
"""

DATASETS = {dataset.name: dataset for dataset in (MNIST, FASHION, CIFAR10, CIFAR100)}
"""Every dataset that can be downloaded, by name."""


def build_sequence(name: str, settings: Settings | None = None) -> TaskSequence:
    """The task sequence of the benchmark `name`, with its default settings when none are given.

    Raises ConfigError for an unknown name or another benchmark's settings, DataError where data can't be had.
    """
    if name not in BENCHMARKS:
        raise ConfigError(f'There is no benchmark "{name}": choose one of {", ".join(BENCHMARKS)}.')
    benchmark = BENCHMARKS[name]
    if settings is None:
        if benchmark.required:
            needed = ", ".join(benchmark.required)
            raise ConfigError(f'The benchmark "{name}" needs settings: give at least {needed}.')
        settings = benchmark.settings()
    if not isinstance(settings, benchmark.settings):
        raise ConfigError(
            f'The benchmark "{name}" takes {benchmark.settings.__name__}, not {type(settings).__name__}: '
            "give it its own settings."
        )
    return benchmark.build(settings)


def status(name: str) -> tuple[FileStatus, ...]:
    """The state of each file of the dataset `name`; raises ConfigError for an unknown name."""
    return _dataset(name).status()


def fetch(name: str, *, progress: bool = False) -> tuple[FileStatus, ...]:
    """Download what is missing of the dataset `name`, replace what is damaged, return the state of each file.

    Raises ConfigError for an unknown name, DataError where a file can't be had or written.
    """
    return _dataset(name).fetch(progress=progress)


def _dataset(name: str) -> Dataset:
    if name not in DATASETS:
        raise ConfigError(f'There is no dataset "{name}" to download: choose one of {", ".join(DATASETS)}.')
    return DATASETS[name]
