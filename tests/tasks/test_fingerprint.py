import json
from dataclasses import replace

import pytest
import torch

from hnetlab.tasks import Task, TaskSequence, build_sequence, difference, same_tasks


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


def make_sequence(*tasks, input_shape=(4,)):
    return TaskSequence("toy", "classification", tasks, input_shape, 4)


def two(**changes):
    return make_sequence(make_task(), make_task(name="second", **changes))


@pytest.mark.parametrize("benchmark", ["regression", "split-digits", "permuted-digits"])
def test_the_same_settings_give_the_same_fingerprint_and_plain_values(benchmark):
    first, second = build_sequence(benchmark), build_sequence(benchmark)
    assert first.fingerprint() == second.fingerprint() == first.describe()["sha256"]
    description = json.loads(json.dumps(first.describe(), allow_nan=False))
    assert description == first.describe()
    assert difference(description, second.describe()) is None


def test_fingerprints_stay_the_same_from_version_to_version():
    # Runs on disk carry them: a change here makes every stored run another one.
    assert two().fingerprint() == "86d5d617125be0ca918a237524d608237f077ea2e099861a091ec821b16498a9"


CHANGES = {
    "samples": ({"x_train": torch.arange(1, 25, dtype=torch.uint8).view(6, 4)}, "has other training samples"),
    "type": (
        {"x_train": torch.arange(24.0).view(6, 4), "x_test": torch.arange(8.0).view(2, 4)},
        "has other training samples and other test samples",
    ),
    "labels": ({"y_train": torch.tensor([1, 1, 0, 1, 0, 1])}, "has other training targets"),
    "test samples": ({"x_test": torch.zeros(2, 4, dtype=torch.uint8)}, "has other test samples"),
    "test labels": ({"y_test": torch.tensor([0, 0])}, "has other test targets"),
    "more": (
        {"x_test": torch.zeros(3, 4, dtype=torch.uint8), "y_test": torch.tensor([0, 0, 1])},
        "has other test samples (3 in place of 2) and other test targets (3 in place of 2)",
    ),
    "order": ({"permutation": torch.tensor([1, 0, 2, 3])}, "has its features in another order"),
    "head": ({"head": range(2, 4)}, "has the outputs 2 to 3 in place of 0 to 1"),
}


@pytest.mark.parametrize(("changes", "words"), CHANGES.values(), ids=CHANGES)
def test_whatever_decides_what_is_learned_changes_the_fingerprint_and_is_named(changes, words):
    before, after = two(), two(**changes)
    assert before.fingerprint() != after.fingerprint()
    assert difference(before.describe(), after.describe()) == f'task 2, "second", {words}'
    assert same_tasks(before.describe(), after.describe()) == ("head" in changes)


def test_what_belongs_to_the_whole_sequence_is_named_too():
    before = two().describe()
    assert difference(before, make_sequence(make_task()).describe()) == "there are 1 tasks in place of 2"
    renamed = make_sequence(make_task(), make_task(name="other")).describe()
    assert difference(before, renamed) == 'task 2, "other", was "second"'
    wider = TaskSequence("toy", "classification", two().tasks, (4,), 5).describe()
    assert difference(before, wider) == "the tasks need outputs: 5 in place of 4"
    images = make_task(x_train=torch.zeros(6, 2, 2), x_test=torch.zeros(2, 2, 2))
    shaped = make_sequence(images, images, input_shape=(2, 2)).describe()
    assert difference(before, shaped) == "the tasks have inputs of shape (2, 2) in place of (4,)"
    regression = build_sequence("regression").describe()
    assert difference(before, regression) == "the tasks are for regression in place of classification"


def test_tasks_in_another_order_and_exchanged_tensors_are_another_sequence():
    sequence = build_sequence("split-digits")
    backwards = replace(sequence, tasks=sequence.tasks[::-1])
    assert backwards.fingerprint() != sequence.fingerprint()
    square = {"x_train": torch.zeros(2, 4, dtype=torch.uint8), "y_train": torch.tensor([0, 1])}
    exchanged = {"x_train": make_task().x_test, "y_train": make_task().y_test}
    exchanged |= {"x_test": square["x_train"], "y_test": square["y_train"]}
    assert two(**square).fingerprint() != two(**exchanged).fingerprint()


def test_names_of_classes_and_of_the_sequence_decide_nothing():
    named = two(classes=("cat", "dog"))
    assert named.describe()["tasks"][1]["classes"] == ["cat", "dog"]
    assert replace(named, name="mine").fingerprint() == two().fingerprint()
    assert difference(two().describe(), named.describe()) is None


def test_only_values_count_and_not_how_they_lie_in_memory():
    x = make_task().x_train
    spread = torch.zeros(6, 8, dtype=torch.uint8)
    spread[:, ::2] = x
    columns = x.t().contiguous().t()
    for same in (spread[:, ::2], columns, x.clone()):
        assert two(x_train=same).fingerprint() == two().fingerprint()


def test_tensors_that_start_at_one_place_are_told_apart():
    memory = torch.arange(32, dtype=torch.uint8)
    narrow, wide = memory[:24].view(6, 4), memory.as_strided((6, 4), (5, 1))
    assert two(x_train=narrow).fingerprint() != two(x_train=wide).fingerprint()
    both = make_sequence(make_task(x_train=narrow), make_task(x_train=wide)).describe()["tasks"]
    assert both[0]["x_train"] != both[1]["x_train"]


def test_a_tensor_that_many_tasks_share_is_read_once(monkeypatch):
    read = []
    numpy = torch.Tensor.numpy

    def counted(tensor):
        read.append(tensor)
        return numpy(tensor)

    monkeypatch.setattr(torch.Tensor, "numpy", counted)
    task = make_task()
    make_sequence(*(task,) * 50).fingerprint()
    assert len(read) == 4


@pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine has no CUDA device")
def test_a_sequence_on_the_gpu_has_the_fingerprint_of_the_one_on_the_cpu():
    sequence = build_sequence("permuted-digits")
    assert sequence.to("cuda").fingerprint() == sequence.fingerprint()


def test_the_fingerprint_of_an_own_sequence_needs_no_names_of_classes():
    x = torch.linspace(0, 1, 12)[:, None]
    tasks = tuple(Task(name, x, x, x, x, range(1)) for name in ("a", "b"))
    description = TaskSequence("mine", "regression", tasks, (1,), 1).describe()
    assert [task["classes"] for task in description["tasks"]] == [[], []]
