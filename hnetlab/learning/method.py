"""What a method is: one way to learn tasks one after the other."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import reduce
from typing import Any, ClassVar

import torch
from torch import Tensor

from hnetlab.base.errors import ConfigError
from hnetlab.base.schedule import Stage
from hnetlab.base.settings import Settings
from hnetlab.learning.augmentation import draw_changes
from hnetlab.learning.batch import Inputs, Portion, among, fetch, with_changes
from hnetlab.learning.data_order import DataOrder
from hnetlab.learning.optimization import Optimizer, make_optimizer
from hnetlab.learning.problem import Problem
from hnetlab.learning.rates import Pace
from hnetlab.learning.state import part_of
from hnetlab.learning.statistics import TaskStatistics, keeping_of
from hnetlab.learning.training import Keeping
from hnetlab.tasks.scenario import Inference

Losses = Mapping[str, Tensor]
"""The losses of one optimizer step by name, each (S,): `task`, `regularizer` and so on."""


class Method(ABC):
    """One way to learn a problem's tasks; tasks, stages and steps are counted from 0.

    The engine goes through the method's `stages`. For each it calls `begin(stage)`, then for every step k
    `inputs(stage, k)`, which draws on the host, and `update(inputs)`, which takes the step, and `end(stage)`
    at last. In between it may ask for `weights`. `state` and `restore` carry all that the next step depends
    on; the first axis of each of its tensors is the replica, a tensor without axes is shared by all.
    """

    title: ClassVar[str] = ""
    """The method's name in a figure's title; without one the summary stands there."""
    summary: ClassVar[str]
    """What the method does, in one line."""
    settings_type: ClassVar[type[Settings]]
    """The class of the method's own settings."""
    changeable: ClassVar[frozenset[str]] = frozenset({"learning_rate"})
    """The settings that may be given another value between two steps."""
    network_per_task: ClassVar[bool] = True
    """Whether each task has weights of its own, so that where no task is told it has to be inferred."""
    own_inference: ClassVar[Inference | None] = None
    """How it infers tasks where nothing is said; None for what all methods do."""
    alone: ClassVar[bool] = False
    """Whether each task is learned by itself: what others gain from earlier tasks is measured against it."""
    keepings: ClassVar[tuple[Keeping, ...]] = ("per_task", "shared")
    """How running statistics of the network may be kept; the first where the settings say nothing."""

    draws: ClassVar[bool] = False
    """Whether a generator draws old samples, which `views.replayed` shows."""

    def __init__(self, problem: Problem, settings: Any) -> None:
        self.problem = problem
        self.settings = settings
        if problem.division and self.alone:
            raise ConfigError(
                f"others = first_task does not go with the method {self.title or self.summary!r}, which "
                "learns each task by itself: leave it out."
            )
        allowed = self.keepings
        if problem.sequence.scenario != 1 and not self.network_per_task:
            allowed = ("shared",)  # who does not know the task can't choose
        keeping = keeping_of(problem, f"the method {self.title or self.summary!r}", allowed)
        self.statistics = TaskStatistics(problem, keeping)
        """The running statistics of the network: `statistics[task]` goes with `weights(task)`."""
        self.pace = Pace(problem.training, problem.replicas)
        """Which shares of the learning rate steps are taken with."""

    def stages(self, task: int) -> tuple[Stage, ...]:
        """The stages in which `task` is learned; one, of the length that the training's settings say."""
        return (Stage(task, self.problem.training.length(self.samples(task))),)

    def classifies(self, stage: Stage) -> bool:
        """Whether test scores change in `stage`, so that validation scores say how it goes."""
        return True

    def samples(self, task: int) -> int:
        """How many training samples there are to go through while learning `task`."""
        return len(self.problem.sequence[task].y_train)

    @abstractmethod
    def begin(self, stage: Stage) -> None:
        """Gets ready for the steps of `stage`."""

    @abstractmethod
    def inputs(self, stage: Stage, step: int) -> Inputs:
        """What step `step` of `stage` takes from outside: the same whenever it is asked for."""

    @abstractmethod
    def update(self, inputs: Inputs) -> Losses:
        """Takes one optimizer step, and returns its losses, detached.

        Calculates with tensors alone, and waits for none of them.
        """

    def optimizers(self) -> Iterable[Optimizer]:
        """The optimizers that take a step now: their rates follow the training's schedule."""
        return ()

    def drawn(self, stage: Stage, step: int) -> Inputs:
        """The `inputs`, with what is done to their pictures, and with the size of the step."""
        inputs, training = self.inputs(stage, step), self.problem.training
        if training.augmentation:
            inputs = replace(
                inputs,
                portions=self._augmented(inputs.portions, "augmentation", stage, step),
                replayed=self._augmented(inputs.replayed, "augmentation of old samples", stage, step),
            )
        if training.rate_schedule == "constant":
            return inputs
        epoch = training.epoch(self.samples(stage.task))
        return replace(inputs, shares=self.pace.shares(stage, step, epoch))

    def take(self, inputs: Inputs) -> Losses:
        """Takes the step for which `inputs` were `drawn`."""
        for optimizer in self.optimizers():
            optimizer.shares = inputs.shares
        return self.update(inputs)

    def step(self, stage: Stage, step: int) -> Losses:
        """Both halves of one optimizer step."""
        return self.take(self.drawn(stage, step))

    @abstractmethod
    def weights(self, task: int) -> Tensor:
        """The flat target weights (S, P) to use for `task`, detached."""

    @abstractmethod
    def trainable_numbers(self) -> dict[str, int]:
        """How many numbers one replica has learned by the end of the sequence, by part."""

    @abstractmethod
    def state(self) -> dict[str, Tensor]:
        """Every tensor that the next step depends on, by name."""

    @abstractmethod
    def restore(self, state: Mapping[str, Tensor], stage: Stage | None) -> None:
        """Continues from `state`, taken within `stage` after its first step, or between stages if None."""

    @abstractmethod
    def end(self, stage: Stage) -> None:
        """Drops what only the steps of `stage` needed: between tasks the state is what was learned."""

    def change(self, problem: Problem, settings: Any) -> None:
        """Takes on new values of what is `changeable`, in the problem's training and in its own settings."""
        self.problem = problem
        self.settings = settings

    def embeddings(self) -> Tensor | None:
        """Task embeddings (S, T, embedding_dim), or None for a method without any."""
        return None

    @property
    def moves_old_embeddings(self) -> bool:
        """Whether a step on one task moves the embeddings of those before it too."""
        return False

    def compression_ratio(self) -> float:
        """All trainable numbers over the number P of target weights."""
        return sum(self.trainable_numbers().values()) / self.problem.target.size

    def _augmented(
        self, portions: tuple[Portion, ...], purpose: str, stage: Stage, step: int
    ) -> tuple[Portion, ...]:
        """The portions of a batch with changes of their pictures, drawn for each replica and step."""
        if not portions:
            return ()
        problem = self.problem
        samples = sum(portion.rows.numel() for portion in portions) // problem.replicas
        generators = problem.generators(purpose, stage.task, stage.number, step)
        return with_changes(portions, draw_changes(problem.training, generators, samples).to(problem.device))


class NoSettings(Settings):
    """The settings of a method that has nothing of its own to set."""


class DirectMethod(Method):
    """Base of the methods that train the target network's own weights `w` (S, P), without a hypernetwork."""

    settings_type: ClassVar[type[Settings]] = NoSettings
    network_per_task = False
    keepings: ClassVar[tuple[Keeping, ...]] = ("shared", "per_task")

    def __init__(self, problem: Problem, settings: Settings) -> None:
        super().__init__(problem, settings)
        self.w = problem.new_weights(problem.target, "target")
        self._optimizer: Optimizer | None = None

    def begin(self, stage: Stage) -> None:
        self._prepare(stage)

    def inputs(self, stage: Stage, step: int) -> Inputs:
        return Inputs(self._portions(stage, step), self.problem.noise(stage, step))

    def optimizers(self) -> Iterable[Optimizer]:
        return (self._optimizer,) if self._optimizer else ()

    def update(self, inputs: Inputs) -> Losses:
        assert self._optimizer, "begin comes before the first step"
        total, losses = self.descended(inputs)
        self._optimizer.step(torch.autograd.grad(total.sum(), [self.w]))
        return losses

    def descended(self, inputs: Inputs) -> tuple[Tensor, Losses]:
        """What a step descends (S,), the sum of the losses by their shares; and the losses, detached."""
        losses, shares = self.losses(inputs), self.shares(inputs)
        parts = [shares[name] * loss if name in shares else loss for name, loss in losses.items()]
        return reduce(torch.add, parts), {name: loss.detach() for name, loss in losses.items()}

    def shares(self, inputs: Inputs) -> Mapping[str, float]:
        """What losses are multiplied with before they are summed, by name; 1 where none is named."""
        return {}

    def losses(self, inputs: Inputs) -> Losses:
        """The losses (S,) of a step by name, whose sum by `shares` it descends: here the task's alone."""
        batch = fetch(self.problem.sequence, inputs.portions, self.problem.replicas)
        if self._competing:
            batch = among(batch, self._competing)
        task = inputs.portions[0].task
        return {"task": self.problem.loss(self.w, batch, inputs.noise, self.statistics[task])}

    def end(self, stage: Stage) -> None:
        if self.problem.training.reset_optimizer:
            self._optimizer = None

    def change(self, problem: Problem, settings: Any) -> None:
        super().change(problem, settings)
        if self._optimizer:
            self._optimizer.learning_rate = problem.training.rate

    def weights(self, task: int) -> Tensor:
        return self.w.detach()

    def trainable_numbers(self) -> dict[str, int]:
        return {"target weights": self.problem.target.size}

    def state(self) -> dict[str, Tensor]:
        moments = self._optimizer.state() if self._optimizer else {}
        return {
            "w": self.w.detach(),
            **{f"optimizer.{name}": value for name, value in moments.items()},
            **self.statistics.state(),
        }

    def restore(self, state: Mapping[str, Tensor], stage: Stage | None) -> None:
        self.w = state["w"].clone().requires_grad_()
        self._optimizer = None
        moments = part_of(state, "optimizer.")
        if stage:
            self._prepare(stage).restore(moments)
        elif moments:
            self._optimizer = make_optimizer(self.problem.training, [self.w])
            self._optimizer.restore(moments)
        self.statistics.restore(state)

    def _prepare(self, stage: Stage) -> Optimizer:
        """Gets the weights' optimizer ready, which it returns, and the task's data and statistics."""
        self.statistics.begin(stage.task)
        self._order = self._data_order(stage.task)
        sequence = self.problem.sequence
        # With one network for all tasks, the classes of all tasks so far have to be told apart in scenario 3.
        apart = sequence.scenario == 3 and not self.network_per_task
        self._competing = range(sequence[stage.task].head.stop) if apart else None
        # One that is still there has learned the task before and is to keep its moments.
        self._optimizer = self._optimizer or make_optimizer(self.problem.training, [self.w])
        self._optimizer.held = self.problem.learned_once if stage.task else None
        return self._optimizer

    def _data_order(self, task: int) -> DataOrder:
        return task_order(self.problem, task)

    def _portions(self, stage: Stage, step: int) -> tuple[Portion, ...]:
        return (Portion(stage.task, self._order.indices(step)),)


def task_order(problem: Problem, task: int) -> DataOrder:
    """The order in which every method sees the samples of one task."""
    count = len(problem.sequence[task].y_train)
    return DataOrder(problem.seeds, f"task {task}", count, problem.training.batch_size, problem.device)
