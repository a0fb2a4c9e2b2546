"""Initial values of matrices and of a target network that is trained without a hypernetwork."""

import math
from collections.abc import Sequence
from typing import Literal, Protocol

import torch
from torch import Tensor

from hnetlab.nets.layout import FlatLayout

Start = Literal["xavier", "torch"]
"""How matrices and biases start that are trained without a hypernetwork, see `initial_weights`."""


class Weighted(Protocol):
    """A network whose weights are given from outside."""

    layout: FlatLayout

    @property
    def example_weights(self) -> Tensor:
        """Weights (P,) that what is neither a matrix nor a bias keeps."""


def xavier_uniform(shape: tuple[int, ...], fan_in: int, fan_out: int, generator: torch.Generator) -> Tensor:
    """A tensor of `shape`, uniform with variance 2 / (fan_in + fan_out) (Glorot and Bengio 2010, eq. 16)."""
    return _uniform(shape, _xavier_bound(fan_in, fan_out), generator)


def fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """(fan_in, fan_out) of a linear (out, in) or convolution (out, in, *kernel) weight."""
    receptive_field = math.prod(shape[2:])
    return shape[1] * receptive_field, shape[0] * receptive_field


def initial_weights(
    target: Weighted, generators: Sequence[torch.Generator], start: Start = "xavier"
) -> Tensor:
    """Flat weights (S, P), one row per generator.

    `xavier`: Xavier-uniform matrices, zero biases; `torch`: matrices, and biases beside them, uniform within
    1 / sqrt(fan_in), as PyTorch's linear layers and convolutions start. Scales, see `initial_vectors`, keep
    the values the module gave them.
    """
    vectors = target.layout.unflatten(initial_vectors(target))
    bounds = _bounds(target, start)
    rows = []
    for generator in generators:
        parameters = {
            name: _uniform(tuple(value.shape), bounds[name], generator) if name in bounds else value
            for name, value in vectors.items()
        }
        rows.append(target.layout.flatten(parameters))
    return torch.stack(rows)


def initial_vectors(target: Weighted) -> Tensor:
    """Flat weights (P,) with the module's own values of its scales, and zeros elsewhere.

    Scales are vectors that are no biases, tensors of any shape that are one number throughout, and the
    lengths that `torch.nn.utils.parametrizations.weight_norm` gives a matrix: a network begins with ones in
    its normalization layers, and with its own lengths, not around zero.
    """
    example = target.layout.unflatten(target.example_weights)
    return target.layout.flatten(
        {
            name: value if _is_scale(name, value, target.layout) else torch.zeros_like(value)
            for name, value in example.items()
        }
    )


def _is_scale(name: str, value: Tensor, layout: FlatLayout) -> bool:
    if name.endswith("bias"):
        return False
    if name.endswith(".original0") and f"{name.removesuffix('0')}1" in layout.names:
        return True
    constant = value.numel() > 1 and bool(value.any()) and bool((value == value.flatten()[0]).all())
    return value.ndim < 2 or constant


def _bounds(target: Weighted, start: Start) -> dict[str, float]:
    """How far from zero the tensors that are drawn may be, by name."""
    layout = target.layout
    matrices = {
        name: fans(tuple(value.shape))
        for name, value in layout.unflatten(target.example_weights).items()
        if value.ndim >= 2 and not name.endswith("bias") and not _is_scale(name, value, layout)
    }
    if start == "xavier":
        return {name: _xavier_bound(*both) for name, both in matrices.items()}
    bounds = {name: 1 / math.sqrt(fan_in) for name, (fan_in, _) in matrices.items()}
    weights = {name: f"{name.removesuffix('bias')}weight" for name in layout.names if name.endswith("bias")}
    return {name: bounds[weight] for name, weight in weights.items() if weight in bounds} | bounds


def _xavier_bound(fan_in: int, fan_out: int) -> float:
    return math.sqrt(6 / (fan_in + fan_out))


def _uniform(shape: tuple[int, ...], bound: float, generator: torch.Generator) -> Tensor:
    return torch.empty(shape).uniform_(-bound, bound, generator=generator)
