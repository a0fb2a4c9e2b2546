import pytest
import torch
from torch import nn

from hnetlab.nets import ACTIVATIONS, FlatLayout, mlp


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("relu", lambda x: x.clamp(min=0)),
        ("elu", lambda x: torch.where(x > 0, x, x.exp() - 1)),
        ("sigmoid", lambda x: 1 / (1 + (-x).exp())),
        ("tanh", lambda x: (x.exp() - (-x).exp()) / (x.exp() + (-x).exp())),
    ],
)
def test_it_computes_what_its_layers_say(name, function):
    network = mlp((2, 3), (5, 4), 2, name)
    x = torch.randn(7, 2, 3)
    w1, b1, w2, b2, w3, b3 = network.parameters()
    expected = function(function(x.reshape(7, 6) @ w1.T + b1) @ w2.T + b2) @ w3.T + b3
    torch.testing.assert_close(network(x), expected)


def test_every_activation_has_a_test():
    assert set(ACTIVATIONS) == {"relu", "elu", "sigmoid", "tanh"}


def test_without_hidden_layers_it_is_linear():
    network = mlp((4,), (), 3)
    assert [type(layer) for layer in network] == [nn.Flatten, nn.Linear]
    assert FlatLayout.of(network).total == 4 * 3 + 3


def test_it_has_the_size_that_the_paper_gives():
    with torch.device("meta"):
        assert FlatLayout.of(mlp((784,), (400, 400), 10)).total == 478_410
        assert FlatLayout.of(mlp((1024,), (1000, 1000), 100)).total == 2_126_100
