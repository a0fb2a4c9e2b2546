"""A stored run goes on only with the data and the network that it learned from."""

import dataclasses
import json
from typing import Any

import numpy as np
import pytest
from torch import nn

from hnetlab.base.errors import ConfigError, StoreError
from hnetlab.experiments import configure
from hnetlab.runs.run import Run
from hnetlab.runs.store import RunFolder
from hnetlab.tasks import TaskSequence, build_sequence

TINY: dict[str, Any] = {"steps": 4, "batch_size": 8, "target_hidden": (4,)}


def paused(path, config, **own):
    """A folder with a run that was stopped within its second task."""
    run, folder = Run(config, **own), RunFolder(path)
    folder.create(run)
    events = folder.record(run)
    while run.steps_done < 6:
        next(events)
    events.close()
    return folder


def own_sequence(shift=0):
    base = build_sequence("split-digits")
    tasks = tuple(
        dataclasses.replace(task, head=range(2 * index, 2 * index + 2), x_test=task.x_test.roll(shift, 0))
        for index, task in enumerate(reversed(base.tasks))
    )
    return TaskSequence("mine", "classification", tasks, base.input_shape, 10)


def own_module(width=5, act=nn.ReLU):
    return nn.Sequential(nn.Linear(64, width), act(), nn.Linear(width, 10))


@pytest.fixture
def config():
    return configure("split-digits", "finetune-target", **TINY)


def test_a_run_with_its_own_tasks_and_network_goes_on_when_they_are_given_again(tmp_path, config):
    folder = paused(tmp_path / "run", config, sequence=own_sequence(), module=own_module())
    run = folder.run(sequence=own_sequence(), module=own_module())
    assert run.steps_done == 6
    for _ in folder.record(run):
        pass
    alone = Run(config, sequence=own_sequence(), module=own_module())
    alone.restore(run.state(), run.position, run.history.records)
    assert folder.history().scores[0, -1].tolist() == alone.scores(5)[0].tolist()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {},
            r"a task sequence of its own, mine: give it again, --sequence FILE\.py:NAME .*sequence=",
        ),
        (
            {"sequence": own_sequence()},
            r"with a target network of its own, Sequential: give it again, --module",
        ),
        (
            {"sequence": own_sequence(1), "module": own_module()},
            'from other data, task 1, "digits 8, 9", has other test samples: give it its own task seq',
        ),
        (
            {"sequence": own_sequence(), "module": own_module(6)},
            r'network, its weights "0.weight" have the shape \(6, 64\) in place of \(5, 64\): give',
        ),
        (
            {"sequence": own_sequence(), "module": own_module(act=nn.Tanh)},
            r'network, its part "1" is Tanh\(\) in place of ReLU\(.*\): give it its own, --module',
        ),
    ],
    ids=["nothing", "no module", "other data", "other widths", "another activation"],
)
def test_what_is_missing_or_differs_is_said_with_what_to_give(tmp_path, config, given, sentence):
    folder = paused(tmp_path / "run", config, sequence=own_sequence(), module=own_module())
    with pytest.raises(StoreError, match=sentence):
        folder.run(**given)


def test_a_run_of_a_benchmark_is_not_continued_with_something_else(tmp_path, config):
    folder = paused(tmp_path / "run", config)
    with pytest.raises(StoreError, match=r"learned from other data, .* give it the data of split-digits"):
        folder.run(sequence=own_sequence())
    with pytest.raises(StoreError, match=r"another target network, .* leave out the module"):
        folder.run(module=own_module())
    assert folder.run(sequence=build_sequence("split-digits", config.data)).steps_done == 6


def write(path, order):
    random = np.random.default_rng(1)
    x, y = random.random((40, 6), dtype=np.float32), np.arange(40) % 4
    np.savez(path, x_train=x, y_train=order[y], x_test=x, y_test=order[y])
    return path


def test_a_data_file_may_move_but_not_change(tmp_path):
    file = write(tmp_path / "data.npz", np.arange(4))
    folder = paused(tmp_path / "run", configure("arrays", "finetune-target", data=file, split=2, **TINY))
    write(file, np.array([1, 0, 2, 3]))
    with pytest.raises(
        StoreError, match=r"learned from other data, task 1, .* other training targets.* --data FILE"
    ):
        folder.run()
    moved = write(tmp_path / "moved.npz", np.arange(4))
    run = folder.run(data=moved)
    for _ in folder.record(run):
        pass
    assert folder.run().finished, "the folder knows the new place"


def test_other_places_and_presets_are_the_same_settings(tmp_path):
    slow = configure("regression", preset="paper", steps=3)
    values: dict[str, Any] = {
        name: getattr(group, name)
        for group in (slow.data, slow.target, slow.training, slow.learning)
        for name in type(group).model_fields
    }
    folder = RunFolder(tmp_path / "run")
    folder.save(Run(slow))
    folder.check_same(configure("regression", **values))
    with pytest.raises(StoreError, match=r"has steps = 3 where steps = 4 is asked for"):
        folder.check_same(configure("regression", **{**values, "steps": 4}))


def test_data_can_be_named_only_where_it_is_read(tmp_path, config):
    folder = paused(tmp_path / "run", config)
    with pytest.raises(ConfigError, match="does not apply to split-digits: leave it out"):
        folder.run(data="mine.npz")


def test_fingerprints_lie_in_the_folder_in_plain_text(tmp_path, config):
    folder = paused(tmp_path / "run", config)
    values = json.loads((folder.path / "problem.json").read_text())
    assert values["format"] == 2
    assert values["tasks"]["sha256"] == build_sequence("split-digits").fingerprint()
    assert values["network"]["generated"][0]["shape"] == [4, 64]
