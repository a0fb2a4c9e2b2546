"""What every method is given to learn: the tasks, the target network, the replicas and how to optimize."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from hnetlab.base.seeding import derive, generator
from hnetlab.learning.optimization import TrainingSettings
from hnetlab.nets import TargetNetwork
from hnetlab.tasks import Task, TaskSequence


@dataclass(frozen=True, eq=False)
class Batch:
    """Inputs `x` (S, B, *input_shape) and their answers `y`: classes (S, B) or values (S, B, outputs).

    `head` says which outputs compete: one range for all, or a boolean mask (S, B, outputs) when the batch
    mixes tasks. Classes count from the start of the range, or from the first output under a mask.
    """

    x: Tensor
    y: Tensor
    head: range | Tensor


@dataclass(frozen=True, eq=False)
class Problem:
    """A task sequence and a target network on one device, to be learned once per seed."""

    sequence: TaskSequence
    target: TargetNetwork
    seeds: tuple[int, ...]
    training: TrainingSettings
    device: torch.device

    @property
    def replicas(self) -> int:
        """S, the number of seeds."""
        return len(self.seeds)

    def generators(self, *purpose: str | int) -> list[torch.Generator]:
        """One generator per replica for one purpose."""
        return [generator(seed, *purpose) for seed in self.seeds]

    def loss(self, w: Tensor, batch: Batch, task: int, step: int) -> Tensor:
        """Training loss (S,) of weights `w` (S, P): mean cross-entropy, or mean squared error."""
        noise = (
            [derive(seed, "dropout", task, step) for seed in self.seeds] if self.target.stochastic else None
        )
        outputs = self.target(w, batch.x, noise_seeds=noise, training=True)
        if self.sequence.kind == "regression":
            values = of_head(outputs, batch.head) if isinstance(batch.head, range) else outputs[batch.head]
            return (values.reshape(batch.y.shape) - batch.y).square().mean(dim=(1, 2))
        logits = (
            of_head(outputs, batch.head)
            if isinstance(batch.head, range)
            else outputs.masked_fill(~batch.head, -torch.inf)
        )
        per_sample = cross_entropy(logits.flatten(0, 1), batch.y.flatten(), reduction="none")
        return per_sample.view(batch.y.shape).mean(dim=1)

    @torch.no_grad()
    def score(self, w: Tensor, task: Task, rows: int = 2048) -> Tensor:
        """Test accuracy (fraction) or mean squared error (S,) of weights `w` (S, P) on a task."""
        total = torch.zeros(len(w), device=w.device, dtype=torch.float64)
        for x, y in zip(task.x_test.split(rows), task.y_test.split(rows), strict=True):
            outputs = of_head(self.target(w, task.inputs(x).expand(len(w), *[-1] * x.ndim)), task.head)
            if self.sequence.kind == "regression":
                total += (outputs - y).square().mean(dim=2).sum(dim=1)
            else:
                total += (outputs.argmax(-1) == y).sum(dim=1)
        return total / len(task.y_test)


def of_head(outputs: Tensor, head: range) -> Tensor:
    """The outputs (..., len(head)) of one head, a view."""
    return outputs[..., head.start : head.stop]


def draw(task: Task, indices: Tensor) -> Batch:
    """The training samples (S, B) of one task."""
    return Batch(task.inputs(_rows(task.x_train, indices)), _rows(task.y_train, indices), task.head)


def draw_mixed(tasks: Sequence[Task], indices: Tensor, outputs: int) -> Batch:
    """Training samples (S, B) out of several tasks; `indices` count through one task after another."""
    ends = torch.tensor([len(task.y_train) for task in tasks], device=indices.device).cumsum(0)
    owner = torch.searchsorted(ends, indices.contiguous(), right=True)  # (S, B)
    starts = ends.roll(1).index_fill(0, torch.zeros(1, dtype=torch.long, device=ends.device), 0)
    head = torch.zeros(*indices.shape, outputs, dtype=torch.bool, device=indices.device)
    first = tasks[0]
    x = first.x_train.new_empty((*indices.shape, *first.x_train.shape[1:]), dtype=torch.float32)
    y = first.y_train.new_empty((*indices.shape, *first.y_train.shape[1:]))
    for number, task in enumerate(tasks):
        mine = owner == number
        rows = (indices - starts[number])[mine]
        x[mine] = task.inputs(task.x_train[rows])
        answers = task.y_train[rows]
        y[mine] = answers if answers.is_floating_point() else answers + task.head.start
        head[mine] = head[mine].index_fill(1, torch.tensor(list(task.head), device=head.device), True)
    return Batch(x, y, head)


def _rows(data: Tensor, indices: Tensor) -> Tensor:
    """`data[indices]` for indices (S, B); `index_select` is several times faster on the CPU."""
    return data.index_select(0, indices.flatten()).view(*indices.shape, *data.shape[1:])
