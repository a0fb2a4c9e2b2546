"""Networks with running statistics: what torch keeps in the module is handed in and given back here."""

import copy
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from torch import nn
from torch.nn.utils import parametrizations

from hnetlab.base.errors import ConfigError
from hnetlab.nets import Statistics, TargetNetwork


class Centered(nn.Module):
    """Subtracts a running mean, in training too; `update` says how the mean changes."""

    mean: torch.Tensor
    factor: torch.Tensor

    def __init__(self, update):
        super().__init__()
        self.first, self.last = nn.Linear(6, 4), nn.Linear(4, 3)
        self.register_buffer("mean", torch.zeros(4))
        self.register_buffer("factor", torch.tensor(0.25))
        self.update = update

    def forward(self, x):
        hidden = self.first(x)
        if self.training:
            self.update(self, hidden)
        return self.last((hidden - self.mean) * self.factor)


def in_place(module, hidden):
    module.mean.mul_(0.9).add_(0.1 * hidden.detach().mean(dim=0))


def replaced(module, hidden):
    module.mean = 0.9 * module.mean + 0.1 * hidden.mean(dim=0).detach()


def normalized(norm, size=4):
    return nn.Sequential(nn.Linear(6, size), norm, nn.Tanh(), nn.Linear(size, 3))


def at_two_places():
    norm = nn.BatchNorm1d(6)
    return nn.Sequential(norm, nn.Linear(6, 6), norm, nn.Linear(6, 3))


def of_images(norm):
    return nn.Sequential(nn.Unflatten(1, (2, 3, 1)), nn.Conv2d(2, 4, 1), norm, nn.Flatten(), nn.Linear(12, 3))


def begun_elsewhere():
    norm = nn.BatchNorm1d(4)
    norm.load_state_dict({"running_mean": torch.randn(4), "running_var": 1 + torch.rand(4)}, strict=False)
    return normalized(norm)


MODULES = {
    "batch norm": lambda: normalized(nn.BatchNorm1d(4)),
    "batch norm of images": lambda: of_images(nn.BatchNorm2d(4)),
    "without scale and shift": lambda: normalized(nn.BatchNorm1d(4, affine=False)),
    "cumulative": lambda: normalized(nn.BatchNorm1d(4, momentum=None)),
    "with values": begun_elsewhere,
    "at two places": at_two_places,
    "instance norm": lambda: of_images(nn.InstanceNorm2d(4, affine=True, track_running_stats=True)),
    "own, in place": lambda: Centered(in_place),
    "own, replaced": lambda: Centered(replaced),
    "spectral norm": lambda: nn.Sequential(
        parametrizations.spectral_norm(nn.Linear(6, 4)), nn.Tanh(), nn.Linear(4, 3)
    ),
}


@pytest.mark.parametrize("name", MODULES)
def test_statistics_move_as_in_the_module_itself_for_each_replica_alone_and_in_company(name):
    module = MODULES[name]()
    before = copy.deepcopy(module.state_dict())
    target = TargetNetwork(module, (6,))
    assert not target.mixes_rows, "in evaluation the statistics are used"
    w = torch.rand(3, target.size) + 0.2
    own = [copy.deepcopy(module).train() for _ in w]
    for each, values in zip(own, w, strict=True):
        nn.utils.vector_to_parameters(values, each.parameters())
    statistics, alone = target.new_statistics(3), target.new_statistics(1)
    constant = {"factor"} if name != "instance norm" else {"2.num_batches_tracked"}  # which stays 0
    assert statistics.keys() == {key for key, _ in module.named_buffers()} - constant
    for _ in range(3):
        x = 2 * torch.rand(3, 8, 6) + 1
        given = {key: value.clone() for key, value in statistics.items()}
        variable = w.clone().requires_grad_()
        outputs, moved = target.passed(variable, x, statistics)
        (slope,) = torch.autograd.grad(outputs.square().sum(), variable)
        assert all(torch.equal(value, given[key]) for key, value in statistics.items())
        assert torch.equal(target(w, x, statistics, training=True), outputs.detach())
        statistics = dict(moved)
        _, moved = target.passed(w[1:2], x[1:2], alone)
        alone = dict(moved)
        for s, each in enumerate(own):
            expected = each(x[s])
            torch.testing.assert_close(outputs[s].detach(), expected.detach())
            slopes = torch.autograd.grad(expected.square().sum(), list(each.parameters()))
            flat = torch.cat([value.reshape(-1) for value in slopes])
            # The bias before a normalization has no gradient but rounding.
            torch.testing.assert_close(slope[s], flat, rtol=1e-3, atol=2e-5 * float(flat.abs().max()))
            for key, value in each.named_buffers():
                if key in statistics:
                    torch.testing.assert_close(statistics[key][s], value.detach())
    for key, value in alone.items():
        torch.testing.assert_close(value[0], statistics[key][1])
    x = torch.rand(3, 5, 6)
    evaluated = target(w, x, statistics)
    for s, each in enumerate(own):
        torch.testing.assert_close(evaluated[s], each.eval()(x[s]).detach())
        torch.testing.assert_close(evaluated[s, :1], target(w, x[:, :1], statistics)[s])
    assert all(torch.equal(value, before[key]) for key, value in module.state_dict().items())


def test_what_statistics_begin_with_is_part_of_the_structure():
    plain, other = TargetNetwork(MODULES["batch norm"](), (6,)), TargetNetwork(begun_elsewhere(), (6,))
    assert plain.structure()["buffers"] != other.structure()["buffers"]
    assert plain.structure() == TargetNetwork(MODULES["batch norm"](), (6,)).structure()
    assert all(plain.structure()["forward"].values())


def test_a_network_with_statistics_is_not_evaluated_without_any():
    target = TargetNetwork(MODULES["batch norm"](), (6,))
    with pytest.raises(ConfigError, match=r"keeps statistics that its outputs depend on: say which"):
        target(torch.rand(1, target.size), torch.rand(1, 4, 6))


def test_threads_that_use_other_statistics_do_not_meet():
    target = TargetNetwork(MODULES["own, in place"](), (6,))
    w, x = torch.rand(8, 1, target.size), torch.rand(8, 1, 4, 6)

    def course(row):
        statistics: Statistics = target.new_statistics(1)
        outputs = []
        for call in range(20):
            if call % 2:
                _, statistics = target.passed(w[row], x[row], statistics)
            outputs.append(target(w[row], x[row], statistics))
        return torch.stack([*outputs, outputs[0] * 0 + statistics["mean"].sum()])

    alone = [course(row) for row in range(8)]
    with ThreadPoolExecutor(4) as threads:
        assert all(map(torch.equal, threads.map(course, range(8)), alone))


class Aliased(Centered):
    """Changes its mean through a list."""

    def __init__(self):
        super().__init__(lambda module, hidden: module.places[0].add_(hidden.detach().mean(dim=0)))
        self.places = [self.mean]


class ReadElsewhere(Centered):
    """Reads its mean from a list."""

    def __init__(self):
        super().__init__(in_place)
        self.places = [self.mean]

    def forward(self, x):
        return super().forward(x) + self.places[0].sum()


class Shared(Centered):
    """Has its mean at two places, of which it replaces one."""

    def __init__(self):
        super().__init__(replaced)
        self.first.register_buffer("mean", self.mean)


def growing(module, hidden):
    module.mean = torch.stack([hidden.detach().mean(dim=0)] * len(hidden))


class Counting(Centered):
    def forward(self, x):
        self.update(self, x)
        return super().forward(x)


REFUSED = {
    "through a list": (Aliased, "'mean' while training in a way that can't be kept apart"),
    "read elsewhere": (ReadElsewhere, "weights or statistics from places where generated ones can't be put"),
    "two that part": (Shared, "something else of its buffer 'mean' in training"),
    "growing": (lambda: Centered(growing), "something else of its buffer 'mean' in training"),
    "in evaluation": (
        lambda: Counting(lambda module, hidden: module.mean.add_(1)),
        "changes its buffer 'mean' in evaluation, .*only where self.training is true",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_statistics_that_can_not_be_kept_apart_are_refused_in_a_sentence(name):
    make, sentence = REFUSED[name]
    with pytest.raises(ConfigError, match=sentence) as raised:
        TargetNetwork(make(), (6,))
    assert "\n" not in str(raised.value)


def written(module):
    module.factor.add_(1)


def set_anew(module):
    module.factor = module.factor + 1


@pytest.mark.parametrize("change", [written, set_anew])
def test_a_constant_that_changes_later_is_an_error(change):
    target = TargetNetwork(Centered(lambda module, x: change(module) if x.max() > 50 else None), (6,))
    w = torch.ones(1, target.size)
    target(w, torch.rand(1, 4, 6), training=True)
    with pytest.raises(ConfigError, match=r"changes its buffer 'factor', though it did not on the first"):
        target(w, 100 * torch.ones(1, 4, 6), training=True)
