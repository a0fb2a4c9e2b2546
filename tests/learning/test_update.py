"""The half of a step that calculates: with tensors alone, on any device, without a wait."""

import pytest
import torch
from torch import nn

from hnetlab.learning import METHODS
from hnetlab.tasks import Arrays, load_digits, split_sequence

META = torch.device("meta")


def moved(value):
    """The inputs of a step with every tensor on the device that has no numbers."""
    if isinstance(value, torch.Tensor):
        return value.to(META)
    if isinstance(value, tuple):
        return tuple(map(moved, value))
    if hasattr(value, "__dataclass_fields__"):
        return type(value)(**{name: moved(getattr(value, name)) for name in value.__dataclass_fields__})
    return value


FIELDS = [
    {},
    {"regularizer_form": "closed", "old_tasks_per_step": 1},
    {"regularizer_form": "plain", "lookahead": False, "regularized_heads": "own"},
    {"regularizer_form": "closed", "regularized_heads": "own", "optimizer": "sgd", "clip_norm": 0.1},
    {"benchmark": "permuted-digits", "head": "shared", "chunk_size": None},
    {"benchmark": "regression", "chunk_size": 9},
]


def with_dropout():
    return nn.Sequential(nn.Linear(64, 12), nn.ReLU(), nn.Dropout(0.3), nn.Linear(12, 6))


def with_statistics():
    return nn.Sequential(nn.Linear(64, 12), nn.BatchNorm1d(12), nn.ReLU(), nn.Linear(12, 6))


@pytest.mark.parametrize("fields", FIELDS, ids=lambda fields: ", ".join(map(str, fields.values())) or "quick")
@pytest.mark.parametrize("method", METHODS)
def test_an_update_looks_at_no_number(tiny_run, method, fields):
    """On the meta device tensors have no numbers: whoever asks for one, or mixes devices, fails."""
    known = {"optimizer", "clip_norm", "benchmark", "head", *METHODS[method].settings_type.model_fields}
    fields = {name: value for name, value in fields.items() if name in known}
    check_updates(*(tiny_run(method, device=each, seeds=(1, 2), **fields) for each in (META, "cpu")))


@pytest.mark.parametrize("make", [with_dropout, with_statistics])
@pytest.mark.parametrize("method", METHODS)
def test_an_update_of_a_network_that_draws_or_keeps_looks_at_no_number(tiny_run, method, make):
    runs = [tiny_run(method, device=each, seeds=(1, 2), module=make()) for each in (META, "cpu")]
    check_updates(*runs)


@pytest.mark.parametrize("method", METHODS)
def test_an_update_with_changed_pictures_and_falling_rates_looks_at_no_number(tiny_run, method):
    digits = load_digits()
    x_train, x_test = (x.reshape(-1, 8, 8) for x in (digits.x_train, digits.x_test))
    pictures = split_sequence(Arrays(x_train, digits.y_train, x_test, digits.y_test), 2, tasks=3)
    fields = {"augmentation": ("flip", "crop"), "normalize": "data", "rate_schedule": "cosine"}
    check_updates(
        *(
            tiny_run(method, device=each, seeds=(1, 2), sequence=pictures, weight_decay=0.1, **fields)
            for each in (META, "cpu")
        )
    )


def check_updates(run, host):
    """What `host` draws is what `run`, which has no numbers, calculates with."""
    for stage in run.schedule:
        run.method.begin(stage)
        host.method.begin(stage)
        for step in range(2):
            losses = run.method.take(moved(host.method.drawn(stage, step)))
            assert {(loss.device, loss.shape) for loss in losses.values()} == {(META, (2,))}
        run.method.end(stage)
        host.method.end(stage)


@pytest.mark.parametrize("method", METHODS)
def test_the_inputs_of_a_step_are_the_same_whenever_they_are_asked_for(tiny_run, method):
    run = tiny_run(method, seeds=(1, 2), old_tasks_per_step=1) if method == "hnet" else tiny_run(method)
    last = run.schedule.stage(2)
    for stage in run.schedule:
        run.method.begin(stage)
        if stage != last:
            run.method.end(stage)
    first = [run.method.inputs(last, step) for step in (3, 1, 3)]
    run.method.step(last, 0)
    again = run.method.inputs(last, 3)
    for other in (first[2], again):
        assert all(
            torch.equal(one.rows, two.rows)
            for one, two in zip(first[0].portions, other.portions, strict=True)
        )
    assert not all(
        torch.equal(one.rows, two.rows)
        for one, two in zip(first[0].portions, first[1].portions, strict=False)
    )
