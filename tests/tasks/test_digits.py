import subprocess
import sys

import numpy as np
import pytest
import torch
from sklearn.datasets import load_digits as original

from hnetlab.tasks.digits import load_digits, permuted_digits, split_digits
from hnetlab.tasks.permuted import PermutedSettings
from hnetlab.tasks.split import SplitDigitsSettings


@pytest.fixture(scope="module")
def digits():
    return load_digits()


def test_every_image_is_used_once(digits):
    pixels, labels = original(return_X_y=True)
    gray = np.concatenate([digits.x_train, digits.x_test]) / 255 * 16
    stored = np.column_stack([gray.round(), np.concatenate([digits.y_train, digits.y_test])])
    given = np.column_stack([pixels, labels])
    assert np.array_equal(stored[np.lexsort(stored.T)], given[np.lexsort(given.T)])


def test_a_scikit_learn_with_its_data_elsewhere_gives_the_same(digits, monkeypatch):
    monkeypatch.setattr("hnetlab.tasks.digits.find_spec", lambda name: None)
    assert all(np.array_equal(getattr(load_digits(), name), value) for name, value in vars(digits).items())


def test_the_digits_come_without_importing_scikit_learn():
    program = "from hnetlab.tasks.digits import load_digits; load_digits(); import sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "numpy" in done.stdout.split()
    assert "sklearn" not in done.stdout.split()


def test_the_gray_levels_are_kept_to_half_a_step(digits):
    pixels, labels = original(return_X_y=True)
    assert digits.x_train.dtype == np.uint8
    assert (digits.x_train.min(), digits.x_train.max()) == (0, 255)
    zeros = digits.x_train[digits.y_train == 0]
    expected = pixels[labels == 0]
    expected = expected[np.arange(len(expected)) % 5 != 4]
    assert np.abs(zeros / 255 - expected / 16).max() <= 0.5 / 255


def test_a_fifth_of_every_class_is_for_test(digits):
    train, test = np.bincount(digits.y_train), np.bincount(digits.y_test)
    assert (len(digits.y_train), len(digits.y_test)) == (1442, 355)
    assert np.array_equal(test, (train + test) // 5)


def test_split_digits_are_five_pairs():
    sequence = split_digits(SplitDigitsSettings())
    names = ["digits 0, 1", "digits 2, 3", "digits 4, 5", "digits 6, 7", "digits 8, 9"]
    assert [task.name for task in sequence] == names
    assert (sequence.name, sequence.input_shape, sequence.outputs) == ("split-digits", (64,), 10)
    assert sum(len(task.x_train) for task in sequence) == 1442


def test_fewer_tasks_or_a_shared_head_mean_fewer_outputs():
    assert split_digits(SplitDigitsSettings(tasks=3)).outputs == 6
    assert split_digits(SplitDigitsSettings(head="shared")).outputs == 2


def test_permuted_digits_have_all_classes_in_every_task():
    sequence = permuted_digits(PermutedSettings(tasks=4))
    assert (sequence.name, sequence.input_shape, sequence.outputs) == ("permuted-digits", (64,), 40)
    assert all(task.y_train.unique().tolist() == list(range(10)) for task in sequence)


def test_the_seed_decides_the_permutations():
    first, same, other = (permuted_digits(PermutedSettings(task_seed=seed))[1] for seed in (1, 1, 2))
    images = first.inputs(first.x_test)
    assert torch.equal(images, same.inputs(same.x_test))
    assert not torch.equal(images, other.inputs(other.x_test))
