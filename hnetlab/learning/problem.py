"""What every method is given to learn: the tasks, the target network, the replicas and how to optimize."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from hnetlab.base.errors import ConfigError
from hnetlab.base.schedule import Stage
from hnetlab.base.seeding import derive, generator
from hnetlab.learning.batch import Batch
from hnetlab.learning.scoring import ROWS, network_outputs, of_head, score_of
from hnetlab.learning.training import TrainingSettings
from hnetlab.nets import Statistics, TargetNetwork
from hnetlab.nets.initialization import Weighted, initial_weights
from hnetlab.nets.parts import Division
from hnetlab.tasks import Task, TaskSequence
from hnetlab.tasks.validation import on_validation


@dataclass(frozen=True, eq=False)
class Problem:
    """A task sequence and a target network on one device, to be learned once per seed."""

    sequence: TaskSequence
    target: TargetNetwork
    seeds: tuple[int, ...]
    training: TrainingSettings
    device: torch.device

    def __post_init__(self) -> None:
        """Raises `ConfigError` where the network would have to run on one sample, and can't."""
        if self.target.least_rows > 1 and self.training.batch_size < self.target.least_rows:
            raise ConfigError(
                f"batch_size {self.training.batch_size} is too small for this target network, which does not "
                f"run on one sample alone: choose at least {self.target.least_rows}."
            )
        for task, kind in product(self.sequence, ("test", "validation")):
            y = task.tensors()[f"y_{kind}"]
            if self.target.mixes_rows and y is not None and len(y) == 1:
                raise ConfigError(
                    f"The task {task.name!r} has one {kind} sample, and this target network computes an "
                    "answer from several: give the task more, or use a network without normalization over "
                    "the batch."
                )

    @cached_property
    def on_validation(self) -> "Problem | None":
        """The same problem with validation samples in the place of those for test; None without any."""
        if self.sequence[0].x_validation is None:
            return None
        return replace(self, sequence=on_validation(self.sequence))

    @cached_property
    def division(self) -> Division | None:
        """The network's weights in those that every task learns, and those that the first one alone does.

        None where there are no such. Raises `ConfigError` where `trained` fits no or all names.
        """
        if self.training.others == "as_they_are":
            return None
        return Division.of(self.target.layout, self.training.trained)

    @cached_property
    def learned_once(self) -> Tensor | None:
        """The places (k,) in the flat weights of those that the first task alone learns; None for none."""
        if self.division is None:
            return None
        places = torch.arange(self.target.size, device=self.device)
        return self.division.part(places, once=True)

    @property
    def replicas(self) -> int:
        """S, the number of seeds."""
        return len(self.seeds)

    def generators(self, *purpose: str | int) -> list[torch.Generator]:
        """One generator per replica for one purpose."""
        return [generator(seed, *purpose) for seed in self.seeds]

    def new_weights(self, network: Weighted, *purpose: str | int) -> Tensor:
        """Weights (S, P) that a network starts with, drawn for one purpose, to be trained themselves."""
        w = initial_weights(network, self.generators(*purpose), self.training.initial_weights)
        return w.to(self.device).requires_grad_()

    def noise(self, stage: Stage, step: int) -> tuple[int, ...] | None:
        """A seed per replica for what the network draws in a step; None where it draws nothing."""
        if not self.target.stochastic:
            return None
        where = (stage.task, stage.number, step) if stage.number else (stage.task, step)
        return tuple(derive(seed, "dropout", *where) for seed in self.seeds)

    def loss(
        self,
        w: Tensor,
        batch: Batch,
        noise: Sequence[int] | None = None,
        statistics: Statistics | None = None,
    ) -> Tensor:
        """Training loss (S,) of weights `w` (S, P): mean cross-entropy, or mean squared error.

        `noise` holds a seed per replica for layers such as dropout. `statistics` (S, *shape) by name, for a
        network that has any, are left as this batch changes them.
        """
        return self.loss_of(self.outputs(w, batch.x, noise, statistics), batch)

    def loss_of(self, outputs: Tensor, batch: Batch) -> Tensor:
        """The loss (S,) of what a network says (S, B, outputs) to a batch."""
        if self.sequence.kind == "regression":
            return _squared_error(outputs, batch)
        logits = (
            of_head(outputs, batch.head)
            if isinstance(batch.head, range)
            else outputs.masked_fill(~batch.head, -torch.inf)
        )
        per_sample = cross_entropy(logits.flatten(0, 1), batch.y.flatten(), reduction="none")
        return per_sample.view(batch.y.shape).mean(dim=1)

    def outputs(
        self,
        w: Tensor,
        x: Tensor,
        noise: Sequence[int] | None = None,
        statistics: Statistics | None = None,
    ) -> Tensor:
        """What the network says (S, B, outputs) in training to inputs `x`; see `loss`."""
        outputs, moved = self.target.passed(w, x, statistics, noise_seeds=noise)
        for name, value in moved.items():
            statistics[name].copy_(value)  # type: ignore[index]
        return outputs

    @torch.no_grad()
    def score(
        self, w: Tensor, task: Task, rows: int = ROWS, *, statistics: Statistics | None = None
    ) -> Tensor:
        """Test accuracy (fraction) or mean squared error (S,) of weights `w` (S, P) on a task.

        `statistics` (S, *shape) by name are those of a network that has any.
        """
        answers = network_outputs(
            self.target,
            w,
            task.x_test,
            statistics=statistics,
            head=task.head,
            prepare=task.inputs,
            rows=rows,
        )
        return score_of(task, answers)


def _squared_error(outputs: Tensor, batch: Batch) -> Tensor:
    """Mean squared error (S,): over samples the mean of each one's mean over the outputs of its head."""
    if isinstance(batch.head, range):
        return (of_head(outputs, batch.head) - batch.y).square().mean(dim=(1, 2))
    squares = ((outputs - batch.y) * batch.head).square().sum(dim=2)
    return (squares / batch.head.sum(dim=2)).mean(dim=1)
