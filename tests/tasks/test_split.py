import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hnetlab.base.errors import ConfigError, DataError
from hnetlab.tasks.arrays import Arrays
from hnetlab.tasks.split import SplitDigitsSettings, split_sequence


def make_arrays(classes=6, per_class=3):
    """Samples that carry their own label, so that a test sees where each one went."""
    y = np.tile(np.arange(classes), per_class)
    x = np.stack([y, 40 + np.arange(len(y))], axis=1).astype(np.uint8)
    return Arrays(x, y, x[::-1], y[::-1])


def test_classes_are_dealt_in_ascending_order_with_a_head_per_task():
    sequence = split_sequence(make_arrays(), 2, noun="digits")
    assert [task.name for task in sequence] == ["digits 0, 1", "digits 2, 3", "digits 4, 5"]
    assert [task.head for task in sequence] == [range(2), range(2, 4), range(4, 6)]
    assert sequence.outputs == 6
    assert sequence.kind == "classification"


def test_a_shared_head_has_one_output_per_class_of_a_task():
    sequence = split_sequence(make_arrays(), 3, head="shared")
    assert [task.head for task in sequence] == [range(3), range(3)]
    assert sequence.outputs == 3


@given(
    classes_per_task=st.integers(2, 4),
    groups=st.integers(2, 4),
    data=st.data(),
    seed=st.none() | st.integers(0, 10**6),
)
def test_every_sample_lands_once_in_the_task_of_its_class(classes_per_task, groups, data, seed):
    arrays = make_arrays(classes_per_task * groups)
    tasks = data.draw(st.integers(2, groups))
    sequence = split_sequence(arrays, classes_per_task, tasks=tasks, seed=seed)
    assert len(sequence) == tasks
    assert sequence.outputs == tasks * classes_per_task
    seen = []
    for task in sequence:
        for x, y in ((task.x_train, task.y_train), (task.x_test, task.y_test)):
            labels = x[:, 0].tolist()
            # Equal classes have equal labels, in the label's order, and nothing else is in the task.
            pairs = sorted(set(zip(y.tolist(), labels, strict=True)))
            assert [position for position, _ in pairs] == list(range(classes_per_task))
            assert [label for _, label in pairs] == sorted(set(labels))
            assert len(x) == 3 * classes_per_task
        seen += task.x_train[:, 1].tolist()
    assert len(seen) == len(set(seen)) == 3 * classes_per_task * tasks


def test_samples_keep_the_order_of_the_data():
    task = split_sequence(make_arrays(), 2)[0]
    assert task.x_train[:, 1].tolist() == sorted(task.x_train[:, 1].tolist())


def test_a_seed_changes_the_order_of_the_classes_and_repeats_it():
    names = [[task.name for task in split_sequence(make_arrays(10), 2, seed=seed)] for seed in (1, 1, 2)]
    assert names[0] == names[1]
    assert names[0] != names[2]


def test_a_task_of_many_classes_has_a_short_name():
    assert split_sequence(make_arrays(20), 10)[1].name == "classes 10 ... 19"


def test_later_changes_of_the_users_arrays_do_not_reach_the_tasks():
    arrays = make_arrays()
    sequence = split_sequence(arrays, 2)
    before = sequence[0].x_train.clone()
    arrays.x_train[:] = 99
    assert torch.equal(sequence[0].x_train, before)


def test_groups_may_have_unequal_sizes():
    sequence = split_sequence(make_arrays(10), (4, 2, 2, 2))
    assert [task.classes for task in sequence] == [tuple("0123"), tuple("45"), tuple("67"), tuple("89")]
    assert [task.head for task in sequence] == [range(4), range(4, 6), range(6, 8), range(8, 10)]
    assert sequence.outputs == 10
    assert sequence[3].y_train.unique().tolist() == [0, 1]
    first = split_sequence(make_arrays(10), [4, 2, 2, 2], tasks=2)
    assert (len(first), first.outputs) == (2, 6)
    assert (
        split_sequence(make_arrays(10), np.array([2] * 5)).fingerprint()
        == split_sequence(make_arrays(10), 2).fingerprint()
    )


def test_a_shared_head_is_as_wide_as_the_widest_task_and_narrow_ones_use_its_first_outputs():
    sequence = split_sequence(make_arrays(9), (2, 4, 3), head="shared")
    assert [task.head for task in sequence] == [range(2), range(4), range(3)]
    assert sequence.outputs == 4
    with pytest.raises(DataError, match="give all tasks the same number of classes"):
        split_sequence(make_arrays(9), (2, 4, 3), head="shared", scenario=2)


def test_classes_are_learned_in_the_order_that_is_given():
    sequence = split_sequence(make_arrays(), 2, classes=(3, 1, "4", 5, 0, 2))
    assert [task.name for task in sequence] == ["classes 3, 1", "classes 4, 5", "classes 0, 2"]
    for task, labels in zip(sequence, ((3, 1), (4, 5), (0, 2)), strict=True):
        for x, y in ((task.x_train, task.y_train), (task.x_test, task.y_test)):
            assert x[:, 0].tolist() == [labels[position] for position in y.tolist()]


def test_some_classes_are_enough_and_the_others_are_left_out():
    sequence = split_sequence(make_arrays(), (3, 2), classes=[5, 0, 2, 1, 3])
    assert [task.classes for task in sequence] == [("5", "0", "2"), ("1", "3")]
    assert sequence.outputs == 5
    assert 4 not in {label for task in sequence for label in task.x_train[:, 0].tolist()}


def test_classes_are_called_by_name_or_else_by_label():
    y = np.tile([10, 20, 30, 40], 3)
    x = np.stack([y, y], axis=1).astype(np.uint8)
    arrays = Arrays(x, y, x, y, ("cat", "40", "owl", "fox"))
    sequence = split_sequence(arrays, 2, classes=("owl", 10, "40", "fox"))
    assert [task.classes for task in sequence] == [("owl", "cat"), ("40", "fox")]
    assert sequence[1].x_train[:2, 0].tolist() == [20, 40]


@given(st.data())
def test_every_division_gives_each_sample_to_the_task_of_its_class(data):
    sizes = data.draw(st.lists(st.integers(2, 4), min_size=2, max_size=4))
    count = sum(sizes) + data.draw(st.integers(0, 2))
    classes = data.draw(st.permutations(range(count)))[: sum(sizes)]
    head = data.draw(st.sampled_from(["per_task", "shared"]))
    sequence = split_sequence(make_arrays(count), sizes, classes=classes, head=head)
    learned = []
    for task, size in zip(sequence, sizes, strict=True):
        assert len(task.head) == size
        learned += [int(task.x_train[task.y_train == position][0, 0]) for position in range(size)]
        assert len(task.x_train) == 3 * size
    assert learned == list(classes)
    assert sequence.outputs == (sum(sizes) if head == "per_task" else max(sizes))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            {"classes_per_task": (2, 2)},
            "6 classes can't be split into tasks of 2, 2: choose numbers",
        ),
        ({"classes_per_task": (5, 1)}, "6 classes can't be split into tasks of 5, 1"),
        ({"classes_per_task": ()}, "6 classes can't be split into tasks of"),
        ({"classes_per_task": (6,)}, "6 classes can't make 1 tasks of 6"),
        ({"classes_per_task": (4, 2), "tasks": 3}, "6 classes can't make 3 tasks of 4, 2"),
        ({"classes_per_task": 2, "classes": (0, 1, 2)}, "3 classes can't be split into tasks of 2"),
        ({"classes_per_task": 2, "classes": (0, 1, 2, 6)}, 'no class "6": choose from 0, 1, 2, 3, 4, 5'),
        ({"classes_per_task": 2, "classes": (0, 1, 2, 2)}, 'The class "2" is given twice'),
        ({"classes_per_task": 2, "classes": (0, 1, 2, 3), "seed": 1}, "leave one of them out"),
        ({"classes_per_task": 4}, "6 classes can't be split into tasks of 4"),
        ({"classes_per_task": 1}, "6 classes can't be split into tasks of 1"),
        ({"classes_per_task": 0}, "6 classes can't be split into tasks of 0"),
        ({"classes_per_task": 6}, "6 classes can't make 1 tasks of 6"),
        ({"classes_per_task": 2, "tasks": 1}, "choose at least 2 tasks"),
        ({"classes_per_task": 2, "tasks": 4}, "6 classes can't make 4 tasks of 2"),
    ],
)
def test_an_impossible_division_is_refused(arguments, words):
    with pytest.raises(ConfigError, match=words):
        split_sequence(make_arrays(), **arguments)


@pytest.mark.parametrize("settings", [{"tasks": 1}, {"tasks": 6}, {"head": "both"}, {"pad": 2}])
def test_impossible_settings_are_refused(settings):
    with pytest.raises(ValidationError):
        SplitDigitsSettings(**settings)


def test_heads_that_there_are_not_are_refused():
    with pytest.raises(ConfigError, match="head = 'per-task' is not allowed: choose per_task or shared"):
        split_sequence(make_arrays(), 2, head="per-task")  # type: ignore[arg-type]
