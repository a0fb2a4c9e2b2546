"""What can't be a function of its weights is refused in a sentence."""

import threading
from typing import ClassVar

import pytest
import torch
from torch import nn
from torch.nn.utils import prune, weight_norm

from hnetlab.base.errors import ConfigError
from hnetlab.nets import TargetNetwork, mlp

from .modules import Net


class Counting(Net):
    def __init__(self):
        super().__init__(before=self._count)
        self.calls = 0

    def _count(self, x):
        self.calls += 1
        return x * self.calls


class Remembering(Net):
    """Adds what it saw last in training."""

    def __init__(self):
        super().__init__()
        self.memory = {"mean": 0.0}

    def forward(self, x):
        if self.training:
            self.memory["mean"] = 0.9 * self.memory["mean"] + 0.1 * x.mean(dim=0).detach()
        return super().forward(x - self.memory["mean"])


class Caching(Net):
    """Computes a product of weights once and for all."""

    def __init__(self):
        super().__init__()
        self.product = None

    def forward(self, x):
        if self.product is None:
            self.product = self.head.weight @ self.body.weight
        return x @ self.product.T


class Warming(Net):
    """Changes after some calls."""

    def __init__(self):
        super().__init__()
        self.calls = [0]

    def forward(self, x):
        self.calls[0] += 1
        return super().forward(x) * (1 if self.calls[0] < 5 else 2)


class Elsewhere(Net):
    """Takes a weight from a list of its own."""

    def __init__(self):
        super().__init__()
        self.own = [self.body.weight]

    def forward(self, x):
        return self.head(x @ self.own[0].T)


def counted_outside():
    count = []

    def hook(layer, inputs, output):
        count.append(0)
        return output * len(count)

    module = mlp((6,), (5,), 3)
    module[1].register_forward_hook(hook)
    return module


class Modes(Net):
    def __init__(self, evaluated):
        super().__init__()
        self.in_evaluation = evaluated

    def forward(self, x):
        y = super().forward(x)
        return y if self.training else self.in_evaluation(y)


def pruned():
    module = mlp((6,), (5,), 3)
    prune.l1_unstructured(module[1], "weight", 0.5)
    return module


def old_weight_norm():
    with pytest.warns(FutureWarning):
        return nn.Sequential(weight_norm(nn.Linear(6, 4)), nn.Linear(4, 3))


def with_weight_hook():
    module = mlp((6,), (5,), 3)
    module.get_parameter("1.weight").register_hook(lambda slope: slope * 0)
    return module


def locked():
    module = mlp((6,), (5,), 3)
    vars(module)["lock"] = threading.Lock()
    return module


class ClampsWeights(Net):
    def forward(self, x):
        self.body.weight.data.clamp_(-0.01, 0.01)
        return super().forward(x)


class ClampsBesideStatistics(ClampsWeights):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(6)

    def forward(self, x):
        return super().forward(self.norm(x))


class Centered(Net):
    """A running mean that is no buffer: training moves it, and evaluation takes it away."""

    seen: ClassVar = [0.0]

    def __init__(self, keep):
        super().__init__()
        self.mean, self.keep, self.trained = torch.zeros(6), keep, 0

    def forward(self, x):
        if not self.training:
            return super().forward(x - self.keep(self, None))
        self.keep(self, x.detach().mean(0))
        return super().forward(x - x.mean(0))

    def attribute(self, mean):
        if mean is not None:
            self.mean = 0.5 * self.mean + 0.5 * mean
        return self.mean

    def in_place(self, mean):
        if mean is not None:
            self.mean.mul_(0.5).add_(0.5 * mean)
        return self.mean

    def counter(self, mean):
        self.trained += mean is not None
        return 0.1 * self.trained

    def of_class(self, mean):
        if mean is not None:
            Centered.seen[0] = 0.5 * Centered.seen[0] + 0.5 * float(mean.mean())
        return Centered.seen[0]


def tied_by_memory():
    module = Net()
    module.decoder = nn.Linear(8, 6)
    module.decoder.weight.data = module.body.weight.data.t()
    return module


REFUSED = {
    "statistic no buffer": (
        lambda: Centered(Centered.attribute),
        "keeps something from one call to the next",
    ),
    "statistic in place": (lambda: Centered(Centered.in_place), "keeps something from one call to the next"),
    "counter of training": (lambda: Centered(Centered.counter), "keeps something from one call to the next"),
    "statistic of a class": (
        lambda: Centered(Centered.of_class),
        "keeps something in a class or in a global",
    ),
    "counter": (Counting, "keeps something from one call to the next"),
    "memory": (Remembering, "keeps something from one call to the next"),
    "cache of weights": (Caching, "keeps something from one call to the next"),
    "warm-up": (Warming, "keeps something from one call to the next"),
    "counter outside": (counted_outside, "gives other outputs each time|outside of itself"),
    "weights elsewhere": (Elsewhere, "takes weights from places where generated ones can't be put"),
    "weights changed": (ClampsWeights, "changes its own weights"),
    "weights changed beside statistics": (ClampsBesideStatistics, "changes its own weights"),
    "numpy noise": (
        lambda: Net(before=lambda x: x + torch.from_numpy(__import__("numpy").random.rand(6)).float()),
        "gives other outputs each time it is called",
    ),
    "dropout in evaluation": (
        lambda: Net(between=lambda x: nn.functional.dropout(x, 0.5)),
        "draws random numbers in evaluation.*self.training",
    ),
    "tied by memory": (
        tied_by_memory,
        "has 'body.weight' and 'decoder.weight' in the same memory.*: make them one",
    ),
    "class": (lambda: nn.Linear, r"Linear is a class: give a network made from it, such as Linear\(\)"),
    "function": (lambda: torch.relu, "relu is of type .*: give a torch.nn.Module"),
    "script": (lambda: torch.jit.script(mlp((6,), (5,), 3)), "compiled to TorchScript"),
    "old weight norm": (
        old_weight_norm,
        "computes the weights of '0' by a hook .*parametrizations.weight_norm",
    ),
    "pruned": (pruned, r"by a hook of torch\.nn\.utils\.prune: .*prune\.remove"),
    "hook on weights": (with_weight_hook, "has a hook on its weights '1.weight'"),
    "lock": (locked, "can't be copied"),
    "max_norm": (lambda: nn.Sequential(nn.Linear(6, 3), nn.Embedding(4, 3, max_norm=1.0)), "max_norm"),
    "sparse": (lambda: nn.Sequential(nn.Linear(6, 3), nn.Embedding(4, 3, sparse=True)), "leave sparse out"),
    "fewer outputs in evaluation": (
        lambda: Modes(lambda y: y[:, :2]),
        "has 3 outputs in training and 2 in evaluation",
    ),
    "classes in evaluation": (lambda: Modes(lambda y: y.argmax(-1)), r"shape \(4,\) of int64 in evaluation"),
    "tuple in evaluation": (
        lambda: Modes(lambda y: (y, y)),
        "gives tuple in evaluation: it must give one tensor",
    ),
    "detached": (lambda: Modes(lambda y: y.detach()), "outputs in evaluation without a gradient"),
    "not finite": (lambda: Modes(lambda y: y / 0), "not finite in evaluation"),
    "float64": (lambda: Net().double(), "'body.weight' of the type float64 where float32"),
    "half": (lambda: Net().half(), "of the type float16 .*float"),
    "complex": (lambda: nn.Linear(6, 3, dtype=torch.complex64), "of the type complex64"),
    "float64 outputs": (lambda: Net(between=torch.Tensor.double).train(), "does not run|must be float32"),
    "all frozen": (
        lambda: Net().requires_grad_(False),
        "has frozen parameters alone: leave requires_grad on",
    ),
    "on meta": (lambda: Net().to("meta"), "'body.weight', which is on the device meta: make it on the CPU"),
    "integer inputs": (lambda: nn.Embedding(4, 3), r"does not run on inputs of shape \(6,\)"),
    "fixed batch": (lambda: Net(before=lambda x: x.view(8, 6)), "does not run on inputs"),
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.filterwarnings("ignore:`torch.jit:DeprecationWarning")
def test_what_can_not_be_a_target_network_is_refused_in_a_sentence(name):
    make, sentence = REFUSED[name]
    with pytest.raises(ConfigError, match=sentence) as raised:
        TargetNetwork(make(), (6,))
    text = str(raised.value)
    assert "\n" not in text
    assert text.startswith("The target network ")
    assert text.endswith(".")
