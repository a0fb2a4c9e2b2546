import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hnetlab.base.errors import ConfigError
from hnetlab.tasks.arrays import Arrays
from hnetlab.tasks.permuted import PermutedSettings, permutation, permuted_sequence


@pytest.fixture
def arrays():
    random = np.random.default_rng(0)
    x, y = random.integers(0, 256, (30, 12)).astype(np.uint8), np.arange(30) % 3
    return Arrays(x, y, x[:9], y[:9])


@given(features=st.integers(1, 300), seed=st.integers(0, 2**40), number=st.integers(1, 300))
def test_a_permutation_holds_every_feature_once(features, seed, number):
    order = permutation(features, seed, number)
    assert sorted(order.tolist()) == list(range(features))


@given(seed=st.integers(0, 10**6), tasks=st.integers(2, 6), more=st.integers(1, 6))
def test_more_tasks_leave_the_earlier_permutations_as_they_are(seed, tasks, more):
    x, y = np.arange(40, dtype=np.uint8).reshape(4, 10), np.array([0, 1, 0, 1])
    arrays = Arrays(x, y, x, y)
    short, long = permuted_sequence(arrays, tasks, seed), permuted_sequence(arrays, tasks + more, seed)
    for task, same in zip(short, long, strict=False):
        assert torch.equal(task.inputs(task.x_train), same.inputs(same.x_train))


def test_a_new_process_draws_the_same_permutations():
    program = "from hnetlab.tasks.permuted import permutation; print(permutation(64, 5, 3).tolist())"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == str(permutation(64, 5, 3).tolist())


def test_permutations_are_those_of_earlier_releases():
    # Runs that are continued or compared need them never to change.
    assert permutation(12, 0, 1).tolist() == [3, 5, 11, 6, 9, 0, 1, 8, 7, 4, 10, 2]


def test_tasks_and_seeds_have_permutations_of_their_own():
    orders = {tuple(permutation(12, seed, number).tolist()) for seed in range(3) for number in range(1, 4)}
    assert len(orders) == 9


def test_the_first_task_is_not_permuted_and_the_others_are(arrays):
    sequence = permuted_sequence(arrays, 3)
    assert [task.name for task in sequence] == ["identity", "permutation 2", "permutation 3"]
    assert sequence[0].permutation is None
    original = sequence[0].inputs(sequence[0].x_test)
    torch.testing.assert_close(original, torch.tensor(arrays.x_test) / 255)
    for task in sequence.tasks[1:]:
        permuted = task.inputs(task.x_test)
        assert not torch.equal(permuted, original)
        assert torch.equal(permuted.sort().values, original.sort().values)


def test_all_tasks_share_one_tensor_of_samples(arrays):
    sequence = permuted_sequence(arrays, 50)
    assert len({id(task.x_train) for task in sequence}) == 1
    assert len({id(task.y_test) for task in sequence}) == 1


def test_heads_are_per_task_or_shared(arrays):
    assert [task.head for task in permuted_sequence(arrays, 2)] == [range(3), range(3, 6)]
    assert permuted_sequence(arrays, 4).outputs == 12
    shared = permuted_sequence(arrays, 4, head="shared")
    assert {task.head for task in shared} == {range(3)}
    assert shared.outputs == 3


def test_images_keep_their_shape_under_a_permutation():
    x, y = np.arange(2 * 3 * 4 * 5, dtype=np.uint8).reshape(2, 3, 4, 5), np.array([0, 1])
    task = permuted_sequence(Arrays(x, y, x, y), 2)[1]
    assert task.inputs(task.x_train).shape == (2, 3, 4, 5)


def test_arrays_that_cannot_be_written_to_are_taken():
    x, y = np.zeros((2, 3), np.uint8), np.array([0, 1])
    x.flags.writeable = False
    assert len(permuted_sequence(Arrays(x, y, x, y), 2)) == 2


def test_one_task_is_refused(arrays):
    with pytest.raises(ConfigError, match="choose at least 2"):
        permuted_sequence(arrays, 1)
    with pytest.raises(ValidationError):
        PermutedSettings(tasks=1)


@pytest.mark.parametrize("features", [1, 2])
def test_tasks_that_would_be_the_same_are_refused(features):
    x = np.random.default_rng(0).normal(size=(8, features)).astype(np.float32)
    arrays = Arrays(x, np.arange(8) % 2, x, np.arange(8) % 2)
    with pytest.raises(ConfigError, match=f"have their {features} features in the same order"):
        permuted_sequence(arrays, 4)


def test_heads_that_there_are_not_are_refused(arrays):
    with pytest.raises(ConfigError, match="head = 'per-task' is not allowed: choose per_task or shared"):
        permuted_sequence(arrays, 2, head="per-task")  # type: ignore[arg-type]
