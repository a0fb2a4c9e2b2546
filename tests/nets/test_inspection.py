"""What a module does besides computing: each kind is either kept in its place or refused in one sentence."""

import copy
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from torch import nn
from torch.nn.utils import parametrizations, parametrize, prune, weight_norm

from hnetlab.base.errors import ConfigError
from hnetlab.nets import TargetNetwork, mlp


class Net(nn.Module):
    """Two layers with something done to the inputs and to what lies between."""

    def __init__(self, before=lambda x: x, between=torch.relu):
        super().__init__()
        self.body, self.head = nn.Linear(6, 8), nn.Linear(8, 3)
        self.before, self.between = before, between

    def forward(self, x):
        return self.head(self.between(self.body(self.before(x))))


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


def filled(module: nn.Module, w: torch.Tensor) -> nn.Module:
    module = copy.deepcopy(module)
    nn.utils.vector_to_parameters(w, module.parameters())
    return module


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


REFUSED = {
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


class Doubled(nn.Module):
    def forward(self, weight):
        return weight * 2


def test_parametrizations_get_generated_weights():
    module = mlp((6,), (5,), 3)
    parametrize.register_parametrization(module[1], "weight", Doubled())
    target = TargetNetwork(module, (6,))
    assert "1.parametrizations.weight.original" in target.layout.names


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
