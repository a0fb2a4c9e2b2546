import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from hnetlab.base.errors import DataError
from hnetlab.base.measure import ACCURACY, ERROR
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


def held_out(**changes):
    """Validation samples of a task, with changes."""
    return {"x_validation": make_task().x_test, "y_validation": make_task().y_test, **changes}


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
        ({"x_validation": make_task().x_test}, "it has x_validation and no y_validation where both or none"),
        ({"y_validation": make_task().y_test}, "it has y_validation and no x_validation where both or none"),
        (held_out(x_validation=[[1, 2]]), "x_validation is a list where a torch.Tensor is wanted"),
        (
            held_out(x_validation=torch.zeros(2, 4)),
            "x_validation holds torch.float32 and x_train torch.uint8",
        ),
        (held_out(x_validation=make_task().x_train), "x_validation has 6 rows and y_validation 2"),
        (held_out(y_validation=torch.tensor([0, 2])), "y_validation goes from 0 to 2 where 0 to 1"),
        ({"head": range(3, 5)}, r"its head is range\(3, 5\) where a range of the 4 outputs"),
        ({"head": range(0)}, "its head is"),
        ({"head": range(0, 4, 2)}, "its head is"),
        ({"head": slice(0, 2)}, "its head is slice"),
        ({"classes": ("cat",)}, "it names 1 classes where its head has 2 outputs"),
        ({"x_train": np.zeros((6, 4), np.uint8)}, "x_train is a ndarray where a torch.Tensor is wanted"),
        ({"y_test": [0, 1]}, "y_test is a list where a torch.Tensor is wanted"),
        ({"permutation": np.arange(4)}, "permutation is a ndarray"),
        ({"x_test": torch.zeros(2, 4).to_sparse()}, "x_test is torch.sparse_coo"),
        ({"y_train": torch.tensor(1)}, r"y_train is torch.strided of shape \(\)"),
        (
            {"x_test": torch.zeros(2, 4, dtype=torch.uint8, device="meta")},
            "x_test is on meta where cpu",
        ),
        ({"x_train": torch.zeros(6, 4, dtype=torch.bool)}, "x_train holds torch.bool"),
        ({"x_train": torch.zeros(6, 4, dtype=torch.float64)}, "x_train holds torch.float64"),
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


@pytest.mark.parametrize("value", [torch.nan, torch.inf, -torch.inf])
@pytest.mark.parametrize("name", ["x_train", "y_train", "x_test", "y_test", "x_validation", "y_validation"])
def test_values_that_are_not_finite_are_refused_with_task_and_tensor(name, value):
    x = torch.linspace(-1, 1, 8)[:, None]
    good = make_task(x_train=x, y_train=x, x_test=x, y_test=x, x_validation=x, y_validation=x, head=range(1))
    bad = x.clone()
    bad[5] = value
    odd = replace(good, name="odd one", **{name: bad})
    with pytest.raises(DataError, match=rf'"odd one" .*: {name} holds .* in 1 of 8 .* in sample 5,'):
        make_sequence(good, odd, kind="regression", input_shape=(1,), outputs=1)


def test_large_finite_values_are_finite():
    x = torch.full((6, 4), 3e38)
    assert len(make_sequence(make_task(x_train=x, x_test=x[:2]))) == 1


@pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine has no CUDA device")
def test_values_on_the_gpu_are_looked_at_too():
    x = torch.full((6, 4), torch.nan, device="cuda")
    with pytest.raises(DataError, match="x_train holds values that are NaN"):
        make_sequence(make_task(x_train=x, x_test=x[:2]).map(lambda tensor: tensor.to("cuda")))


def test_a_function_of_one_number_is_not_given_in_the_type_of_images():
    x = torch.arange(8, dtype=torch.uint8)[:, None]
    task = make_task(x_train=x, y_train=x.float(), x_test=x, y_test=x.float(), head=range(1))
    with pytest.raises(DataError, match=r"x_train holds torch\.uint8, for images, where float32 is wanted"):
        make_sequence(task, kind="regression", input_shape=(1,), outputs=1)
    images = x.view(8, 1, 1).expand(8, 2, 2)
    pictures = replace(task, x_train=images, x_test=images)
    assert make_sequence(pictures, kind="regression", input_shape=(2, 2), outputs=1)[0].x_train is images


@pytest.mark.parametrize("kind", ["clasification", "Regression", None])
def test_an_unknown_kind_is_refused(kind):
    with pytest.raises(DataError, match='choose "classification" or "regression"'):
        make_sequence(make_task(), kind=kind)


def test_lists_of_tasks_and_of_sizes_are_as_good_as_tuples():
    sequence = TaskSequence("toy", "classification", [make_task()], [4], 4)  # type: ignore[arg-type]
    assert (type(sequence.tasks), sequence.input_shape) == (tuple, (4,))
    shape = make_task().x_train.shape[1:]
    assert TaskSequence("toy", "classification", (make_task(),), shape, 4).input_shape == (4,)


def test_heads_of_a_regression_may_have_unequal_widths():
    x = torch.linspace(-1, 1, 8)[:, None]

    def task(name, head):
        y = x.expand(-1, len(head))
        return make_task(name=name, x_train=x, y_train=y, x_test=x, y_test=y, head=head)

    sequence = make_sequence(
        task("narrow", range(1)), task("wide", range(1, 4)), kind="regression", input_shape=(1,), outputs=4
    )
    assert [task.y_train.shape[1] for task in sequence] == [1, 3]
    assert sequence.to("cpu").fingerprint() == sequence.fingerprint()
    assert sequence.describe()["tasks"][1]["head"] == [1, 4]
    with pytest.raises(DataError, match=r"y_train is torch.float32 \(8, 1\) where float32 \(8, 3\)"):
        make_sequence(
            replace(task("wide", range(1, 4)), y_train=x), kind="regression", input_shape=(1,), outputs=4
        )


def test_the_scores_of_a_classification_are_accuracies_and_those_of_a_regression_errors():
    assert make_sequence(make_task()).measure.name == ACCURACY.name
    numbers = {"y_train": torch.zeros(6, 2), "y_test": torch.zeros(2, 2)}
    assert make_sequence(make_task(**numbers), kind="regression").measure is ERROR


def test_in_scenario_3_one_guesses_among_the_classes_of_all_tasks():
    tasks = (make_task(head=range(2)), make_task(head=range(2, 4)))
    guesses = {
        scenario: TaskSequence("two", "classification", tasks, (4,), 4, scenario).measure.guessed()
        for scenario in (1, 3)
    }
    assert guesses == {1: 0.5, 3: 0.25}


def test_guessing_in_scenario_3_is_among_the_outputs_of_tasks_alone():
    tasks = [make_task(name=str(start), head=range(start, start + 2)) for start in (0, 2)]
    sequence = TaskSequence("toy", "classification", tuple(tasks), (4,), 40, scenario=3)
    assert sequence.measure.guessing == (0.25, 0.25)


@pytest.mark.parametrize("size", [np.int64(4), torch.tensor(4)])
def test_sizes_become_numbers_that_a_stored_run_can_keep(size):
    sequence = TaskSequence("toy", "classification", (make_task(),), (size,), size)
    assert json.loads(json.dumps([*sequence.input_shape, sequence.outputs])) == [4, 4]
    with pytest.raises(DataError, match=r"outputs of a task sequence is \[4.0\]: give whole numbers"):
        TaskSequence("toy", "classification", (make_task(),), (4,), 4.0)  # type: ignore[arg-type]


@pytest.mark.parametrize("changes", [{"name": 1}, {"classes": (1, 2)}, {"classes": np.array(["a", "b"])}])
def test_names_are_text(changes):
    with pytest.raises(DataError, match="where text is wanted"):
        make_sequence(make_task(**changes))


@pytest.mark.parametrize(
    ("normalization", "words"),
    [
        (torch.tensor([[0.5] * 4, [1.0, 0.0, 1.0, 1.0]]), "a deviation that is not above 0"),
        (torch.tensor([[float("nan")], [1.0]]), "a value that is not finite"),
        (torch.ones(2, 4, dtype=torch.float64), "is torch.float64 .* where float32 is wanted"),
        (torch.ones(2, 3), r"is torch.float32 \(2, 3\) where"),
        (torch.ones(2, 2, 4), r"is torch.float32 \(2, 2, 4\) where"),
        ((0.5, 2.0), "normalization is a tuple where a torch.Tensor is wanted"),
    ],
)
def test_a_normalization_that_can_not_be_is_refused(normalization, words):
    with pytest.raises(DataError, match=words):
        make_sequence(make_task(normalization=normalization))


def test_a_normalization_goes_with_the_inputs():
    task = make_sequence(make_task(normalization=torch.tensor([[0.5], [2.0]])))[0]
    expected = (task.x_test.float() / 255 - 0.5) / 2
    torch.testing.assert_close(task.inputs(task.x_test), expected)


def test_in_scenario_3_no_outputs_come_before_those_of_the_first_task():
    """They would compete with the classes that are learned."""
    tasks = (make_task(head=range(2, 4)), make_task(name="second", head=range(4, 6)))
    with pytest.raises(DataError, match="give the first task the head that begins with output 0"):
        TaskSequence("toy", "classification", tasks, (4,), 6, scenario=3)
