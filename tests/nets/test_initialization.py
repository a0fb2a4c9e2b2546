import math

import pytest
import torch
from torch import nn

from hnetlab.base.seeding import generator
from hnetlab.nets import TargetNetwork
from hnetlab.nets.initialization import fans, initial_weights, xavier_uniform


@pytest.mark.parametrize(
    "layer", [nn.Linear(5, 3), nn.Conv1d(4, 6, 2), nn.Conv2d(3, 8, (2, 5)), nn.Conv2d(6, 4, 3, groups=2)]
)
def test_fans_are_those_of_torch(layer):
    shape = tuple(layer.weight.shape)
    assert fans(shape) == torch.nn.init._calculate_fan_in_and_fan_out(layer.weight)


def test_xavier_fills_its_range_evenly():
    bound = math.sqrt(6 / (300 + 500))
    values = xavier_uniform((300, 500), 300, 500, generator(1))
    assert 0.999 * bound < values.max() <= bound
    assert -bound <= values.min() < -0.999 * bound
    assert values.var().item() == pytest.approx(2 / (300 + 500), rel=0.02)


@pytest.fixture
def target():
    module = nn.Sequential(nn.Conv2d(1, 3, 3), nn.GroupNorm(1, 3), nn.Flatten(), nn.Linear(12, 2))
    return TargetNetwork(module, (1, 4, 4))


def test_matrices_are_xavier_biases_zero_and_scales_one(target):
    parameters = target.layout.unflatten(initial_weights(target, [generator(1), generator(2)]))
    for name in ("0.bias", "1.bias", "3.bias"):
        assert not parameters[name].any()
    assert (parameters["1.weight"] == 1).all()
    assert parameters["1.weight"].shape == (2, 3)
    assert 0 < parameters["0.weight"].abs().max() <= math.sqrt(6 / (9 + 27))
    assert 0 < parameters["3.weight"].abs().max() <= math.sqrt(6 / (12 + 2))


def test_scales_that_look_like_matrices_are_none():
    """Of a normalization over several axes, and the lengths of matrices that are normalized."""
    linear = nn.utils.parametrizations.weight_norm(nn.Linear(16, 3))
    target = TargetNetwork(nn.Sequential(nn.LayerNorm((4, 4)), nn.Flatten(), linear), (4, 4))
    own = target.layout.unflatten(target.example_weights)
    lengths, directions = (f"2.parametrizations.weight.original{number}" for number in (0, 1))
    for start in ("xavier", "torch"):
        drawn = target.layout.unflatten(initial_weights(target, [generator(1)], start))
        assert (drawn["0.weight"] == 1).all()
        assert not drawn["0.bias"].any()
        assert torch.equal(drawn[lengths][0], own[lengths])
        assert not torch.equal(drawn[directions][0], own[directions])
        assert drawn[directions].std() > 0.1


def test_each_row_depends_on_its_generator_alone(target):
    rows = initial_weights(target, [generator(1), generator(2)])
    assert not torch.equal(rows[0], rows[1])
    assert torch.equal(rows[1:], initial_weights(target, [generator(2)]))


def test_a_matrix_of_two_axes_is_drawn_from_its_fans():
    """Also the smallest, in which nothing but the bound tells it from the module's own values."""
    target = TargetNetwork(nn.Linear(12, 2), (12,))
    matrix = target.layout.unflatten(initial_weights(target, [generator(1)]))["weight"]
    expected = xavier_uniform((2, 12), *fans((2, 12)), generator(1))
    assert torch.equal(matrix.squeeze(0), expected)


def test_a_start_as_pytorch_s_has_the_ranges_of_its_layers():
    """They are used in full, also by biases; scales and shifts of a normalization are not drawn."""
    layers = [nn.Conv2d(1, 200, 3), nn.GroupNorm(1, 200), nn.Flatten(), nn.Linear(800, 300)]
    target = TargetNetwork(nn.Sequential(*layers), (1, 4, 4))
    parameters = target.layout.unflatten(initial_weights(target, [generator(1)], "torch"))
    for layer, fan_in in (("0", 9), ("3", 800)):
        bound = 1 / math.sqrt(fan_in)
        for name in (f"{layer}.weight", f"{layer}.bias"):
            values, own = parameters[name], dict(target.module.named_parameters())[name]
            assert 0.95 * bound < values.abs().max() <= bound
            assert own.abs().max() <= bound  # as the module, which PyTorch has started
            assert values.var().item() == pytest.approx(bound**2 / 3, rel=0.2)
    assert (parameters["1.weight"] == 1).all()
    assert not parameters["1.bias"].any()


def test_each_row_of_a_start_as_pytorch_s_depends_on_its_generator_alone(target):
    rows = initial_weights(target, [generator(1), generator(2)], "torch")
    assert not torch.equal(rows[0], rows[1])
    assert torch.equal(rows[1:], initial_weights(target, [generator(2)], "torch"))
