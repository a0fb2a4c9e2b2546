"""How parameters are optimized: a step, a look ahead at one, and the moments as part of a run's state."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from typing import Annotated, Any, Literal, Self

import torch
from pydantic import Field, field_validator, model_validator
from torch import Tensor
from torch.optim.adam import adam
from torch.optim.sgd import sgd

from hnetlab.base.settings import Settings, later
from hnetlab.tasks.scenario import Inference

Keeping = Literal["per_task", "shared"]
"""Whether running statistics belong to a task, with which they are chosen, or are one for all tasks."""


class TrainingSettings(Settings):
    """How each task is trained, whatever the method."""

    steps: int | None = Field(2000, ge=1, le=10**12)
    """Optimizer steps per task; none where `epochs` says how long."""
    epochs: int | None = Field(None, ge=1, le=10**9)
    """Times that each task's training samples are gone through; none where `steps` says how long."""
    batch_size: int = Field(128, ge=1, le=10**6)
    """Training samples per step."""
    optimizer: Literal["adam", "sgd"] = "adam"
    """The optimizer."""
    reset_optimizer: bool = True
    """Whether the optimizer starts afresh with each task; only methods without a hypernetwork can keep it."""
    learning_rate: float = Field(1e-3, gt=0, le=1e30)
    """Step size of the optimizer."""
    adam_beta1: float = Field(0.9, ge=0, lt=1)
    """Adam's decay of the first moment."""
    adam_beta2: float = Field(0.999, ge=0, lt=1)
    """Adam's decay of the second moment."""
    adam_eps: float = later(1e-8, gt=0, le=1)
    """What Adam adds to the size of gradients, which it divides by; it counts where they are not larger."""
    momentum: float = Field(0.0, ge=0, lt=1)
    """SGD's momentum."""
    clip_norm: float | None = later(None, gt=0, le=1e30)
    """Longest gradient that an optimizer is given, a longer one is shortened to it; none for any length."""
    trained: tuple[str, ...] = later(("*",))
    """Patterns over names of the network's tensors, such as 4.*: only those are trained or generated. Others
    stay as they are, which suits a network that was trained before, whose first layers serve all tasks."""
    others: Literal["as_they_are", "first_task"] = later("as_they_are")
    """What becomes of tensors that `trained` leaves out: they stay, or are learned with the first task alone,
    which suits tasks so much alike that the layers of the first serve all, at the price of one network."""
    statistics: Keeping | None = later(None)
    """Running statistics, such as batch norm's: per task, or shared by all; none: as suits the method."""
    weight_decay: float = later(0.0, ge=0, le=1e6)
    """So many times what is trained is added to its gradient (L2)."""
    rate_schedule: Literal["constant", "drops", "cosine", "plateau"] = later("constant")
    """How the step size goes down while a task is learned."""
    rate_epochs: tuple[Annotated[float, Field(gt=0, le=1e9)], ...] = later(())
    """With "drops": after which epochs it falls, in ascending order."""
    rate_factors: tuple[Annotated[float, Field(gt=0, le=1)], ...] = later(())
    """With "drops": to which share of the learning rate it falls after each of these epochs."""
    plateau_patience: int = later(5, ge=1, le=10**9)
    """With "plateau": epochs without a better validation score after which the step size falls."""
    plateau_factor: float = later(0.1, gt=0, lt=1)
    """With "plateau": what the step size is multiplied with then."""
    validation: float = later(0.0, ge=0, lt=1)
    """The share of each task's training samples that is held out, to choose by; never the test samples."""
    augmentation: tuple[Literal["flip", "crop"], ...] = later(())
    """What is done to training pictures: mirrored at random, and cut at random out of a padded picture."""
    crop_padding: int = later(4, ge=1, le=64)
    """With "crop": black pixels on each side of the picture that is cut out of."""
    normalize: Literal["data", "imagenet"] | None = later(None)
    """Whose mean and deviation is taken out of inputs: the first task's training data's, or ImageNet's."""
    evaluate_every: int | None = Field(None, ge=1)
    """Also evaluate every so many steps, not only after each task."""

    inference: Inference = "entropy"
    """Where the task is not told and each has a network: what tells which of them to believe."""

    @field_validator("trained", mode="before")
    @classmethod
    def _patterns(cls, patterns: Any) -> Any:
        """One pattern is enough."""
        return (patterns,) if isinstance(patterns, str) else patterns

    @model_validator(mode="after")
    def _one_length(self) -> Self:
        if (self.steps is None) == (self.epochs is None):
            raise ValueError(f"steps = {self.steps} and epochs = {self.epochs}: give exactly one of them")
        return self

    @model_validator(mode="after")
    def _some_others(self) -> Self:
        if self.others == "first_task" and "*" in self.trained:
            raise ValueError("others = first_task needs trained: name the tensors that every task trains")
        return self

    @model_validator(mode="after")
    def _whole_schedule(self) -> Self:
        epochs, factors = self.rate_epochs, self.rate_factors
        if self.rate_schedule != "drops" and (epochs or factors):
            raise ValueError("rate_epochs and rate_factors are for rate_schedule = drops: set that too")
        if self.rate_schedule == "drops" and (not epochs or len(epochs) != len(factors)):
            raise ValueError("rate_schedule = drops needs rate_epochs and as many rate_factors: give both")
        if list(epochs) != sorted(set(epochs)):
            raise ValueError(f"rate_epochs = {epochs} are not in ascending order: give them so, each once")
        if self.rate_schedule == "plateau" and not self.validation:
            raise ValueError(
                "rate_schedule = plateau watches validation scores: set validation, for example 0.1"
            )
        if len(set(self.augmentation)) < len(self.augmentation):
            raise ValueError(f"augmentation = {self.augmentation} names something twice: name it once")
        return self

    def length(self, samples: int) -> int:
        """Optimizer steps of a task with so many training samples."""
        return self.steps or (self.epochs or 0) * self.epoch(samples)

    def epoch(self, samples: int) -> int:
        """Optimizer steps in which so many training samples are gone through once."""
        return ceil(samples / self.batch_size)


class Optimizer(ABC):
    """Moves `parameters` in place, by `learning_rate`, which may be set between two steps.

    Of it each replica takes its own of the `shares`, the whole where they are None.

    The rules are torch's own in functional form. Their moments are plain tensors here, so that a step can
    be taken on copies of everything: that is the lookahead of eq. 2.
    """

    moments: tuple[str, ...]
    """Names of what the rule keeps for each parameter."""

    def __init__(self, parameters: Iterable[Tensor], learning_rate: float) -> None:
        self.learning_rate = learning_rate
        self.clip_norm: float | None = None
        """The length to which longer gradients are shortened, of each replica by itself."""
        self.weight_decay = 0.0
        """So many times the parameters are added to their gradients, after the clipping."""
        self.shares: tuple[float, ...] | None = None
        self.held: Tensor | None = None
        """Columns (k,) of the only parameter (S, P) that no step moves; None for none."""
        parameters = [parameter.detach() for parameter in parameters]
        self._columns = [parameters, *self._new_moments(parameters)]
        self._copies: list[list[Tensor]] = []

    def step(self, gradients: Sequence[Tensor]) -> None:
        """Takes a step along `gradients`, one per parameter."""
        if self.held is None:
            self._take(self._columns, gradients)
            return
        ((parameter,), (gradient,)) = self._columns[0], gradients
        before = parameter.index_select(1, self.held)  # which weight decay, and what moved last, would move
        self._take(self._columns, [gradient.index_fill(1, self.held, 0.0)])
        parameter.index_copy_(1, self.held, before)

    def ahead(self, gradients: Sequence[Tensor]) -> list[Tensor]:
        """The parameters as the step along `gradients` would leave them; nothing else changes.

        The tensors are overwritten by the next call.
        """
        if not self._copies:
            self._copies = [[torch.empty_like(value) for value in column] for column in self._columns]
        for copies, column in zip(self._copies, self._columns, strict=True):
            for copy, value in zip(copies, column, strict=True):
                copy.copy_(value)
        self._take(self._copies, gradients)
        return self._copies[0]

    def state(self) -> dict[str, Tensor]:
        """The moments, live, named `{index of the parameter}.{name}`."""
        columns = zip(self.moments, self._columns[1:], strict=True)
        return {f"{index}.{name}": value for name, column in columns for index, value in enumerate(column)}

    def restore(self, state: Mapping[str, Tensor]) -> None:
        """Goes on with moments that `state` has given."""
        for name, value in self.state().items():
            value.copy_(state[name])

    def _given(self, gradients: Sequence[Tensor]) -> list[Tensor]:
        """What the rule makes of `gradients`: clipped, in the memory order of their parameters."""
        return _compact(gradients if self.clip_norm is None else clipped(gradients, self.clip_norm))

    def _take(self, columns: list[list[Tensor]], gradients: Sequence[Tensor]) -> None:
        """One step on `columns`, parameters and moments, in place."""
        given, shares = self._given(gradients), self.shares
        if shares is None or len(set(shares)) == 1:
            self._update(*columns, gradients=given, rate=self.learning_rate * (shares or (1.0,))[0])
            return
        for replica, share in enumerate(shares):
            # A count that all replicas share is moved on once, by the last of them.
            last = replica == len(shares) - 1
            rows = [
                [value[replica] if value.ndim else value if last else value.clone() for value in column]
                for column in columns
            ]
            own = [gradient[replica] for gradient in given]
            self._update(*rows, gradients=own, rate=self.learning_rate * share)

    @abstractmethod
    def _new_moments(self, parameters: list[Tensor]) -> list[list[Tensor]]:
        """What the rule keeps before the first step, in the order of `moments`."""

    @abstractmethod
    def _update(
        self, parameters: list[Tensor], *moments: list[Tensor], gradients: list[Tensor], rate: float
    ) -> None:
        """One step of the rule, in place."""


class Adam(Optimizer):
    """Adam (Kingma and Ba 2015)."""

    moments = ("step", "exp_avg", "exp_avg_sq")

    def __init__(
        self,
        parameters: Iterable[Tensor],
        learning_rate: float,
        beta1: float = 0.9,
        beta2: float = 0.999,
        eps: float = 1e-8,
    ) -> None:
        super().__init__(parameters, learning_rate)
        self._beta1, self._beta2, self._eps = beta1, beta2, eps

    def _new_moments(self, parameters: list[Tensor]) -> list[list[Tensor]]:
        steps = [value.new_zeros((), dtype=torch.float32) for value in parameters]
        return [steps, *([torch.zeros_like(value) for value in parameters] for _ in range(2))]

    def _update(
        self, parameters: list[Tensor], *moments: list[Tensor], gradients: list[Tensor], rate: float
    ) -> None:
        steps, averages, squares = moments
        adam(
            parameters,
            gradients,
            averages,
            squares,
            [],
            steps,
            fused=True,
            amsgrad=False,
            beta1=self._beta1,
            beta2=self._beta2,
            lr=rate,
            weight_decay=self.weight_decay,
            eps=self._eps,
            maximize=False,
        )


class SGD(Optimizer):
    """Gradient descent with momentum, without if that is 0."""

    moments = ("momentum_buffer",)

    def __init__(self, parameters: Iterable[Tensor], learning_rate: float, momentum: float = 0.0) -> None:
        super().__init__(parameters, learning_rate)
        self._momentum = momentum

    def _new_moments(self, parameters: list[Tensor]) -> list[list[Tensor]]:
        return [[torch.zeros_like(value) for value in parameters]]

    def _update(
        self, parameters: list[Tensor], *moments: list[Tensor], gradients: list[Tensor], rate: float
    ) -> None:
        (velocities,) = moments
        sgd(
            parameters,
            gradients,
            [*velocities],
            foreach=False,
            fused=False,
            weight_decay=self.weight_decay,
            momentum=self._momentum,
            lr=rate,
            dampening=0,
            nesterov=False,
            maximize=False,
        )


def make_optimizer(
    training: TrainingSettings, parameters: Iterable[Tensor], learning_rate: float | None = None
) -> Optimizer:
    """A new optimizer for `parameters`, with another learning rate than the training's if one is given."""
    rate = learning_rate or training.learning_rate
    optimizer: Optimizer
    if training.optimizer == "sgd":
        optimizer = SGD(parameters, rate, training.momentum)
    else:
        optimizer = Adam(parameters, rate, training.adam_beta1, training.adam_beta2, training.adam_eps)
    optimizer.clip_norm, optimizer.weight_decay = training.clip_norm, training.weight_decay
    return optimizer


def clipped(gradients: Sequence[Tensor], longest: float) -> list[Tensor]:
    """Gradients (S, ...) with the direction they have together, in each replica at most `longest` long.

    Source: Pascanu, Mikolov and Bengio 2013, algorithm 1.
    """
    lengths = torch.stack(
        [torch.linalg.vector_norm(each.reshape(len(each), -1), dim=1) for each in gradients]
    )
    factor = (longest / torch.linalg.vector_norm(lengths, dim=0)).clamp(max=1)
    return [each * factor.view(-1, *[1] * (each.ndim - 1)) for each in gradients]


def _compact(gradients: Sequence[Tensor]) -> list[Tensor]:
    """Gradients in the memory order of their parameters.

    The fused rule walks through raw memory, and `torch.autograd.grad` may return transposed tensors.
    """
    return [gradient.detach().contiguous() for gradient in gradients]
