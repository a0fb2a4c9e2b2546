import pytest
import torch
from torch import nn

from hnetlab.config import setting_groups
from hnetlab.errors import ConfigError
from hnetlab.experiments import configure
from hnetlab.learning import METHODS
from hnetlab.run import Position, Run
from hnetlab.tasks import build_sequence

TINY = {"steps": 5, "batch_size": 8, "target_hidden": (9,), "hypernetwork_hidden": (6,), "chunk_size": 200}


def tiny_config(method="hnet", benchmark="split-digits", **fields):
    allowed = {name for group in setting_groups(benchmark, method).values() for name in group.model_fields}
    tiny = {name: value for name, value in TINY.items() if name in allowed}
    if benchmark == "regression" and "chunk_size" in allowed:
        tiny["chunk_size"] = 10
    return configure(benchmark, method, **{**tiny, **fields})


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("benchmark", ["split-digits", "regression"])
def test_a_run_is_made_from_its_config(benchmark, method):
    config = tiny_config(method, benchmark, seeds=(4, 2), tasks=3)
    run = Run(config, device="cpu")
    width = 64 * 9 + 9 + 9 * 6 + 6 if benchmark == "split-digits" else 9 + 9 + 9 + 1
    assert type(run.method) is METHODS[method]
    assert (len(run.sequence), run.sequence.name) == (3, benchmark)
    assert run.problem.target.size == width
    assert run.method.weights(0).shape == (2, width)
    assert (run.position, run.steps, run.steps_done, run.finished) == (Position(0, 0), 15, 0, False)
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
    run = Run(tiny_config(tasks=3), device="cpu")
    run.position = position
    assert (run.steps_done, run.finished) == (done, finished)


@pytest.fixture
def digits():
    config = tiny_config(tasks=2)
    return build_sequence(config.benchmark, config.data)


def test_a_module_of_one_s_own_replaces_the_mlp(digits):
    run = Run(tiny_config(), device="cpu", sequence=digits, module=nn.Linear(64, 4))
    assert [task.name for task in run.sequence] == [task.name for task in digits]
    assert run.problem.target.size == 64 * 4 + 4
    assert run.history.tasks == 2


@pytest.mark.parametrize("outputs", [3, 5])
def test_a_module_with_other_outputs_than_the_tasks_is_refused(digits, outputs):
    with pytest.raises(ConfigError, match=rf"Linear has {outputs} outputs.* need 4"):
        Run(tiny_config(), device="cpu", sequence=digits, module=nn.Linear(64, outputs))


def test_an_empty_module_is_refused_not_replaced(digits):
    with pytest.raises(ConfigError, match="Sequential has no parameters"):
        Run(tiny_config(), device="cpu", sequence=digits, module=nn.Sequential())


def test_the_same_config_makes_the_same_run():
    states = [Run(tiny_config(seeds=2), device="cpu").state() for _ in range(2)]
    assert all(torch.equal(value, states[1][name]) for name, value in states[0].items())


def test_scores_are_those_of_the_weights_of_each_task(digits):
    run = Run(tiny_config(seeds=3), device="cpu", sequence=digits)
    scores = run.scores(2)
    assert scores.shape == (3, 2)
    for task, (weights, data) in enumerate(zip(map(run.method.weights, range(2)), digits, strict=True)):
        for seed in range(3):
            w1, b1, w2, b2 = run.problem.target.layout.unflatten(weights[seed]).values()
            hidden = (data.x_test / 255 @ w1.T + b1).relu()
            answers = (hidden @ w2.T + b2)[:, 2 * task : 2 * task + 2].argmax(dim=1)
            assert scores[seed, task].item() == pytest.approx((answers == data.y_test).double().mean().item())


def test_the_device_can_be_given_as_torch_knows_it():
    assert Run(tiny_config(), device=torch.device("cpu")).device == torch.device("cpu")
    with pytest.raises(ConfigError, match="unknown device 'tpu'"):
        Run(tiny_config(), device="tpu")
