"""The target networks by name: their sizes, which the paper counts, and what they take."""

import copy
import json
from typing import Any

import pytest
import torch
from torch import nn

from hnetlab.base.errors import ConfigError
from hnetlab.hypernet import Hypernetwork
from hnetlab.nets import FlatLayout, TargetNetwork
from hnetlab.nets.networks import NETWORKS

COLOR, GRAY = (3, 32, 32), (1, 28, 28)


def module_of(name, image, outputs, **settings):
    network = NETWORKS[name]
    return network.module(network.settings(**settings), image, image, outputs)


@pytest.mark.parametrize(
    ("name", "image", "outputs", "weights"),
    [
        ("resnet32", COLOR, 60, 468_540),
        ("zenkenet", COLOR, 60, 1_276_508),
        ("lenet", GRAY, 10, 431_080),
        ("resnet18", COLOR, 10, 11_173_962),
    ],
)
def test_a_network_has_the_weights_that_are_published(name, image, outputs, weights):
    assert FlatLayout.of(module_of(name, image, outputs)).total == weights


@pytest.mark.parametrize(
    ("name", "dims", "hidden", "chunk_size", "chunks", "numbers"),
    [
        ("resnet32", (32, 32), (), 7000, 67, 457_336),
        ("zenkenet", (48, 80), (100, 150, 200), 5500, 233, 1_182_678),
    ],
)
def test_its_hypernetwork_has_the_numbers_of_the_paper(name, dims, hidden, chunk_size, chunks, numbers):
    layout = FlatLayout.of(module_of(name, COLOR, 60))
    hypernet = Hypernetwork(layout, dims[0], hidden, "relu", chunk_size, dims[1])
    assert hypernet.chunks == chunks
    assert sum(hypernet.trainable_numbers(tasks=6).values()) == numbers


SMALL: dict[str, Any] = {
    "mlp": {"target_hidden": (5,)},
    "lenet": {"target_filters": (3, 4), "target_dense": 6},
    "zenkenet": {},
    "resnet32": {"target_width": 2},
    "resnet18": {"target_width": 2},
}


@pytest.mark.parametrize("name", NETWORKS)
def test_replicas_and_inputs_of_any_shape_give_what_the_module_gives(name):
    """For large images replicas go one by one, and their channels come last; that must not show."""
    image = GRAY if name in ("mlp", "lenet") else (3, 16, 16)
    network = NETWORKS[name]
    module = module_of(name, image, 7, **SMALL[name])
    flat = network.module(network.settings(**SMALL[name]), (torch.Size(image).numel(),), image, 7)
    flat.load_state_dict(module.state_dict())
    target, of_rows = TargetNetwork(module, image), TargetNetwork(flat, (torch.Size(image).numel(),))
    w, x = target.example_weights * (1 + 0.1 * torch.rand(2, target.size)), torch.rand(2, 4, *image)
    statistics = target.new_statistics(2)
    assert bool(statistics) == name.startswith("resnet")
    seeds = [3, 4]
    outputs, moved = target.passed(w, x, statistics, noise_seeds=seeds)
    again, too = of_rows.passed(w, x.flatten(2), statistics, noise_seeds=seeds)
    torch.testing.assert_close(outputs, again)
    evaluated = target(w, x, moved)
    for s in range(2):
        own = copy.deepcopy(module).train()
        nn.utils.vector_to_parameters(w[s], own.parameters())
        torch.manual_seed(seeds[s])
        torch.testing.assert_close(outputs[s], own(x[s]).detach(), rtol=1e-4, atol=1e-4)
        for key, value in moved.items():
            torch.testing.assert_close(value[s], own.state_dict()[key])
            torch.testing.assert_close(too[key], value)
        torch.testing.assert_close(evaluated[s], own.eval()(x[s]).detach(), rtol=1e-4, atol=1e-4)


def test_small_images_are_computed_together():
    assert TargetNetwork(module_of("resnet32", (1, 8, 8), 4, target_width=2), (1, 8, 8)).batched(True)


def test_dropout_rates_are_settings():
    rates = [
        layer.p
        for layer in module_of("zenkenet", COLOR, 10, convolution_dropout=0.1, dense_dropout=0.0).modules()
        if isinstance(layer, nn.Dropout)
    ]
    assert rates == [0.1, 0.1, 0.0]
    default = [
        layer.p for layer in module_of("zenkenet", COLOR, 10).modules() if isinstance(layer, nn.Dropout)
    ]
    assert default == [0.25, 0.25, 0.5]


@pytest.mark.parametrize(
    ("name", "image", "sentence"),
    [
        ("lenet", (1, 8, 8), r"lenet does not fit images of 1x8x8: set target_padding to same, or"),
        ("zenkenet", (1, 8, 8), "zenkenet does not fit images of 1x8x8: take images of at least 10x10"),
        ("resnet32", None, r"resnet32 needs images, and inputs of the shape \(5,\) are none: .*choose mlp"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(name, image, sentence):
    network = NETWORKS[name]
    with pytest.raises(ConfigError, match=sentence):
        network.module(network.settings(), image or (5,), image, 4)


def test_small_images_fit_with_padding():
    target = TargetNetwork(module_of("lenet", (1, 8, 8), 4, target_padding="same"), (1, 8, 8))
    assert target(torch.rand(1, target.size), torch.rand(1, 3, 1, 8, 8)).shape == (1, 3, 4)
    assert json.dumps(target.structure())
