"""Which weights belong to which outputs, found by trying: by the gradients of the outputs themselves."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from hnetlab.base.seeding import generator
from hnetlab.nets.structure import fixed_weights

if TYPE_CHECKING:
    from hnetlab.nets.target import TargetNetwork

_ROWS, _TRIES = 16, 4
_CLEARLY = 1e-5
"""Gradients of this size, relative to the largest, are no rounding errors."""


class Heads:
    """The weights of a target network that influence some of its outputs; what was found is kept."""

    def __init__(self, target: TargetNetwork, x: Tensor) -> None:
        self._target = target
        self._x = x[:_ROWS]
        self._others: dict[range, Tensor] = {}

    def without_others(self, head: range) -> Tensor:
        """A mask (P,) that is False for weights that influence outputs, but none of `head`."""
        if head not in self._others:
            self._others[head] = (self._used & (self._influence(head) == 0)).nonzero().flatten()
        mask = torch.ones(self._target.size, dtype=torch.bool)
        mask[self._others[head]] = False
        return mask

    @cached_property
    def _used(self) -> Tensor:
        """Which weights (P,) influence any output."""
        return self._influence(range(self._target.outputs)) > _CLEARLY

    def _influence(self, outputs: range) -> Tensor:
        """How strongly each weight (P,) influences some of the outputs, relative to the strongest.

        Each try has its opposite: a rectified unit that is silent for all inputs, as a third of those in
        inner layers are, answers when the signs are turned. A try without a finite slope says nothing.
        """
        target, random = self._target, generator(0, "heads")
        strongest = torch.zeros(target.size)
        for number in range(_TRIES):
            drawn = fixed_weights(target.layout, "heads", number).float()
            w = torch.stack([drawn, -drawn]).requires_grad_()
            x = self._x if number % 2 == 0 else torch.rand(self._x.shape, generator=random)
            factors = 0.5 + torch.rand(target.outputs, generator=random)
            with torch.enable_grad():
                answers = target(w, x.expand(2, *x.shape), target.new_statistics(2))
                weighted = (answers * factors)[..., outputs.start : outputs.stop]
                (slope,) = torch.autograd.grad(weighted.sum(), w)
            largest = slope.abs().amax(dim=1, keepdim=True).clamp_min(torch.finfo(torch.float32).tiny)
            strongest = strongest.maximum((slope.abs() / largest).nan_to_num(0.0).amax(dim=0))
        return strongest
