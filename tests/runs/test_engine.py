import json
import math
from dataclasses import asdict
from functools import cache
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from hnetlab.base.errors import TrainingError
from hnetlab.base.settings import fields_of
from hnetlab.experiments import configure
from hnetlab.experiments.config import setting_groups
from hnetlab.learning import METHODS
from hnetlab.runs.engine import Evaluated, Finished, Stepped, TaskStarted, train
from hnetlab.runs.history import record_from
from hnetlab.runs.run import Position, Run
from hnetlab.tasks import build_sequence

TASKS, STEPS, EVERY = 3, 5, 2
TINY = {
    "tasks": TASKS,
    "steps": STEPS,
    "evaluate_every": EVERY,
    "batch_size": 8,
    "target_hidden": (6,),
    "hypernetwork_hidden": (4,),
    "chunk_size": 200,
    "old_tasks_per_step": 1,
    "regularizer_form": "closed",
}

build_once = cache(build_sequence)


def make_run(method="hnet", benchmark="split-digits", seeds=(1, 2), module=None, **fields):
    allowed = {name for group in setting_groups(benchmark, method).values() for name in fields_of(group)}
    tiny = {name: value for name, value in TINY.items() if name in allowed}
    if benchmark == "regression" and "chunk_size" in allowed:
        tiny["chunk_size"] = 10
    config = configure(benchmark, method, seeds=seeds, **{**tiny, **fields})
    return Run(config, sequence=build_once(benchmark, config.data), module=module)


def trained(run):
    for _ in train(run):
        pass
    return run


def with_dropout():
    return nn.Sequential(nn.Linear(64, 6), nn.ReLU(), nn.Dropout(0.3), nn.Linear(6, 2 * TASKS))


RUNS: dict[str, dict[str, Any]] = {
    **{method: {"method": method} for method in METHODS},
    "hnet in plain form": {"method": "hnet", "regularizer_form": "plain", "old_tasks_per_step": None},
    "hnet with momentum": {"method": "hnet", "optimizer": "sgd", "momentum": 0.9},
    "dropout": {"method": "hnet", "module": with_dropout()},
}


@cache
def unbroken(name):
    return trained(make_run(**RUNS[name]))


def handed_over(run, **settings):
    """A new run that continues where `run` is, with nothing in common: all goes through plain data."""
    state = {name: tensor.clone() for name, tensor in run.state().items()}
    records = json.loads(json.dumps([asdict(record) for record in run.history.records]))
    after = make_run(**settings)
    after.restore(state, Position(**asdict(run.position)), [record_from(record) for record in records])
    return after


def check_same_end(run, name):
    expected = unbroken(name)
    assert run.position == expected.position
    assert run.history.records == expected.history.records
    state = run.state()
    assert state.keys() == expected.state().keys()
    assert all(torch.equal(value, state[key]) for key, value in expected.state().items())


@pytest.fixture(autouse=True, scope="module")
def _runs_of_one_device(device):
    """What is kept for several tests is kept for one device."""
    unbroken.cache_clear()


@cache
def count_of_events(name):
    return len(list(train(make_run(**RUNS[name]))))


@pytest.mark.bits
@pytest.mark.parametrize("name", RUNS)
@settings(max_examples=12)
@given(data=st.data())
def test_a_broken_run_ends_with_the_bits_of_an_unbroken_one(name, data):
    run = make_run(**RUNS[name])
    breaks = data.draw(st.lists(st.integers(0, count_of_events(name)), min_size=1, max_size=3))
    for events in breaks:
        for _ in zip(range(events), train(run), strict=False):
            pass
        run = handed_over(run, **RUNS[name])
    check_same_end(trained(run), name)


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize(
    "position",
    [
        Position(0, 0),
        Position(0, 1),
        Position(0, STEPS),
        Position(1, 0),
        Position(1, EVERY),
        Position(2, STEPS),
    ],
    ids=str,
)
def test_a_run_can_be_broken_at_the_edges(name, position):
    run = make_run(**RUNS[name])
    events = train(run)
    while run.position != position:
        next(events)
    check_same_end(trained(handed_over(run, **RUNS[name])), name)


@pytest.mark.parametrize("name", RUNS)
def test_a_finished_run_can_be_handed_over(name):
    run = handed_over(unbroken(name), **RUNS[name])
    assert run.finished
    assert list(train(run)) == [Finished()]
    assert torch.equal(run.scores(TASKS), unbroken(name).scores(TASKS))


@pytest.mark.parametrize("name", RUNS)
def test_a_run_goes_on_when_it_was_left_alone(name):
    run = make_run(**RUNS[name])
    while not run.finished:
        for event in train(run):
            if isinstance(event, Stepped) and event.step % 2:
                break
    check_same_end(run, name)


@pytest.mark.parametrize("name", ["hnet", "finetune-target", "dgr"])
def test_a_run_that_is_taken_back_while_it_trains_goes_on_from_there(name):
    run, kept, backs = make_run(**RUNS[name]), None, 0
    for event in train(run):
        place = (event.task, event.step) if isinstance(event, Stepped) else None
        if place == (0, 2) and kept is None:
            state = {key: value.clone() for key, value in run.state().items()}
            kept = state, run.position, tuple(run.history.records)
        if kept and backs < 3 and (place == (1, 3) or (backs and isinstance(event, TaskStarted | Evaluated))):
            backs += 1
            run.restore(*kept)
    assert backs == 3
    check_same_end(run, name)


@pytest.mark.parametrize("name", ["hnet", "finetune-target", "dgr"])
def test_an_older_call_goes_on_from_where_a_newer_one_has_brought_the_run(name):
    run = make_run(**RUNS[name])
    older = train(run)
    next(event for event in older if isinstance(event, Stepped))
    newer = train(run)
    next(event for event in newer if isinstance(event, Stepped) and event.task == 1)
    for _ in older:
        pass
    check_same_end(run, name)
    assert list(newer) == [Finished()]


@pytest.mark.parametrize("name", RUNS)
def test_looking_changes_nothing(name):
    run = make_run(**RUNS[name])
    for _ in train(run):
        run.scores(TASKS)
        run.state()
        run.method.embeddings()
        torch.rand(3)
        if run.problem.target.stochastic:
            run.problem.target(run.method.weights(0), torch.zeros(2, 3, 64, device=run.device))
    check_same_end(run, name)


def test_events_come_in_order():
    run = make_run()
    seen: list[object] = []
    for event in train(run):
        match event:
            case TaskStarted(task, name):
                seen.append(("started", task, name))
            case Stepped(task, step):
                seen.append(("stepped", task, step))
                assert run.position == Position(task, step)
            case Evaluated(evaluation):
                seen.append(("evaluated", evaluation.task, evaluation.step, evaluation.final))
                assert run.history.evaluations[-1] is evaluation
            case Finished():
                seen.append("finished")
                assert run.finished
    expected: list[object] = []
    for task in range(TASKS):
        expected += [
            ("started", task, f"digits {2 * task}, {2 * task + 1}"),
            ("stepped", task, 1),
            ("evaluated", task, 2, False),
            ("stepped", task, 2),
            ("stepped", task, 3),
            ("evaluated", task, 4, False),
            ("stepped", task, 4),
            ("stepped", task, 5),
            ("evaluated", task, 5, True),
        ]
    assert seen == [*expected, "finished"]


@pytest.mark.parametrize(("every", "steps"), [(None, []), (1, [1, 2, 3, 4]), (STEPS, []), (STEPS + 1, [])])
def test_a_task_is_evaluated_after_it_and_as_often_as_asked_within(every, steps):
    run = trained(make_run(evaluate_every=every))
    of_last = [item for item in run.history.evaluations if item.task == TASKS - 1]
    assert [(item.step, item.final) for item in of_last] == [*((k, False) for k in steps), (STEPS, True)]
    assert all(len(row) == TASKS for item in of_last for row in item.scores["accuracy"])


def test_evaluating_more_often_changes_nothing_else():
    often, seldom = trained(make_run(evaluate_every=1)), trained(make_run(evaluate_every=None))
    np.testing.assert_array_equal(often.history.scores, seldom.history.scores)
    assert often.history.measurements == seldom.history.measurements


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("benchmark", ["split-digits", "regression"])
def test_the_matrix_is_measured_up_to_the_diagonal(benchmark, method):
    run = trained(make_run(method, benchmark))
    scores = run.history.scores
    assert scores.shape == (2, TASKS, TASKS)
    for i in range(TASKS):
        for j in range(TASKS):
            assert np.isnan(scores[:, i, j]).all() == (j > i)
    np.testing.assert_array_equal(scores[:, -1], run.scores(TASKS).cpu())


def test_losses_and_embeddings_are_measured_from_the_first_step_to_the_last():
    run = trained(make_run())
    measured = [(item.task, item.step) for item in run.history.measurements]
    assert measured == [(task, step) for task in range(TASKS) for step in range(1, STEPS + 1)]
    last = run.history.trajectories()[-1][-1]
    np.testing.assert_array_equal(last, run.method.embeddings()[:, -1].cpu())
    assert trained(make_run("joint")).history.trajectories() == []


def test_a_long_task_is_measured_some_fifty_times():
    run = make_run("finetune-target", steps=1003, evaluate_every=None, tasks=2)
    for event in train(run):
        if isinstance(event, Evaluated):
            break
    steps = [item.step for item in run.history.measurements]
    assert 45 <= len(steps) <= 60
    assert (steps[0], steps[-1]) == (1, 1003)
    assert max(np.diff(steps)) <= 25


@pytest.mark.parametrize("method", METHODS)
def test_training_that_diverges_is_stopped_with_a_remedy(method):
    run = make_run(method, "regression", seeds=(3, 4), learning_rate=1e30)
    with pytest.raises(TrainingError) as raised:
        trained(run)
    text = str(raised.value)
    assert "task loss of seed 3 became" in text
    assert "at step 2 of task 1 (x + 3): lower learning_rate, now 1e+30" in text
    assert run.position == Position(0, 1)


def test_the_seed_that_diverges_is_named():
    run = make_run("finetune-target", "regression", seeds=(3, 4))
    run.method.w.data[1] = math.nan
    with pytest.raises(TrainingError, match="task loss of seed 4 became nan at step 1 of task 1"):
        trained(run)


def test_a_regularizer_that_diverges_is_named():
    run = make_run(beta=1e6, optimizer="sgd", learning_rate=1.0)
    with pytest.raises(TrainingError, match=r"The regularizer of seed 1 became .* of task 2 \(digits 2, 3\)"):
        trained(run)


def test_divergence_in_the_last_step_is_no_result():
    run = make_run("finetune-target", "regression", steps=1, learning_rate=1e30)
    with pytest.raises(TrainingError, match="learning_rate"):
        trained(run)
    assert not run.history.evaluations


def test_an_evaluation_is_a_share_of_right_answers():
    run = trained(make_run("scratch", steps=80, batch_size=32, learning_rate=0.01, evaluate_every=None))
    assert (run.history.scores[:, -1] > 0.9).all()
    for j, task in enumerate(run.sequence):
        outputs = run.problem.target(run.method.weights(j), task.inputs(task.x_test).expand(2, -1, -1))
        right = outputs[..., task.head.start : task.head.stop].argmax(-1) == task.y_test
        np.testing.assert_allclose(run.history.scores[:, -1, j], right.float().mean(dim=1).cpu(), rtol=1e-6)
