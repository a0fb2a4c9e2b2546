"""The Fisher information of what was learned: how much a task's likelihood depends on each number."""

from collections.abc import Callable, Mapping
from typing import Literal

import torch
from pydantic import Field
from torch import Tensor

from hnetlab.base.settings import Settings
from hnetlab.learning.batch import draw
from hnetlab.learning.problem import Problem
from hnetlab.learning.scoring import of_head

_NUMBERS_AT_ONCE = 2**24  # of gradients, one of K numbers per sample

Networks = Callable[[int, Tensor], Tensor]
"""The target weights (B, P) that numbers (B, K) of a replica, by its number, stand for; gradients flow."""


class FisherSettings(Settings):
    """How the Fisher information is estimated."""

    fisher: Literal["prediction", "exact"] = "prediction"
    """Of each sample, the squared gradient for the label predicted, or its mean over all labels."""
    fisher_samples: int | None = Field(None, ge=1)
    """Training samples that the Fisher information is estimated from; none for all."""


class Fisher:
    """The diagonal (S, K) of the Fisher information, one sample at a time.

    The labels are the network's own predictions, as in van de Ven and Tolias 2019, or all of them by their
    probability: that is the Fisher information itself.
    """

    def __init__(self, problem: Problem, settings: FisherSettings, networks: Networks) -> None:
        self._problem = problem
        self._settings = settings
        self._networks = networks

    def __call__(self, v: Tensor, task: int, active: range, statistics: Mapping[str, Tensor]) -> Tensor:
        """That of the numbers `v` (S, K), on training samples of `task`, of which outputs `active` compete.

        `statistics` (S, *shape) by name are those of a network that has any.
        """
        data = self._problem.sequence[task]
        wanted = self._settings.fisher_samples or len(data.y_train)
        count = min(wanted, len(data.y_train))
        chosen = torch.arange(count, device=self._problem.device) * len(data.y_train) // count
        at_once = max(1, _NUMBERS_AT_ONCE // max(v.shape[1], self._problem.target.size))
        rows = []
        for replica, own in enumerate(v.detach()):
            kept = {name: value[replica] for name, value in statistics.items()}
            total = torch.zeros_like(own)
            for part in chosen.split(at_once):
                x = draw(data, part[:, None]).x
                total += self._squares(replica, own, kept, x, active)
            rows.append(total / count)
        return torch.stack(rows)

    def _squares(
        self, replica: int, v: Tensor, statistics: Mapping[str, Tensor], x: Tensor, active: range
    ) -> Tensor:
        """The sum (K,) of squared gradients over samples `x` (B, 1, ...); each gets numbers of its own."""
        each = v.expand(len(x), -1).clone().requires_grad_()
        kept = {name: value.expand(len(x), *value.shape) for name, value in statistics.items()}
        outputs = self._problem.target(self._networks(replica, each), x, kept).squeeze(1)
        if self._problem.sequence.kind == "regression":
            # A Gaussian of variance 1/2 around each output has the squared error as its negative logarithm.
            values = of_head(outputs, active)
            squares = [_squared(value.sum(), each) for value in values.unbind(-1)]
            return 2 * torch.stack([square.sum(0) for square in squares]).sum(0)
        log_p = of_head(outputs, active).log_softmax(-1)
        if self._settings.fisher == "prediction":
            return _squared(log_p.max(-1).values.sum(), each).sum(0)
        p = log_p.detach().exp()
        total = torch.zeros_like(v)
        for label in range(len(active)):
            total += p[:, label] @ _squared(log_p[:, label].sum(), each)
        return total


def _squared(value: Tensor, each: Tensor) -> Tensor:
    (slope,) = torch.autograd.grad(value, each, retain_graph=True)
    return slope.square()
