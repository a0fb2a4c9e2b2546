"""Target networks and hypernetworks give on each device what they give on the CPU."""

import pytest
import torch
from torch import nn

from hnetlab import Run, configure, fit
from hnetlab.base.seeding import generator
from hnetlab.hypernet import Hypernetwork, initial_embeddings, initial_theta
from hnetlab.nets import TargetNetwork, mlp
from hnetlab.nets.initialization import initial_weights
from hnetlab.tasks import load_digits, permuted_sequence, split_sequence


class Frozen(nn.Module):
    """A layer that is generated after one that is not, with a constant between them."""

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(6, 5).requires_grad_(False)
        self.register_buffer("shift", torch.arange(5.0))
        self.second = nn.Linear(5, 4)

    def forward(self, x):
        return self.second((self.first(x) + self.shift).tanh())


NETWORKS = {
    "mlp": lambda: mlp((6,), (7,), 4),
    "convolution": lambda: nn.Sequential(
        nn.Unflatten(1, (1, 2, 3)), nn.Conv2d(1, 3, 2), nn.ReLU(), nn.Flatten(), nn.Linear(6, 4)
    ),
    "recurrent": lambda: nn.Sequential(nn.Unflatten(1, (3, 2)), Last(), nn.Linear(5, 4)),
    "normalized": lambda: nn.Sequential(
        nn.Linear(6, 8), nn.BatchNorm1d(8, track_running_stats=False), nn.ReLU(), nn.Linear(8, 4)
    ),
    "frozen": Frozen,
}


class Last(nn.Module):
    """The last output of a recurrent layer."""

    def __init__(self, inputs=2):
        super().__init__()
        self.layer = nn.GRU(inputs, 5, batch_first=True)

    def forward(self, x):
        return self.layer(x)[0][:, -1]


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("name", NETWORKS)
def test_a_target_network_computes_on_each_device_what_it_computes_on_the_cpu(device, name, training):
    torch.manual_seed(3)
    on_cpu = TargetNetwork(NETWORKS[name](), (6,))
    moved = on_cpu.to(device)
    w = initial_weights(on_cpu, [generator(1), generator(2)])
    x = torch.rand(2, 9, 6, generator=generator(3))
    found = []
    for target, place in ((on_cpu, torch.device("cpu")), (moved, device)):
        weights = w.to(place).requires_grad_()
        outputs = target(weights, x.to(place), training=training)
        (slope,) = torch.autograd.grad(outputs.square().sum(), weights)
        assert outputs.device.type == slope.device.type == place.type
        found.append((outputs.detach().cpu(), slope.cpu()))
    for mine, theirs in zip(*found, strict=True):
        torch.testing.assert_close(mine, theirs, rtol=1e-4, atol=5e-5)


@pytest.mark.parametrize("chunk_size", [None, 20])
def test_a_hypernetwork_generates_on_each_device_what_it_generates_on_the_cpu(device, chunk_size):
    layout = TargetNetwork(mlp((6,), (7,), 4), (6,)).layout
    hypernet = Hypernetwork(layout, 3, (8, 5), "elu", chunk_size, 2)
    seeds = [generator(1), generator(2)]
    e, theta = initial_embeddings(4, 3, seeds), initial_theta(hypernet, seeds)
    there = hypernet({name: value.to(device) for name, value in theta.items()}, e.to(device))
    assert there.device.type == device.type
    torch.testing.assert_close(there.cpu(), hypernet(theta, e), rtol=1e-5, atol=1e-6)


def test_tasks_bring_samples_into_the_same_form_on_each_device(device):
    sequence = permuted_sequence(load_digits(), 3)
    there = sequence.to(device)
    assert there.fingerprint() == sequence.fingerprint()
    for mine, theirs in zip(there, sequence, strict=True):
        inputs = mine.inputs(mine.x_test[:5])
        assert inputs.device.type == device.type
        torch.testing.assert_close(inputs.cpu(), theirs.inputs(theirs.x_test[:5]), rtol=1e-6, atol=0)


@pytest.mark.parametrize("place", ["sequence", "module"])
def test_data_and_modules_are_taken_from_any_device(device, place):
    """A model or data that somebody has on a GPU already, for a run on a GPU or on the CPU."""
    sequence = split_sequence(load_digits(), 2, tasks=2)
    module = nn.Sequential(nn.Linear(64, 8), nn.Tanh(), nn.Linear(8, 4))
    sequence = sequence.to(device) if place == "sequence" else sequence
    module = module.to(device) if place == "module" else module
    config = configure("split-digits", tasks=2, steps=20, chunk_size=None)
    scores = [
        fit(Run(config, device=each, sequence=sequence, module=module), progress=False).scores(2)
        for each in (device, torch.device("cpu"))
    ]
    torch.testing.assert_close(scores[0].cpu(), scores[1], rtol=0, atol=0.03)


def test_importance_is_found_for_recurrent_networks(device):
    """Its gradients are those of evaluation, which cuDNN does not give for recurrent layers."""
    module = nn.Sequential(nn.Unflatten(1, (8, 8)), Last(8), nn.Linear(5, 4))
    run = Run(
        configure("split-digits", "ewc", tasks=2, steps=3, fisher_samples=5), module=module, device=device
    )
    importance = fit(run, progress=False).state()["importance"]
    assert importance.device.type == device.type
    assert (importance > 0).double().mean() > 0.5
