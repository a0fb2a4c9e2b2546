"""Test images and the answers to them: those that the test scores count."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from hnetlab.analysis.specimens import Specimens
from hnetlab.experiments import configure
from hnetlab.learning.testing import answers
from hnetlab.runs.engine import train
from hnetlab.runs.run import Run

TINY: dict[str, Any] = {"steps": 12, "batch_size": 16, "target_hidden": (16,)}
SMALL: dict[str, Any] = {"hypernetwork_hidden": (8,), "chunk_size": 200}


def trained(benchmark="split-digits", method="hnet", steps=None, **fields):
    own = SMALL if method == "hnet" else {}
    run = Run(configure(benchmark, method, **{"tasks": 3, **TINY, **own, **fields}))
    for _ in train(run):
        if steps is not None and run.steps_done >= steps:
            break
    return run


def all_of(run):
    """Every test image of the first two tasks."""
    few = Specimens.of(run, tasks=2)
    places = [(task, row) for task in range(2) for row in range(len(run.sequence[task].y_test))]
    tasks, rows = (tuple(each) for each in zip(*places, strict=True))
    return Specimens(few.images, tasks, rows, ())


@pytest.mark.parametrize(
    ("benchmark", "method", "fields"),
    [
        ("split-digits", "hnet", {}),
        ("permuted-digits", "finetune-target", {}),
        ("split-digits", "hnet", {"scenario": 3}),
        ("split-digits", "hnet", {"scenario": 3, "normalize": "data"}),
        ("split-digits", "hnet", {"scenario": 2, "inference": "agreement"}),
        ("split-digits", "hnet", {"scenario": 3, "inference": "gradient"}),
        ("split-digits", "finetune-target", {"scenario": 2}),
        ("split-digits", "er", {"scenario": 3}),
    ],
)
def test_the_share_of_right_answers_is_the_test_score(benchmark, method, fields):
    run = trained(benchmark, method, **fields)
    every = all_of(run)
    right = [answer.right for answer in every.answers(run)]
    shares = [np.mean([r for r, t in zip(right, every.tasks, strict=True) if t == task]) for task in range(2)]
    assert np.allclose(shares, run.scores(3)[0, :2].cpu(), atol=0.004)


def test_a_network_that_mixes_samples_gets_whole_test_sets():
    module = torch.nn.Sequential(
        torch.nn.Linear(64, 8), torch.nn.BatchNorm1d(8, track_running_stats=False), torch.nn.Linear(8, 6)
    )
    run = Run(configure("split-digits", "hnet", tasks=3, **TINY, **SMALL), module=module)
    for _ in train(run):
        pass
    every = all_of(run)
    right = [answer.right for answer in every.answers(run)]
    first = [answer for answer, task in zip(right, every.tasks, strict=True) if task == 0]
    assert np.isclose(np.mean(first), run.scores(1)[0, 0].item())


def test_they_are_spread_over_the_classes_and_tasks_not_begun_have_no_answer():
    run = trained("permuted-digits", steps=14)
    specimens = Specimens.of(run)
    assert specimens.images.shape == (12, 8, 8)
    assert specimens.truths[:4] == ("0", "2", "5", "7")
    found = specimens.answers(run)
    assert [answer is None for answer in found] == [False] * 8 + [True] * 4
    assert {answer.text for answer in found if answer} <= set("0123456789")
    row = run.sequence[0].x_test[specimens.rows[1]].reshape(8, 8)
    assert np.array_equal(specimens.images[1], row.cpu())


def test_pictures_in_color_stay_so():
    run = Run(configure("colored-digits", "hnet", steps=2))
    specimens = Specimens.of(run)
    height, width = run.sequence.input_shape[1:]
    assert specimens.images.shape == (12, height, width, 3)
    first = run.sequence[0].x_test[specimens.rows[0]]
    assert np.array_equal(specimens.images[0], first.permute(1, 2, 0).cpu())


def test_in_scenario_3_an_answer_names_the_task_where_classes_of_several_are_called_the_same():
    run = trained("permuted-digits", "finetune-target", scenario=3)
    texts = {answer.text for answer in Specimens.of(run).answers(run) if answer}
    assert all(" of task " in text for text in texts)
    split = trained(scenario=3)
    outputs = answers(split.method, 3)[0].outputs[0]
    specimens = Specimens.of(split)
    first = specimens.answers(split)[0]
    assert first
    assert first.text == str(int(outputs[specimens.rows[0]]))


def test_looking_changes_no_bit_of_the_run():
    looked_at, alone = (Run(configure("split-digits", tasks=2, **TINY, **SMALL)) for _ in range(2))
    specimens = Specimens.of(looked_at)
    for _ in train(looked_at):
        specimens.answers(looked_at)
    for _ in train(alone):
        pass
    assert all(torch.equal(value, alone.state()[name]) for name, value in looked_at.state().items())


def test_a_regression_has_no_images():
    run = Run(configure("regression", steps=5))
    specimens = Specimens.of(run)
    assert len(specimens.images) == 0
    assert specimens.answers(run) == []


@pytest.mark.parametrize(
    ("method", "scenario"), [("hnet", 1), ("hnet", 3), ("finetune-target", 1), ("finetune-target", 3)]
)
def test_a_network_with_running_statistics_answers_with_those_of_its_task(method, scenario):
    layers = nn.Linear(64, 12), nn.BatchNorm1d(12), nn.ReLU(), nn.Linear(12, 4)
    own = SMALL if method == "hnet" else {}
    config = configure("split-digits", method, tasks=2, steps=12, batch_size=16, scenario=scenario, **own)
    run = Run(config, module=nn.Sequential(*layers))
    for _ in train(run):
        pass
    every = all_of(run)
    right = [answer is not None and answer.right for answer in every.answers(run)]
    of_task = [
        np.mean([each for each, t in zip(right, every.tasks, strict=True) if t == task]) for task in (0, 1)
    ]
    assert of_task == pytest.approx(run.scores(2)[0].tolist())
