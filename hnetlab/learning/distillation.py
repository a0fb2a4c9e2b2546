"""Distillation: a network learns what another one says, as soft labels (Hinton, Vinyals and Dean 2015)."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from pydantic import Field
from torch import Tensor

from hnetlab.base.settings import Settings
from hnetlab.tasks import TaskSequence


class DistillationSettings(Settings):
    """How answers are distilled."""

    temperature: float = Field(2.0, gt=0, le=1e3)
    """What both networks' outputs are divided by before they are compared."""


@dataclass(frozen=True, eq=False)
class Choices:
    """Groups of outputs, within each of which two networks' answers to a sample are compared.

    `places` (n or 1, groups, width) are outputs of each of n samples, or of all of them. Those that compete
    in what is learned are `competing`, those that the teacher had learned `known`: masks of the same shape.
    All heads go through one softmax, so that a step takes no more operations the more there are.
    """

    places: Tensor
    competing: Tensor
    known: Tensor

    @classmethod
    def within(cls, heads: Sequence[range], known: Sequence[range] | None = None) -> "Choices":
        """A group for each of `heads`, of which the teacher knew the part `known`, or all."""
        places = torch.arange(max(map(len, heads))) + torch.tensor([[head.start] for head in heads])
        competing = _inside(places, heads)
        inside = competing if known is None else competing & _inside(places, known)
        return cls(
            *(each[None] for each in (torch.where(competing, places, places[:, :1]), competing, inside))
        )

    @classmethod
    def among_all(cls, sequence: TaskSequence, task: int) -> "Choices":
        """One group of the classes of all tasks so far, of which the teacher knew those before `task`."""
        before, now = (range(sequence[each].head.stop) for each in (task - 1, task))
        return cls.within([now], [before])

    @classmethod
    def of_old_tasks(cls, sequence: TaskSequence, task: int) -> "Choices":
        """Each old head, or the one that all tasks share; in scenario 3 all classes compete."""
        if sequence.scenario == 3:
            return cls.among_all(sequence, task)
        return cls.within(list(dict.fromkeys(old.head for old in sequence.tasks[:task])))

    def of(self, groups: Tensor) -> "Choices":
        """One group for each of n samples: that which `groups` (n,) names."""
        return Choices(*(each[0, groups, None] for each in (self.places, self.competing, self.known)))

    def to(self, device: torch.device) -> "Choices":
        """The same on a device."""
        return Choices(*(each.to(device) for each in (self.places, self.competing, self.known)))

    def distilled(self, outputs: Tensor, said: Tensor, temperature: float) -> Tensor:
        """The cross-entropy (S, B) of `outputs` with those `said` as soft labels, both (S, B, outputs)."""
        own, their = self._among(outputs), self._among(said)
        return distilled(own, their, temperature, self.competing, self.known).mean(dim=-1)

    def squares(self, outputs: Tensor, said: Tensor) -> Tensor:
        """The mean squared error (S, B) of `outputs` from what was `said`, both (S, B, outputs)."""
        squares = (self._among(outputs) - self._among(said)).square() * self.known
        return (squares.sum(-1) / self.known.sum(-1)).mean(dim=-1)

    def _among(self, outputs: Tensor) -> Tensor:
        """The outputs (S, B, groups, width) of each group."""
        places = self.places.expand(outputs.shape[1], -1, -1).flatten(1)
        picked = outputs.gather(-1, places.expand(len(outputs), -1, -1))
        return picked.unflatten(-1, self.places.shape[1:])


def distilled(
    outputs: Tensor,
    said: Tensor,
    temperature: float,
    competing: Tensor | None = None,
    known: Tensor | None = None,
) -> Tensor:
    """The cross-entropy (...) of `outputs` with the softmax of `said` as labels, both (..., outputs).

    Both are divided by `temperature`, and the cross-entropy is multiplied by its square. The masks, which
    broadcast, say among which outputs the answers `competing`, and which of them `said` has `known`;
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


def _inside(places: Tensor, heads: Sequence[range]) -> Tensor:
    bounds = torch.tensor([[head.start, head.stop] for head in heads])
    return (places >= bounds[:, :1]) & (places < bounds[:, 1:])
