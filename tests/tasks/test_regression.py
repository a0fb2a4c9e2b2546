import pytest
import torch
from pydantic import ValidationError

from hnetlab.tasks.regression import RegressionSettings, regression

EXPECTED = [
    ("x + 3", -4, -2, lambda x: x + 3),
    ("2 x^2 - 1", -1, 1, lambda x: 2 * x * x - 1),
    ("(x - 3)^3", 2, 4, lambda x: (x - 3) * (x - 3) * (x - 3)),
]


@pytest.mark.parametrize("number", range(3))
def test_each_task_is_its_polynomial_on_its_range(number):
    task = regression(RegressionSettings())[number]
    name, low, high, function = EXPECTED[number]
    assert task.name == name
    assert task.x_train.shape == task.y_train.shape == (100, 1)
    assert low <= task.x_train.min() < low + 0.2
    assert high - 0.2 < task.x_train.max() <= high
    torch.testing.assert_close(task.x_test, torch.linspace(low, high, 50).view(50, 1))
    torch.testing.assert_close(task.y_test, function(task.x_test))


def test_only_the_training_targets_are_noisy_with_the_given_deviation():
    for task, (*_, function) in zip(regression(RegressionSettings(task_seed=4)), EXPECTED, strict=True):
        noise = task.y_train - function(task.x_train)
        assert 0.04 < noise.std() < 0.06
        assert abs(noise.mean()) < 0.02
    quiet = regression(RegressionSettings(noise=0))[1]
    torch.testing.assert_close(quiet.y_train, 2 * quiet.x_train**2 - 1)


def test_one_output_serves_all_tasks():
    sequence = regression(RegressionSettings())
    assert (sequence.kind, sequence.input_shape, sequence.outputs) == ("regression", (1,), 1)
    assert {task.head for task in sequence} == {range(1)}


def test_the_seed_decides_the_training_points():
    first, same, other = (regression(RegressionSettings(task_seed=seed))[0] for seed in (1, 1, 2))
    assert torch.equal(first.x_train, same.x_train)
    assert torch.equal(first.y_train, same.y_train)
    assert not torch.equal(first.x_train, other.x_train)


def test_two_tasks_are_the_first_two_of_three():
    two, three = regression(RegressionSettings(tasks=2)), regression(RegressionSettings())
    assert len(two) == 2
    assert torch.equal(two[1].y_train, three[1].y_train)


@pytest.mark.parametrize("settings", [{"tasks": 1}, {"tasks": 4}, {"noise": -0.1}, {"noise": float("nan")}])
def test_impossible_settings_are_refused(settings):
    with pytest.raises(ValidationError):
        RegressionSettings(**settings)
