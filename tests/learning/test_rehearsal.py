from dataclasses import replace

import pytest
import torch
from torch.nn.functional import cross_entropy

from hnetlab.learning.batch import draw
from hnetlab.runs.engine import train

LEARNING = {"steps": 60, "batch_size": 32, "learning_rate": 5e-3, "target_hidden": (32,)}


def trained(run):
    for _ in train(run):
        pass
    return run


def at_task(run, task, steps=3):
    """The run after `steps` steps on each task before `task`, which has begun."""
    for earlier in range(task):
        stage = run.schedule.stage(earlier)
        run.method.begin(stage)
        for step in range(steps):
            run.method.step(stage, step)
        run.method.end(stage)
    stage = run.schedule.stage(task)
    run.method.begin(stage)
    return stage


def outputs_of(run, w, x):
    w1, b1, w2, b2 = run.problem.target.layout.unflatten(w).values()
    return (x @ w1.T + b1).relu() @ w2.T + b2


@pytest.mark.parametrize("per_class", [1, 4, 10**6])
def test_so_many_samples_of_each_class_are_kept(tiny_run, per_class):
    run = tiny_run("er", seeds=(1, 2), memory_per_class=per_class)
    y = run.sequence[1].y_train.cpu()
    for kept in run.method.kept(1):
        assert len(set(kept.tolist())) == len(kept)
        for label in range(2):
            assert int((y[kept] == label).sum()) == min(per_class, int((y == label).sum()))
    first, second = run.method.kept(1)
    assert per_class == 10**6 or not torch.equal(first, second)


@pytest.mark.parametrize("scenario", [1, 2, 3])
def test_a_step_of_experience_replay_is_its_equation(tiny_run, scenario):
    run = tiny_run("er", seeds=(1, 2), scenario=scenario, memory_per_class=3)
    stage = at_task(run, 2)
    inputs = run.method.inputs(stage, 1)
    losses = run.method.losses(inputs)
    new = draw(run.sequence[2], inputs.portions[0].rows)
    heads = [task.head for task in run.sequence]
    for seed in range(2):
        w = run.method.w[seed]

        def loss_of(task, x, y, w=w):
            competing = range(heads[2].stop) if scenario == 3 else heads[task]
            shift = heads[task].start if scenario == 3 else 0
            logits = outputs_of(run, w, x)[:, competing.start : competing.stop]
            return cross_entropy(logits, y + shift, reduction="sum")

        task_loss = loss_of(2, new.x[seed], new.y[seed]) / 8
        replayed, count = 0.0, 0
        for portion in inputs.replayed:
            own = portion.rows[portion.places // 8 == seed]
            assert set(own.tolist()) <= set(run.method.kept(portion.task)[seed].tolist())
            old = run.sequence[portion.task]
            replayed += loss_of(portion.task, old.inputs(old.x_train[own]), old.y_train[own])
            count += len(own)
        assert count == 8
        torch.testing.assert_close(losses["task"][seed], task_loss, rtol=1e-4, atol=1e-6)
        torch.testing.assert_close(losses["replay"][seed], replayed / 8, rtol=1e-4, atol=1e-6)
        total = run.method.descended(inputs)[0][seed]
        torch.testing.assert_close(total, task_loss / 3 + replayed / 8 * 2 / 3, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("scenario", [1, 2, 3])
def test_a_step_without_forgetting_is_its_equation(tiny_run, scenario):
    run = tiny_run("lwf", scenario=scenario, temperature=3.0)
    stage = at_task(run, 2)
    teacher = run.method.w.detach().clone()
    run.method.step(stage, 0)
    inputs = run.method.inputs(stage, 1)
    losses = run.method.losses(inputs)
    batch = draw(run.sequence[2], inputs.portions[0].rows)
    said, outputs = (outputs_of(run, w[0], batch.x[0]) for w in (teacher, run.method.w))
    # Which outputs are soft labels, and which ones compete with them: in scenario 3 the new classes too.
    heads = {
        1: [(range(2), range(2)), (range(2, 4), range(2, 4))],
        2: [(range(2), range(2))],
        3: [(range(4), range(6))],
    }[scenario]
    kept = []
    for old, competing in heads:
        labels = (said[:, list(old)] / 3).softmax(1)
        answers = (outputs[:, list(competing)] / 3).log_softmax(1)[:, : len(old)]
        kept.append(-(labels * answers).sum(1).mean() * 9)
    torch.testing.assert_close(losses["replay"][0], sum(kept) / len(kept), rtol=1e-4, atol=1e-6)
    total, shown = run.method.descended(inputs)
    torch.testing.assert_close(total, shown["task"] / 3 + shown["replay"] * 2 / 3)
    assert losses["replay"].item() > 0


@pytest.mark.parametrize("method", ["er", "lwf"])
def test_rehearsal_remembers_what_fine_tuning_forgets(tiny_run, method):
    fields = {"scenario": 2, "seeds": (1, 2, 3), **LEARNING}
    kept = trained(tiny_run(method, **fields)).history.scores[:, 2, 0].mean()
    lost = trained(tiny_run("finetune-target", **fields)).history.scores[:, 2, 0].mean()
    assert kept > lost + 0.1


def test_while_both_say_the_same_nothing_pulls(tiny_run):
    """Before the first step of a task the old answers are the network's own."""
    run = tiny_run("lwf", seeds=(1, 2))
    stage = at_task(run, 1)
    loss = run.method.losses(run.method.inputs(stage, 0))["replay"]
    (slope,) = torch.autograd.grad(loss.sum(), run.method.w)
    assert loss.min() > 0
    assert not slope.any()


@pytest.mark.parametrize("method", ["er", "lwf", "dgr", "hnet-r"])
def test_the_task_s_loss_is_what_others_call_so(tiny_run, method):
    """However little it weighs: curves of several methods stand beside each other."""
    run, plain = (tiny_run(name, scenario=2) for name in (method, "finetune-target"))
    stage = at_task(run, 2)
    at_task(plain, 2)
    plain.method.w.data.copy_(run.method.w.data)
    inputs = run.method.inputs(stage, 0)
    expected = plain.method.losses(replace(inputs, replayed=(), latents=None))["task"]
    torch.testing.assert_close(run.method.step(stage, 0)["task"], expected.detach())
