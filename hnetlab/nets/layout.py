"""The flat layout of a module's parameters: one vector `w` of length P in a fixed order."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class FlatLayout:
    """Names, shapes and order of the parameters that one flat weight vector `w` of shape (P,) holds."""

    names: tuple[str, ...]
    shapes: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, module: nn.Module) -> "FlatLayout":
        """The layout of `module.named_parameters()`; a parameter that two layers share appears once.

        Frozen ones, with requires_grad=False, are constants and have no place in it.
        """
        named = [(name, value) for name, value in module.named_parameters() if value.requires_grad]
        return cls(tuple(name for name, _ in named), tuple(tuple(value.shape) for _, value in named))

    def only(self, names: Collection[str]) -> "FlatLayout":
        """The layout of some of the parameters, in the same order."""
        chosen = [(name, shape) for name, shape in zip(self.names, self.shapes, strict=True) if name in names]
        return FlatLayout(tuple(name for name, _ in chosen), tuple(shape for _, shape in chosen))

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """How many weights each parameter has."""
        return tuple(math.prod(shape) for shape in self.shapes)

    @property
    def total(self) -> int:
        """P, the number of weights."""
        return sum(self.sizes)

    def unflatten(self, w: Tensor) -> dict[str, Tensor]:
        """Views of `w` (..., P) by parameter name, each of shape (..., *shape)."""
        return dict(zip(self.names, self.pieces(w), strict=True))

    def pieces(self, w: Tensor) -> list[Tensor]:
        """Views of `w` (..., P) in the order of the names, each of shape (..., *shape).

        One `split` instead of a slice per parameter: its backward pass concatenates the gradients once,
        where every slice would allocate a zero vector of the full length.
        """
        return [
            piece.unflatten(-1, shape) if shape else piece.squeeze(-1)
            for piece, shape in zip(w.split(self.sizes, dim=-1), self.shapes, strict=True)
        ]

    def flatten(self, parameters: Mapping[str, Tensor]) -> Tensor:
        """The inverse of `unflatten`: parameters of shape (..., *shape) become `w` of shape (..., P)."""
        pieces = []
        for name, shape in zip(self.names, self.shapes, strict=True):
            value = parameters[name]
            pieces.append(value.reshape(*value.shape[: value.ndim - len(shape)], -1))
        return torch.cat(pieces, dim=-1)
