"""The oracle is the run itself: what is taken apart must be the step that it then takes."""

from itertools import islice, pairwise

import numpy as np
import pytest
import torch
from torch import nn

from hnetlab.analysis.drift import drift
from hnetlab.analysis.microscope import angle, dissect, follow
from hnetlab.analysis.next_step import NextStep
from hnetlab.base.errors import ConfigError, DataError
from hnetlab.experiments import configure
from hnetlab.learning import METHODS
from hnetlab.nets import mlp
from hnetlab.runs.engine import Stepped, train
from hnetlab.runs.run import Position, Run
from hnetlab.tasks import build_sequence

TINY = {
    "tasks": 3,
    "steps": 6,
    "batch_size": 8,
    "target_hidden": (12,),
    "hypernetwork_hidden": (6, 5),
    "embedding_dim": 3,
    "chunk_embedding_dim": 2,
    "chunk_size": 300,
    "beta": 0.3,
}
SEQUENCE = build_sequence("split-digits", configure("split-digits", tasks=3).data)


def run_at(task, step, method="hnet", *, seeds=(1,), module=None, **fields):
    """A tiny run that has had `step` steps of `task`."""
    known = METHODS[method].settings_type.model_fields
    foreign = {"hypernetwork_hidden", "embedding_dim", "chunk_embedding_dim", "chunk_size", "beta"} - {*known}
    tiny = {name: value for name, value in TINY.items() if name not in foreign}
    config = configure("split-digits", method, seeds=seeds, **{**tiny, **fields})
    run = Run(config, sequence=SEQUENCE, module=module)
    for _ in train(run):
        if run.position == Position(task, step):
            break
    return run


def step_of(run):
    """theta (by name) after the step that the run takes next, and that step's losses."""
    method, position = run.method, run.position
    if not position.step:
        method.begin(run.schedule.stage(position.task))
    losses = method.step(run.schedule.stage(position.task), position.step)
    return {name: value.detach() for name, value in method.theta.items()}, losses


def everything_in(run):
    """All that the run's training depends on, and what a step leaves behind."""
    state = {name: value.clone() for name, value in run.state().items()}
    gradients = {name: value.grad for name, value in run.method.theta.items()}
    return state, gradients, run.position, list(run.history.records), torch.random.get_rng_state()


def assert_same(before, after):
    state, gradients, *rest, random = after
    assert before[0].keys() == state.keys()
    assert all(torch.equal(before[0][name], value) for name, value in state.items())
    assert all(before[1][name] is value for name, value in gradients.items())
    assert rest == list(before[2:-1])
    assert torch.equal(random, before[-1])


PLACES = [(1, 0), (1, 3), (2, 0), (2, 5)]


@pytest.mark.parametrize("optimizer", ["adam", "sgd"])
@pytest.mark.parametrize("lookahead", [True, False])
@pytest.mark.parametrize("place", PLACES)
def test_with_its_own_beta_it_is_the_step_that_the_run_takes(place, lookahead, optimizer):
    steps = {"adam": {"learning_rate": 2e-3}, "sgd": {"learning_rate": 0.05, "momentum": 0.5}}[optimizer]
    run = run_at(*place, lookahead=lookahead, optimizer=optimizer, **steps)
    found = dissect(NextStep.of(run))
    assert (found.beta, found.lookahead) == (0.3, lookahead)
    theta, losses = step_of(run)
    for name, value in theta.items():
        torch.testing.assert_close(found.theta[name], value, rtol=1e-5, atol=1e-6, msg=name)
    assert found.loss == losses["task"].item()
    assert found.penalty == pytest.approx(losses["regularizer"].item(), rel=1e-5)


@pytest.mark.parametrize(
    "field", [{"old_tasks_per_step": 1}, {"regularized_heads": "own"}, {"chunk_size": None}]
)
def test_it_is_the_step_for_every_kind_of_regularizer(field):
    run = run_at(2, 3, **field)
    found = dissect(NextStep.of(run))
    theta, losses = step_of(run)
    for name, value in theta.items():
        torch.testing.assert_close(found.theta[name], value, rtol=1e-5, atol=1e-6, msg=name)
    assert found.penalty == pytest.approx(losses["regularizer"].item(), rel=1e-5)


SHORT = {"steps": 8, "batch_size": 64}
LONG = {"steps": None, "epochs": 8, "batch_size": 64, "validation": 0.2}


@pytest.mark.parametrize(
    ("step", "fields"),
    [
        (7, {"rate_schedule": "cosine", **SHORT}),
        (7, {"rate_schedule": "drops", "rate_epochs": (1,), "rate_factors": (0.1,), **SHORT}),
        (29, {"rate_schedule": "plateau", "plateau_patience": 1, **LONG}),
    ],
)
def test_the_step_is_as_long_as_the_schedule_of_the_rate_makes_it(step, fields):
    run = run_at(1, step, **fields)
    next_step = NextStep.of(run)
    found, course = dissect(next_step), follow(next_step, 1)
    assert max(run.method.drawn(run.schedule.stage(1), step).shares) < 0.2
    theta, losses = step_of(run)
    for name, value in theta.items():
        torch.testing.assert_close(found.theta[name], value, rtol=1e-5, atol=1e-7, msg=name)
    assert found.penalty == pytest.approx(losses["regularizer"].item(), rel=1e-5)
    assert course.drift[1] == pytest.approx(found.drift_with, rel=1e-4, abs=1e-7)


def test_settings_changed_on_the_way_count():
    run = run_at(2, 3)
    run.change(beta=2.0, learning_rate=1e-4, lookahead=False)
    found = dissect(NextStep.of(run))
    assert (found.beta, found.lookahead) == (2.0, False)
    theta, _ = step_of(run)
    for name, value in theta.items():
        torch.testing.assert_close(found.theta[name], value, rtol=1e-5, atol=1e-7, msg=name)


def test_each_replica_has_a_step_of_its_own():
    run = run_at(2, 3, seeds=(4, 7))
    next_steps = [NextStep.of(run, replica=replica) for replica in range(2)]
    assert [next_step.seed for next_step in next_steps] == [4, 7]
    theta, losses = step_of(run)
    for replica, found in enumerate(map(dissect, next_steps)):
        assert found.loss == pytest.approx(losses["task"][replica].item(), rel=1e-5)
        for name, value in theta.items():
            torch.testing.assert_close(found.theta[name][0], value[replica], rtol=1e-4, atol=1e-5, msg=name)


@pytest.mark.parametrize("place", PLACES)
def test_the_step_without_is_the_step_with_beta_zero(place):
    run = run_at(*place)
    next_step = NextStep.of(run)
    free = dissect(next_step, 0)
    assert np.array_equal(free.drift_with, free.drift_without)
    assert free.whole.step_with == pytest.approx(free.whole.step_without)
    assert free.penalty == free.whole.regularizer_gradient == 0
    run.change(beta=0.0)
    theta, _ = step_of(run)
    assert all(torch.equal(next_step.gradients.ahead[name], value) for name, value in theta.items())
    assert dissect(next_step, 0.3).drift_without == pytest.approx(drift(next_step.anchor, theta))


def test_the_regularizer_is_linear_in_beta():
    next_step = NextStep.of(run_at(2, 3))
    method = next_step.method(beta=0.7, lookahead=True)
    assert method.regularizer
    value, slope = method.regularizer(next_step.gradients.ahead)
    one, many = dissect(next_step, 1), dissect(next_step, 0.7)
    assert many.penalty == pytest.approx(value.item(), rel=1e-5) == 0.7 * one.penalty
    for name, gradient in slope.items():
        torch.testing.assert_close(
            0.7 * next_step.gradients.regularizer[True][name], gradient, rtol=1e-4, atol=1e-6
        )
    for part, unit in zip(many.parts, one.parts, strict=True):
        assert part.regularizer_gradient == pytest.approx(0.7 * unit.regularizer_gradient)
        assert part.angle == unit.angle


def test_the_lengths_belong_to_one_triangle():
    found = dissect(NextStep.of(run_at(2, 3)))
    assert [part.name for part in found.parts] == ["hidden layers", "output layer", "chunk embeddings"]
    for part in (found.whole, *found.parts):
        g, r = part.task_gradient, part.regularizer_gradient
        third = g**2 + r**2 + 2 * g * r * np.cos(np.radians(part.angle))
        assert part.total_gradient == pytest.approx(np.sqrt(third), rel=1e-5)
    for length in ("task_gradient", "regularizer_gradient", "total_gradient", "step_without", "step_with"):
        of_parts = [getattr(part, length) for part in found.parts]
        assert getattr(found.whole, length) == pytest.approx(np.linalg.norm(of_parts))


def test_a_full_hypernetwork_has_no_chunk_embeddings():
    found = dissect(NextStep.of(run_at(1, 1, chunk_size=None)))
    assert [part.name for part in found.parts] == ["hidden layers", "output layer"]


@pytest.mark.parametrize("optimizer", ["adam", "sgd"])
def test_on_the_first_step_only_the_lookahead_finds_something_to_regularize(optimizer):
    next_step = NextStep.of(run_at(2, 0, optimizer=optimizer))
    assert not next_step.drift_before.any()
    blind, seeing = (dissect(next_step, 1, lookahead=lookahead) for lookahead in (False, True))
    assert blind.penalty == blind.whole.regularizer_gradient == 0
    assert np.isnan(blind.whole.angle)
    assert np.array_equal(blind.drift_with, blind.drift_without)
    assert seeing.penalty > 0
    assert seeing.whole.angle > 90


def test_drift_is_the_distance_of_generated_weights():
    run = run_at(2, 0)
    before = [run.method.weights(task) for task in range(2)]
    next_step = NextStep.of(run)
    step_of(run)
    found = dissect(next_step)
    for task, old in enumerate(before):
        distance = (run.method.weights(task) - old).norm().item()
        assert found.drift_with[task] == pytest.approx(distance, rel=1e-3)
        assert found.weight_norms[task] == pytest.approx(old.norm().item())


def test_drift_counts_only_the_weights_that_are_kept():
    next_steps = [NextStep.of(run_at(2, 3, regularized_heads=heads)) for heads in ("own", "all")]
    own, every = (dissect(next_step, 0).weight_norms for next_step in next_steps)
    assert (own < every).all()
    anchor = next_steps[0].anchor
    assert anchor.covered is not None
    weights = anchor.hypernet(anchor.theta_star, anchor.embeddings)[0]
    assert own == pytest.approx((weights.cpu() * anchor.covered).norm(dim=1).numpy(force=True))


@pytest.mark.parametrize("place", [(1, 0), (2, 2)])
def test_following_is_training(place):
    run = run_at(*place)
    next_step = NextStep.of(run)
    course, free = follow(next_step, 4), follow(next_step, 4, 0)
    assert course.drift.shape == (5, place[0])
    assert course.drift[0] == pytest.approx(next_step.drift_before)
    assert course.drift[1] == pytest.approx(dissect(next_step).drift_with, rel=1e-4, abs=1e-6)
    assert free.drift[1] == pytest.approx(next_step.drift_without)
    steps = (event for event in train(run) if isinstance(event, Stepped))
    losses = [event.losses["task"].item() for event in islice(steps, 4)]
    assert course.loss == pytest.approx(losses)
    theta = {name: value.detach() for name, value in run.method.theta.items()}
    assert course.drift[-1] == pytest.approx(drift(next_step.anchor, theta), rel=1e-4)


def test_a_stronger_regularizer_leaves_less_drift():
    next_step = NextStep.of(run_at(2, 0, learning_rate=5e-3))
    drifts = [follow(next_step, 30, beta).drift[-1].mean() for beta in (0, 0.1, 1, 10)]
    assert all(more < less for less, more in pairwise(drifts))


def test_nothing_in_the_run_is_changed_not_even_with_dropout():
    dropout = mlp((64,), (12,), 6, "relu")
    dropout.insert(2, torch.nn.Dropout(0.5))
    for module in (None, dropout):
        run = run_at(2, 3, seeds=(1, 2), module=module)
        before = everything_in(run)
        next_step = NextStep.of(run, replica=1)
        dissect(next_step, 100.0, lookahead=False)
        follow(next_step, 3, 100.0)
        assert_same(before, everything_in(run))


def test_a_copied_step_stays_as_it_is_while_the_run_goes_on():
    run = run_at(2, 2)
    next_step = NextStep.of(run)
    first, course = dissect(next_step), follow(next_step, 3)
    step_of(run)
    again = dissect(next_step)
    assert all(torch.equal(value, again.theta[name]) for name, value in first.theta.items())
    assert np.array_equal(course.drift, follow(next_step, 3).drift)


def test_a_fine_tuned_run_shows_what_the_regularizer_would_do():
    found = dissect(NextStep.of(run_at(2, 4, "finetune")))
    assert found.beta == 0
    assert found.whole.regularizer_gradient == 0
    assert not np.isnan(found.whole.angle)


def test_the_angle_between_two_vectors():
    a, b = np.array([3.0, 4.0, 0.1]), np.array([-0.4, 0.3, 0.0])

    def between(*vectors):
        rows = np.stack(vectors)
        return angle(rows @ rows.T)

    assert between(a, a) == pytest.approx(0, abs=1e-5)
    assert between(a, 7 * a) == pytest.approx(0, abs=1e-5)
    assert between(a, -a) == pytest.approx(180, abs=1e-5)
    assert between(a, b) == pytest.approx(90)
    assert np.isnan(between(a, 0 * b))


class Centered(nn.Module):
    """Takes a running mean out of its inputs, also while it learns."""

    mean: torch.Tensor

    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.zeros(64))
        self.layers = nn.Sequential(nn.Linear(64, 12), nn.ReLU(), nn.Linear(12, 6))

    def forward(self, x):
        if self.training:
            self.mean = 0.9 * self.mean + 0.1 * x.detach().mean(dim=0)
        return self.layers(x - self.mean)


@pytest.mark.parametrize("method", ["hnet", "finetune"])
def test_statistics_are_kept_in_the_method_s_own_way(method):
    run = run_at(1, 3, method, module=Centered())
    found = dissect(NextStep.of(run))
    theta, _ = step_of(run)
    for name, value in theta.items():
        torch.testing.assert_close(found.theta[name], value, rtol=1e-5, atol=1e-6, msg=name)


@pytest.mark.parametrize("method", ["hnet-ewc", "hnet-si"])
def test_a_hypernetwork_whose_own_weights_are_held_has_no_output_regularizer(method):
    with pytest.raises(ConfigError, match=f"method {method} holds its hypernetwork's own weights"):
        NextStep.of(run_at(1, 2, method))


@pytest.mark.parametrize("method", ["scratch", "joint", "finetune-target"])
def test_a_method_without_hypernetwork_has_no_regularizer(method):
    with pytest.raises(ConfigError, match=f"method {method} has no hypernetwork .* take a run of the method"):
        NextStep.of(run_at(1, 2, method))


def test_there_must_be_an_old_task_and_a_next_step():
    with pytest.raises(DataError, match="still in its first task"):
        NextStep.of(run_at(0, 3))
    with pytest.raises(DataError, match="learned its last task"):
        NextStep.of(run_at(3, 0))
    with pytest.raises(DataError, match="Task 2 has had its last step"):
        NextStep.of(run_at(1, 6))
    with pytest.raises(ConfigError, match="no replica 2 in a run of 2: choose 0 to 1"):
        NextStep.of(run_at(1, 1, seeds=2), replica=2)


def test_how_a_network_beside_the_hypernetwork_began_changes_nothing_of_its_step():
    """HNET+TIR infers tasks with a network of its own, whose start is a setting that hnet does not have."""
    usual, other = (
        dissect(NextStep.of(run_at(1, 2, "hnet-tir", initial_weights=start))) for start in ("xavier", "torch")
    )
    assert usual.loss == other.loss
    np.testing.assert_array_equal(usual.drift_with, other.drift_with)
