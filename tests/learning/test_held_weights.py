import pytest
import torch
from torch import nn
from torch.nn.functional import log_softmax

from hnetlab.base.errors import ConfigError
from hnetlab.experiments import configure
from hnetlab.runs.engine import train
from hnetlab.runs.run import Run

HOLDING = ("ewc", "si")
STRONG = {"ewc": {"ewc_lambda": 1e4}, "si": {"si_c": 100.0}}
FREE = {"ewc": {"ewc_lambda": 0.0}, "si": {"si_c": 0.0}}
LEARNING = {"steps": 60, "batch_size": 32, "learning_rate": 5e-3, "target_hidden": (24,)}


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


def log_p(run, w, x, head):
    """Log-probabilities (B, classes) written out, of one flat weight vector."""
    w1, b1, w2, b2 = run.problem.target.layout.unflatten(w).values()
    outputs = (x @ w1.T + b1).relu() @ w2.T + b2
    return log_softmax(outputs[:, head.start : head.stop], dim=1)


@pytest.mark.parametrize("kind", ["prediction", "exact"])
@pytest.mark.parametrize("scenario", [1, 2, 3])
def test_the_fisher_information_is_that_of_one_sample_after_the_other(tiny_run, kind, scenario):
    run = tiny_run("ewc", seeds=(1, 2), scenario=scenario, fisher=kind, fisher_samples=7)
    learn(run, 0, 4)
    stage = run.schedule.stage(1)
    run.method.begin(stage)
    run.method.step(stage, 0)
    task = run.sequence[1]
    head = range(task.head.stop) if scenario == 3 else task.head
    rows = torch.arange(7, device=run.device) * len(task.y_train) // 7
    found = run.method.fisher(1)
    for seed in range(2):
        expected = torch.zeros(run.problem.target.size, device=run.device)
        for x in task.inputs(task.x_train[rows]):
            w = run.method.w[seed].detach().clone().requires_grad_()
            values = log_p(run, w, x[None], head)[0]
            slopes = [torch.autograd.grad(value, w, retain_graph=True)[0].square() for value in values]
            if kind == "prediction":
                expected += slopes[int(values.argmax())]
            else:
                expected += sum(p * slope for p, slope in zip(values.exp(), slopes, strict=True))
        torch.testing.assert_close(found[seed], expected.detach() / 7, rtol=1e-4, atol=1e-8)


def test_online_ewc_is_its_equation(tiny_run):
    run = tiny_run("ewc", gamma=0.6, ewc_lambda=300.0, fisher_samples=20)
    learn(run, 0, 4)
    first, anchor = run.method.penalty.importance.clone(), run.method.w.detach().clone()
    assert torch.equal(run.method.penalty.anchor, anchor)
    learn(run, 1, 4)
    torch.testing.assert_close(run.method.penalty.importance, 0.6 * first + run.method.fisher(1))
    stage = run.schedule.stage(2)
    run.method.begin(stage)
    run.method.step(stage, 0)
    change = (run.method.w.detach() - run.method.penalty.anchor).square()
    expected = 300 / 2 * 0.6 * (run.method.penalty.importance * change).sum(1)
    assert run.method.step(stage, 1)["regularizer"].item() == pytest.approx(expected.item(), rel=1e-4)


def test_synaptic_intelligence_is_its_equation(tiny_run):
    run = tiny_run("si", si_c=3.0, si_epsilon=0.05, optimizer="sgd", learning_rate=0.1)
    method, stage = run.method, run.schedule.stage(0)
    start, contribution = method.w.detach().clone(), torch.zeros_like(method.penalty.importance)
    method.begin(stage)
    for step in range(4):
        before = method.w.detach().clone()
        method.step(stage, step)
        way = method.w.detach() - before
        contribution += way.square() / 0.1  # plain descent: the step is the rate times minus the gradient
    method.end(stage)
    expected = contribution / ((method.w.detach() - start).square() + 0.05)
    torch.testing.assert_close(method.penalty.importance, expected, rtol=1e-4, atol=1e-7)
    learn(run, 1, 3)
    stage = run.schedule.stage(2)
    method.begin(stage)
    method.step(stage, 0)
    change = (method.w.detach() - method.penalty.anchor).square()
    penalty = 3 * (method.penalty.importance * change).sum(1)
    assert method.step(stage, 1)["regularizer"].item() == pytest.approx(penalty.item(), rel=1e-4)


@pytest.mark.parametrize("method", HOLDING)
def test_held_weights_remember_and_free_ones_are_fine_tuning(tiny_run, method):
    fields = {"benchmark": "permuted-digits", **LEARNING}
    held = trained(tiny_run(method, **fields, **STRONG[method]))
    free = trained(tiny_run(method, **fields, **FREE[method]))
    plain = trained(tiny_run("finetune-target", **fields))
    assert torch.equal(free.method.w, plain.method.w)
    assert torch.equal(held.method.w, held.method.penalty.anchor)  # it follows at the end of each task
    assert held.history.scores[0, 2, 0] > free.history.scores[0, 2, 0] + 0.1


@pytest.mark.parametrize("method", ["ewc", "hnet-ewc"])
def test_a_network_whose_samples_depend_on_each_other_is_refused_before_it_learns(method):
    module = nn.Sequential(nn.Linear(64, 8), nn.BatchNorm1d(8, track_running_stats=False), nn.Linear(8, 10))
    with pytest.raises(ConfigError, match="EWC weighs one sample at a time"):
        Run(configure("split-digits", method), module=module)
    Run(configure("split-digits", method.replace("ewc", "si")), module=module)


@pytest.mark.parametrize("method", ["ewc", "si", "joint", "finetune-target"])
def test_an_optimizer_may_keep_its_moments(tiny_run, method):
    run = tiny_run(method, reset_optimizer=False)
    learn(run, 0, 3)
    counts = [value for name, value in run.state().items() if name == "optimizer.0.step"]
    assert [int(count) for count in counts] == [3]
    learn(run, 1, 2)
    assert int(run.state()["optimizer.0.step"]) == 5


def test_tuned_values_hold_where_nothing_else_is_said():
    found = configure("split-mnist", "ewc", preset="paper", scenario=3)
    values = found.learning.model_dump()
    assert (values["ewc_lambda"], values["gamma"], found.training.reset_optimizer) == (1e9, 0.8, False)
    own = configure("split-mnist", "si", preset="paper", scenario=2, si_c=7)
    assert own.learning.model_dump()["si_c"] == 7
    assert configure("split-mnist", "hnet", preset="paper").training.reset_optimizer
