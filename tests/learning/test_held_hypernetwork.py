"""EWC and SI on the weights of the hypernetwork: their formulas, and what they leave alone."""

import pytest
import torch
from torch.nn.functional import log_softmax

from hnetlab.runs.engine import train

HOLDING = {"hnet-ewc": "ewc_lambda", "hnet-si": "si_c"}


def trained(run):
    for _ in train(run):
        pass
    return run


def learn(run, task, steps):
    stage = run.schedule.stage(task)
    run.method.begin(stage)
    losses = [run.method.step(stage, step) for step in range(steps)]
    run.method.end(stage)
    return losses


def in_a_row(values, replica):
    return torch.cat([value.detach()[replica].flatten() for value in values])


@pytest.mark.parametrize("kind", ["prediction", "exact"])
@pytest.mark.parametrize("scenario", [1, 3])
def test_the_fisher_information_of_theta_is_that_of_one_sample_after_the_other(tiny_run, kind, scenario):
    run = tiny_run("hnet-ewc", seeds=(1, 2), scenario=scenario, fisher=kind, fisher_samples=5)
    learn(run, 0, 4)
    learn(run, 1, 2)
    method, task = run.method, run.sequence[1]
    rows = torch.arange(5, device=run.device) * len(task.y_train) // 5
    found = method.fisher(1)
    for seed in range(2):
        expected = torch.zeros_like(found[seed])
        for x in task.inputs(task.x_train[rows]):
            theta = {
                name: value.detach()[seed : seed + 1].clone().requires_grad_()
                for name, value in method.theta.items()
            }
            w = method.hypernet(theta, method.e[1].detach()[seed].view(1, 1, -1))[0, 0]
            w1, b1, w2, b2 = run.problem.target.layout.unflatten(w).values()
            outputs = (x @ w1.T + b1).relu() @ w2.T + b2
            values = log_softmax(outputs[task.head.start : task.head.stop], dim=0)
            slopes = [
                in_a_row(torch.autograd.grad(value, [*theta.values()], retain_graph=True), 0).square()
                for value in values
            ]
            if kind == "prediction":
                expected += slopes[int(values.argmax())]
            else:
                expected += sum(p * slope for p, slope in zip(values.exp().detach(), slopes, strict=True))
        torch.testing.assert_close(found[seed], expected / 5, rtol=1e-4, atol=1e-8)


@pytest.mark.parametrize("method", HOLDING)
def test_a_step_descends_the_task_and_the_penalty_on_theta(tiny_run, method):
    fields = {"optimizer": "sgd", "learning_rate": 0.05, HOLDING[method]: 3.0}
    run = tiny_run(method, seeds=(1, 2), **fields)
    learn(run, 0, 4)
    learn(run, 1, 4)
    method, stage = run.method, run.schedule.stage(2)
    method.begin(stage)
    method.step(stage, 0)
    theta = {name: value.detach().clone() for name, value in method.theta.items()}
    e = method.e[2].detach().clone()
    _, of_theta, of_e = method.task_gradients(method.inputs(stage, 1))
    losses = method.step(stage, 1)
    for seed in range(2):
        before = in_a_row(theta.values(), seed)
        change = before - method.penalty.anchor[seed]
        importance, strength = method.penalty.importance[seed], method.penalty.strength
        penalty = strength * (importance * change.square()).sum()
        assert losses["regularizer"][seed].item() == pytest.approx(penalty.item(), rel=1e-4)
        slope = in_a_row(of_theta.values(), seed) + 2 * strength * importance * change
        torch.testing.assert_close(
            in_a_row(method.theta.values(), seed), before - 0.05 * slope, rtol=1e-4, atol=1e-6
        )
    torch.testing.assert_close(method.e[2].detach(), e - 0.05 * of_e, rtol=1e-4, atol=1e-6)


def test_theta_s_contributions_are_those_of_its_way(tiny_run):
    run = tiny_run("hnet-si", si_epsilon=0.05, optimizer="sgd", learning_rate=0.1)
    method, stage = run.method, run.schedule.stage(0)
    start, contribution = in_a_row(method.theta.values(), 0), 0
    method.begin(stage)
    for step in range(4):
        before = in_a_row(method.theta.values(), 0)
        method.step(stage, step)
        contribution += (in_a_row(method.theta.values(), 0) - before).square() / 0.1
    method.end(stage)
    expected = contribution / ((in_a_row(method.theta.values(), 0) - start).square() + 0.05)
    torch.testing.assert_close(method.penalty.importance[0], expected, rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize("method", HOLDING)
def test_a_held_hypernetwork_remembers_and_a_free_one_is_fine_tuning(tiny_run, method):
    fields = {"benchmark": "permuted-digits", "steps": 80, "batch_size": 32, "learning_rate": 5e-3}
    fields |= {"target_hidden": (24,), "hypernetwork_hidden": (16,), "chunk_size": 400}
    held = trained(
        tiny_run(method, **fields, **{HOLDING[method]: {"hnet-ewc": 30.0, "hnet-si": 1.0}[method]})
    )
    free = trained(tiny_run(method, **fields, **{HOLDING[method]: 0.0}))
    plain = trained(tiny_run("finetune", **fields))
    for name, value in plain.method.theta.items():
        assert torch.equal(free.method.theta[name], value)
    assert held.history.scores[0, 2, 0] > free.history.scores[0, 2, 0] + 0.1


@pytest.mark.parametrize("method", HOLDING)
def test_it_goes_on_from_its_state_with_the_same_bits(tiny_run, method):
    run = tiny_run(method, seeds=(1, 2))
    learn(run, 0, 3)
    stage = run.schedule.stage(1)
    run.method.begin(stage)
    run.method.step(stage, 0)
    state = {name: value.clone() for name, value in run.method.state().items()}
    again = tiny_run(method, seeds=(1, 2))
    again.method.restore(state, stage)
    for each in (run, again):
        each.method.step(stage, 1)
        each.method.end(stage)
        learn(each, 2, 2)
    assert all(torch.equal(value, again.method.state()[name]) for name, value in run.method.state().items())
