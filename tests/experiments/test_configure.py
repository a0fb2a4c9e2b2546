from typing import Any

import numpy as np
import pytest

from hnetlab.base.errors import ConfigError
from hnetlab.experiments import PRESETS, configure
from hnetlab.experiments.config import Config
from hnetlab.learning import METHODS


def test_a_preset_is_taken_as_it_is():
    config: Any = configure("split-mnist", preset="paper")
    assert (config.benchmark, config.method, config.preset) == ("split-mnist", "hnet", "paper")
    assert config.target.target_hidden == (400, 400)
    assert (config.learning.chunk_size, config.learning.beta) == (42_000, 0.01)
    assert (config.training.steps, config.training.learning_rate) == (2000, 1e-3)


def test_single_fields_replace_those_of_the_preset_whatever_their_group():
    usual: Any = configure("split-digits")
    config: Any = configure("split-digits", tasks=3, target_hidden=(5,), steps=7, beta=0.5)
    assert (config.data.tasks, config.target.target_hidden) == (3, (5,))
    assert (config.training.steps, config.learning.beta) == (7, 0.5)
    assert config.training.learning_rate == usual.training.learning_rate
    assert config.learning.chunk_size == usual.learning.chunk_size


@pytest.mark.parametrize("method", METHODS)
def test_a_method_takes_from_a_preset_what_it_has(method):
    config: Any = configure("permuted-mnist", method, preset="paper-250")
    assert config.training.learning_rate == 1e-4
    assert config.data.tasks == 250
    assert ("beta" in config.learning.model_dump()) == (method in ("hnet", "hnet-tir"))


@pytest.mark.parametrize(
    ("benchmark", "method", "scenario", "values"),
    [
        ("split-mnist", "ewc", 3, {"ewc_lambda": 1e9, "gamma": 0.8}),
        ("permuted-mnist", "si", 3, {"si_c": 0.1}),
        ("split-mnist", "er", 2, {"memory_per_class": 100}),
        ("permuted-mnist", "er", 1, {"memory_per_class": 10}),
        ("split-mnist", "lwf", 1, {"temperature": 2}),
    ],
)
def test_rivals_have_the_values_of_their_source(benchmark, method, scenario, values):
    config = configure(benchmark, method, preset="paper", scenario=scenario)
    found = config.learning.model_dump()
    assert {name: found[name] for name in values} == values
    assert not config.training.reset_optimizer


@pytest.mark.parametrize(("tasks", "usual"), [(100, None), (250, 32)])
@pytest.mark.parametrize("scenario", [1, 2, 3])
def test_hnet_tir_has_a_generator_of_its_own_for_many_tasks(tasks, usual, scenario):
    config: Any = configure("permuted-mnist", "hnet-tir", preset=f"paper-{tasks}", scenario=scenario)
    found = config.learning.replay
    assert (found.decoder_hidden, found.hypernetwork_hidden, found.chunk_size) == ((400, 600), (100,), 20_000)
    assert (found.embedding_dim, found.chunk_embedding_dim, found.old_tasks_per_step) == (128, 12, None)
    assert (config.data.tasks, config.learning.embedding_dim) == (tasks, 128)
    assert config.learning.old_tasks_per_step == (20 if scenario == 2 else usual)


def test_the_preset_for_entropy_is_the_source_s_up_to_the_scale_of_the_loss():
    """There the task loss is summed over the training samples of a task, 60,000 of permuted MNIST."""
    config: Any = configure("permuted-mnist", preset="entropy", scenario=3)
    beta, clip, eps = config.learning.beta, config.training.clip_norm, config.training.adam_eps
    assert (60_000 * beta, 60_000 * clip, 60_000 * eps) == pytest.approx((100, 1, 1e-8))
    for preset, network in (("entropy", "mlp"), ("entropy-lenet", "lenet")):
        split: Any = configure("split-mnist", preset=preset, scenario=3)
        beta, eps = split.learning.beta, split.training.adam_eps
        assert (12_000 * beta, 12_000 * eps) == pytest.approx((2, 1e-8))
        assert (split.training.clip_norm, split.network) == (None, network)


def test_a_method_refuses_a_field_that_it_lacks():
    with pytest.raises(ConfigError, match=r"Unknown field beta = 0\.1 for the method joint on split-digits"):
        configure("split-digits", "joint", beta=0.1)


@pytest.mark.parametrize(
    ("seeds", "expected"), [(3, (1, 2, 3)), (1, (1,)), ([7, 5], (7, 5)), (range(2), (0, 1))]
)
def test_seeds_are_a_list_or_how_many(seeds, expected):
    assert configure("split-digits", seeds=seeds).seeds == expected


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("split-digit",), "Unknown benchmark 'split-digit': did you mean 'split-digits'"),
        (("imagenet-22k",), "Unknown benchmark 'imagenet-22k': choose one of arrays, "),
        (("split-digits", "hnett"), "Unknown method 'hnett': did you mean 'hnet'"),
        (("split-digits", "packnet"), "Unknown method 'packnet': choose one of dgr, er, ewc, "),
    ],
)
def test_an_unknown_name_is_refused_with_what_there_is(arguments, sentence):
    with pytest.raises(ConfigError) as raised:
        configure(*arguments)
    assert str(raised.value).startswith(sentence)


def test_an_unknown_preset_is_refused_with_those_of_the_benchmark():
    with pytest.raises(ConfigError, match=r"no preset 'papr': did you mean 'paper', one of .*paper, quick\?"):
        configure("split-mnist", preset="papr")
    with pytest.raises(ConfigError, match="split-digits has no preset 'paper': choose one of quick"):
        configure("split-digits", preset="paper")


def test_every_benchmark_has_a_quick_preset():
    assert all("quick" in presets for presets in PRESETS.values())


@pytest.mark.parametrize("seeds", [np.int64(3), np.array([1, 2, 3]), [np.int32(1), 2, 3]])
def test_numbers_of_numpy_are_numbers(seeds):
    config = configure(
        "split-digits", seeds=seeds, steps=np.int64(7), beta=np.float32(0.5), lookahead=np.bool_(False)
    )
    assert config == configure("split-digits", seeds=3, steps=7, beta=0.5, lookahead=False)
    assert Config.from_json(config.model_dump_json()) == config


@pytest.mark.parametrize("seeds", ["12", b"34", 2.5, None])
def test_seeds_that_are_no_numbers_are_refused(seeds):
    with pytest.raises(ConfigError, match=r"seeds = .* is not allowed: give a whole number of seeds"):
        configure("split-digits", seeds=seeds)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("beta", 1e39),
        ("learning_rate", 1e39),
        ("embedding_learning_rate", 1e39),
        ("batch_size", 10**9),
        ("target_hidden", (2**63 - 1,)),
        ("hypernetwork_hidden", (2**63 - 1,)),
        ("embedding_dim", 10**20),
        ("steps", 10**20),
    ],
)
def test_values_beyond_any_use_are_refused_before_training(name, value):
    with pytest.raises(ConfigError, match="is not allowed: ") as caught:
        configure("split-digits", **{name: value})
    assert name in str(caught.value)
