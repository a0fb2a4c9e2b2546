"""What a task sequence must be before anything is learned from it."""

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from hnetlab.base.errors import DataError

if TYPE_CHECKING:
    from hnetlab.tasks.sequence import Task, TaskSequence

_SPLITS = ("train", "test", "validation")


def check_sequence(sequence: "TaskSequence") -> None:
    """Raises DataError, naming the task and the tensor, where a sequence can't be learned as it is."""
    if sequence.kind not in ("classification", "regression"):
        raise DataError(
            f'The kind of the task sequence "{sequence.name}" is {sequence.kind!r}: '
            'choose "classification" or "regression".'
        )
    if not sequence.tasks:
        raise DataError(f'The task sequence "{sequence.name}" is empty: give it at least one task.')
    if problem := _scenario_problem(sequence):
        raise DataError(f'The task sequence "{sequence.name}" is no scenario {sequence.scenario}: {problem}.')
    finite: dict[int, bool] = {}  # permuted tasks share their samples, which are read once
    for task in sequence.tasks:
        problem = (
            _name_problem(task)
            or _tensor_problem(task, sequence.tasks[0])
            or _input_problem(task, sequence)
            or _head_problem(task, sequence.outputs)
            or _target_problem(task, sequence.kind)
            or _permutation_problem(task, math.prod(sequence.input_shape))
            or _value_problem(task, finite)
            or _normalization_problem(task, sequence.input_shape)
        )
        if problem:
            raise DataError(f'The task "{task.name}" does not fit the sequence "{sequence.name}": {problem}.')


def _scenario_problem(sequence: "TaskSequence") -> str | None:
    if sequence.scenario not in (1, 2, 3):
        return "choose 1, 2 or 3"
    if sequence.scenario == 1:
        return None
    if sequence.kind == "regression":
        return "without classes there is nothing to choose from, so leave it at 1"
    heads = [task.head for task in sequence.tasks if isinstance(task.head, range)]
    if sequence.scenario == 2 and any(head.start for head in heads):
        return "give all tasks the head that begins with output 0"
    if sequence.scenario == 2 and len(set(heads)) > 1:
        return "give all tasks the same number of classes, which would else tell which task it is"
    if sequence.scenario == 3 and heads and heads[0].start:
        return "give the first task the head that begins with output 0, as all before a head compete with it"
    if sequence.scenario == 3 and any(now.start != before.stop for before, now in pairwise(heads)):
        return "give each task a head of its own, which begins where that of the task before ends"
    return None


def _splits(task: "Task") -> dict[str, tuple[Tensor, Tensor]]:
    """Its inputs and targets for training, for test and, where there are any, for validation."""
    named = _samples(task)
    return {split: (named[f"x_{split}"], named[f"y_{split}"]) for split in _SPLITS if f"x_{split}" in named}


def _samples(task: "Task") -> dict[str, Tensor]:
    """Its inputs and targets by the names of their fields; none for validation where there are none."""
    named = {f"{letter}_{split}": getattr(task, f"{letter}_{split}") for split in _SPLITS for letter in "xy"}
    return {name: tensor for name, tensor in named.items() if tensor is not None or "validation" not in name}


def _name_problem(task: "Task") -> str | None:
    classes: Any = task.classes
    names = [task.name, *classes] if isinstance(classes, tuple | list) else [classes]
    wrong = next((name for name in names if not isinstance(name, str)), None)
    return None if wrong is None else f"it is named, or names its classes, by {wrong!r} where text is wanted"


def _tensor_problem(task: "Task", first: "Task") -> str | None:
    x, y = task.x_validation, task.y_validation
    if (x is None) != (y is None):
        there, missing = ("y", "x") if x is None else ("x", "y")
        return f"it has {there}_validation and no {missing}_validation where both or none are wanted"
    tensors: dict[str, Any] = {**_samples(task)}
    if task.permutation is not None:
        tensors["permutation"] = task.permutation
    if task.normalization is not None:
        tensors["normalization"] = task.normalization
    for name, tensor in tensors.items():
        if not isinstance(tensor, Tensor):
            return f"{name} is a {type(tensor).__name__} where a torch.Tensor is wanted"
        if tensor.layout != torch.strided or tensor.ndim == 0:
            return (
                f"{name} is {tensor.layout} of shape {tuple(tensor.shape)} where rows of numbers are wanted"
            )
        if tensor.device != first.x_train.device:
            return f"{name} is on {tensor.device} where {first.x_train.device} of the first task is wanted"
    return None


def _input_problem(task: "Task", sequence: "TaskSequence") -> str | None:
    for split, (x, y) in _splits(task).items():
        if tuple(x.shape[1:]) != sequence.input_shape:
            return f"x_{split} has rows of shape {tuple(x.shape[1:])} where {sequence.input_shape} is wanted"
        if x.dtype not in (torch.uint8, torch.float32):
            return f"x_{split} holds {x.dtype} where uint8 or float32 is wanted"
        if x.dtype != task.x_train.dtype:
            return f"x_{split} holds {x.dtype} and x_train {task.x_train.dtype} where one type is wanted"
        if x.dtype == torch.uint8 and sequence.kind == "regression" and sequence.input_shape == (1,):
            return f"x_{split} holds torch.uint8, for images, where float32 is wanted for a function"
        if len(x) == 0:
            return f"x_{split} is empty where at least one sample is wanted"
        if len(x) != len(y):
            return f"x_{split} has {len(x)} rows and y_{split} {len(y)} where equal numbers are wanted"
    return None


def _head_problem(task: "Task", outputs: int) -> str | None:
    head: Any = task.head
    if (
        not isinstance(head, range)
        or len(head) == 0
        or head.step != 1
        or head.start < 0
        or head.stop > outputs
    ):
        return f"its head is {head} where a range of the {outputs} outputs is wanted"
    if task.classes and len(task.classes) != len(head):
        return f"it names {len(task.classes)} classes where its head has {len(head)} outputs"
    return None


def _target_problem(task: "Task", kind: str) -> str | None:
    width = len(task.head)
    for split, (_, y) in _splits(task).items():
        if kind == "regression":
            if y.dtype != torch.float32 or tuple(y.shape[1:]) != (width,):
                return f"y_{split} is {y.dtype} {tuple(y.shape)} where float32 ({len(y)}, {width}) is wanted"
        elif y.dtype != torch.int64 or y.ndim != 1:
            return f"y_{split} is {y.dtype} {tuple(y.shape)} where int64 ({len(y)},) is wanted"
        elif _readable(y) and (y.min() < 0 or y.max() >= width):
            return f"y_{split} goes from {int(y.min())} to {int(y.max())} where 0 to {width - 1} is wanted"
    return None


def _permutation_problem(task: "Task", features: int) -> str | None:
    order = task.permutation
    if order is None:
        return None
    if order.dtype != torch.int64 or tuple(order.shape) != (features,):
        return f"its permutation is {order.dtype} {tuple(order.shape)} where int64 ({features},) is wanted"
    if _readable(order) and not torch.equal(order.sort().values, torch.arange(features, device=order.device)):
        return f"its permutation does not hold each of the {features} features once"
    return None


def _normalization_problem(task: "Task", input_shape: tuple[int, ...]) -> str | None:
    both = task.normalization
    if both is None:
        return None
    fits = both.ndim >= 1 and both.shape[0] == 2 and both.ndim - 1 <= len(input_shape)
    if fits:
        sizes = zip(reversed(both.shape[1:]), reversed(input_shape), strict=False)
        fits = all(size in (1, wanted) for size, wanted in sizes)
    if both.dtype != torch.float32 or not fits:
        return (
            f"its normalization is {both.dtype} {tuple(both.shape)} where float32 is wanted, a mean and a "
            f"deviation that go with inputs {input_shape}, such as (2, 1)"
        )
    if _readable(both) and not (bool(torch.isfinite(both).all()) and bool((both[1] > 0).all())):
        return "its normalization has a deviation that is not above 0, or a value that is not finite"
    return None


def _value_problem(task: "Task", finite: dict[int, bool]) -> str | None:
    for name, tensor in _samples(task).items():
        if not tensor.is_floating_point() or not _readable(tensor):
            continue
        if id(tensor) not in finite:
            finite[id(tensor)] = _is_finite(tensor)
        if not finite[id(tensor)]:
            bad = (~torch.isfinite(tensor)).reshape(len(tensor), -1).any(dim=1).nonzero().flatten()
            return (
                f"{name} holds values that are NaN or infinite in {len(bad)} of {len(tensor)} samples, "
                f"the first in sample {int(bad[0])}, where finite ones are wanted"
            )
    return None


def _is_finite(tensor: Tensor) -> bool:
    """Whether every value is."""
    tensor = tensor.detach()
    # A sum needs no memory, and NaN and infinity spoil it; so can finite values, but seldom.
    return bool(torch.isfinite(tensor.sum())) or bool(torch.isfinite(tensor).all())


def _readable(tensor: Tensor) -> bool:
    """Whether there are values at all: the device "meta" has shapes only."""
    return tensor.device.type != "meta"
