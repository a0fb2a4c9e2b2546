"""What a module does besides computing: each kind is either kept in its place or refused in one sentence."""

import copy
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from torch import nn
from torch.nn.utils import parametrizations

from hnetlab.base.errors import ConfigError
from hnetlab.nets import TargetNetwork, mlp

from .modules import Net, filled


class Recurrent(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.layer, self.head = kind(2, 5, batch_first=True), nn.Linear(5, 3)

    def forward(self, x):
        return self.head(self.layer(x.view(-1, 3, 2))[0][:, -1])


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.TransformerEncoderLayer(2, 1, 8, dropout=0.0, batch_first=True)
        self.head = nn.Linear(6, 3)

    def forward(self, x):
        return self.head(self.layer(x.view(-1, 3, 2)).flatten(1))


class Filling(nn.Module):
    """Writes its parts into a new tensor."""

    def __init__(self):
        super().__init__()
        self.one, self.two = nn.Linear(6, 1), nn.Linear(6, 2)

    def forward(self, x):
        out = torch.zeros(len(x), 3)
        out[:, :1], out[:, 1:] = self.one(x), self.two(x)
        return out


class Words(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.head = nn.Embedding(20, 4), nn.Linear(4, 3)

    def forward(self, x):
        return self.head(self.words((x * 4).abs().long().clamp(max=19)).mean(dim=1))


def shared_layer():
    middle = nn.Linear(6, 6)
    return nn.Sequential(middle, nn.Tanh(), middle, nn.Tanh(), middle, nn.Linear(6, 3))


def conditional(x):
    return x / 255 if x.max() > 2 else x


def clipped(x):
    y = x * 1
    y[y > 0.5] = 0.5
    return y


MODULES = {
    "mlp": lambda: mlp((6,), (7,), 3),
    "shared layer": shared_layer,
    "lstm": lambda: Recurrent(nn.LSTM),
    "gru": lambda: Recurrent(nn.GRU),
    "rnn": lambda: Recurrent(nn.RNN),
    "attention": Attention,
    "filling": Filling,
    "embedding": Words,
    "conditional": lambda: Net(before=conditional),
    "item": lambda: Net(before=lambda x: x * min(1.0, float(x.max()))),
    "clipped": lambda: Net(before=clipped),
    "in-place activation": lambda: Net(between=torch.relu_),
    "in-place on inputs": lambda: Net(before=lambda x: x.div_(2)),
    "in-place past autograd": lambda: Net(before=lambda x: x.data.mul_(2)),
    "parametrized": lambda: nn.Sequential(parametrizations.weight_norm(nn.Linear(6, 4)), nn.Linear(4, 3)),
    "orthogonal": lambda: nn.Sequential(nn.Linear(6, 4), parametrizations.orthogonal(nn.Linear(4, 3))),
}
ONE_BY_ONE = {"lstm", "gru", "conditional", "item"}


@pytest.mark.parametrize("name", MODULES)
@pytest.mark.parametrize("training", [True, False])
def test_replicas_compute_what_the_module_computes_and_leave_nothing(name, training):
    module = MODULES[name]()
    before = copy.deepcopy(module.state_dict())
    target = TargetNetwork(module, (6,))
    w, x = torch.rand(3, target.size) - 0.5, torch.rand(3, 4, 6)
    kept = x.clone()
    variable = w.clone().requires_grad_()
    outputs = target(variable, x, training=training)
    (gradient,) = torch.autograd.grad(outputs.square().sum(), variable)
    with torch.no_grad():
        without = target(w, x, training=training)
    for s in range(3):
        own = filled(module, w[s]).train(training)
        expected = own(x[s].clone())
        torch.testing.assert_close(outputs[s], expected)
        torch.testing.assert_close(without[s], expected)
        slopes = torch.autograd.grad(expected.square().sum(), list(own.parameters()))
        torch.testing.assert_close(
            gradient[s], torch.cat([slope.reshape(-1) for slope in slopes]), rtol=1e-4, atol=1e-5
        )
    assert torch.equal(x, kept)
    assert all(torch.equal(value, before[key]) for key, value in module.state_dict().items())
    copy.deepcopy(target)
    if name in ONE_BY_ONE:
        assert not target.batched(training)
    if name in ("mlp", "shared layer", "in-place activation"):
        assert target.batched(training)


@pytest.mark.parametrize("name", MODULES)
def test_inputs_shared_by_replicas_stay_as_they_are(name):
    target = TargetNetwork(MODULES[name](), (6,))
    x = torch.rand(4, 6)
    kept, w = x.clone(), torch.rand(3, target.size) - 0.5
    with torch.no_grad():
        together = target(w, x.expand(3, -1, -1))
        for s in range(3):
            torch.testing.assert_close(target(w[s : s + 1], x[None])[0], together[s])
    assert torch.equal(x, kept)
    assert target(w[:, None].transpose(0, 1)[0], x.t().contiguous().t().expand(3, -1, -1)).shape == (3, 4, 3)


def test_what_depends_on_values_is_safe_with_values_never_met_before():
    """The first inputs are small; only large ones are scaled in place."""
    target = TargetNetwork(Net(before=lambda x: x.div_(255) if x.max() > 2 else x), (6,))
    x = torch.rand(1, 4, 6) * 255
    kept = x.clone()
    target(torch.rand(1, target.size), x)
    assert torch.equal(x, kept)


def test_inputs_changed_in_large_batches_alone_are_an_error():
    target = TargetNetwork(Net(before=lambda x: x.div_(2) if len(x) > 50 else x), (6,))
    with pytest.raises(ConfigError, match="changes its inputs in place, though it did not on the first ones"):
        target(torch.rand(1, target.size), torch.rand(1, 60, 6))


@pytest.mark.parametrize("name", ["mlp", "lstm", "shared layer", "in-place on inputs"])
def test_threads_may_call_one_network_at_once(name):
    target = TargetNetwork(MODULES[name](), (6,))
    w, x = torch.rand(12, 2, target.size) - 0.5, torch.rand(12, 2, 4, 6)

    def answers(row):
        return [target(w[row], x[row], training=bool((row + call) % 2)) for call in range(10)]

    alone = [answers(row) for row in range(12)]
    with ThreadPoolExecutor(6) as threads:
        together = list(threads.map(answers, range(12)))
    assert all(all(map(torch.equal, *rows)) for rows in zip(together, alone, strict=True))


def test_examples_show_what_random_inputs_do_not():
    module = Net(before=lambda x: (x - 100).sqrt())
    with pytest.raises(ConfigError, match="not finite"):
        TargetNetwork(module, (6,))
    assert TargetNetwork(module, (6,), 100 + torch.rand(5, 6)).outputs == 3


class FirstOf(nn.Module):
    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x):
        return self.layer(x)[0]


def test_rows_that_depend_on_each_other_are_found():
    normalized = nn.Sequential(nn.Linear(6, 4), nn.BatchNorm1d(4, track_running_stats=False), nn.Linear(4, 3))
    target = TargetNetwork(normalized, (6,))
    assert target.mixes_rows
    assert target.least_rows == 2
    with pytest.raises(ConfigError, match="does not run on one input: take larger batches"):
        target(torch.rand(1, target.size), torch.rand(1, 1, 6))
    assert not TargetNetwork(mlp((6,), (5,), 3), (6,)).mixes_rows
    in_time = nn.Sequential(nn.Linear(6, 4), FirstOf(nn.RNN(4, 4)), nn.Linear(4, 3))
    assert TargetNetwork(in_time, (6,)).mixes_rows, "a row of the batch is a step in time"
    squeezed = TargetNetwork(Net(between=lambda x: torch.relu(x).squeeze()), (6,))
    assert not squeezed.mixes_rows


def test_a_module_that_loses_the_axis_of_one_row_gets_two():
    class Squeezing(Net):
        def forward(self, x):
            return super().forward(x).squeeze()

    target = TargetNetwork(Squeezing(), (6,))
    assert target.least_rows == 2
    w, x = torch.rand(2, target.size), torch.rand(2, 3, 6)
    torch.testing.assert_close(target(w, x[:, :1]), target(w, x)[:, :1])


def test_what_other_threads_draw_meanwhile_is_not_the_modules():
    """Several runs are built at once where panels are reset, and whoever makes layers draws."""

    def draw():
        while not done.is_set():
            torch.rand(3)

    done = threading.Event()
    others = [threading.Thread(target=draw) for _ in range(2)]
    for other in others:
        other.start()
    try:
        found = [TargetNetwork(nn.Sequential(nn.Linear(4, 3), nn.ReLU()), (4,)).stochastic for _ in range(20)]
    finally:
        done.set()
        for other in others:
            other.join()
    assert found == [False] * 20
