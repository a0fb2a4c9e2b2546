"""Initial values of matrices and of a target network that is trained without a hypernetwork."""

import math
from collections.abc import Sequence
from typing import Protocol

import torch
from torch import Tensor

from hnetlab.nets.layout import FlatLayout


class Weighted(Protocol):
    """A network whose weights are given from outside."""

    layout: FlatLayout

    @property
    def example_weights(self) -> Tensor:
        """Weights (P,) that what is neither a matrix nor a bias keeps."""


def xavier_uniform(shape: tuple[int, ...], fan_in: int, fan_out: int, generator: torch.Generator) -> Tensor:
    """A tensor of `shape`, uniform with variance 2 / (fan_in + fan_out) (Glorot and Bengio 2010, eq. 16)."""
    bound = math.sqrt(6 / (fan_in + fan_out))
    return torch.empty(shape).uniform_(-bound, bound, generator=generator)


def fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """(fan_in, fan_out) of a linear (out, in) or convolution (out, in, *kernel) weight."""
    receptive_field = math.prod(shape[2:])
    return shape[1] * receptive_field, shape[0] * receptive_field


def initial_weights(target: Weighted, generators: Sequence[torch.Generator]) -> Tensor:
    """Flat weights (S, P), one row per generator: Xavier-uniform matrices, zero biases.

    Other vectors, such as the scales of a normalization layer, keep the values the module gave them.
    """
    example = target.layout.unflatten(target.example_weights)
    rows = []
    for generator in generators:
        parameters = {}
        for name, value in example.items():
            if value.ndim >= 2:
                parameters[name] = xavier_uniform(tuple(value.shape), *fans(tuple(value.shape)), generator)
            else:
                parameters[name] = torch.zeros_like(value) if name.endswith("bias") else value
        rows.append(target.layout.flatten(parameters))
    return torch.stack(rows)
