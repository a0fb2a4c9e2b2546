"""What is no weight of a module: frozen parameters, what it keeps from call to call, hooks."""

import pytest
import torch
from torch import nn
from torch.nn.utils import parametrize

from hnetlab.nets import TargetNetwork, mlp

from .modules import filled


def partly_frozen():
    module = nn.Sequential(nn.Linear(6, 5), nn.Tanh(), nn.Linear(5, 5), nn.Linear(5, 3))
    module[0].requires_grad_(False)
    module[2].bias.requires_grad_(False)
    return module


def test_frozen_parameters_are_constants():
    module = partly_frozen()
    target = TargetNetwork(module, (6,))
    assert target.layout.names == ("2.weight", "3.weight", "3.bias")
    assert target.size == 25 + 15 + 3
    w, x = torch.randn(2, target.size), torch.randn(2, 4, 6)
    weights = target.layout.unflatten(w)
    hidden = torch.tanh(module[0](x)) @ weights["2.weight"].mT + module[2].bias
    expected = hidden @ weights["3.weight"].mT + weights["3.bias"].unsqueeze(1)
    torch.testing.assert_close(target(w, x, training=True), expected)
    constants = target.structure()["constants"]
    assert [each["name"] for each in constants] == ["0.weight", "0.bias", "2.bias"]
    moved = target.to(torch.device("meta"))
    assert moved(w.to("meta"), x.to("meta")).shape == (2, 4, 3)
    with torch.no_grad():
        module[0].bias.add_(1)
    torch.testing.assert_close(target(w, x, training=True), expected)
    assert TargetNetwork(module, (6,)).structure()["constants"] != constants


def test_weights_tied_to_frozen_ones_are_frozen_too():
    first, second = nn.Linear(6, 6), nn.Linear(6, 6)
    second.weight = first.weight
    first.weight.requires_grad_(False)
    target = TargetNetwork(nn.Sequential(first, nn.Tanh(), second), (6,))
    assert target.layout.names == ("0.bias", "2.bias")


def test_frozen_normalization_keeps_its_statistics():
    module = nn.Sequential(nn.Linear(6, 4), nn.BatchNorm1d(4), nn.Linear(4, 3))
    module[1].load_state_dict({"running_mean": torch.randn(4)}, strict=False)
    module[:2].requires_grad_(False)
    target = TargetNetwork(module, (6,))
    w, x = torch.randn(1, target.size), torch.randn(1, 5, 6)
    assert torch.equal(target(w, x, training=True), target(w, x))
    torch.testing.assert_close(
        target(w, x)[0], nn.functional.linear(module[:2].eval()(x[0]), *_last(target, w))
    )


def test_frozen_normalization_that_has_seen_no_data_normalizes_each_batch():
    """Its zeros and ones are no statistics: a deep network of such layers would give enormous numbers."""
    module = nn.Sequential(nn.Linear(6, 4), nn.BatchNorm1d(4), nn.Linear(4, 3))
    module[1].requires_grad_(False)
    target = TargetNetwork(module, (6,))
    assert target.statistics == ("1.running_mean", "1.running_var", "1.num_batches_tracked")
    w, x = 100 * torch.randn(1, target.size), torch.randn(1, 5, 6)
    values = target.layout.unflatten(w[0])
    hidden = nn.functional.linear(x[0], values["0.weight"], values["0.bias"])
    hidden = (hidden - hidden.mean(0)) / (hidden.var(0, correction=0) + 1e-5).sqrt()
    outputs, moved = target.passed(w, x, target.new_statistics(1))
    torch.testing.assert_close(outputs[0], nn.functional.linear(hidden, *_last(target, w)))
    assert moved["1.num_batches_tracked"].tolist() == [1]


def _last(target, w):
    values = target.layout.unflatten(w[0])
    return values["2.weight"], values["2.bias"]


class Keeping(nn.Module):
    """Keeps what it computes, in an attribute, a list and a dictionary."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(6, 3)
        self.last, self.all = None, []
        self.named: dict[str, dict[int, torch.Tensor]] = {"inputs": {}}

    def forward(self, x):
        self.last = self.linear(x)
        self.all.append(self.last)
        self.named["inputs"][len(self.named["inputs"])] = x
        return self.last


def held_by(value):
    """The tensors that a module's attributes hold."""
    if isinstance(value, torch.Tensor):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [tensor for each in inside for tensor in held_by(each)]


@pytest.mark.parametrize("replicas", [1, 3])
def test_what_a_module_keeps_is_thrown_away(replicas):
    target = TargetNetwork(Keeping(), (6,))
    w = torch.randn(replicas, target.size, requires_grad=True)
    for _ in range(2):
        target(w, torch.randn(replicas, 4, 6), training=True)
    copies = [target.module, target._instances.module]
    copies += [instance.module for idle in target._instances._idle.values() for instance in idle]
    for module in copies:
        assert not held_by({name: value for name, value in vars(module).items() if name[0] != "_"})
        assert all(
            type(value) is nn.Parameter for value in module.get_submodule("linear")._parameters.values()
        )


def test_hooks_that_compute_work_and_those_that_look_on_see_nothing():
    seen = []
    module = mlp((6,), (5,), 3)
    module[1].register_forward_hook(lambda layer, inputs, output: output * 2)
    module[1].register_forward_pre_hook(lambda layer, inputs: (inputs[0] + 1,))
    looking = mlp((6,), (5,), 3)
    looking[1].register_forward_hook(lambda layer, inputs, output: seen.append(output))
    for each in (module, looking):
        target = TargetNetwork(each, (6,))
        seen.clear()
        w, x = torch.randn(2, target.size), torch.randn(2, 4, 6)
        outputs = target(w, x, training=True)
        assert not seen
        torch.testing.assert_close(outputs[1], filled(each, w[1])(x[1]))


class Doubled(nn.Module):
    def forward(self, weight):
        return weight * 2


def test_parametrizations_get_generated_weights():
    module = mlp((6,), (5,), 3)
    parametrize.register_parametrization(module[1], "weight", Doubled())
    target = TargetNetwork(module, (6,))
    assert "1.parametrizations.weight.original" in target.layout.names
