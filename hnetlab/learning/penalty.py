"""Numbers held near those of the last task, each by how important it was: what EWC and SI have in common."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor

from hnetlab.nets import TargetNetwork

Strength = float | tuple[float, ...]
"""How strongly numbers are held: one value for all replicas, or one for each."""


class Penalty(ABC):
    """strength * sum_i importance_i (v_i - anchor_i)^2 on the numbers v (S, K) that a method learns.

    The anchor (S, K) is what they were after the last task, the importance (S, K) is gathered over all tasks.
    """

    watches: ClassVar[bool] = False
    """Whether it is to be told of every step."""

    @classmethod
    def check(cls, target: TargetNetwork) -> None:
        """Raises `ConfigError` for a network for which the importance can't be found."""

    def __init__(self, settings: Any, v: Tensor) -> None:
        self.settings = settings
        self.importance = torch.zeros_like(v, requires_grad=False)
        self.anchor = v.detach().clone()

    @property
    @abstractmethod
    def strength(self) -> Strength:
        """What the sum over all numbers is multiplied by."""

    def __call__(self, v: Tensor) -> Tensor:
        """The penalty (S,)."""
        return self._factor(v) * (self.importance * (v - self.anchor).square()).sum(1)

    def slope(self, v: Tensor) -> Tensor:
        """Its gradient (S, K)."""
        factor = self._factor(v)
        factor = factor[:, None] if isinstance(factor, Tensor) else factor
        return 2 * factor * self.importance * (v - self.anchor)

    def _factor(self, v: Tensor) -> float | Tensor:
        """The strength for all replicas, or that of each (S,)."""
        strength = self.strength
        return v.new_tensor(strength) if isinstance(strength, tuple) else strength

    def observe(self, slope: Tensor, way: Tensor) -> None:
        """Notes that a step went the `way` (S, K) where all that is descended had the gradient `slope`."""

    @abstractmethod
    def weigh(self, v: Tensor, fisher: Callable[[], Tensor]) -> None:
        """Adds to the importance what a task gave whose last step was taken; the anchor is still the old.

        `fisher` gives the diagonal (S, K) of the task's Fisher information, and takes its time.
        """

    def consolidate(self, v: Tensor, fisher: Callable[[], Tensor]) -> None:
        """Holds from here on what a task has learned, as it was `weigh`ed."""
        self.weigh(v, fisher)
        self.anchor = v.detach().clone()

    def state(self) -> dict[str, Tensor]:
        """Every tensor that it depends on, by name."""
        return {"importance": self.importance, "anchor": self.anchor}

    def restore(self, state: Mapping[str, Tensor]) -> None:
        """Goes on with what `state` has given."""
        for name in self.state():
            setattr(self, name, state[name].clone())
