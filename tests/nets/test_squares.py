"""Sums of squared gradients of single samples, computed at once."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from hnetlab.nets import TargetNetwork, mlp
from hnetlab.nets.squares import LinearSquares


class Tied(nn.Module):
    """A layer whose matrix also reads out what it made."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(6, 4)

    def forward(self, x):
        return functional.linear(torch.tanh(self.layer(x)), self.layer.weight.T)


class Twice(nn.Module):
    """A layer that is called two times."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(6, 6)

    def forward(self, x):
        return self.layer(torch.tanh(self.layer(x)))


class Shared(nn.Module):
    """Two layers with one matrix, under a head that begins at zero."""

    def __init__(self):
        super().__init__()
        self.first, self.second, self.head = nn.Linear(6, 6), nn.Linear(6, 6), nn.Linear(6, 3)
        self.second.weight = self.first.weight
        nn.init.zeros_(self.head.weight)

    def forward(self, x):
        return self.head(torch.tanh(self.second(torch.tanh(self.first(x)))))


class AlsoFunctional(nn.Module):
    """A layer whose matrix serves once more, under a head that begins at zero."""

    def __init__(self):
        super().__init__()
        self.layer, self.head = nn.Linear(6, 6), nn.Linear(6, 3)
        nn.init.zeros_(self.head.weight)

    def forward(self, x):
        return self.head(torch.tanh(functional.linear(torch.tanh(self.layer(x)), self.layer.weight)))


class ByKeyword(nn.Module):
    """A layer whose input is named."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(6, 3)

    def forward(self, x):
        return self.layer(input=x)


def samples(*shape):
    return torch.randn(5, *shape, generator=torch.Generator().manual_seed(0))


def frozen_below():
    """A layer that was learned before, and one on top of it."""
    below = nn.Linear(6, 5).requires_grad_(False)
    return nn.Sequential(below, nn.Tanh(), nn.Linear(5, 3))


@pytest.mark.parametrize(
    "module",
    [
        mlp((6,), (8, 7), 4),
        nn.Sequential(nn.Linear(6, 8), nn.ReLU(inplace=True), nn.Linear(8, 3)),
        frozen_below(),
        nn.Linear(6, 3),
        ByKeyword(),
        nn.Sequential(nn.Linear(6, 5, bias=False), nn.ELU(), nn.Dropout(0.5), nn.Linear(5, 3)),
    ],
    ids=[
        "mlp",
        "written over",
        "frozen below",
        "one layer",
        "by keyword",
        "a layer without a bias, and dropout",
    ],
)
def test_they_are_the_squares_of_one_sample_after_the_other(module):
    target, x = TargetNetwork(module, (6,)), samples(6)
    found = LinearSquares.of(target, x[:2])
    assert found
    w = target.example_weights.clone().requires_grad_()
    weights = torch.tensor([0.5, 2.0, 0.0, 1.0, 0.25])
    expected = torch.zeros(2, target.size)
    for row, weight in zip(x, weights, strict=True):
        value = target(w[None], row[None, None]).log_softmax(-1).flatten()[1]
        (slope,) = torch.autograd.grad(value, w)
        expected += torch.stack([slope.square(), weight * slope.square()])
    outputs, squares = found(target.example_weights, x)
    values = outputs.log_softmax(-1)[:, 1]
    torch.testing.assert_close(squares(values, None), expected[0])
    torch.testing.assert_close(squares(values, weights), expected[1])
    torch.testing.assert_close(outputs, target(w[None], x[None]).squeeze(0))


@pytest.mark.parametrize(
    ("module", "shape"),
    [
        (Tied(), (6,)),
        (Shared(), (6,)),
        (AlsoFunctional(), (6,)),
        (Twice(), (6,)),
        (nn.Sequential(nn.Linear(6, 5), nn.LayerNorm(5), nn.Linear(5, 3)), (6,)),
        (nn.Sequential(nn.Linear(6, 5), nn.BatchNorm1d(5, affine=False), nn.Linear(5, 3)), (6,)),
        (nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(8, 3)), (1, 4, 4)),
        (nn.Sequential(nn.Linear(6, 5), nn.Flatten(), nn.Linear(10, 3)), (2, 6)),
    ],
    ids=[
        "tied",
        "two layers, one matrix",
        "also functional",
        "twice",
        "other weights",
        "statistics",
        "convolution",
        "several rows per sample",
    ],
)
def test_what_they_can_not_be_computed_for_is_found_out(module, shape):
    assert LinearSquares.of(TargetNetwork(module, shape), samples(*shape)[:2]) is None
