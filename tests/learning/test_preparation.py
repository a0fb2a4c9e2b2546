from dataclasses import replace

import numpy as np
import pytest
import torch

from hnetlab.base.errors import ConfigError, DataError
from hnetlab.learning.preparation import prepare
from hnetlab.learning.training import TrainingSettings
from hnetlab.tasks import Arrays, permuted_sequence, split_sequence


@pytest.fixture
def pictures():
    """Two tasks of color pictures whose channels differ, in bytes."""
    random = np.random.default_rng(1)
    x = random.normal([40, 90, 180], [5, 10, 20], (80, 5, 4, 3)).clip(0, 255).astype(np.uint8)
    return split_sequence(Arrays(x, np.arange(80) % 4, x[:8], np.arange(8) % 4, layout="hwc"), 2)


def test_inputs_have_the_mean_and_deviation_of_the_first_task_taken_out(pictures):
    prepared = prepare(pictures, TrainingSettings(normalize="data"))
    first = prepared[0].inputs(prepared[0].x_train)
    assert torch.allclose(first.mean(dim=(0, 2, 3)), torch.zeros(3), atol=1e-5)
    assert torch.allclose(first.std(dim=(0, 2, 3), correction=0), torch.ones(3), atol=1e-5)
    assert prepared[1].normalization is prepared[0].normalization
    assert torch.equal(prepared[1].x_train, pictures[1].x_train)
    assert prepare(prepared, TrainingSettings(normalize="data")).fingerprint() == prepared.fingerprint()
    assert prepared.fingerprint() != pictures.fingerprint()


@pytest.mark.parametrize("having", [0, 1])
def test_validation_samples_of_some_tasks_only_need_a_share_for_the_others(pictures, having):
    tasks = list(pictures)
    task = tasks[having]
    tasks[having] = replace(task, x_validation=task.x_test, y_validation=task.y_test)
    some = replace(pictures, tasks=tasks)
    with pytest.raises(
        DataError, match=f'"{tasks[1 - having].name}" .* has no validation samples where others'
    ):
        prepare(some, TrainingSettings())
    prepared = prepare(some, TrainingSettings(validation=0.1))
    assert prepared[having].x_validation is task.x_test
    filled = prepared[1 - having].y_validation
    assert filled is not None
    assert len(filled) == 4


def test_floats_and_flat_rows_are_normalized_too(pictures):
    x = np.random.default_rng(2).normal(3, 2, (40, 6))
    rows = permuted_sequence(Arrays(x, np.arange(40) % 2, x, np.arange(40) % 2), 2)
    prepared = prepare(rows, TrainingSettings(normalize="data"))
    for task in prepared:
        inputs = task.inputs(task.x_train)
        assert inputs.mean().item() == pytest.approx(0, abs=1e-5)
        assert inputs.std(correction=0).item() == pytest.approx(1, abs=1e-5)
    assert torch.equal(prepared[0].x_test, rows[0].x_test)


def test_imagenet_s_numbers_are_those_that_everybody_takes(pictures):
    prepared = prepare(pictures, TrainingSettings(normalize="imagenet"))
    gray = torch.full((1, 3, 5, 4), 128, dtype=torch.uint8)
    expected = (128 / 255 - torch.tensor([0.485, 0.456, 0.406])) / torch.tensor([0.229, 0.224, 0.225])
    assert torch.allclose(prepared[0].inputs(gray)[0, :, 0, 0], expected)


def test_nothing_asked_for_is_nothing_done(pictures):
    assert prepare(pictures, TrainingSettings()) is pictures


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (
            {"augmentation": ("flip",)},
            r"flip is for pictures, .* have the shape \(6,\): set it to none of them, \[\], or give",
        ),
        (
            {"normalize": "imagenet"},
            r"imagenet is for pictures of three colors, .*\(6,\): choose",
        ),
        ({"validation": 0.99}, "validation = 0.99 leaves nothing to learn of 10 samples in the task"),
    ],
)
def test_what_does_not_fit_is_one_sentence(settings, sentence):
    x = np.random.default_rng(2).random((40, 6))
    rows = split_sequence(Arrays(x, np.arange(40) % 4, x, np.arange(40) % 4), 2)
    with pytest.raises(ConfigError, match=sentence):
        prepare(rows, TrainingSettings(**settings))
