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
    vectors = target.layout.unflatten(initial_vectors(target))
    rows = []
    for generator in generators:
        parameters = {}
        for name, value in vectors.items():
            shape = tuple(value.shape)
            is_matrix = len(shape) >= 2
            parameters[name] = xavier_uniform(shape, *fans(shape), generator) if is_matrix else value
        rows.append(target.layout.flatten(parameters))
    return torch.stack(rows)


def initial_vectors(target: Weighted) -> Tensor:
    """Flat weights (P,) with the module's own values of vectors that are no biases, and zeros elsewhere.

    Such are the scales of a normalization layer: a network begins with ones there, not around zero.
    """
    example = target.layout.unflatten(target.example_weights)
    return target.layout.flatten(
        {
            name: torch.zeros_like(value) if value.ndim >= 2 or name.endswith("bias") else value
            for name, value in example.items()
        }
    )
