"""State and weights that a module hides from those who put generated weights into it."""

import itertools
import random

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.checkpoint import checkpoint

from hnetlab.base.errors import ConfigError
from hnetlab.nets import TargetNetwork

from .modules import Net


class Slotted:
    __slots__ = ("calls",)

    def __init__(self):
        self.calls = 0

    def __next__(self):
        self.calls += 1
        return self.calls


class Keeping(Net):
    """Multiplies its inputs by what something of its own draws or counts."""

    def __init__(self, own, draw):
        super().__init__()
        self.own, self.draw = own, draw

    def forward(self, x):
        return super().forward(x * self.draw(self.own))


class RunningMean(Net):
    """Keeps what it saw in an array, where nobody counts who writes to it."""

    def __init__(self):
        super().__init__()
        self.mean = np.zeros(6, np.float32)

    def forward(self, x):
        if self.training:
            self.mean *= 0.5
            self.mean += 0.5 * x.mean(dim=0).numpy()
        return super().forward(x - torch.from_numpy(self.mean.copy()))


class SometimesShallow(Net):
    """Leaves its body out one time in ten, which a few calls need not show."""

    def __init__(self, draw):
        super().__init__()
        self.draw = draw

    def forward(self, x):
        return super().forward(0 * x if self.training and self.draw() < 0.1 else x)


HIDDEN = {
    "generator of NumPy": lambda: Keeping(np.random.default_rng(0), lambda own: float(own.random())),
    "generator of torch": lambda: Keeping(
        torch.Generator().manual_seed(0), lambda own: torch.rand(1, generator=own)
    ),
    "generator of Python": lambda: Keeping(random.Random(0), lambda own: own.random()),
    "counter": lambda: Keeping(itertools.count(1), next),
    "slots": lambda: Keeping(Slotted(), next),
    "array": RunningMean,
}


@pytest.mark.parametrize("name", HIDDEN)
def test_what_is_kept_where_nobody_sees_it_is_found_by_what_it_does(name):
    with pytest.raises(
        ConfigError, match="keeps something from one call to the next that its outputs depend on"
    ):
        TargetNetwork(HIDDEN[name](), (6,))


def test_an_array_that_stays_is_no_state():
    module = Keeping(np.full(6, 0.5, np.float32), torch.from_numpy)
    assert TargetNetwork(module, (6,)).outputs == 3


def draw_from_numpy():
    return np.random.rand()  # noqa: NPY002 - as users do


@pytest.mark.parametrize(("draw", "whose"), [(random.random, "Python"), (draw_from_numpy, "NumPy")])
def test_only_torch_draws(draw, whose):
    # Chance decides which is seen first: that there is another generator, or that outputs differ.
    drawn = f"draws random numbers from {whose}.*: draw them"
    differ = "gives other outputs each time .*draw random numbers"
    with pytest.raises(ConfigError, match=f"({drawn}|{differ}) from torch"):
        TargetNetwork(SometimesShallow(draw), (6,))


class Checkpointed(Net):
    """Computes its body again when gradients are, from what it has then."""

    def forward(self, x):
        if not self.training:
            return super().forward(x)
        return self.head(checkpoint(lambda x: torch.relu(self.body(x)), x, use_reentrant=False))


class ElsewhereInTraining(Net):
    def __init__(self):
        super().__init__()
        self.own = [self.body.weight]

    def forward(self, x):
        if not self.training:
            return super().forward(x)
        return self.head(torch.relu(nn.functional.linear(x, self.own[0], self.body.bias)))


def test_gradients_are_those_of_the_weights_that_were_given():
    with pytest.raises(
        ConfigError, match=r"takes its weights again while gradients are computed.*checkpoints"
    ):
        TargetNetwork(Checkpointed(), (6,))


def test_weights_are_looked_for_in_training_too():
    with pytest.raises(ConfigError, match="takes weights from places where generated ones can't be put"):
        TargetNetwork(ElsewhereInTraining(), (6,))
