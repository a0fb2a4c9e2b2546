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
from hnetlab.nets.squares import LinearSquares, Squares, summed

_NUMBERS_AT_ONCE = 2**24  # of gradients, one of K numbers per sample, or of what a network holds for each

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
    probability: that is the Fisher information itself. Without `networks` the numbers are the target weights,
    and those of linear layers need no gradient per sample.
    """

    def __init__(self, problem: Problem, settings: FisherSettings, networks: Networks | None = None) -> None:
        self._problem = problem
        self._settings = settings
        self._networks = networks or (lambda _, w: w)
        some = torch.arange(min(2, len(problem.sequence[0].y_train)), device=problem.device)
        self._linear = None if networks else LinearSquares.of(problem.target, self._samples(0, some))

    def __call__(self, v: Tensor, task: int, active: range, statistics: Mapping[str, Tensor]) -> Tensor:
        """That of the numbers `v` (S, K), on training samples of `task`, of which outputs `active` compete.

        `statistics` (S, *shape) by name are those of a network that has any.
        """
        data, target = self._problem.sequence[task], self._problem.target
        wanted = self._settings.fisher_samples or len(data.y_train)
        count = min(wanted, len(data.y_train))
        chosen = torch.arange(count, device=self._problem.device) * len(data.y_train) // count
        numbers = target.numbers_per_row if self._linear else max(v.shape[1], target.size)
        rows = []
        for replica, own in enumerate(v.detach()):
            kept = {name: value[replica] for name, value in statistics.items()}
            total = torch.zeros_like(own)
            for part in chosen.split(max(1, _NUMBERS_AT_ONCE // numbers)):
                x = self._samples(task, part)
                total += self._squares(*self._passed(replica, own, kept, x), active)
            rows.append(total / count)
        return torch.stack(rows)

    def _samples(self, task: int, rows: Tensor) -> Tensor:
        """The inputs (B, ...) of some training samples."""
        return draw(self._problem.sequence[task], rows[:, None]).x.squeeze(1)

    def _passed(
        self, replica: int, v: Tensor, statistics: Mapping[str, Tensor], x: Tensor
    ) -> tuple[Tensor, Squares]:
        """Outputs (B, outputs) for samples `x` (B, ...), and what squares their gradients."""
        if self._linear:
            return self._linear(v, x)
        each = v.expand(len(x), -1).clone().requires_grad_()
        kept = {name: value.expand(len(x), *value.shape) for name, value in statistics.items()}
        outputs = self._problem.target(self._networks(replica, each), x[:, None], kept).squeeze(1)
        return outputs, lambda values, weights: summed(values, weights, each)

    def _squares(self, outputs: Tensor, squares: Squares, active: range) -> Tensor:
        """The sum (K,) of squared gradients over samples."""
        if self._problem.sequence.kind == "regression":
            # A Gaussian of variance 1/2 around each output has the squared error as its negative logarithm.
            values = of_head(outputs, active).unbind(-1)
            return 2 * torch.stack([squares(value, None) for value in values]).sum(0)
        log_p = of_head(outputs, active).log_softmax(-1)
        if self._settings.fisher == "prediction":
            return squares(log_p.max(-1).values, None)
        p = log_p.detach().exp()
        return torch.stack([squares(log_p[:, k], p[:, k]) for k in range(len(active))]).sum(0)
