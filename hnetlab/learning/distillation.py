"""Distillation: a network learns what another one says, as soft labels (Hinton, Vinyals and Dean 2015)."""

import torch
from pydantic import Field
from torch import Tensor

from hnetlab.base.settings import Settings


class DistillationSettings(Settings):
    """How answers are distilled."""

    temperature: float = Field(2.0, gt=0, le=1e3)
    """What both networks' outputs are divided by before they are compared."""


def distilled(
    outputs: Tensor,
    said: Tensor,
    temperature: float,
    competing: Tensor | None = None,
    known: Tensor | None = None,
) -> Tensor:
    """The cross-entropy (S, B) of `outputs` with the softmax of `said` as labels, both (S, B, outputs).

    Both are divided by `temperature`, and the cross-entropy is multiplied by its square. The masks
    (B or 1, outputs) say among which outputs the answers `competing`, and which of them `said` has `known`;
    None stands for all.
    """
    log_q = (_only(said, known) / temperature).log_softmax(-1)
    log_p = (_only(outputs, competing) / temperature).log_softmax(-1)
    q, p = log_q.exp(), log_p.exp()
    value = -(q * log_p.clamp_min(torch.finfo(log_p.dtype).min)).sum(-1).detach()
    # The gradient, p - q, written out: by autograd it would be rounding where both still say the same,
    # and Adam makes a whole step of that.
    slope = ((p - q).detach() * outputs / temperature).sum(-1)
    return (value + slope - slope.detach()) * temperature**2


def _only(outputs: Tensor, mask: Tensor | None) -> Tensor:
    return outputs if mask is None else outputs.masked_fill(~mask, -torch.inf)
