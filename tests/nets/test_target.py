import copy
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
import torch
from torch import nn

from hnetlab.base.errors import ConfigError
from hnetlab.nets import TargetNetwork, mlp


def convolutional(dropout=0.0):
    return nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Dropout2d(dropout),
        nn.Conv2d(4, 6, 3),
        nn.ELU(),
        nn.AvgPool2d(2),
        nn.Flatten(),
        nn.Linear(6, 8),
        nn.Tanh(),
        nn.Dropout(dropout),
        nn.Linear(8, 5),
    )


MODULES = {
    "linear": (nn.Linear(6, 5), (6,)),
    "mlp": (mlp((6,), (7,), 5), (6,)),
    "convolution": (convolutional(), (1, 8, 8)),
    "one-dimensional": (nn.Sequential(nn.Conv1d(2, 3, 2), nn.Flatten(), nn.Linear(9, 5, bias=False)), (2, 4)),
    "layer norm": (nn.Sequential(nn.Linear(6, 4), nn.LayerNorm(4), nn.PReLU(), nn.Linear(4, 5)), (6,)),
    "group norm": (
        nn.Sequential(nn.Conv2d(1, 4, 3), nn.GroupNorm(2, 4), nn.Flatten(), nn.Linear(16, 5)),
        (1, 4, 4),
    ),
    "batch norm without running statistics": (
        nn.Sequential(nn.Linear(6, 4), nn.BatchNorm1d(4, track_running_stats=False), nn.Linear(4, 5)),
        (6,),
    ),
}


@pytest.fixture(params=MODULES)
def case(request):
    module, input_shape = MODULES[request.param]
    return module, TargetNetwork(module, input_shape), input_shape


def filled(module, w):
    """A copy of the module that holds the flat weights `w` itself."""
    module = copy.deepcopy(module)
    nn.utils.vector_to_parameters(w, module.parameters())
    return module


@pytest.mark.parametrize("replicas", [1, 3])
@pytest.mark.parametrize("training", [False, True])
def test_each_replica_computes_what_the_module_computes(case, replicas, training):
    module, target, input_shape = case
    w, x = torch.randn(replicas, target.size), torch.randn(replicas, 4, *input_shape)
    outputs = target(w, x, training=training)
    assert outputs.shape == (replicas, 4, target.outputs) == (replicas, 4, 5)
    for row, weights, inputs in zip(outputs, w, x, strict=True):
        torch.testing.assert_close(row, filled(module, weights).train(training)(inputs))


def test_replicas_have_the_gradients_they_have_alone(case):
    _, target, input_shape = case
    w, x = torch.randn(3, target.size), torch.randn(3, 4, *input_shape)

    def gradient(w, x):
        w = w.clone().requires_grad_()
        return torch.autograd.grad(target(w, x, training=True).square().sum(), w)[0]

    alone = torch.cat([gradient(w[i : i + 1], x[i : i + 1]) for i in range(3)])
    torch.testing.assert_close(gradient(w, x), alone, rtol=1e-4, atol=1e-4)


def test_the_module_and_its_values_are_left_alone():
    module = mlp((6,), (7,), 5)
    before = copy.deepcopy(module.state_dict())
    target = TargetNetwork(module, (6,))
    target(torch.randn(2, target.size), torch.randn(2, 3, 6), training=True)
    assert all(torch.equal(value, before[name]) for name, value in module.state_dict().items())
    assert torch.equal(target.example_weights, nn.utils.parameters_to_vector(module.parameters()))


def test_tied_weights_stay_tied():
    first, second = nn.Linear(3, 3), nn.Linear(3, 3)
    second.weight = first.weight
    module = nn.Sequential(first, nn.Tanh(), second)
    target = TargetNetwork(module, (3,))
    w, x = torch.randn(1, target.size), torch.randn(1, 4, 3)
    weight, bias_1, bias_2 = w[0].split([9, 3, 3])
    weight = weight.view(3, 3)
    expected = torch.tanh(x[0] @ weight.T + bias_1) @ weight.T + bias_2
    torch.testing.assert_close(target(w, x)[0], expected)


def test_dropout_drops_while_training_only():
    module = convolutional(dropout=0.5)
    target = TargetNetwork(module, (1, 8, 8))
    w, x = torch.randn(2, target.size), torch.randn(2, 4, 1, 8, 8)
    assert target.stochastic
    assert torch.equal(target(w, x), target(w, x))
    torch.testing.assert_close(target(w, x)[1], filled(module, w[1]).eval()(x[1]))
    assert not torch.equal(target(w, x, training=True), target(w, x, training=True))


def test_dropout_draws_what_the_seed_says():
    module = convolutional(dropout=0.5)
    target = TargetNetwork(module, (1, 8, 8))
    w, x = torch.randn(2, target.size), torch.randn(2, 4, 1, 8, 8)
    outputs = target(w, x, training=True, noise_seeds=[3, 4])
    for row, weights, inputs, seed in zip(outputs, w, x, (3, 4), strict=True):
        torch.manual_seed(seed)
        torch.testing.assert_close(row, filled(module, weights).train()(inputs))


def test_dropout_is_the_same_alone_and_in_company():
    target = TargetNetwork(convolutional(dropout=0.5), (1, 8, 8))
    w, x = torch.randn(3, target.size), torch.randn(3, 4, 1, 8, 8)
    together = target(w, x, training=True, noise_seeds=[1, 2, 3])
    alone = [target(w[i : i + 1], x[i : i + 1], training=True, noise_seeds=[i + 1]) for i in range(3)]
    assert torch.equal(together, torch.cat(alone))
    same_inputs = target(
        w[:1].expand(2, -1), x[:1].expand(2, *x.shape[1:]), training=True, noise_seeds=[1, 2]
    )
    assert not torch.equal(same_inputs[0], same_inputs[1])


def test_dropout_is_the_same_beside_another_thread():
    """Both draw from the one global generator of torch, and each call lasts long enough to be interrupted."""
    module = nn.Sequential(nn.Linear(6, 8), Resting(), nn.Dropout(0.5), nn.Linear(8, 2))
    targets = [TargetNetwork(module, (6,)) for _ in range(2)]
    w, x = torch.randn(1, targets[0].size), torch.randn(1, 4, 6)

    def outputs(target, seeds):
        return [target(w, x, training=True, noise_seeds=[seed]) for seed in seeds]

    seeds = range(20), range(100, 120)
    alone = [outputs(targets[0], each) for each in seeds]
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(outputs, targets, seeds))
    assert all(map(torch.equal, together[0] + together[1], alone[0] + alone[1]))


class Resting(nn.Module):
    """Lets other threads run before it hands on its inputs."""

    def forward(self, x):
        sleep(1e-3)
        return x


def test_without_seeds_replicas_draw_apart():
    target = TargetNetwork(convolutional(dropout=0.5), (1, 8, 8))
    w, x = torch.randn(1, target.size).expand(2, -1), torch.randn(1, 4, 1, 8, 8).expand(2, -1, -1, -1, -1)
    outputs = target(w, x, training=True)
    assert not torch.equal(outputs[0], outputs[1])


class DroppedAttention(nn.Module):
    """A layer that drops without a dropout layer."""

    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(4, 2, dropout=0.5, batch_first=True)
        self.head = nn.Linear(4, 2)

    def forward(self, x):
        return self.head(self.attention(x, x, x)[0].mean(dim=1))


def leaky_below_zero_only():
    """RReLU draws for negative values, of which zero inputs give none here."""
    first = nn.Linear(4, 4)
    nn.init.constant_(first.bias, 0.1)
    return nn.Sequential(first, nn.RReLU(), nn.Linear(4, 2))


@pytest.mark.parametrize(
    ("module", "input_shape", "stochastic"),
    [
        (nn.Sequential(nn.Linear(4, 4), nn.AlphaDropout(0.5), nn.Linear(4, 2)), (4,), True),
        (leaky_below_zero_only(), (4,), True),
        (DroppedAttention(), (3, 4), True),
        (mlp((4,), (4,), 2), (4,), False),
    ],
)
def test_random_layers_are_found_wherever_they_draw(module, input_shape, stochastic):
    assert TargetNetwork(module, input_shape).stochastic == stochastic


def test_the_global_generator_is_left_alone():
    target = TargetNetwork(convolutional(dropout=0.5), (1, 8, 8))
    w, x = torch.randn(2, target.size), torch.randn(2, 4, 1, 8, 8)
    before = torch.random.get_rng_state()
    TargetNetwork(convolutional_without_initialization(), (1, 8, 8))
    target(w, x, training=True, noise_seeds=[1, 2])
    target(w, x)
    assert torch.equal(torch.random.get_rng_state(), before)


def convolutional_without_initialization():
    state = torch.random.get_rng_state()
    module = convolutional(dropout=0.5)
    torch.random.set_rng_state(state)
    return module


class Counting(nn.Module):
    """A layer with a buffer that `change` alters in every forward pass."""

    def __init__(self, change):
        super().__init__()
        self.linear = nn.Linear(4, 2)
        self.register_buffer("count", torch.zeros(()))
        self.change = change

    def forward(self, x):
        self.change(self)
        return self.linear(x) + self.count


def replace_buffer(module):
    module.count = module.count + 1


def write_past_autograd(module):
    module.count.data.add_(1)


class PairOfOutputs(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 2)

    def forward(self, x):
        return self.linear(x), x


class TwoInputs(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 2)

    def forward(self, x, y):
        return self.linear(x) + y


REFUSED = {
    "no parameters": (nn.Sequential(nn.Flatten(), nn.ReLU()), "Sequential has no parameters"),
    "no shapes yet": (nn.Sequential(nn.Flatten(), nn.LazyLinear(2)), "call it once on some inputs"),
    "buffer written": (Counting(lambda module: module.count.add_(1)), "Counting changes its buffer 'count'"),
    "buffer replaced": (Counting(replace_buffer), "Counting changes its buffer 'count'"),
    "buffer written past autograd": (Counting(write_past_autograd), "Counting changes its buffer 'count'"),
    "wrong input shape": (
        nn.Linear(5, 2),
        r"Linear does not run on inputs of shape \(4,\) while training: .*4x4 and 5x2",
    ),
    "images wanted": (nn.Conv2d(1, 2, 3), r"Conv2d does not run on inputs of shape \(4,\) while"),
    "two inputs": (TwoInputs(), r"TwoInputs does not run on inputs of shape \(4,\) while"),
    "not 2-D": (
        nn.Sequential(nn.Linear(4, 2), nn.Unflatten(1, (1, 2))),
        r"maps a batch of 4 inputs to shape \(4, 1, 2\) .*: it must give one row of outputs per input\.$",
    ),
    "batch lost": (
        nn.Sequential(nn.Linear(4, 2), nn.Flatten(0), nn.Unflatten(0, (1, 8))),
        r"to shape \(1, 8\) .*: it must give one row of outputs per input\.$",
    ),
    "two outputs": (
        PairOfOutputs(),
        "PairOfOutputs gives tuple while training: it must give one tensor of outputs",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_can_not_be_a_target_is_refused(name):
    module, sentence = REFUSED[name]
    with pytest.raises(ConfigError, match=sentence) as raised:
        TargetNetwork(module, (4,))
    assert "\n" not in str(raised.value)


class Scaled(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 2)
        self.register_buffer("scale", torch.tensor(3.0))

    def forward(self, x):
        return self.linear(x * self.scale)


def test_constant_buffers_are_allowed():
    module = Scaled()
    target = TargetNetwork(module, (4,))
    w, x = torch.randn(2, target.size), torch.randn(2, 3, 4)
    torch.testing.assert_close(target(w, x)[1], filled(module, w[1])(x[1]))


@pytest.mark.parametrize("name", ["linear", "mlp", "convolution", "one-dimensional"])
def test_the_mask_leaves_out_exactly_the_weights_of_other_heads(name):
    module, input_shape = MODULES[name]
    target = TargetNetwork(module, input_shape)
    w, x = torch.randn(target.size) / 2, torch.randn(64, *input_shape)
    head = range(1, 3)
    mask = target.without_other_heads(head)

    def jacobian_of_head(w):
        return target(w.unsqueeze(0), x.unsqueeze(0))[0, :, head.start : head.stop].sum(dim=0)

    reached = torch.autograd.functional.jacobian(jacobian_of_head, w).abs().sum(dim=0) > 0
    assert mask.shape == w.shape
    assert mask.dtype == torch.bool
    assert not mask.all()
    assert torch.equal(mask, reached)


def test_a_copy_on_a_device_computes_the_same():
    target = TargetNetwork(Scaled(), (4,))
    assert target.to(torch.device("cpu")) is target
    moved = target.to(torch.device("meta"))
    assert all(value.is_meta for value in moved.module.state_dict().values())
    assert not any(value.is_meta for value in target.module.state_dict().values())
    w, x = torch.randn(2, target.size), torch.randn(2, 3, 4)
    assert moved(w.to("meta"), x.to("meta"), training=True).shape == target(w, x).shape
