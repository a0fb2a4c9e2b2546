"""Replicas of one run with learning rates, and strengths of what holds old tasks, of their own."""

import pytest
import torch

from hnetlab.analysis.microscope import dissect
from hnetlab.analysis.next_step import NextStep
from hnetlab.analysis.summary import summarize_run
from hnetlab.base.errors import ConfigError, TrainingError
from hnetlab.cli.outcome import outcome_text
from hnetlab.experiments import configure
from hnetlab.experiments.config import Config
from hnetlab.results.folder import Results
from hnetlab.runs.engine import Stepped, train
from hnetlab.runs.run import describe

from .test_methods import check_replicas, trained

RATES = {3: 4e-3, 1: 1e-3, 2: 2e-3}
FIELDS = {"clip_norm": 1.0, "rate_schedule": "drops", "rate_epochs": (0.01,), "rate_factors": (0.5,)}


def together(tiny_run, method="hnet", **fields):
    return tiny_run(method, seeds=tuple(RATES), learning_rates=tuple(RATES.values()), **fields)


@pytest.mark.parametrize("method", ["hnet", "hnet-ewc", "hnet-tir", "finetune-target", "si", "dgr"])
def test_each_learns_what_it_learns_alone_with_its_rate(tiny_run, method):
    """Every network of a method with its rate, also of one that has an optimizer for the embedding."""
    run = trained(together(tiny_run, method, **FIELDS))
    alone = [
        trained(tiny_run(method, seeds=(seed,), learning_rate=rate, **FIELDS)) for seed, rate in RATES.items()
    ]
    check_replicas(run, alone)
    assert run.config.rows() == tuple(row for each in alone for row in each.config.rows())
    assert Config.from_json(run.config.model_dump_json()) == run.config


@pytest.mark.parametrize(
    ("method", "setting", "fields"),
    [
        ("hnet", "beta", {"regularizer_form": "plain"}),
        ("hnet", "beta", {"regularizer_form": "closed", "regularized_heads": "own"}),
        ("hnet", "beta", {"lookahead": False, "old_tasks_per_step": 1, "optimizer": "sgd"}),
        ("hnet-tir", "replay.beta", {}),
        ("ewc", "ewc_lambda", {"scenario": 3}),
        ("hnet-ewc", "ewc_lambda", {}),
    ],
    ids=lambda value: value if isinstance(value, str) else ", ".join(map(str, value.values())),
)
def test_each_learns_what_it_learns_alone_with_its_strength(tiny_run, method, setting, fields):
    """Also a seed that comes again, and one that nothing holds."""
    rows = ((1, 2.0), (1, 0.0), (2, 0.3))
    own = {f"{setting}s": tuple(strength for _, strength in rows)}
    run = trained(tiny_run(method, seeds=tuple(seed for seed, _ in rows), **own, **fields))
    alone = [
        trained(tiny_run(method, seeds=(seed,), **{setting: strength}, **fields)) for seed, strength in rows
    ]
    check_replicas(run, alone)
    assert run.config.rows() == tuple(row for each in alone for row in each.config.rows())
    apart = [run.config.only([replica]) for replica in range(3)]
    assert [config.own for config in apart] == [{}, {}, {}]
    assert apart[0].together(apart[1:]).rows() == run.config.rows()
    others = [name for name in run.state() if run.state()[name].shape[:1] == (3,)]
    assert any(not torch.equal(run.state()[name][0], run.state()[name][1]) for name in others)


def test_where_nothing_holds_anybody_there_is_no_regularizer(tiny_run):
    run = tiny_run(seeds=(1, 2), betas=(0.0, 0.0))
    next(None for event in train(run) if isinstance(event, Stepped) and run.steps_done == 6)
    nothing = run.method.regularizer
    assert nothing is None
    run.change(beta=0.5)
    assert run.settings.own == {}
    assert run.method.regularizer.beta.tolist() == [0.5, 0.5]


def test_one_rate_for_all_is_that_rate(tiny_run):
    several = trained(tiny_run(seeds=(1, 2), learning_rates=(2e-3, 2e-3)))
    one = trained(tiny_run(seeds=(1, 2), learning_rate=2e-3))
    assert all(torch.equal(value, one.state()[name]) for name, value in several.state().items())


@pytest.mark.bits
@pytest.mark.parametrize("rate", [5e-3, 2e-3], ids=["another rate", "the unused one"])
def test_a_change_on_the_way_is_for_all_and_is_kept(tiny_run, rate):
    run = together(tiny_run, learning_rate=2e-3)
    next(None for event in train(run) if isinstance(event, Stepped) and run.steps_done == 6)
    run.change(beta=0.5)
    assert run.method.network.optimizers()["optimizer"].learning_rate == tuple(RATES.values())
    run.change(learning_rate=rate)
    assert [change.values for change in run.history.changes] == [{"beta": 0.5}, {"learning_rate": rate}]
    assert run.method.network.optimizers()["optimizer"].learning_rate == rate
    again = together(tiny_run, learning_rate=2e-3)
    again.restore(
        {name: value.clone() for name, value in run.state().items()}, run.position, run.history.records
    )
    state = trained(run).state()
    assert all(torch.equal(value, state[name]) for name, value in trained(again).state().items())


@pytest.mark.bits
def test_a_step_taken_apart_has_the_rate_of_its_seed(tiny_run):
    run = together(tiny_run, lookahead=False)
    next(None for _ in train(run) if run.steps_done == 5)
    steps = [NextStep.of(run, replica=replica) for replica in range(3)]
    next(None for event in train(run) if isinstance(event, Stepped))
    for replica, step in enumerate(steps):
        method = step.method(beta=run.config.learning.beta, lookahead=False)
        method.step(step.stage, step.step)
        for name, value in run.method.theta.items():
            torch.testing.assert_close(method.theta[name][0], value[replica], rtol=1e-5, atol=1e-6)


@pytest.mark.bits
def test_a_step_taken_apart_has_the_beta_of_its_seed(tiny_run):
    run = tiny_run(seeds=(1, 1), betas=(0.0, 30.0))
    next(None for _ in train(run) if run.steps_done == 6)
    steps = [dissect(NextStep.of(run, replica=replica)) for replica in range(2)]
    assert [step.beta for step in steps] == [0.0, 30.0]
    next(None for event in train(run) if isinstance(event, Stepped))
    for replica, step in enumerate(steps):
        for name, value in run.method.theta.items():
            torch.testing.assert_close(step.theta[name][0], value[replica], rtol=1e-5, atol=1e-6)


def test_what_is_said_of_the_seeds_says_that_their_rates_differ(tiny_run):
    run = trained(together(tiny_run, betas=(0.0, 1.0, 1.0)))
    summary = summarize_run(run.config, describe(run), run.history, seconds=1.0, device="cpu", run_dir=None)
    text = " ".join(outcome_text(summary, 100).split())
    assert (
        "Each seed has a learning rate and a beta of its own, and what is said of all seeds is over" in text
    )
    values = summary["average_accuracy"]["per_seed"]
    for (seed, rate), beta, value in zip(RATES.items(), (0, 1, 1), values, strict=True):
        assert f"{seed} {rate:g} {beta} {value:.2f}" in text


def test_what_can_not_be_is_refused(tiny_run, tmp_path):
    with pytest.raises(
        ConfigError, match=r"learning_rates = \(0.1, 0.2\) are 2 for 3 seeds: give one for each"
    ):
        configure("split-digits", seeds=3, learning_rates=(0.1, 0.2))
    with pytest.raises(ConfigError, match="learning_rates"):
        configure("split-digits", seeds=2, learning_rates=(0.1, 0.0))
    with pytest.raises(ConfigError, match=r"^betas = \(1.0,\) are 1 for 2 seeds: give one for each\.$"):
        configure("split-digits", seeds=2, betas=(1,))
    with pytest.raises(
        ConfigError, match=r"^seeds = \(1, 1\) is not allowed: each seed may occur only once\.$"
    ):
        configure("split-digits", seeds=(1, 1))
    with pytest.raises(ConfigError, match="only once, or with another learning_rate or beta each time"):
        configure("split-digits", seeds=(1, 1, 1), learning_rates=(0.1, 0.2, 0.1), betas=(1, 1, 1))
    config = configure("split-digits", seeds=2, learning_rates=(0.1, 0.2))
    with pytest.raises(ConfigError, match="is for runs by themselves: to compare values of learning_rate"):
        Results(tmp_path).missing(config)


def test_a_rate_that_diverges_is_named(tiny_run):
    run = tiny_run("finetune-target", seeds=(1, 2), optimizer="sgd", learning_rates=(1e-3, 1e29), steps=60)
    with pytest.raises(TrainingError, match=r"of seed 2 .*lower learning_rates, now 0.001, 1e\+29") as error:
        trained(run)
    assert error.value.replicas == (1,)
    run = tiny_run(seeds=(1, 1, 1), optimizer="sgd", betas=(0.1, 1e29, 1e28), lookahead=False, steps=60)
    with pytest.raises(TrainingError, match=r"of seed 1, beta 1e\+29 became (nan|inf) at step") as error:
        trained(run)
    assert error.value.replicas == (1, 2)
