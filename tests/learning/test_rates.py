import pytest
import torch

from hnetlab.base.errors import ConfigError
from hnetlab.base.schedule import Stage
from hnetlab.experiments import configure
from hnetlab.learning.rates import Pace
from hnetlab.learning.training import TrainingSettings
from hnetlab.runs.engine import train
from hnetlab.runs.run import Run


def pace(replicas=2, **settings):
    return Pace(TrainingSettings(**settings), replicas)


def test_the_rates_of_the_paper_fall_after_its_epochs():
    """In the source it falls where the number of whole epochs is over 80, 120, 160 and 180."""
    paper = Pace(configure("split-cifar", preset="paper").training, 2)
    stage, epoch = Stage(0, 200 * 1563), 1563
    expected = {0: 1, 80: 1, 81: 0.1, 120: 0.1, 121: 0.01, 161: 0.001, 180: 0.001, 181: 0.0005, 199: 0.0005}
    for number, share in expected.items():
        assert paper.shares(stage, number * epoch, epoch) == (share, share)
    assert paper.shares(stage, 81 * epoch - 1, epoch) == (1, 1)


def test_cosine_goes_from_one_to_nothing_in_every_stage():
    cosine = pace(1, rate_schedule="cosine")
    for steps in (10, 1000):
        stage = Stage(1, steps)
        shares = [cosine.shares(stage, step, 7)[0] for step in range(steps)]
        assert shares[0] == 1
        assert shares[steps // 2] == pytest.approx(0.5)
        assert shares == sorted(shares, reverse=True)
        assert 0 < shares[-1] < 0.1


def test_a_constant_rate_has_no_shares():
    assert pace().shares(Stage(0, 10), 5, 3) is None
    assert pace().state() == {}


def test_each_replica_waits_on_its_own_plateau():
    waiting = pace(3, rate_schedule="plateau", plateau_patience=2, plateau_factor=0.5, validation=0.1)
    stage = Stage(0, 100)
    shares = []
    for scores in ([0.1, 0.1, 0.5], [0.2, 0.1, 0.4], [0.3, 0.1, 0.6], [0.4, 0.2, 0.6], [0.5, 0.2, 0.6]):
        waiting.observe(torch.tensor(scores))
        shares.append(waiting.shares(stage, 0, 1))
    assert shares == [(1, 1, 1), (1, 1, 1), (1, 0.5, 1), (1, 0.5, 1), (1, 0.5, 0.5)]
    again = pace(3, rate_schedule="plateau", plateau_patience=2, plateau_factor=0.5, validation=0.1)
    again.restore(waiting.state())
    for each in (waiting, again):
        each.observe(torch.tensor([0.5, 0.1, 0.1]))
    assert again.shares(stage, 0, 1) == waiting.shares(stage, 0, 1) == (1, 0.25, 0.5)
    waiting.begin()
    assert waiting.shares(stage, 0, 1) == (1, 1, 1)


def test_a_plateau_is_seen_on_validation_samples_and_never_on_those_for_test():
    """Scores for test get better; those on validation samples can't, and the rate falls."""
    run = Run(
        configure(
            "split-digits",
            "finetune-target",
            tasks=2,
            steps=None,
            epochs=4,
            validation=0.2,
            rate_schedule="plateau",
            plateau_patience=1,
        )
    )
    for task in run.sequence:
        assert task.x_validation is not None
        assert task.y_validation is not None
        task.y_validation.fill_(0)  # nothing to learn: what is right is right by chance
        task.x_validation.fill_(0)
    for _ in train(run):
        if run.position.task == 1:
            break
    (share,) = run.method.pace.shares(Stage(0, 1), 0, 1) or (1,)
    assert share < 0.1


WRONG = {
    "epochs without drops": (
        {"rate_epochs": (3,)},
        "rate_factors are for rate_schedule = drops",
    ),
    "drops without epochs": (
        {"rate_schedule": "drops"},
        "drops needs rate_epochs and as many",
    ),
    "of unequal number": (
        {"rate_schedule": "drops", "rate_epochs": (1, 2), "rate_factors": (0.1,)},
        "as many rate_factors",
    ),
    "in no order": (
        {"rate_schedule": "drops", "rate_epochs": (2, 1), "rate_factors": (0.1, 0.2)},
        "are not in ascending order",
    ),
    "a plateau of nothing": (
        {"rate_schedule": "plateau"},
        "plateau watches validation scores: set",
    ),
    "momentum of Adam": ({"momentum": 0.9}, "momentum = 0.9 is for optimizer = sgd: set that too"),
    "nothing held": ({"method": "ewc", "gamma": 0}, "gamma = 0 takes all of the penalty away"),
    "flipped twice": ({"augmentation": ("flip", "flip")}, "names something twice"),
}


@pytest.mark.parametrize(("fields", "sentence"), WRONG.values(), ids=WRONG)
def test_a_schedule_that_can_not_be_is_refused(fields, sentence):
    with pytest.raises(ConfigError, match=sentence):
        configure("split-digits", **fields)
