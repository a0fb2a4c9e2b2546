import copy
from itertools import pairwise

import pytest
import torch
from torch import nn
from torch.optim import SGD, Adam

from hnetlab.base.errors import ConfigError
from hnetlab.learning.batch import draw
from hnetlab.runs.engine import Evaluated, train


def learn(run, task, steps):
    stage = run.schedule.stage(task)
    run.method.begin(stage)
    losses = [run.method.step(stage, step) for step in range(steps)]
    run.method.end(stage)
    return losses


def kept_weights(run, tasks):
    return [run.method.weights(task).clone() for task in range(tasks)]


def test_old_embeddings_never_move(tiny_run):
    run = tiny_run(seeds=(1, 2), beta=0.5)
    begun = before = run.method.embeddings()
    for event in train(run):
        if isinstance(event, Evaluated):
            task, learned = event.evaluation.task, run.method.embeddings()
            assert not torch.equal(learned[:, task], begun[:, task])
            assert torch.equal(learned[:, :task], before[:, :task])
            assert torch.equal(learned[:, task + 1 :], begun[:, task + 1 :])
            before = learned


def test_the_embedding_learns_from_the_task_loss_only(tiny_run):
    free, held = tiny_run(beta=0), tiny_run(beta=1e4)
    for run in (free, held):
        learn(run, 0, 3)
        learn(run, 1, 1)
    assert torch.equal(free.method.embeddings(), held.method.embeddings())
    assert not torch.equal(free.state()["theta.output.weight"], held.state()["theta.output.weight"])


def test_the_regularizer_holds_old_weights_in_place(tiny_run):
    moved = []
    for beta in (0, 0.1, 1, 10):
        run = tiny_run(beta=beta)
        learn(run, 0, 3)
        (before,) = kept_weights(run, 1)
        learn(run, 1, 20)
        moved.append(float((run.method.weights(0) - before).norm()))
    assert all(more < less / 2 for less, more in pairwise(moved))


@pytest.mark.parametrize(("optimizer", "rate"), [("adam", 1e-3), ("sgd", 0.05)])
@pytest.mark.parametrize("form", ["plain", "closed"])
def test_a_step_is_the_equation(tiny_run, form, optimizer, rate):
    moving = {"momentum": 0.5} if optimizer == "sgd" else {}
    run = tiny_run(optimizer=optimizer, learning_rate=rate, **moving, regularizer_form=form, beta=0.3)
    method, problem, task = run.method, run.problem, 2
    learn(run, 0, 3)
    learn(run, 1, 3)
    stage = run.schedule.stage(task)
    method.begin(stage)
    names = list(method.theta)
    theta_star = {name: value.detach().clone() for name, value in method.theta.items()}
    theta = [value.detach().clone().requires_grad_() for value in method.theta.values()]
    e = [value.detach().clone().requires_grad_() for value in method.embeddings().unbind(dim=1)]
    new = {"adam": lambda p: Adam(p, lr=rate), "sgd": lambda p: SGD(p, lr=rate, momentum=0.5)}[optimizer]
    of_theta, of_e = new(theta), new([e[task]])

    def h(embedding, theta):
        return method.hypernet(dict(zip(names, theta, strict=True)), embedding[:, None])[:, 0]

    for step in range(4):
        batch = draw(problem.sequence[task], method._order.indices(step))
        loss = problem.loss(h(e[task], theta), batch)
        loss.sum().backward()
        ahead = copy.deepcopy(theta)  # with the gradients of the task loss
        there = new(ahead)
        there.load_state_dict(copy.deepcopy(of_theta.state_dict()))
        for copied, value in zip(ahead, theta, strict=True):
            copied.grad = value.grad.clone()
        there.step()
        ahead = [value.detach().requires_grad_() for value in ahead]
        penalty = (
            0.3
            / task
            * sum(
                (h(e[t].detach(), theta_star.values()) - h(e[t].detach(), ahead)).square().sum()
                for t in range(task)
            )
        )
        slopes = torch.autograd.grad(penalty, ahead)
        for value, slope in zip(theta, slopes, strict=True):
            value.grad += slope
        of_theta.step()
        of_e.step()
        of_theta.zero_grad()
        of_e.zero_grad()

        losses = method.step(stage, step)
        assert losses["task"].item() == pytest.approx(loss.item(), rel=1e-4)
        assert losses["regularizer"].item() == pytest.approx(penalty.item(), rel=1e-3)
        assert losses["regularizer"].item() > 0
        for name, value in zip(names, theta, strict=True):
            torch.testing.assert_close(method.theta[name], value, rtol=1e-4, atol=2e-6, msg=name)
        torch.testing.assert_close(method.embeddings()[:, task], e[task].detach(), rtol=1e-4, atol=2e-6)


def test_without_lookahead_the_first_penalty_is_nothing(tiny_run):
    for lookahead in (False, True):
        run = tiny_run(lookahead=lookahead)
        learn(run, 0, 2)
        first = learn(run, 1, 1)[0]["regularizer"]
        assert bool(first > 0) == lookahead


@pytest.mark.parametrize("form", ["plain", "closed"])
@pytest.mark.parametrize("heads", ["all", "own"])
def test_it_regularizes_the_heads_that_were_asked_for(tiny_run, heads, form):
    run = tiny_run(lookahead=False, regularized_heads=heads, regularizer_form=form, beta=0.3)
    learn(run, 0, 3)
    learn(run, 1, 3)
    before = kept_weights(run, 2)
    stage = run.schedule.stage(2)
    run.method.begin(stage)
    for step in range(3):
        now = kept_weights(run, 2)
        penalty = run.method.step(stage, step)["regularizer"]
    changes = []
    for task, (old, new) in enumerate(zip(before, now, strict=True)):
        change = (new - old)[0]
        if heads == "own":
            output = run.problem.target.layout.unflatten(change)
            own = [2 * task, 2 * task + 1]
            shared = [output[name].flatten() for name in ("1.weight", "1.bias")]
            change = torch.cat([*shared, *(output[name][own].flatten() for name in ("3.weight", "3.bias"))])
        changes.append(change.double().square().sum())
    assert penalty.item() == pytest.approx(0.3 / 2 * float(sum(changes)), rel=1e-4)


def test_heads_that_can_not_be_told_apart_are_refused_before_anything_is_trained(tiny_run):
    module = nn.Sequential(nn.Flatten(), nn.Linear(64, 6), nn.LogSoftmax(dim=1))
    with pytest.raises(ConfigError, match=r"outside range\(0, 2\) alone.*: set regularized_heads to all\.$"):
        tiny_run(module=module, regularized_heads="own")


def test_where_heads_are_not_generated_all_that_is_generated_is_held(tiny_run):
    runs = [tiny_run(trained="1.*", regularized_heads=heads, beta=0.3) for heads in ("own", "all")]
    losses = [[learn(run, task, 3)[-1]["regularizer"] for task in range(3)] for run in runs]
    assert losses[0] == losses[1]
    assert losses[0][2] > 0


def test_a_subset_of_old_tasks_is_drawn_anew_in_each_step(tiny_run):
    run = tiny_run(lookahead=False, old_tasks_per_step=1, beta=0.3)
    learn(run, 0, 3)
    learn(run, 1, 3)
    before = kept_weights(run, 2)
    stage = run.schedule.stage(2)
    run.method.begin(stage)
    drawn = []
    for step in range(12):
        now = kept_weights(run, 2)
        penalty = run.method.step(stage, step)["regularizer"].item()
        alone = [
            0.3 * float((new - old).double().square().sum()) for old, new in zip(before, now, strict=True)
        ]
        if step:
            drawn.append([penalty == pytest.approx(value, rel=1e-3) for value in alone].index(True))
    assert set(drawn) == {0, 1}
    assert any(one != other for one, other in pairwise(drawn))


@pytest.mark.parametrize("size", [2, 5])
def test_a_subset_of_all_old_tasks_is_all_of_them(tiny_run, size):
    states = []
    for fields in ({}, {"old_tasks_per_step": size}):
        run = tiny_run(**fields)
        for task in range(3):
            learn(run, task, 2)
        states.append(run.state())
    assert all(torch.equal(value, states[1][name]) for name, value in states[0].items())


def test_the_embedding_can_have_a_rate_of_its_own(tiny_run):
    moved = {}
    for rate in (None, 1e-5):
        run = tiny_run(embedding_learning_rate=rate, learning_rate=1e-2)
        before = run.method.embeddings()
        learn(run, 0, 1)
        moved[rate] = float((run.method.embeddings() - before).abs().max())
    assert moved[None] == pytest.approx(1e-2, rel=0.01)
    assert moved[1e-5] == pytest.approx(1e-5, rel=0.1)
