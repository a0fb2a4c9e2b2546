"""How parameters are optimized: a step, a look ahead at one, and the moments as part of a run's state."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import torch
from torch import Tensor
from torch.optim.adam import adam
from torch.optim.sgd import sgd

from hnetlab.learning.training import Rate, TrainingSettings


class Optimizer(ABC):
    """Moves `parameters` in place, by `learning_rate`, which may be set between two steps.

    It may be one for each replica. Of it each takes its own of the `shares`, the whole where they are None;
    a tensor () is one share for all, whose number a captured step reads anew.

    The rules are torch's own in functional form. Their moments are plain tensors here, so that a step can
    be taken on copies of everything: that is the lookahead of eq. 2.
    """

    moments: tuple[str, ...]
    """Names of what the rule keeps for each parameter."""

    def __init__(self, parameters: Iterable[Tensor], learning_rate: Rate) -> None:
        self.learning_rate = learning_rate
        self.clip_norm: float | None = None
        """The length to which longer gradients are shortened, of each replica by itself."""
        self.weight_decay = 0.0
        """So many times the parameters are added to their gradients, after the clipping."""
        self.shares: tuple[float, ...] | Tensor | None = None
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
        given, rates = self._given(gradients), self._rates()
        if len(set(rates)) == 1:
            self._update(*columns, gradients=given, rate=self._shared(rates[0]))
            return
        start = 0
        for rate, group in groupby(rates):  # neighbors with the same one take their step together
            rows = slice(start, start := start + len(list(group)))
            # A count that all replicas share is moved on once, by the last of them.
            last = start == len(rates)
            own = [
                [value[rows] if value.ndim else value if last else value.clone() for value in column]
                for column in columns
            ]
            self._update(*own, gradients=[gradient[rows] for gradient in given], rate=self._shared(rate))

    def _rates(self) -> tuple[float, ...]:
        """The step size of each replica, or one where it is the same for all; before a share for all."""
        rates = self.learning_rate if isinstance(self.learning_rate, tuple) else (self.learning_rate,)
        shares = self.shares if isinstance(self.shares, tuple) else (1.0,)
        count = max(len(rates), len(shares))
        own = [values * count if len(values) == 1 else values for values in (rates, shares)]
        return tuple(rate * share for rate, share in zip(*own, strict=True))

    def _shared(self, rate: float) -> float | Tensor:
        return rate * self.shares if isinstance(self.shares, Tensor) else rate

    @abstractmethod
    def _new_moments(self, parameters: list[Tensor]) -> list[list[Tensor]]:
        """What the rule keeps before the first step, in the order of `moments`."""

    @abstractmethod
    def _update(
        self, parameters: list[Tensor], *moments: list[Tensor], gradients: list[Tensor], rate: float | Tensor
    ) -> None:
        """One step of the rule, in place."""


class Adam(Optimizer):
    """Adam (Kingma and Ba 2015)."""

    moments = ("step", "exp_avg", "exp_avg_sq")

    def __init__(
        self,
        parameters: Iterable[Tensor],
        learning_rate: Rate,
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
        self, parameters: list[Tensor], *moments: list[Tensor], gradients: list[Tensor], rate: float | Tensor
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

    def __init__(self, parameters: Iterable[Tensor], learning_rate: Rate, momentum: float = 0.0) -> None:
        super().__init__(parameters, learning_rate)
        self._momentum = momentum

    def _new_moments(self, parameters: list[Tensor]) -> list[list[Tensor]]:
        return [[torch.zeros_like(value) for value in parameters]]

    def _update(
        self, parameters: list[Tensor], *moments: list[Tensor], gradients: list[Tensor], rate: float | Tensor
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
            lr=float(rate),
            dampening=0,
            nesterov=False,
            maximize=False,
        )


def make_optimizer(
    training: TrainingSettings, parameters: Iterable[Tensor], learning_rate: Rate | None = None
) -> Optimizer:
    """A new optimizer for `parameters`, with another learning rate than the training's if one is given."""
    rate = learning_rate or training.rate
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
