import copy
import pickle

import numpy as np
import pytest
import torch
from torch import nn

from hnetlab.base.errors import ConfigError
from hnetlab.base.settings import fields_of
from hnetlab.experiments import configure
from hnetlab.experiments.config import setting_groups
from hnetlab.learning import METHODS
from hnetlab.runs.engine import Stepped, train
from hnetlab.runs.history import Change
from hnetlab.runs.run import Position, Run
from hnetlab.tasks import build_sequence

TINY = {"steps": 5, "batch_size": 8, "target_hidden": (9,), "hypernetwork_hidden": (6,), "chunk_size": 200}


def tiny_config(method="hnet", benchmark="split-digits", **fields):
    allowed = {name for group in setting_groups(benchmark, method).values() for name in fields_of(group)}
    tiny = {name: value for name, value in TINY.items() if name in allowed}
    if benchmark == "regression" and "chunk_size" in allowed:
        tiny["chunk_size"] = 10
    return configure(benchmark, method, **{**tiny, **fields})


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("benchmark", ["split-digits", "regression"])
def test_a_run_is_made_from_its_config(benchmark, method):
    config = tiny_config(method, benchmark, seeds=(4, 2), tasks=3)
    run = Run(config)
    width = 64 * 9 + 9 + 9 * 6 + 6 if benchmark == "split-digits" else 9 + 9 + 9 + 1
    assert type(run.method) is METHODS[method]
    assert (len(run.sequence), run.sequence.name) == (3, benchmark)
    assert run.problem.target.size == width
    assert run.method.weights(0).shape == (2, width)
    steps = 5 * sum(len(run.method.stages(task)) for task in range(3))
    assert (run.position, run.steps, run.steps_done, run.finished) == (Position(0, 0), steps, 0, False)
    assert run.history.scores.shape == (2, 3, 3)


@pytest.mark.parametrize(
    ("position", "done", "finished"),
    [
        (Position(0, 3), 3, False),
        (Position(1, 0), 5, False),
        (Position(2, 5), 15, False),
        (Position(3), 15, True),
    ],
)
def test_a_run_knows_how_far_it_has_come(position, done, finished):
    run = Run(tiny_config(tasks=3))
    run.position = position
    assert (run.steps_done, run.finished) == (done, finished)


@pytest.fixture
def digits():
    config = tiny_config(tasks=2)
    return build_sequence(config.benchmark, config.data)


def test_a_module_of_one_s_own_replaces_the_mlp(digits):
    run = Run(tiny_config(), sequence=digits, module=nn.Linear(64, 4))
    assert [task.name for task in run.sequence] == [task.name for task in digits]
    assert run.problem.target.size == 64 * 4 + 4
    assert run.history.tasks == 2


@pytest.mark.parametrize("outputs", [3, 5])
def test_a_module_with_other_outputs_than_the_tasks_is_refused(digits, outputs):
    with pytest.raises(ConfigError, match=rf"Linear has {outputs} outputs.* need 4"):
        Run(tiny_config(), sequence=digits, module=nn.Linear(64, outputs))


def test_an_empty_module_is_refused_not_replaced(digits):
    with pytest.raises(ConfigError, match="Sequential has no parameters"):
        Run(tiny_config(), sequence=digits, module=nn.Sequential())


def test_another_default_type_of_torch_is_named():
    torch.set_default_dtype(torch.float64)
    try:
        with pytest.raises(ConfigError, match=r"Tensors of float64 .*set_default_dtype\(torch.float32\)"):
            Run(configure("split-digits"))
    finally:
        torch.set_default_dtype(torch.float32)


def test_the_same_config_makes_the_same_run():
    states = [Run(tiny_config(seeds=2)).state() for _ in range(2)]
    assert all(torch.equal(value, states[1][name]) for name, value in states[0].items())


def test_scores_are_those_of_the_weights_of_each_task(digits):
    run = Run(tiny_config(seeds=3), sequence=digits)
    scores = run.scores(2)
    assert scores.shape == (3, 2)
    for task, (weights, data) in enumerate(zip(map(run.method.weights, range(2)), digits, strict=True)):
        for seed in range(3):
            w1, b1, w2, b2 = run.problem.target.layout.unflatten(weights[seed].cpu()).values()
            hidden = (data.x_test / 255 @ w1.T + b1).relu()
            answers = (hidden @ w2.T + b2)[:, 2 * task : 2 * task + 2].argmax(dim=1)
            assert scores[seed, task].item() == pytest.approx((answers == data.y_test).double().mean().item())


def test_the_device_can_be_given_as_torch_knows_it():
    assert Run(tiny_config(), device=torch.device("cpu")).device == torch.device("cpu")
    with pytest.raises(ConfigError, match="device 'tpu' is not known"):
        Run(tiny_config(), device="tpu")


def steps_of(run, steps):
    """Trains so many steps on."""
    for event in train(run):
        steps -= isinstance(event, Stepped)
        if not steps:
            return run
    return run


def rest_of(run):
    for _ in train(run):
        pass
    return run


def assert_same_bits(run, other):
    state, wanted = run.state(), other.state()
    assert state.keys() == wanted.keys()
    assert all(torch.equal(state[name], wanted[name]) for name in wanted)


NEW_VALUES = {"learning_rate": 0.02, "beta": 5.0, "lookahead": False}
OF_OTHERS = {"ewc_lambda": 5e3, "si_c": 500.0}


@pytest.mark.parametrize("method", METHODS)
def test_a_change_between_two_steps_acts_on_the_steps_to_come(method):
    changed, constant = (Run(tiny_config(method, tasks=3)) for _ in range(2))
    steps_of(changed, 7)
    values = NEW_VALUES | OF_OTHERS
    changed.change(**{name: values[name] for name in changed.method.changeable})
    steps_of(constant, 7)
    assert_same_bits(changed, constant)
    steps_of(changed, 1)
    steps_of(constant, 1)
    state, other = changed.state(), constant.state()
    assert any(not torch.equal(state[name], other[name]) for name in other if state[name].numel() > 1)


@pytest.mark.parametrize("name", NEW_VALUES)
def test_a_changed_setting_does_what_it_does_from_the_start(name):
    """Changed before the first step, or before the second task, the run is the one configured that way."""
    config = tiny_config(tasks=2)
    changed = Run(config)
    changed.change(**{name: NEW_VALUES[name]})
    assert_same_bits(rest_of(changed), rest_of(Run(tiny_config(tasks=2, **{name: NEW_VALUES[name]}))))


def test_the_regularizer_can_be_switched_off_and_on_within_a_task():
    changed, constant = (steps_of(Run(tiny_config(tasks=2)), 6) for _ in range(2))
    beta = changed.method.settings.beta
    changed.change(beta=0)
    changed.change(beta=beta)
    assert_same_bits(rest_of(changed), rest_of(constant))


def test_a_change_is_noted_where_it_was_made():
    run = steps_of(Run(tiny_config(tasks=3)), 7)
    run.change(beta=5.0, learning_rate=run.settings.training.learning_rate)
    run.change(beta=5.0)
    assert run.history.changes == [Change(1, 2, {"beta": 5.0})]
    assert run.history.change_steps().tolist() == [7]
    assert (run.settings.learning.beta, run.config.learning.beta) == (5.0, 0.1)


@pytest.mark.parametrize("method", ["hnet", "finetune", "scratch"])
@pytest.mark.parametrize("after", [7, 8])
def test_a_restored_run_goes_on_with_its_changes(method, after):
    run = steps_of(Run(tiny_config(method, tasks=3)), 7)
    run.change(**{name: NEW_VALUES[name] for name in run.method.changeable})
    if after > 7:
        steps_of(run, after - 7)
    restored = Run(run.config)
    state = {name: value.clone() for name, value in run.state().items()}
    restored.restore(state, run.position, run.history.records)
    assert restored.settings == run.settings
    assert_same_bits(rest_of(restored), rest_of(run))
    assert restored.history.records == run.history.records


@pytest.mark.parametrize(
    ("method", "values", "message"),
    [
        (
            "hnet",
            {"steps": 9},
            "steps = 9 can't be set in the middle of a run of the method hnet: begin a new run",
        ),
        ("finetune", {"beta": 1.0}, "beta = 1.0 can't be set in the middle of a run of the method finetune"),
        (
            "hnet",
            {"learning_rate": 0.5, "beta": -1},
            "beta = -1 is not allowed: it should be greater",
        ),
    ],
)
def test_a_change_that_can_not_be_made_changes_nothing(method, values, message):
    run = steps_of(Run(tiny_config(method, tasks=3)), 7)
    before = run.settings
    with pytest.raises(ConfigError, match=message):
        run.change(**values)
    assert (run.settings, run.problem.training, run.history.changes) == (before, before.training, [])


def pickled(run):
    """The run as another process gets it."""
    return pickle.loads(pickle.dumps(run))  # noqa: S301


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("copied", [copy.deepcopy, pickled], ids=["copy", "pickle"])
def test_a_copy_made_within_a_task_goes_on_learning_the_same(method, copied):
    run = steps_of(Run(tiny_config(method, tasks=3), device="cpu"), 7)
    run.change(learning_rate=0.01)
    other = copied(run)
    assert (other.position, other.settings, other.seconds) == (run.position, run.settings, run.seconds)
    assert_same_bits(rest_of(other), rest_of(run))
    assert other.history.records == run.history.records


def test_a_run_with_its_own_data_and_network_is_copied_with_them(digits):
    run = steps_of(Run(tiny_config(), device="cpu", sequence=digits, module=nn.Linear(64, 4)), 3)
    other = pickled(run)
    assert (other.own, other.fingerprint) == (run.own, run.fingerprint)
    assert_same_bits(rest_of(other), rest_of(run))


@pytest.mark.parametrize("method", ["hnet", "scratch"])
@pytest.mark.parametrize("saved_after", [0, 5, 7])
def test_a_used_run_that_is_restored_is_the_run_that_was_saved(method, saved_after):
    config = tiny_config(method, tasks=3)
    run, used = Run(config, device="cpu"), Run(config, device="cpu")
    events = train(run)
    while run.steps_done < saved_after or (saved_after == 5 and run.position.step):
        next(events)
    state = {name: value.clone() for name, value in run.state().items()}
    steps_of(used, 8)
    used.change(**{name: NEW_VALUES[name] for name in used.method.changeable})
    steps_of(used, 1)
    used.restore(state, run.position, run.history.records, run.seconds)
    assert (used.settings, used.position, used.seconds) == (run.settings, run.position, run.seconds)
    assert_same_bits(used, run)
    assert_same_bits(rest_of(used), rest_of(run))
    assert used.history.records == run.history.records


def test_a_state_that_does_not_fit_leaves_the_run_as_it_was():
    run = steps_of(Run(tiny_config(tasks=3), device="cpu"), 7)
    before = {name: value.clone() for name, value in run.state().items()}
    for state, position in (({}, run.position), (before, Position(9, 0)), (before, Position(1, 99))):
        with pytest.raises((ValueError, KeyError)):
            run.restore(state, position, ())
    assert run.position == Position(1, 2)
    assert all(torch.equal(value, before[name]) for name, value in run.state().items())


@pytest.mark.parametrize(
    "value",
    [np.float32(0.5), np.float64(0.5), np.array(0.5), torch.tensor(0.5), "0.5"],
    ids=["float32", "float64", "array", "tensor", "text"],
)
def test_a_changed_value_is_kept_as_a_plain_number(value):
    run = steps_of(Run(tiny_config(tasks=3), device="cpu"), 7)
    run.change(beta=value)
    assert [type(change.values["beta"]) for change in run.history.changes] == [float]
    run.change(beta=0.5)
    assert len(run.history.changes) == 1
