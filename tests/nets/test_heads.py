"""Which weights are of other heads, wherever a module has them."""

import pytest
import torch
from torch import nn

from hnetlab.nets import TargetNetwork


class Columns(nn.Module):
    """An output layer with a column of weights per output."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(4, 3))

    def forward(self, x):
        return x @ self.weight


class HeadFirst(nn.Module):
    """The head is registered before a layer as wide as the outputs."""

    def __init__(self):
        super().__init__()
        self.head = nn.Linear(5, 5)
        self.body = nn.Linear(6, 5)

    def forward(self, x):
        return self.head(torch.relu(self.body(x)))


class ScaledHead(nn.Module):
    """A scale per output, registered after the output layer that it belongs to."""

    def __init__(self):
        super().__init__()
        self.body = nn.Linear(6, 4)
        self.head = nn.Linear(4, 3)
        self.scale = nn.Parameter(torch.ones(3))

    def forward(self, x):
        return self.head(torch.relu(self.body(x))) * self.scale


@pytest.mark.parametrize(
    ("module", "inputs", "kept"),
    [
        (Columns(), 4, {"weight": [[False, True, False]] * 4}),
        (HeadFirst(), 6, {"head.bias": [False, True, False, False, False], "body.weight": [[True] * 6] * 5}),
        (
            ScaledHead(),
            6,
            {"scale": [False, True, False], "head.bias": [False, True, False], "body.bias": [True] * 4},
        ),
    ],
)
def test_heads_are_found_wherever_they_are(module, inputs, kept):
    target = TargetNetwork(module, (inputs,))
    mask = target.layout.unflatten(target.without_other_heads(range(1, 2)))
    assert {name: mask[name].tolist() for name in kept} == kept


@pytest.mark.parametrize("width", [64, 1000])
def test_heads_are_told_apart_at_units_that_seldom_answer(width):
    """A rectified unit that is silent for every input tried shows no slope of the weights that leave it."""
    layers = [nn.Linear(30, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 6)]
    target = TargetNetwork(nn.Sequential(*layers), (30,))
    mask = target.layout.unflatten(target.without_other_heads(range(2, 4)))
    own = torch.tensor([False, False, True, True, False, False])
    assert torch.equal(mask.pop("4.weight"), own.unsqueeze(1).expand(6, width))
    assert torch.equal(mask.pop("4.bias"), own)
    assert all(shared.all() for shared in mask.values())


def test_no_weight_is_of_other_heads_alone_where_all_influence_each():
    target = TargetNetwork(nn.Sequential(nn.Linear(4, 3), nn.LogSoftmax(dim=1)), (4,))
    assert target.without_other_heads(range(1)).all()
