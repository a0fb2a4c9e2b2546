"""A user's own network and tasks on the command line."""

import numpy as np
import pytest

from hnetlab.experiments.own import load_module, load_sequence
from hnetlab.runs.run import Run
from hnetlab.runs.store import RunFolder

CODE = """
from torch import nn
from hnetlab.tasks import TaskSequence, build_sequence
def net():
    return nn.Sequential(nn.Linear(64, 3), nn.Tanh(), nn.Linear(3, 10))
def wide():
    return nn.Sequential(nn.Linear(64, 5), nn.Tanh(), nn.Linear(5, 10))
def tasks():
    base = build_sequence("split-digits")
    return TaskSequence("mine", "classification", tuple(reversed(base.tasks)), base.input_shape, 10)
def one():
    base = build_sequence("split-digits")
    return TaskSequence("one", "classification", base.tasks[:1], base.input_shape, 10)
"""
SMALL = ("--method", "finetune-target", "--set", "steps=6", "--set", "batch_size=8", "--quiet", "--out", "x")


@pytest.fixture
def mine(folder):
    (folder / "mine.py").write_text(CODE)
    return folder


def stop_within(path, steps):
    """Leaves the run in a folder where it was after so many steps."""
    folder = RunFolder(path)
    sequence, module = load_sequence("mine.py:tasks"), load_module("mine.py:net")
    run = Run(folder.config(), device="cpu", sequence=sequence, module=module)
    events = folder.record(run)
    while run.steps_done < steps:
        next(events)
    events.close()


def test_a_run_with_its_own_network_and_tasks_is_kept_told_and_resumed(hnetlab, mine):
    given = ("--module", "mine.py:net", "--sequence", "mine.py:tasks")
    first = hnetlab("train", "split-digits", *given, *SMALL, "--json").json
    assert first["task_names"][0] == "digits 8, 9"
    assert first["own"] == {"sequence": f"{mine}/mine.py:tasks", "module": f"{mine}/mine.py:net"}
    assert hnetlab("train", "--resume", "--out", "x", "--json").json == first, "a finished run needs nothing"
    stop_within("x", 8)
    sentence = hnetlab("train", "--resume", "--out", "x").refusal
    assert "begun with a task sequence of its own" in sentence
    assert f"--sequence {mine}/mine.py:tasks" in sentence
    other = hnetlab("train", "--resume", "--out", "x", "--module", "mine.py:wide", *given[2:]).refusal
    assert (
        'another target network, its weights "0.weight" have the shape (5, 64) in place of (3, 64)' in other
    )
    again = hnetlab("train", "--resume", "--out", "x", *given, "-q", "--json").json
    assert again["accuracy_matrix"] == first["accuracy_matrix"]


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        (("--module", "mine.py:net"), "has learned with another target network"),
        (("--sequence", "mine.py:tasks"), "has learned from other data"),
    ],
)
def test_a_finished_run_is_no_answer_for_another_network_or_other_tasks(hnetlab, mine, named, sentence):
    asked = ("train", "split-digits", *SMALL, "--resume")
    assert hnetlab(*asked).code == 0
    assert sentence in hnetlab(*asked, *named).refusal
    assert hnetlab("train", "--resume", "--out", "x", *named).code == 2
    assert hnetlab("train", "split-digits", *SMALL[:-1], "y", *named).code == 0
    assert "begun with" in hnetlab("train", "split-digits", *SMALL[:-1], "y", "--resume").refusal


def test_a_finished_run_is_no_answer_for_another_data_file(hnetlab, npz):
    asked = ("train", "arrays", "--split", "2", *SMALL, "--resume", "--json")
    first = hnetlab(*asked, "--data", npz("mine.npz")).json
    assert hnetlab(*asked, "--data", npz("mine.npz")).json == first
    other = npz("other.npz", x_train=np.ones((40, 6), np.float32))
    assert "has learned from other data" in hnetlab(*asked, "--data", other).refusal
    npz("mine.npz", x_train=np.ones((40, 6), np.float32))
    assert "has learned from other data" in hnetlab(*asked, "--data", npz().with_name("mine.npz")).refusal
    assert hnetlab("train", "--resume", "--out", "x", "--json").json == first


def test_a_finished_run_learns_where_its_data_file_lies_now(hnetlab, npz, bits):
    asked = ("train", "arrays", "--split", "2", *SMALL, "--method", "hnet")
    file = npz("mine.npz")
    assert hnetlab(*asked, "--data", file, "--set", "hypernetwork_hidden=4").code == 0
    before, told = bits("x"), hnetlab("infer", "x").out
    moved = file.rename(file.with_name("moved.npz"))
    assert "mine.npz can't be read" in hnetlab("infer", "x").refusal
    assert hnetlab("train", "--resume", "--out", "x", "--data", moved).code == 0
    assert (bits("x"), hnetlab("infer", "x").out) == (before, told)


def test_one_task_alone_is_learned_and_shown(hnetlab, mine):
    answer = hnetlab("train", "split-digits", "--sequence", "mine.py:one", *SMALL)
    assert answer.code == 0
    assert "average accuracy" in answer.out
    assert "forgetting" not in answer.out


@pytest.mark.parametrize("option", ["--module", "--sequence"])
def test_what_can_not_be_loaded_is_one_sentence_and_leaves_nothing(hnetlab, mine, option):
    sentence = hnetlab("train", "split-digits", option, "mine.py:nothing", *SMALL).refusal
    assert sentence.startswith("mine.py:nothing names nothing: ")
    assert [path.name for path in mine.iterdir() if path.name != "__pycache__"] == ["mine.py"]


@pytest.mark.parametrize(
    ("idle", "beside"),
    [
        (("--tasks", "2"), "sequence"),
        (("--set", "task_seed=3"), "sequence"),
        (("--set", "target_hidden=400,400"), "module"),
    ],
)
def test_what_would_change_nothing_beside_what_is_given_is_refused(hnetlab, mine, idle, beside):
    """Else the run would say that it has what it has not."""
    given = ("--module", "mine.py:net", "--sequence", "mine.py:tasks")
    sentence = hnetlab("train", "split-digits", *given, *idle, *SMALL).refusal
    name = idle[0] if idle[0] == "--tasks" else idle[1].partition("=")[0]
    assert f"{name} would change nothing beside --{beside}: leave it out" in sentence
    assert not (mine / "x").exists()


def test_a_benchmark_that_reads_data_is_none_for_tasks_of_ones_own(hnetlab, mine):
    sentence = hnetlab("train", "arrays", "--sequence", "mine.py:tasks", *SMALL).refusal
    assert "arrays learns from data that are given, --sequence has tasks already" in sentence


def test_tasks_of_ones_own_are_in_the_scenario_that_they_are_made_for(hnetlab, mine):
    given = ("--module", "mine.py:net", "--sequence", "mine.py:tasks")
    sentence = hnetlab("train", "split-digits", *given, "--scenario", "3", *SMALL).refusal
    assert "scenario = 3 does not fit the tasks of mine, which are made for scenario 1" in sentence
    code = CODE.replace("reversed(base.tasks)), base.input_shape, 10", "base.tasks), (64,), 10, scenario=3")
    (mine / "untold.py").write_text(code)
    hnetlab("train", "split-digits", "--sequence", "untold.py:tasks", *SMALL)
    hnetlab("report", "x")
    report = (mine / "x" / "report.html").read_text("utf-8")
    assert "Scenario 3: at test time the task is not told" in report
    assert "<h3>Training</h3>" in report
    assert "<h3>Data</h3>" not in report, "what the settings say of data is not what was learned"


def test_the_explorer_takes_tasks_of_ones_own(hnetlab, mine):
    hnetlab("train", "split-digits", "--sequence", "mine.py:tasks", "-s", "steps=6", "-q", "--out", "x")
    assert "--explorer" in hnetlab("report", "x", "--sequence", "mine.py:tasks").refusal
    for command in (("export", "explorer", "x"), ("report", "x", "--explorer")):
        assert f"--sequence {mine}/mine.py:tasks" in hnetlab(*command).refusal
        hnetlab(*command, "--sequence", "mine.py:tasks")
    assert "digits 8, 9" in (mine / "x" / "explorer.html").read_text("utf-8")
