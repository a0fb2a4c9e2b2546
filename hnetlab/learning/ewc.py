"""Online elastic weight consolidation: weights that the tasks' likelihood depends on are held in place."""

from typing import ClassVar, Literal

import torch
from pydantic import Field
from torch import Tensor

from hnetlab.base.settings import Settings
from hnetlab.learning.batch import draw
from hnetlab.learning.held_weights import HeldWeights
from hnetlab.learning.scoring import of_head
from hnetlab.nets import Statistics

_NUMBERS_AT_ONCE = 2**24  # of gradients, one of P numbers per sample


class EwcSettings(Settings):
    """Online EWC."""

    ewc_lambda: float = Field(100.0, ge=0, le=1e15)
    """Strength of the penalty: lambda / 2 for each weight, times its Fisher information."""
    gamma: float = Field(1.0, ge=0, le=1)
    """What remains of the Fisher information of earlier tasks with each new one."""
    fisher: Literal["prediction", "exact"] = "prediction"
    """Of each sample, the squared gradient for the label predicted, or its mean over all labels."""
    fisher_samples: int | None = Field(None, ge=1)
    """Training samples that the Fisher information is estimated from; none for all."""


class ElasticWeights(HeldWeights):
    """Online EWC with the diagonal Fisher information, one sample at a time.

    Sources: Kirkpatrick et al. 2017; Schwarz et al. 2018 (online). The labels are the network's predictions,
    as in van de Ven and Tolias 2019, or all of them by their probability: that is the Fisher information
    itself.
    """

    title = "Elastic weight consolidation"
    summary = "hold the target network's weights by their Fisher information (online EWC)"
    settings_type: ClassVar[type[Settings]] = EwcSettings
    changeable = frozenset({"learning_rate", "ewc_lambda"})
    settings: EwcSettings

    @property
    def strength(self) -> float:
        return self.settings.ewc_lambda / 2 * self.settings.gamma

    def consolidate(self, task: int) -> None:
        self.importance = self.settings.gamma * self.importance + self.fisher(task)

    def fisher(self, task: int) -> Tensor:
        """The diagonal (S, P) of the Fisher information of the weights now, on a task's training samples."""
        data = self.problem.sequence[task]
        count = min(self.settings.fisher_samples or len(data.y_train), len(data.y_train))
        chosen = torch.arange(count, device=self.problem.device) * len(data.y_train) // count
        at_once = max(1, _NUMBERS_AT_ONCE // self.problem.target.size)
        rows = []
        for row, w in enumerate(self.w.detach()):
            own = {name: value[row] for name, value in self.statistics[task].items()}
            total = torch.zeros_like(w)
            for part in chosen.split(at_once):
                total += self._squares(w, own, draw(data, part[:, None]).x, task)
            rows.append(total / count)
        return torch.stack(rows)

    def _squares(self, w: Tensor, own: Statistics, x: Tensor, task: int) -> Tensor:
        """The sum (P,) of squared gradients over samples `x` (B, 1, ...); each gets weights of its own."""
        each = w.expand(len(x), -1).clone().requires_grad_()
        statistics = {name: value.expand(len(x), *value.shape) for name, value in own.items()}
        outputs = self.problem.target(each, x, statistics).squeeze(1)
        active = self._competing or self.problem.sequence[task].head
        if self.problem.sequence.kind == "regression":
            # A Gaussian of variance 1/2 around each output has the squared error as its negative logarithm.
            values = of_head(outputs, active)
            squares = [self._squared(value.sum(), each) for value in values.unbind(-1)]
            return 2 * torch.stack([square.sum(0) for square in squares]).sum(0)
        log_p = of_head(outputs, active).log_softmax(-1)
        if self.settings.fisher == "prediction":
            return self._squared(log_p.max(-1).values.sum(), each).sum(0)
        p = log_p.detach().exp()
        total = torch.zeros_like(w)
        for label in range(len(active)):
            total += p[:, label] @ self._squared(log_p[:, label].sum(), each)
        return total

    @staticmethod
    def _squared(value: Tensor, each: Tensor) -> Tensor:
        (slope,) = torch.autograd.grad(value, each, retain_graph=True)
        return slope.square()
