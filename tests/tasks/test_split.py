import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hnetlab.base.errors import ConfigError
from hnetlab.tasks.arrays import Arrays
from hnetlab.tasks.split import SplitDigitsSettings, split_sequence


def make_arrays(classes=6, per_class=3):
    """Samples that carry their own label, so that a test sees where each one went."""
    y = np.tile(np.arange(classes), per_class)
    x = np.stack([y, np.arange(len(y))], axis=1).astype(np.uint8)
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


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
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
