"""Tasks and sequences of tasks: the data that a network meets, one task after the other."""

import operator
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

import torch
from torch import Tensor

from hnetlab.base.errors import DataError
from hnetlab.base.measure import ACCURACY, ERROR, LOSS, SQUARED_ERROR, Measure
from hnetlab.tasks import fingerprint
from hnetlab.tasks.arrays import image_of
from hnetlab.tasks.check import check_sequence
from hnetlab.tasks.scenario import Scenario

Kind = Literal["classification", "regression"]

MEASURES: dict[str, Measure] = {"classification": ACCURACY, "regression": ERROR}
"""What the test scores of each kind of sequence are."""
LOSSES: dict[str, Measure] = {"classification": LOSS, "regression": SQUARED_ERROR}
"""What is descended in each kind of sequence."""


@dataclass(frozen=True, eq=False)
class Task:
    """One task: its data and the network outputs that answer it.

    `x_train` and `x_test` are (N, *input_shape): uint8, where 0..255 stands for 0..1, or float32.
    `y_train` and `y_test` are (N,) int64, the class within the head, or (N, outputs) float32 for
    regression. `head` names the outputs that belong to the task. `permutation`, (features,) int64,
    reorders the flattened input; None is the identity, so that all permutations of one dataset share its
    tensors. `classes` names the classes of the head in their order; () leaves them their numbers.
    `x_validation` and `y_validation` are samples like those for test, to choose by; None, in all tasks, where
    there are none. `normalization` has the mean and the deviation that are taken out of scaled inputs, of
    each channel, (2, C, 1, 1), or of all features alike, (2, 1); None leaves them.

    >>> from hnetlab import BENCHMARKS
    >>> benchmark = BENCHMARKS["split-digits"]
    >>> task = benchmark.build(benchmark.settings())[1]
    >>> task.name, task.head, task.x_train.dtype, task.inputs(task.x_train[:2]).shape
    ('digits 2, 3', range(2, 4), torch.uint8, torch.Size([2, 64]))
    """

    name: str
    x_train: Tensor
    y_train: Tensor
    x_test: Tensor
    y_test: Tensor
    head: range
    permutation: Tensor | None = None
    classes: tuple[str, ...] = ()
    x_validation: Tensor | None = None
    y_validation: Tensor | None = None
    normalization: Tensor | None = None

    @property
    def class_names(self) -> tuple[str, ...]:
        """What to call each class of the head, in order: `classes`, or their numbers where it is empty."""
        return self.classes or tuple(str(number) for number in range(len(self.head)))

    def inputs(self, x: Tensor) -> Tensor:
        """Rows of its data, (..., *input_shape), as a network gets them: float32, scaled, permuted."""
        rows = x.to(torch.float32).div_(255) if x.dtype == torch.uint8 else x.to(torch.float32)
        if self.normalization is not None:
            mean, deviation = self.normalization
            rows = (rows - mean).div_(deviation)
        if self.permutation is None:
            return rows
        # Scaled first: torch selects columns of float32 several times faster than those of uint8.
        features_from = x.ndim - (self.x_train.ndim - 1)
        flat = rows.flatten(features_from)
        return flat.index_select(-1, self.permutation).view(x.shape)

    def map(self, change: Callable[[Tensor], Tensor]) -> "Task":
        """The same task with `change` applied to each of its tensors."""
        changed = {name: None if value is None else change(value) for name, value in self.tensors().items()}
        return replace(self, **changed)  # type: ignore[arg-type]

    def tensors(self) -> dict[str, Tensor | None]:
        """Its tensors by the names of their fields; None where it has none."""
        return {
            "x_train": self.x_train,
            "y_train": self.y_train,
            "x_test": self.x_test,
            "y_test": self.y_test,
            "permutation": self.permutation,
            "x_validation": self.x_validation,
            "y_validation": self.y_validation,
            "normalization": self.normalization,
        }


@dataclass(frozen=True, eq=False)
class TaskSequence:
    """Tasks in the order in which they are learned, all for one network.

    `input_shape` is the shape of one input without the batch axis, `outputs` the width of the network's
    output: the heads of all tasks, which may be of unequal width, or the one that they share, of which
    narrow tasks use a part. `scenario` says what is told at test time, see `hnetlab.tasks.scenario`.
    `image_shape` (channels, height, width) is that of the image that an input is, or None: inputs with two or
    three axes are images, flat ones where it is said so. Raises DataError where a task does not fit or holds
    values that are not finite.

    >>> import torch
    >>> x, y = torch.rand(8, 3), torch.arange(8) % 2
    >>> tasks = [Task(name, x + shift, y, x, y, head=range(2)) for name, shift in (("here", 0), ("there", 1))]
    >>> sequence = TaskSequence("moving", "classification", tasks, input_shape=(3,), outputs=2)
    >>> len(sequence), sequence[1].name
    (2, 'there')
    """

    name: str
    kind: Kind
    tasks: tuple[Task, ...]
    input_shape: tuple[int, ...]
    outputs: int
    scenario: Scenario = 1
    image_shape: tuple[int, int, int] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "tasks", tuple(self.tasks))
        object.__setattr__(self, "input_shape", _sizes("input_shape", self.input_shape))
        object.__setattr__(self, "outputs", _sizes("outputs", [self.outputs])[0])
        object.__setattr__(self, "image_shape", image_of(self.input_shape, self.image_shape))
        check_sequence(self)

    @property
    def measure(self) -> Measure:
        """What its test scores are."""
        return MEASURES[self.kind].of_classes(self.choices)

    @property
    def choices(self) -> tuple[int, ...]:
        """Among how many classes a sample of each task has to be placed: in scenario 3 among all of them."""
        competing = sum(len(task.head) for task in self.tasks)
        return tuple(competing if self.scenario == 3 else len(task.head) for task in self.tasks)

    def __len__(self) -> int:
        return len(self.tasks)

    def __getitem__(self, index: int) -> Task:
        return self.tasks[index]

    def __iter__(self) -> Iterator[Task]:
        return iter(self.tasks)

    def describe(self) -> dict[str, Any]:
        """The sequence as JSON values with SHA-256s; `hnetlab.tasks.difference` compares two of them."""
        return fingerprint.describe(self)

    def fingerprint(self) -> str:
        """The SHA-256 of all that decides what is learned: kind, shapes, and each task with its contents.

        The same on every device. Two sequences with the same fingerprint are learned alike, whatever file
        they came from.
        """
        return str(self.describe()["sha256"])

    def to(self, device: torch.device | str) -> "TaskSequence":
        """The sequence on `device`; a tensor that several tasks share is moved once and stays shared."""
        moved: dict[int, Tensor] = {}

        def move(tensor: Tensor) -> Tensor:
            if id(tensor) not in moved:
                moved[id(tensor)] = tensor.to(device)
            return moved[id(tensor)]

        return replace(self, tasks=tuple(task.map(move) for task in self.tasks))


def _sizes(name: str, values: Iterable[Any]) -> tuple[int, ...]:
    """Sizes as Python's integers, which a stored run can keep; raises `DataError` for what is none."""
    try:
        return tuple(operator.index(value) for value in values)
    except TypeError as error:
        raise DataError(f"{name} of a task sequence is {values!r}: give whole numbers.") from error
