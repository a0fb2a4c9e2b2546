"""A module that every test of target networks can take, and one with given weights."""

import copy

import torch
from torch import nn


class Net(nn.Module):
    """Two layers with something done to the inputs and to what lies between."""

    def __init__(self, before=lambda x: x, between=torch.relu):
        super().__init__()
        self.body, self.head = nn.Linear(6, 8), nn.Linear(8, 3)
        self.before, self.between = before, between

    def forward(self, x):
        return self.head(self.between(self.body(self.before(x))))


def filled(module: nn.Module, w: torch.Tensor) -> nn.Module:
    module = copy.deepcopy(module)
    nn.utils.vector_to_parameters(w, module.parameters())
    return module
