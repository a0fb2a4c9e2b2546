import numpy as np
import pytest
import torch
from torch import nn

from hnetlab import Run, configure
from hnetlab.base.errors import TrainingError
from hnetlab.learning import METHODS
from hnetlab.learning.testing import answers, task_shares
from hnetlab.runs.engine import train
from hnetlab.tasks import Arrays, split_sequence

LEARNING = {"steps": 60, "batch_size": 32, "learning_rate": 5e-3, "target_hidden": (32,)}


def trained(run):
    for _ in train(run):
        pass
    return run


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("scenario", [2, 3])
def test_every_method_is_tested_without_the_task(tiny_run, method, scenario):
    run = trained(tiny_run(method, scenario=scenario, seeds=(1, 2), **LEARNING))
    scores = run.history.matrix("accuracy")
    assert ((scores[:, -1] >= 0) & (scores[:, -1] <= 1)).all()
    inferred = run.history.matrix("task accuracy")
    asked = METHODS[method].network_per_task or scenario == 3
    assert np.isfinite(inferred[:, -1]).all() == asked
    assert run.sequence.outputs == (2 if scenario == 2 else 6)
    if asked and scenario == 3:
        assert (scores[:, -1] <= inferred[:, -1] + 1e-12).all()  # a class is right only with its task
    given = answers(run.method, 3)
    if asked:
        shares = task_shares(given)
        torch.testing.assert_close(shares.sum(dim=2), torch.ones_like(shares[..., 0]))
        np.testing.assert_allclose(shares.diagonal(dim1=1, dim2=2).cpu(), inferred[:, -1])


def test_with_one_task_all_scenarios_are_one(tiny_run):
    first = {
        scenario: trained(tiny_run("joint", scenario=scenario, **LEARNING)).history.scores[0, 0, 0]
        for scenario in (1, 3)
    }
    assert first[1] == first[3] > 0.9


def test_joint_training_tells_all_classes_apart_and_fine_tuning_the_last(tiny_run):
    fields = {**LEARNING, "steps": 200, "scenario": 3}
    joint = trained(tiny_run("joint", **fields)).history.scores[0, -1]
    tuned = trained(tiny_run("finetune-target", **fields)).history.scores[0, -1]
    assert joint.min() > 0.8
    assert tuned[-1] > 0.9
    assert tuned[:2].max() < 0.2


def test_separate_networks_do_not_compete_while_they_learn(tiny_run):
    """In scenario 3 from scratch learns what it learns in scenario 1: only the test is another."""
    told, untold = (trained(tiny_run("scratch", scenario=scenario)) for scenario in (1, 3))
    for name, value in told.state().items():
        assert torch.equal(value, untold.state()[name]), name


class Standardized(nn.Module):
    """Divides each sample by its own deviation, as a user may, and a blank one by nothing."""

    def __init__(self, outputs):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, outputs))

    def forward(self, x):
        return self.layers((x - x.mean(1, keepdim=True)) / x.std(1, keepdim=True))


def pictures_of_classes(each):
    y = np.repeat(range(4), each)
    x = np.random.default_rng(each).normal(size=(len(y), 8)) + 3 * np.eye(4, 8)[y]
    return x.astype(np.float32), y


@pytest.mark.parametrize(
    ("scenario", "method"), [(1, "hnet"), (1, "finetune-target"), (2, "hnet"), (3, "hnet"), (3, "er")]
)
def test_an_output_that_is_no_number_is_no_answer(scenario, method):
    """The largest of outputs that are all NaN is the first for torch: half of these would be right."""
    (x, y), (x_test, y_test) = pictures_of_classes(40), pictures_of_classes(10)
    x_test[y_test == 0] = 0.5
    sequence = split_sequence(Arrays(x, y, x_test, y_test), 2, scenario=scenario)
    config = configure("split-digits", method, scenario=scenario, steps=20, seeds=2)
    run = Run(config, sequence=sequence, module=Standardized(sequence.outputs))
    with pytest.raises(TrainingError, match="outputs that are not finite"):
        trained(run)
