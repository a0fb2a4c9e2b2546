from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from hnetlab.base.errors import DataError
from hnetlab.tasks.sequence import Task, TaskSequence


def make_task(**changes):
    task = Task(
        name="first",
        x_train=torch.arange(24, dtype=torch.uint8).view(6, 4),
        y_train=torch.tensor([0, 1, 0, 1, 0, 1]),
        x_test=torch.arange(8, dtype=torch.uint8).view(2, 4),
        y_test=torch.tensor([1, 0]),
        head=range(2),
    )
    return replace(task, **changes)


def make_sequence(*tasks, kind="classification", input_shape=(4,), outputs=4):
    return TaskSequence("toy", kind, tasks, input_shape, outputs)


def test_integer_images_reach_the_network_as_float32_between_zero_and_one():
    inputs = make_task().inputs(torch.tensor([[0, 51, 204, 255]], dtype=torch.uint8))
    assert inputs.dtype == torch.float32
    torch.testing.assert_close(inputs, torch.tensor([[0.0, 0.2, 0.8, 1.0]]))


def test_float_inputs_reach_the_network_unscaled():
    task = make_task(x_train=torch.randn(6, 4), x_test=torch.randn(2, 4))
    assert torch.equal(task.inputs(task.x_test), task.x_test)


def test_inputs_leaves_the_stored_images_alone():
    task = make_task(permutation=torch.tensor([3, 2, 1, 0]))
    before = task.x_train.clone()
    task.inputs(task.x_train).zero_()
    assert torch.equal(task.x_train, before)


@given(
    leading=st.lists(st.integers(1, 3), min_size=1, max_size=3),
    input_shape=st.lists(st.integers(1, 4), min_size=1, max_size=3),
    seed=st.integers(0, 99),
)
def test_a_permutation_reorders_the_flattened_features_for_any_leading_axes(leading, input_shape, seed):
    random = torch.Generator().manual_seed(seed)
    x = torch.randint(0, 256, (*leading, *input_shape), dtype=torch.uint8, generator=random)
    features = x[(0,) * len(leading)].numel()
    order = torch.randperm(features, generator=random)
    rows = torch.zeros(1, *input_shape, dtype=torch.uint8)
    task = make_task(x_train=rows, x_test=rows, permutation=order)
    inputs = task.inputs(x)
    assert inputs.shape == x.shape
    expected = x.reshape(-1, features)[:, order] / 255
    torch.testing.assert_close(inputs.reshape(-1, features), expected)


def test_a_sequence_behaves_like_a_list_of_its_tasks():
    first, second = make_task(), make_task(name="second", head=range(2, 4))
    sequence = make_sequence(first, second)
    assert len(sequence) == 2
    assert sequence[1] is second
    assert [task.name for task in sequence] == ["first", "second"]


def test_shared_tensors_stay_shared_on_another_device():
    first = make_task()
    second = replace(first, name="second", permutation=torch.tensor([1, 0, 3, 2]))
    # "meta" is a device that every machine has.
    moved = make_sequence(first, second).to("meta")
    assert moved[0].x_train is moved[1].x_train
    assert moved[0].y_test is moved[1].y_test
    assert moved[0].x_train is not moved[0].x_test
    tensors = (moved[0].x_train, moved[0].y_train, moved[0].x_test, moved[0].y_test, moved[1].permutation)
    assert all(tensor.device.type == "meta" for tensor in tensors)
    assert moved[0].permutation is None


@pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine has no CUDA device")
def test_inputs_on_the_gpu_are_those_of_the_cpu():
    sequence = make_sequence(make_task(permutation=torch.tensor([2, 0, 3, 1])))
    task, moved = sequence[0], sequence.to("cuda")[0]
    torch.testing.assert_close(moved.inputs(moved.x_train).cpu(), task.inputs(task.x_train))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"x_train": torch.zeros(6, 3, dtype=torch.uint8)}, r"x_train has rows of shape \(3,\) where \(4,\)"),
        ({"x_test": torch.zeros(2, 2, 2, dtype=torch.uint8)}, r"x_test has rows of shape \(2, 2\)"),
        ({"x_train": torch.zeros(6, 4, dtype=torch.int64)}, "x_train holds torch.int64"),
        ({"x_test": torch.zeros(2, 4)}, "x_test holds torch.float32 and x_train torch.uint8"),
        ({"x_test": torch.zeros(0, 4, dtype=torch.uint8)}, "x_test is empty"),
        ({"y_train": torch.zeros(5, dtype=torch.int64)}, "x_train has 6 rows and y_train 5"),
        ({"y_test": torch.tensor([0, 2])}, "y_test goes from 0 to 2 where 0 to 1"),
        ({"y_test": torch.tensor([-1, 1])}, "y_test goes from -1 to 1"),
        ({"y_test": torch.zeros(2)}, "y_test is torch.float32"),
        ({"head": range(3, 5)}, r"its head is range\(3, 5\) where a range of the 4 outputs"),
        ({"head": range(0)}, "its head is"),
        ({"head": range(0, 4, 2)}, "its head is"),
        ({"permutation": torch.arange(3)}, r"its permutation is torch.int64 \(3,\)"),
        ({"permutation": torch.tensor([0, 1, 2, 2])}, "does not hold each of the 4 features once"),
    ],
)
def test_a_task_that_does_not_fit_is_refused_with_its_name(changes, words):
    with pytest.raises(DataError, match=words) as caught:
        make_sequence(make_task(), make_task(name="odd one", **changes))
    assert str(caught.value).startswith('The task "odd one" does not fit the sequence "toy": ')


def test_regression_targets_must_be_as_wide_as_the_head():
    x = torch.zeros(3, 1)
    fitting = make_task(x_train=x, y_train=x, x_test=x, y_test=x, head=range(1))
    assert len(make_sequence(fitting, kind="regression", input_shape=(1,), outputs=1)) == 1
    with pytest.raises(DataError, match=r"y_train is torch.float32 \(3,\) where float32 \(3, 1\)"):
        make_sequence(
            replace(fitting, y_train=torch.zeros(3)), kind="regression", input_shape=(1,), outputs=1
        )


def test_an_empty_sequence_is_refused():
    with pytest.raises(DataError, match="is empty"):
        make_sequence()
