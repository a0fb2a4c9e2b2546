"""Tensors that are learned with the first task and then kept, beside those that every task learns."""

import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from hnetlab import views
from hnetlab.analysis.probe import Probe
from hnetlab.analysis.weights import compact_weights
from hnetlab.base.errors import ConfigError
from hnetlab.learning import METHODS, Losses
from hnetlab.learning.method import DirectMethod
from hnetlab.pages.explorer import explorer_data
from hnetlab.runs.engine import Stepped, train

from .test_methods import SEEDS, check_replicas, check_stopped, trained

ONCE = {"others": "first_task", "trained": "3.*", "target_hidden": (12,)}
TOGETHER = [name for name in METHODS if name != "scratch"]


def pieces(run, task=0):
    return {
        name: value.clone()
        for name, value in run.problem.target.layout.unflatten(run.method.weights(task)).items()
    }


@pytest.mark.parametrize(
    ("method", "optimizer"),
    [*((method, "adam") for method in TOGETHER), ("hnet", "sgd"), ("finetune-target", "sgd"), ("si", "sgd")],
)
def test_they_move_with_the_first_task_and_never_again(tiny_run, method, optimizer):
    """Also under weight decay, with momentum, and where moments go on from task to task."""
    moving = {"weight_decay": 0.1, "optimizer": optimizer, "learning_rate": 0.002}
    if optimizer == "sgd":
        moving["momentum"] = 0.9
    if issubclass(METHODS[method], DirectMethod) and method != "hnet-r":
        moving["reset_optimizer"] = False
    run = tiny_run(method, seeds=(1, 2), **ONCE, **moving)
    before, after = pieces(run), {}
    for event in train(run):
        if isinstance(event, Stepped) and event.task == 0:
            after = pieces(run)
    last = pieces(run, task=2)
    for name in ("1.weight", "1.bias"):
        assert (after[name] != before[name]).flatten(1).any(1).all(), "each replica has learned"
        assert torch.equal(last[name], after[name])
        assert not torch.equal(last[name][0], last[name][1])
    assert not torch.equal(last["3.weight"], after["3.weight"])


@pytest.mark.parametrize("method", ["hnet", "hnet-si", "finetune-target"])
def test_a_replica_learns_them_alone(tiny_run, method):
    together = trained(tiny_run(method, seeds=SEEDS, **ONCE))
    check_replicas(together, [trained(tiny_run(method, seeds=(seed,), **ONCE)) for seed in SEEDS])


@pytest.mark.parametrize("form", ["plain", "closed"])
@pytest.mark.parametrize("heads", ["all", "own"])
def test_the_regularizer_is_over_what_is_generated_alone(tiny_run, form, heads):
    """The second step of a task by the formula, from the weights of the whole network."""
    fields = {"regularizer_form": form, "regularized_heads": heads, "lookahead": False, "beta": 3.0}
    run = tiny_run("hnet", seeds=(1,), **{**ONCE, "trained": ("1.bias", "3.*")}, **fields)
    now: dict[str, torch.Tensor] = {}
    losses: Losses = {}
    for event in train(run):
        if isinstance(event, Stepped) and (event.task, event.step) == (1, 1):
            now = pieces(run)  # one step away from theta_star
        if isinstance(event, Stepped) and (event.task, event.step) == (1, 2):
            losses = event.losses
            break
    star = run.method.network.theta_star
    target, e = run.problem.target, run.method.e[0].detach()[:, None]
    generated = run.method.hypernet(star, e)[:, 0]
    then = target.layout.unflatten(run.method.whole(generated))
    head = run.sequence[0].head
    expected = 0.0
    for name, value in then.items():
        change = (now[name] - value).square()
        if heads == "own" and name.startswith("3."):
            change = change[:, head.start : head.stop]
        expected += 3.0 * change.sum()
        assert name != "1.weight" or not change.any()
    assert losses["regularizer"][0].item() == pytest.approx(float(expected), rel=1e-4)
    assert expected > 0


def test_the_first_task_is_learned_by_the_gradient_of_the_whole_network(tiny_run):
    """One step of gradient descent on an ordinary module with the same weights."""
    rate = 0.05
    run = tiny_run("hnet", **ONCE, optimizer="sgd", learning_rate=rate)
    stage = run.schedule.stage(0)
    run.method.begin(stage)
    before = pieces(run)
    module = nn.Sequential(nn.Linear(64, 12), nn.ReLU(), nn.Linear(12, 6)).to(run.device)
    names = {"0.weight": "1.weight", "0.bias": "1.bias", "2.weight": "3.weight", "2.bias": "3.bias"}
    module.load_state_dict({own: before[name][0] for own, name in names.items()})
    task, (portion,) = run.sequence[0], run.method.inputs(stage, 0).portions
    rows = portion.rows.flatten()
    outputs = module(task.inputs(task.x_train[rows]).flatten(1))[:, task.head.start : task.head.stop]
    cross_entropy(outputs, task.y_train[rows]).backward()
    run.method.step(stage, 0)
    for own, name in [("0.weight", "1.weight"), ("0.bias", "1.bias")]:
        slope = module.get_parameter(own).grad
        assert slope is not None
        expected = before[name][0] - rate * slope
        torch.testing.assert_close(pieces(run)[name][0], expected, rtol=1e-4, atol=1e-6)


def test_they_follow_the_rate(tiny_run):
    drop = {"rate_schedule": "drops", "rate_epochs": (1,), "rate_factors": (1e-12,)}
    run = tiny_run("hnet", **ONCE, steps=None, epochs=2, batch_size=64, **drop)
    epoch = run.problem.training.epoch(run.method.samples(0))
    values = [
        pieces(run)["1.weight"] for event in train(run) if isinstance(event, Stepped) and event.task == 0
    ]
    assert not torch.equal(values[0], values[epoch - 1])
    torch.testing.assert_close(values[epoch - 1], values[-1], rtol=0, atol=1e-9)


@pytest.mark.bits
@pytest.mark.parametrize(
    ("method", "stop"), [("hnet", 2), ("hnet", 4), ("hnet", 6), ("hnet-ewc", 2), ("finetune-target", 6)]
)
def test_who_is_stopped_goes_on_with_the_same_bits(tiny_run, method, stop):
    """Within the first task, between two, and within the second."""
    check_stopped(lambda: tiny_run(method, seeds=(1, 2), **ONCE), stop)


def test_what_looks_at_a_network_sees_all_of_it(tiny_run):
    run = trained(tiny_run("hnet", seeds=(1, 2), steps=30, learning_rate=0.01, **ONCE))
    probe = Probe.of(run, replica=1)
    for task in range(3):
        seen = probe.weights(probe.embeddings[task][None])[0]
        torch.testing.assert_close(seen, run.method.weights(task)[1])
    scores = probe.scores(probe.embeddings)
    assert scores.diagonal().tolist() == pytest.approx(run.scores(3)[1].tolist())
    points, weights = compact_weights(probe, probe.embeddings), probe.weights(probe.embeddings)
    assert (points**2).sum(1) == pytest.approx(weights.double().square().sum(1).tolist(), rel=1e-4)
    learned = run.method.trainable_numbers()
    assert learned["learned once"] == 64 * 12 + 12
    figure = views.compression(run)
    assert f"{sum(learned.values()):,} trainable numbers stand for" in figure.layout.title.subtitle.text
    with pytest.raises(ConfigError, match="others = first_task can't run in a page"):
        explorer_data(probe, "")


WRONG = {
    "each task by itself": (
        "scratch",
        ONCE,
        "others = first_task does not go with the method 'A new network",
    ),
    "all are trained": ("hnet", {"others": "first_task"}, "others = first_task needs trained: name"),
    "none is left": (
        "hnet",
        {**ONCE, "trained": ("1.*", "3.*")},
        r"trained = 1\.\*, 3\.\* fits every tensor",
    ),
    "no such": ("si", {**ONCE, "trained": "conv*"}, r"trained = conv\* fits no tensor .*: it has 1\.weight"),
}


@pytest.mark.parametrize(("method", "fields", "sentence"), WRONG.values(), ids=WRONG)
def test_what_can_not_be_is_refused(tiny_run, method, fields, sentence):
    with pytest.raises(ConfigError, match=sentence):
        tiny_run(method, **fields)
