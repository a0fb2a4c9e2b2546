import json

import pytest
import torch
from torch import nn

from hnetlab.nets import TargetNetwork, mlp
from hnetlab.nets.difference import network_difference


class Scaled(nn.Module):
    """A layer, a setting that its text does not show, and two buffers."""

    def __init__(self, outputs=3, scale=2.0, power=1, shift=0.0):
        super().__init__()
        self.linear = nn.Linear(4, outputs)
        self.scale = scale
        self.power = power
        self.register_buffer("shift", torch.full((outputs,), shift))
        self.register_buffer("unused", torch.tensor([1, 2]), persistent=False)

    def forward(self, x):
        return self.linear(x) ** self.power * self.scale + self.shift


def structure_of(module, input_shape=(4,)):
    return TargetNetwork(module, input_shape).structure()


def changed(before, after):
    return {part for part in before if before[part] != after[part]}


def test_it_is_plain_json():
    structure = structure_of(Scaled())
    assert json.loads(json.dumps(structure)) == structure
    assert structure["generated"] == [
        {"name": "linear.weight", "shape": [3, 4], "dtype": "float32"},
        {"name": "linear.bias", "shape": [3], "dtype": "float32"},
    ]
    assert [buffer["name"] for buffer in structure["buffers"]] == ["shift", "unused"]
    assert [(each["name"], each["class"]) for each in structure["modules"]] == [
        ("", "Scaled"),
        ("linear", "torch.nn.modules.linear.Linear"),
    ]


def test_it_does_not_depend_on_initial_values_modes_or_copies():
    first = structure_of(Scaled())
    assert structure_of(Scaled().eval()) == first
    target = TargetNetwork(Scaled(), (4,))
    target(torch.randn(2, target.size), torch.randn(2, 5, 4), training=True)
    assert target.structure() == target.to(torch.device("cpu")).structure() == first


@pytest.mark.parametrize(
    ("other", "parts"),
    [
        (Scaled(outputs=2), {"generated", "buffers", "modules", "forward"}),
        (Scaled(scale=2.5), {"modules", "forward"}),
        (Scaled(power=2), {"modules", "forward"}),
        (Scaled(shift=0.5), {"buffers", "forward"}),
    ],
)
def test_what_differs_shows(other, parts):
    assert changed(structure_of(Scaled()), structure_of(other)) == parts


def test_another_forward_shows_where_weights_of_both_signs_give_no_numbers():
    """The hash begins with such weights; a scale of which the root is taken is never negative in a user's."""

    class Rooted(nn.Module):
        def __init__(self):
            super().__init__()
            self.linear = nn.Linear(4, 3)
            self.scale = nn.Parameter(torch.ones(3))

        def forward(self, x):
            return self.linear(x) * self.scale.sqrt()

    class Twice(Rooted):
        def forward(self, x):
            return self.linear(2 * x) * self.scale.sqrt()

    Twice.__name__, Twice.__qualname__ = Rooted.__name__, Rooted.__qualname__
    assert changed(structure_of(Rooted()), structure_of(Rooted())) == set()
    assert changed(structure_of(Rooted()), structure_of(Twice())) == {"forward"}


def test_another_forward_shows_where_nothing_else_does():
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.linear = nn.Linear(4, 3)

        def forward(self, x):
            return torch.relu(self.linear(x))

    class Linear(Net):
        def forward(self, x):
            return self.linear(x)

    class LinearInTraining(Net):
        def forward(self, x):
            return self.linear(x) if self.training else torch.relu(self.linear(x))

    Linear.__name__ = LinearInTraining.__name__ = Net.__name__  # the same class, edited
    first, everywhere, training = (
        structure_of(Net()),
        structure_of(Linear()),
        structure_of(LinearInTraining()),
    )
    assert changed(first, everywhere) == changed(first, training) == {"forward"}
    assert training["forward"]["evaluation"] == first["forward"]["evaluation"]
    assert training["forward"]["training"] == everywhere["forward"]["training"]


def test_dropout_shows_in_its_settings():
    def net(p):
        return nn.Sequential(nn.Linear(4, 3), nn.Dropout(p), nn.Linear(3, 2))

    first, second = structure_of(net(0.2)), structure_of(net(0.3))
    assert changed(first, second) == {"modules"}
    assert first["forward"]["training"] is None
    assert structure_of(net(0.2)) == first


def test_threads_and_the_global_generator_do_not_matter():
    target = TargetNetwork(mlp((64,), (300, 200), 10), (64,))
    threads, state = torch.get_num_threads(), torch.random.get_rng_state()
    structures = []
    try:
        for count in (1, 2, 3):
            torch.set_num_threads(count)
            torch.manual_seed(count)
            structures.append(target.structure())
    finally:
        torch.set_num_threads(threads)
        torch.random.set_rng_state(state)
    assert structures[0] == structures[1] == structures[2]


class InFloat32(nn.Module):
    """Makes a tensor of its own, which keeps it from running in float64."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 3)

    def forward(self, x):
        return self.linear(x) @ torch.eye(3)


def test_a_module_that_runs_in_float32_alone_has_one_too():
    first, second = structure_of(InFloat32()), structure_of(InFloat32())
    assert first == second
    assert first["forward"]["evaluation"]


class Begun(nn.Module):
    def __init__(self, start):
        super().__init__()
        self.linear, self.scale = nn.Linear(4, 3), nn.Parameter(start * torch.ones(3))

    def forward(self, x):
        return self.linear(x) * self.scale


def test_what_scales_begin_with_shows_where_it_is_not_usual():
    """It is their start in each run, so it decides numbers; the weights beside it are drawn anew."""
    usual, small = structure_of(Begun(1.0)), structure_of(Begun(0.25))
    assert "begun" not in usual
    assert small.pop("begun") == {"scale": 0.25}
    assert small == usual
    assert (
        network_difference(usual, structure_of(Begun(0.25)))
        == 'its scale "scale" begins with 0.25 in place of 1'
    )


class Moving(nn.Module):
    """A running mean whose pace is a number in the code."""

    pace = 0.1
    mean: torch.Tensor

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 3)
        self.register_buffer("mean", torch.zeros(4))

    def forward(self, x):
        if self.training:
            self.mean = self.mean + Moving.pace * (x.mean(dim=0).detach() - self.mean)
        return self.linear(x - self.mean)


def test_how_statistics_move_shows(monkeypatch):
    slow = structure_of(Moving())
    monkeypatch.setattr(Moving, "pace", 0.9)
    fast = structure_of(Moving())
    assert slow["moved"] != fast["moved"]
    assert "moved" not in structure_of(Scaled())
