"""How weights start that are trained themselves, in every method that has any."""

import re

import pytest

from hnetlab.base.errors import ConfigError
from hnetlab.learning import METHODS

GENERATED = ("hnet", "finetune", "hnet-ewc", "hnet-si")


def started(run):
    """The weights (S, P) that are trained themselves, by name, as they are before the first step."""
    run.method.begin(next(iter(run.schedule)))
    return {name: w for name, w in run.method.state().items() if re.fullmatch(r"(.+\.)?w", name)}


@pytest.mark.parametrize("method", [method for method in METHODS if method not in GENERATED])
def test_all_that_is_trained_itself_starts_as_it_is_said(tiny_run, method):
    """PyTorch's biases are not zero, as Xavier's are; a replica has those that it has alone."""
    usual, asked = (
        started(tiny_run(method, seeds=(1, 2), initial_weights=start)) for start in ("xavier", "torch")
    )
    alone = started(tiny_run(method, seeds=(2,), initial_weights="torch"))
    assert usual.keys() == asked.keys() != set()
    for name, w in asked.items():
        assert w.all()
        assert not usual[name].all()
        assert not w[0].equal(w[1])
        assert w[1:].equal(alone[name])


@pytest.mark.parametrize("method", GENERATED)
def test_a_method_that_generates_all_weights_refuses_another_start(tiny_run, method):
    with pytest.raises(ConfigError, match=r"^initial_weights = torch does not go with the method .* leave"):
        tiny_run(method, initial_weights="torch")


def test_what_is_learned_once_beside_a_hypernetwork_starts_as_it_is_said(tiny_run):
    run = tiny_run(initial_weights="torch", trained="3.*", others="first_task")
    assert started(run)["once.w"].all()
