"""Strided convolutions of 1x1 with channels last, whose gradient torch's library for CPUs gets wrong."""

import subprocess
import sys

import pytest
import torch
from torch import nn
from torch.nn.functional import conv2d

from hnetlab.nets import TargetNetwork
from hnetlab.nets.strided import Rearranged


class Small(nn.Module):
    """A convolution, one of 1x1 that takes every second pixel, and a layer; channels come last, or not."""

    def __init__(self, kind: str, *, last: bool) -> None:
        super().__init__()
        self.kind, self.last = kind, last
        self.first = nn.Conv2d(1, 4, 3, padding=1)
        self.down = nn.Conv2d(4, 8, 1, stride=(2, 1) if kind == "one way" else 2)
        self.norm = nn.BatchNorm2d(8) if kind == "normalized" else nn.Identity()
        self.out = nn.LazyLinear(3)
        with torch.no_grad():
            self(torch.zeros(2, 64))
        if kind == "frozen":
            self.down.requires_grad_(False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x.view(-1, 1, 8, 8)
        x = self.first(x.contiguous(memory_format=torch.channels_last) if self.last else x).relu()
        if self.kind == "function":
            x = conv2d(x, weight=self.down.weight, bias=self.down.bias, stride=(2,))
        else:
            x = self.norm(self.down(x))
        out: torch.Tensor = self.out(x.relu().flatten(1))
        return out


KINDS = ["layer", "function", "one way", "normalized", "frozen"]

PROGRAM = """
import torch
from hnetlab.nets import TargetNetwork
from tests.nets.test_strided import KINDS, Small

def gradients(kind, last):
    torch.manual_seed(1)
    target = TargetNetwork(Small(kind, last=last), (64,))
    w = (0.3 * torch.randn(2, target.size, generator=torch.Generator().manual_seed(1))).requires_grad_()
    x = torch.rand(2, 16, 64, generator=torch.Generator().manual_seed(2))
    found = []
    for rows in (1, 2):
        out = target(w[:rows], x[:rows], target.new_statistics(rows), training=True)
        found.append(torch.autograd.grad(out.square().sum(), w)[0])
    return torch.stack(found)

for kind in KINDS:
    expected = gradients(kind, False)
    for _ in range(3):
        off = (gradients(kind, True) - expected).abs().max() / expected.abs().max()
        assert off < 1e-4, (kind, off)
print("the same")
"""


def test_a_user_s_network_has_the_gradient_that_it_has_with_channels_first():
    """In a process of its own, since a wrong one ends it; alone and with replicas together."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=200, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "the same"), done.stderr[-500:]


@pytest.mark.parametrize("kernel", [1, 3])
@pytest.mark.parametrize("stride", [1, 2])
def test_only_such_convolutions_go_another_way(kernel, stride):
    x = torch.rand(2, 4, 8, 8).contiguous(memory_format=torch.channels_last)
    weight = torch.rand(3, 4, kernel, kernel)
    with Rearranged() as mode:
        found = conv2d(x, weight, None, stride)
    assert torch.allclose(found, conv2d(x, weight, None, stride), atol=1e-5)
    rearranged = kernel == 1 and stride == 2
    assert mode.met == rearranged
    assert found.is_contiguous() == rearranged


def test_others_are_computed_as_before():
    """Nothing stands between a network without such a convolution and torch."""
    module = nn.Sequential(
        nn.Unflatten(1, (1, 8, 8)), nn.Conv2d(1, 4, 3, stride=2), nn.Flatten(), nn.Linear(36, 3)
    )
    target = TargetNetwork(module, (64,))
    with target._instances.borrowed(False) as instance:
        assert instance.rearranged is None
    strided = TargetNetwork(Small("layer", last=False), (64,))
    with strided._instances.borrowed(False) as instance:
        assert instance.rearranged is not None
