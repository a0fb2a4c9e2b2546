"""An MLP of known structure as a function of its flat weights: one batched product per layer."""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor

from hnetlab.nets.layout import FlatLayout
from hnetlab.nets.mlp import ACTIVATIONS, Activation


class Perceptron:
    """The MLP of `mlp`, without a module: for networks that a method brings along, which need no trial.

    Weights may have any number of sets, for replicas, tasks or both at once.
    """

    def __init__(
        self, inputs: int, hidden: Sequence[int], outputs: int, activation: Activation = "relu"
    ) -> None:
        self.inputs, self.outputs = inputs, outputs
        shapes: dict[str, tuple[int, ...]] = {}
        for index, (fan_in, fan_out) in enumerate(pairwise([inputs, *hidden, outputs])):
            shapes |= {f"{index}.weight": (fan_out, fan_in), f"{index}.bias": (fan_out,)}
        self.layout = FlatLayout(tuple(shapes), tuple(shapes.values()))
        self._nonlinearity = ACTIVATIONS[activation]()

    @property
    def example_weights(self) -> Tensor:
        """Weights (P,) to begin with where nothing else is known: zeros."""
        return torch.zeros(self.layout.total)

    def __call__(self, w: Tensor, x: Tensor) -> Tensor:
        """Outputs (N, B, outputs) for weights `w` (N, P) and inputs `x` (N, B, inputs)."""
        pieces = self.layout.pieces(w)
        layers = list(zip(pieces[::2], pieces[1::2], strict=True))
        for index, (weight, bias) in enumerate(layers):
            x = torch.baddbmm(bias.unsqueeze(1), x, weight.mT)
            if index < len(layers) - 1:
                x = self._nonlinearity(x)
        return x
