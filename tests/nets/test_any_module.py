"""Random modules out of a grammar: each trains, can be explored and stored, or is refused in a sentence."""

import random
from collections.abc import Callable

import pytest
import torch
from torch import nn
from torch.nn.utils import parametrizations

from hnetlab.analysis.landscape import landscape, square_around
from hnetlab.analysis.pca import embedding_plane
from hnetlab.analysis.probe import Probe
from hnetlab.analysis.transfer import few_shot
from hnetlab.base.errors import ConfigError
from hnetlab.experiments import configure
from hnetlab.runs.engine import train
from hnetlab.runs.run import Run
from hnetlab.runs.store import RunFolder


class Apply(nn.Module):
    """A function as a layer."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


class First(nn.Module):
    """The first of what a layer gives for its input, which may be wanted several times."""

    def __init__(self, layer, times=1):
        super().__init__()
        self.layer, self.times = layer, times

    def forward(self, x):
        return self.layer(*[x] * self.times)[0]


class Residual(nn.Module):
    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x):
        return x + self.layer(x)


class Scale(nn.Module):
    """A number that is learned, or one for each feature."""

    def __init__(self, shape):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(shape))

    def forward(self, x):
        return x * self.scale


class Keep(nn.Module):
    """Keeps what goes through it."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def forward(self, x):
        self.seen.append(x)
        self.last = x
        return x


class Smooth(nn.Module):
    """Subtracts a running mean of its own."""

    def __init__(self):
        super().__init__()
        self.mean = 0

    def forward(self, x):
        if self.training:
            self.mean = 0.9 * self.mean + 0.1 * x.mean(dim=0).detach()
        return x - self.mean


class Bins(nn.Module):
    """Embeds features by their size."""

    def __init__(self, **options):
        super().__init__()
        self.table = nn.Embedding(6, 3, **options)

    def forward(self, x):
        return self.table((x.abs() * 5).long().clamp(max=5)).flatten(1)


class TwoHeads(nn.Module):
    """Writes the outputs of two layers into a new tensor."""

    def __init__(self, features, outputs):
        super().__init__()
        self.one, self.two = nn.Linear(features, 1), nn.Linear(features, outputs - 1)

    def forward(self, x):
        out = x.new_zeros(len(x), 1 + self.two.out_features)
        out[:, :1] = self.one(x)
        out[:, 1:] = self.two(x)
        return out


def clipped(x):
    y = x.clone()
    y[y > 0.8] = 0.8
    return y


def halved_if_large(x):
    return x.mul_(0.5) if x.max() > 0.9 else x


ACTIVATIONS: list[Callable[[], nn.Module]] = [
    nn.ReLU,
    nn.Tanh,
    nn.GELU,
    nn.PReLU,
    nn.RReLU,
    lambda: nn.ReLU(inplace=True),
    lambda: Apply(torch.sigmoid_),
]
ANYWHERE: list[Callable[[], nn.Module]] = [
    lambda: Apply(lambda x: x.mul_(0.5)),
    lambda: Apply(clipped),
    lambda: Apply(halved_if_large),
    lambda: Apply(lambda x: x * min(1.0, x.abs().max().item())),
    lambda: nn.Dropout(0.2),
    Keep,
    lambda: Scale(()),
]


def flat_layer(choose, size):
    """A layer for (B, size), and the size of what it gives."""
    width = choose([6, 9])
    shared = nn.Linear(size, size)
    return choose(
        [
            lambda: (nn.Linear(size, width), width),
            lambda: (nn.Linear(size, width), width),
            lambda: (parametrizations.weight_norm(nn.Linear(size, width)), width),
            lambda: (nn.Sequential(shared, nn.Tanh(), shared), size),
            lambda: (Residual(nn.Linear(size, size)), size),
            lambda: (nn.LayerNorm(size), size),
            lambda: (nn.BatchNorm1d(size, track_running_stats=False), size),
            lambda: (nn.BatchNorm1d(size), size),
            lambda: (
                nn.Sequential(Bins(max_norm=choose([None, None, 1.0])), nn.Linear(3 * size, width)),
                width,
            ),
            lambda: (Scale((size,)), size),
            lambda: (Smooth(), size),
        ]
    )()


def image_layer(choose, channels):
    """A layer for (B, channels, H, W), and its channels."""
    width = choose([2, 4])
    return choose(
        [
            lambda: (nn.Conv2d(channels, width, 3, padding=1), width),
            lambda: (nn.Conv2d(channels, width, 3, padding=1), width),
            lambda: (nn.GroupNorm(1, channels), channels),
            lambda: (nn.BatchNorm2d(channels, track_running_stats=False), channels),
            lambda: (nn.InstanceNorm2d(channels, affine=True), channels),
            lambda: (nn.Dropout2d(0.2), channels),
        ]
    )()


def sequence_layer(choose, size):
    """A layer for (B, steps, size), and its size."""
    width = choose([4, 6])
    return choose(
        [
            lambda: (First(nn.LSTM(size, width, batch_first=True)), width),
            lambda: (First(nn.GRU(size, width, batch_first=True, bidirectional=True)), 2 * width),
            lambda: (First(nn.RNN(size, width)), width),  # which takes the batch for the time
            lambda: (First(nn.MultiheadAttention(size, 2, dropout=0.1, batch_first=True), 3), size),
            lambda: (nn.TransformerEncoderLayer(size, 2, 8, choose([0.0, 0.1]), batch_first=True), size),
            lambda: (nn.LayerNorm(size), size),
            lambda: (nn.Linear(size, width), width),
        ]
    )()


def trunk(choose):
    """Layers from the 64 pixels to a vector, and its size."""
    kind = choose(["flat", "image", "sequence"])
    if kind == "flat":
        return [], 64
    if kind == "image":
        layers, channels = [nn.Unflatten(1, (1, 8, 8))], 1
        for _ in range(choose([1, 2])):
            layer, channels = image_layer(choose, channels)
            layers += [layer, choose(ACTIVATIONS)()]
        return [*layers, choose([nn.MaxPool2d(4), nn.AvgPool2d(4)]), nn.Flatten()], 4 * channels
    layers, size = [nn.Unflatten(1, (8, 8))], 8
    for _ in range(choose([1, 2])):
        layer, size = sequence_layer(choose, size)
        layers.append(layer)
    last = choose([lambda x: x[:, -1], lambda x: x.mean(dim=1)])
    return [*layers, Apply(last)], size


def random_module(seed, outputs):
    """The module of a seed, the same each time."""
    choose = random.Random(seed).choice
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        layers, size = trunk(choose)
        if choose([True, False]):
            layers.insert(0, choose(ANYWHERE)())
        for _ in range(choose([0, 1, 2])):
            layer, size = flat_layer(choose, size)
            layers += [layer, choose([*ACTIVATIONS, *ANYWHERE])()]
        layers.append(choose([nn.Linear, nn.Linear, TwoHeads])(size, outputs))
        module = nn.Sequential(*layers)
        for layer in layers[:-1]:
            if choose([True, False, False, False]):
                layer.requires_grad_(False)
        if choose([True, False, False]):
            layers[-1].register_forward_hook(lambda layer, inputs, output: output / 2)
        return module


def run_of(seed, seeds):
    config = configure(
        "split-digits",
        tasks=2,
        seeds=seeds,
        steps=4,
        batch_size=8,
        optimizer="sgd",  # Adam makes full steps of gradients that are nothing but rounding
        learning_rate=0.001,
        chunk_size=16,
        hypernetwork_hidden=(8,),
    )
    return Run(config, device="cpu", module=random_module(seed, 4))


REFUSED: set[int] = set()
SEEDS = range(50)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_module_learns_alone_what_it_learns_in_company_or_is_refused(seed, tmp_path):
    try:
        run, alone = run_of(seed, (1, 2, 3)), run_of(seed, (2,))
    except ConfigError as error:
        REFUSED.add(seed)
        text = str(error)
        assert "\n" not in text
        assert text[0] == "T"
        assert text[-1] == "."
        return
    data = [task.x_test.clone() for task in run.sequence]
    for each in (run, alone):
        for _ in train(each):
            pass
    state = run.state()
    for name, value in alone.state().items():
        if value.ndim:
            torch.testing.assert_close(state[name][1:2], value, rtol=1e-4, atol=1e-6, msg=name)
    torch.testing.assert_close(run.scores(2)[1:2], alone.scores(2), rtol=0, atol=0.02)
    assert all(torch.equal(task.x_test, before) for task, before in zip(run.sequence, data, strict=True))

    probe = Probe.of(run, replica=1)
    torch.testing.assert_close(probe.scores(probe.embeddings).diagonal(), run.scores(2)[1], rtol=0, atol=0.02)
    plane = embedding_plane(probe.embeddings.numpy())
    *_, last = landscape(probe, plane, square_around(plane.points), [0], sides=(2, 3))
    assert last.complete
    (shot,) = few_shot(probe, 1, [3], draws=2, steps=2)
    assert ((shot.embedding >= 0) & (shot.scratch <= 1)).all()

    folder = RunFolder(tmp_path / "run")
    folder.create(run)
    folder.save(run)
    again = RunFolder(tmp_path / "run").run(device="cpu", module=random_module(seed, 4))
    assert torch.equal(again.scores(2), run.scores(2))


def test_most_modules_are_used_and_some_refused():
    assert 3 < len(REFUSED) < len(SEEDS) / 3
