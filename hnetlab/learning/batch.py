"""Batches of training samples: the host says which ones a step takes, the device fetches them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from hnetlab.learning.augmentation import change
from hnetlab.tasks import Task, TaskSequence


@dataclass(frozen=True, eq=False)
class Portion:
    """Training samples of one task as a part of a batch of S * B.

    `rows` are their numbers in the task's data: (S, B) for a batch of this task alone, else (n,), and then
    `places` (n,) says where in the flattened batch they stand. `changes` (*rows.shape, 3) says what is done
    to each picture, see `hnetlab.learning.augmentation`; None leaves all as they are.
    """

    task: int
    rows: Tensor
    places: Tensor | None = None
    changes: Tensor | None = None


@dataclass(frozen=True, eq=False)
class Inputs:
    """All that an optimizer step takes from outside its method's state; made on the host, used on the device.

    `noise` holds a seed per replica for layers such as dropout, None for networks without them, `old_tasks`
    (k,) the old tasks to be regularized on, None for all, and `replayed` a second batch, of old samples.
    `shares` are those of the learning rate that the replicas' steps are taken with, None for the whole.
    Old samples out of a generator are drawn from `latents` (S, groups, size, latents), which like `spread`
    (S, B, latents), what an encoder's answers to the batch are spread by, comes from N(0, I); `told`
    (groups, size) is what a generator is told of each.
    """

    portions: tuple[Portion, ...]
    noise: tuple[int, ...] | None = None
    old_tasks: Tensor | None = None
    replayed: tuple[Portion, ...] = ()
    shares: tuple[float, ...] | None = None
    latents: Tensor | None = None
    told: Tensor | None = None
    spread: Tensor | None = None


@dataclass(frozen=True, eq=False)
class Batch:
    """Inputs `x` (S, B, *input_shape) and their answers `y`: classes (S, B) or values (S, B, outputs).

    `head` says which outputs compete: one range for all, or a boolean mask (S, B, outputs) when the batch
    mixes tasks. Classes count from the start of the range, or from the first output under a mask; values
    under a mask stand at their own outputs, with zeros elsewhere.
    """

    x: Tensor
    y: Tensor
    head: range | Tensor


def draw(task: Task, indices: Tensor, changes: Tensor | None = None) -> Batch:
    """The training samples (S, B) of one task, pictures under `changes` (S, B, 3)."""
    x = _rows(task.x_train, indices)
    if changes is not None:
        x = change(x.flatten(0, 1), changes.flatten(0, 1)).view(x.shape)
    return Batch(task.inputs(x), _rows(task.y_train, indices), task.head)


def portions_of(sizes: Sequence[int], indices: Tensor, device: torch.device) -> tuple[Portion, ...]:
    """Host indices (S, B) that count through tasks of `sizes` samples, one after another, by task.

    A task without a sample in the batch has no portion.
    """
    ends = torch.tensor(sizes).cumsum(0)
    owners = torch.searchsorted(ends, indices.contiguous(), right=True)
    starts = ends - torch.tensor(sizes)
    return placed(owners, indices - starts[owners], device)


def placed(owners: Tensor, rows: Tensor, device: torch.device) -> tuple[Portion, ...]:
    """The samples `rows` (S, B) of the tasks `owners` (S, B), both on the host, by task."""
    owners, rows = owners.flatten(), rows.flatten()
    portions = []
    for task in owners.unique().tolist():
        places = (owners == task).nonzero().flatten()
        portions.append(Portion(task, rows[places].to(device), places.to(device)))
    return tuple(portions)


def fetch(sequence: TaskSequence, portions: Sequence[Portion], replicas: int) -> Batch:
    """The batch that `portions` describe, without a wait for the device."""
    first = portions[0]
    if first.places is None:
        return draw(sequence[first.task], first.rows, first.changes)
    task, rows = sequence[first.task], first.rows
    total = sum(len(portion.rows) for portion in portions)
    wide = (total, sequence.outputs)
    x = rows.new_empty((total, *sequence.input_shape), dtype=torch.float32)
    regression = task.y_train.is_floating_point()
    y = task.y_train.new_zeros(wide if regression else (total,))
    head = rows.new_zeros(wide, dtype=torch.bool)
    for portion in portions:
        task, places = sequence[portion.task], portion.places
        assert places is not None, "a batch of one task has no other portion"
        samples = task.x_train.index_select(0, portion.rows)
        if portion.changes is not None:
            samples = change(samples, portion.changes)
        x.index_copy_(0, places, task.inputs(samples))
        own = rows.new_zeros(sequence.outputs, dtype=torch.bool)
        own[task.head.start : task.head.stop] = True
        head.index_copy_(0, places, own.expand(len(places), -1))
        answers = task.y_train.index_select(0, portion.rows)
        if regression:
            values = y.new_zeros(len(places), sequence.outputs)
            values[:, task.head.start : task.head.stop] = answers
            y.index_copy_(0, places, values)
        else:
            y.index_copy_(0, places, answers + task.head.start)
    return Batch(*(part.unflatten(0, (replicas, -1)) for part in (x, y, head)))


def with_changes(portions: Sequence[Portion], changes: Tensor) -> tuple[Portion, ...]:
    """The portions of a batch with what is done to each of its pictures, (S, B, 3) on the device."""
    flat = changes.flatten(0, 1)
    return tuple(
        replace(portion, changes=changes)
        if portion.places is None
        else replace(portion, changes=flat.index_select(0, portion.places))
        for portion in portions
    )


def among(batch: Batch, competing: range) -> Batch:
    """The same samples, for whose class all outputs of `competing`, from 0 on, compete."""
    start = batch.head.start if isinstance(batch.head, range) else 0
    return Batch(batch.x, batch.y + start, competing)


def _rows(data: Tensor, indices: Tensor) -> Tensor:
    """`data[indices]` for indices (S, B); `index_select` is several times faster on the CPU."""
    return data.index_select(0, indices.flatten()).view(*indices.shape, *data.shape[1:])
