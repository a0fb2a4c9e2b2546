import math

import pytest
import torch
from torch import nn

from hnetlab.base.seeding import generator
from hnetlab.hypernet import Hypernetwork, initial_embeddings, initial_theta
from hnetlab.nets import FlatLayout, TargetNetwork, mlp
from hnetlab.nets.initialization import initial_vectors, initial_weights

LAYOUT = FlatLayout.of(mlp((20,), (30,), 40))  # 600 + 30 + 1200 + 40 weights


def a_hypernetwork(chunk_size, hidden=(25, 35)):
    return Hypernetwork(LAYOUT, 6, hidden, "relu", chunk_size, 4)


@pytest.mark.parametrize("chunk_size", [None, 500])
def test_xavier_keeps_its_bounds_and_uses_them(chunk_size):
    hypernet = a_hypernetwork(chunk_size)
    theta = initial_theta(hypernet, [generator(1), generator(2)])
    fans = {"hidden.0.weight": (6 + (4 if chunk_size else 0), 25), "hidden.1.weight": (25, 35)}
    if chunk_size:
        fans["output.weight"] = (35, 500)
    for name, (fan_in, fan_out) in fans.items():
        bound = math.sqrt(6 / (fan_in + fan_out))
        assert 0.97 * bound < theta[name].abs().max() <= bound
    assert not any(value.any() for name, value in theta.items() if name.endswith("bias"))
    assert {name: tuple(value.shape[1:]) for name, value in theta.items()} == hypernet.shapes


def test_a_full_hypernetwork_has_one_linear_output_per_parameter():
    theta = initial_theta(a_hypernetwork(None), [generator(1)])
    for part, size in zip(theta["output.weight"].split(LAYOUT.sizes, dim=-1), LAYOUT.sizes, strict=True):
        bound = math.sqrt(6 / (35 + size))
        assert 0.97 * bound < part.abs().max() <= bound


def test_chunk_embeddings_are_standard_normal():
    hypernet = Hypernetwork(LAYOUT, 6, (5,), "relu", 10, 40)
    c = initial_theta(hypernet, [generator(1)])["chunk_embeddings"]
    assert c.shape == (1, 187, 40)
    assert c.mean().item() == pytest.approx(0, abs=0.05)
    assert c.std().item() == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("chunk_size", [None, 500])
@pytest.mark.parametrize("method", ["xavier", "hyperfan", "target"])
def test_a_replica_depends_on_its_generator_alone(chunk_size, method):
    hypernet = a_hypernetwork(chunk_size)
    e = initial_embeddings(3, 6, [generator(3), generator(4)])
    together = initial_theta(hypernet, [generator(1), generator(2)], method, e)
    alone = initial_theta(hypernet, [generator(2)], method, e[1:])
    for name, value in alone.items():
        torch.testing.assert_close(together[name][1:], value)
        assert name.endswith("bias") or not torch.equal(together[name][0], value[0])


@pytest.mark.parametrize("hidden", [(25, 35), ()])
def test_hyperfan_generates_weights_in_the_scale_of_their_fan_in(hidden):
    layout = FlatLayout.of(mlp((50,), (200,), 100))
    hypernet = Hypernetwork(layout, 30, hidden, "relu")
    generators = [generator(seed) for seed in range(3)]
    e = initial_embeddings(20, 30, generators)
    weights = layout.unflatten(hypernet(initial_theta(hypernet, generators, "hyperfan", e), e))
    for s in range(3):
        assert weights["1.weight"][s].var().item() == pytest.approx(2 / 50, rel=0.05)
        assert weights["3.weight"][s].var().item() == pytest.approx(2 / 200, rel=0.05)
    assert not weights["1.bias"].any()
    assert not weights["3.bias"].any()


@pytest.mark.parametrize("hidden", [(200,), ()])
def test_target_generates_for_each_task_what_a_network_without_a_hypernetwork_begins_with(hidden):
    target = TargetNetwork(mlp((50,), (200,), 100), (50,))
    layout, generators = target.layout, [generator(seed) for seed in range(2)]
    hypernet = Hypernetwork(layout, 16, hidden, "relu")
    e = initial_embeddings(20, 16, generators, equally_long=True)
    torch.testing.assert_close(e.norm(dim=2), torch.full((2, 20), 4.0))
    weights = layout.unflatten(hypernet(initial_theta(hypernet, generators, "target", e), e))
    plain = layout.unflatten(initial_weights(target, generators))
    for name in ("1.weight", "3.weight"):
        of_each_task = weights[name].std(dim=(2, 3)) / plain[name].std(dim=(1, 2))[:, None]
        # Exactly so without hidden layers; with them the features of a task are a little longer or shorter.
        assert (of_each_task - 1).abs().max() < (0.25 if hidden else 0.03)
    assert not weights["1.bias"].any()


def test_rows_of_several_chunks_take_the_mean_of_what_those_want():
    layout = FlatLayout(("a.weight", "b.weight"), ((4, 100), (4, 25)))  # wants 2/100, then 2/25
    hypernet = Hypernetwork(layout, 30, (40,), "relu", 300, 30)  # the last 100 rows serve one chunk only
    e = initial_embeddings(50, 30, [generator(1)])
    theta = initial_theta(hypernet, [generator(1)], "hyperfan", e)
    phi = hypernet.hidden_features(theta, e)
    energy = phi.square().sum(-1).mean()
    variance = theta["output.weight"].var(dim=1) * energy
    assert variance[0, :100].mean().item() == pytest.approx((2 / 100 + 2 / 100) / 2, rel=0.05)
    assert variance[0, 100:200].mean().item() == pytest.approx((2 / 100 + 2 / 25) / 2, rel=0.05)
    assert variance[0, 200:].mean().item() == pytest.approx(2 / 100, rel=0.05)


@pytest.mark.parametrize("method", ["hyperfan", "target"])
def test_what_looks_like_a_matrix_and_is_a_scale_is_generated_as_the_module_has_it(method):
    linear = nn.utils.parametrizations.weight_norm(nn.Linear(16, 3))
    target = TargetNetwork(nn.Sequential(nn.LayerNorm((4, 4)), nn.Flatten(), linear), (4, 4))
    hypernet = Hypernetwork(target.layout, 4, (8,))
    e = initial_embeddings(2, 4, [generator(1)])
    theta = initial_theta(hypernet, [generator(1)], method, e, initial_vectors(target))
    generated = target.layout.unflatten(hypernet(theta, e)[0])
    own = target.layout.unflatten(target.example_weights)
    for name in ("0.weight", "2.parametrizations.weight.original0"):
        torch.testing.assert_close(generated[name], own[name].expand_as(generated[name]))
    assert generated["2.parametrizations.weight.original1"].std() > 0.05


@pytest.mark.parametrize("method", ["hyperfan", "target"])
def test_a_full_hypernetwork_keeps_the_scales_of_normalization(method):
    """Scales of zero would stand still at zero: nothing passes them, and no gradient either."""
    module = nn.Sequential(nn.Linear(50, 20), nn.BatchNorm1d(20), nn.ReLU(), nn.Linear(20, 3))
    target = TargetNetwork(module, (50,))
    hypernet = Hypernetwork(target.layout, 4, ())
    e = initial_embeddings(2, 4, [generator(1)])
    vectors = initial_vectors(target)
    theta = initial_theta(hypernet, [generator(1)], method, e, vectors)
    weights = target.layout.unflatten(hypernet(theta, e))
    assert torch.equal(weights["1.weight"], torch.ones(1, 2, 20))
    assert not weights["1.bias"].any()
    assert not vectors.view(-1)[: 50 * 20].any(), "matrices are drawn"
    plain = initial_theta(hypernet, [generator(1)], "xavier", e, vectors)
    assert not plain["output.bias"].any(), "as in the authors' experiments"


@pytest.mark.parametrize("method", ["hyperfan", "target"])
def test_a_scale_that_is_measured_needs_embeddings(method):
    with pytest.raises(ValueError, match=f"{method} initialization needs the task embeddings"):
        initial_theta(a_hypernetwork(None), [generator(1)], method)


def test_dead_features_leave_hyperfan_at_the_scale_of_xavier():
    """With one rectified unit per layer the features of many seeds are zero at every embedding."""
    hypernet = Hypernetwork(LAYOUT, 3, (1, 1), "relu", 500, 2)
    e = initial_embeddings(2, 3, [generator(seed, "e") for seed in range(40)])
    theta = initial_theta(hypernet, [generator(seed) for seed in range(40)], "hyperfan", e)
    xavier = initial_theta(hypernet, [generator(seed) for seed in range(40)])
    assert all(value.isfinite().all() for value in theta.values())
    assert hypernet(theta, e).isfinite().all()
    dead = hypernet.hidden_features(theta, e).abs().amax(dim=(1, 2, 3)) == 0
    assert 5 < dead.sum() < 35
    assert torch.equal(theta["output.weight"][dead], xavier["output.weight"][dead])
    assert not torch.equal(theta["output.weight"][~dead], xavier["output.weight"][~dead])
