"""A multilayer perceptron with nothing hidden: flatten, then linear layers with an activation between."""

from collections.abc import Sequence
from itertools import pairwise
from math import prod
from typing import Literal

from pydantic import field_validator
from torch import nn

from hnetlab.base.settings import Settings

Activation = Literal["relu", "elu", "sigmoid", "tanh"]

ACTIVATIONS: dict[str, type[nn.Module]] = {
    "relu": nn.ReLU,
    "elu": nn.ELU,
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
}

_OF_OTHERS = (400, 400)


_WIDEST = 10**12  # more would overflow before memory is asked for


class MlpSettings(Settings):
    """A multilayer perceptron."""

    target_hidden: tuple[int, ...] = (64, 64)
    """Units of the target network's hidden layers."""
    target_activation: Activation = "relu"
    """Activation of the target network's hidden layers."""

    @field_validator("target_hidden")
    @classmethod
    def _positive(cls, widths: tuple[int, ...]) -> tuple[int, ...]:
        if any(width < 1 for width in widths):
            raise ValueError("every layer needs at least one unit")
        if any(width > _WIDEST for width in widths):
            raise ValueError(f"no layer may have more than {_WIDEST:,} units")
        return widths


def mlp(
    input_shape: tuple[int, ...], hidden: Sequence[int], outputs: int, activation: Activation = "relu"
) -> nn.Sequential:
    """A network from inputs (B, *input_shape) through layers of `hidden` units to (B, outputs)."""
    widths = [prod(input_shape), *hidden, outputs]
    layers: list[nn.Module] = [nn.Flatten()]
    for index, (fan_in, fan_out) in enumerate(pairwise(widths)):
        if index:
            layers.append(ACTIVATIONS[activation]())
        layers.append(nn.Linear(fan_in, fan_out))
    return nn.Sequential(*layers)


def hidden_widths(module: nn.Module) -> tuple[int, ...]:
    """Units of the hidden layers of an MLP; two layers of 400 for any other network."""
    weighted = [each for each in module.modules() if any(True for _ in each.parameters(recurse=False))]
    layers = [each for each in weighted if isinstance(each, nn.Linear)]
    if not layers or len(layers) < len(weighted):
        return _OF_OTHERS
    return tuple(layer.out_features for layer in layers[:-1])
