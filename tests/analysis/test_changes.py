import numpy as np
import pytest

from hnetlab import RunFolder
from hnetlab.analysis.changes import initial_settings, setting_changes
from hnetlab.base.errors import DataError
from hnetlab.base.schedule import Schedule
from hnetlab.experiments import configure
from hnetlab.report import write_report
from hnetlab.runs.engine import train
from hnetlab.runs.history import Change, History
from hnetlab.runs.run import Run
from hnetlab.views import results_table

BEFORE = {"beta": 0.1, "lookahead": True, "sample": None}


def changed(*changes, before=BEFORE):
    found = setting_changes(History(Schedule.even(3, 10), 1, changes), before)
    return [(change.step, change.text) for change in found]


def test_a_change_tells_both_values_and_when_over_all_tasks():
    assert changed(Change(1, 3, {"beta": 50.0})) == [(13, "beta 0.1 → 50")]
    assert changed(Change(0, 2, {"beta": 1e-5}), Change(2, 10, {"beta": 0.5})) == [
        (2, "beta 0.1 → 1e-05"),
        (30, "beta 1e-05 → 0.5"),
    ]


def test_values_of_all_kinds_are_words():
    assert changed(Change(0, 1, {"lookahead": False, "sample": 2})) == [
        (1, "lookahead on → off, sample none → 2")
    ]


def test_without_the_first_values_a_change_tells_what_it_became():
    assert changed(Change(0, 1, {"beta": 2}), Change(0, 5, {"beta": 3}), before=None) == [
        (1, "beta → 2"),
        (5, "beta 2 → 3"),
    ]


def test_changes_before_the_same_step_are_one_and_none_if_taken_back():
    assert changed(Change(0, 4, {"beta": 1.0}), Change(0, 4, {"beta": 2.0, "lookahead": False})) == [
        (4, "beta 0.1 → 2, lookahead on → off")
    ]
    assert changed(Change(0, 4, {"beta": 1.0}), Change(0, 4, {"beta": 0.1})) == []


def test_a_run_starts_with_the_settings_of_its_config():
    run = Run(configure("split-digits", tasks=2, steps=3, beta=0.1))
    for _ in train(run):
        if run.steps_done == 2 and not run.history.changes:
            run.change(beta=50.0)
    (change,) = setting_changes(run.history, initial_settings(run.config))
    assert change == (2, "beta 0.1 → 50", "step 2 of task 1")
    assert change.sentence == "beta 0.1 → 50 at step 2 of task 1"
    assert np.array_equal(run.history.change_steps(), [2])


def test_what_each_seed_had_of_its_own_is_told():
    run = Run(configure("split-digits", seeds=2, beta=0.1, betas=(0.01, 1.0)))
    run.change(beta=0.1)
    run.change(beta=0.1)
    (change,) = setting_changes(run.history, initial_settings(run.config))
    assert change.text == "beta 0.01, 1 → 0.1"


def test_a_change_in_a_later_stage_of_a_task_is_told_at_its_step_of_the_task(tmp_path):
    """In its result, its table and its report as everywhere: a replay method learns each task in stages."""
    run = Run(configure("split-digits", "dgr", tasks=2, steps=10, batch_size=8), device="cpu")
    folder = RunFolder(tmp_path / "run")
    for _ in folder.record(run):
        if run.steps_done == 13 and not run.history.changes:
            run.change(learning_rate=0.01)
            early = RunFolder(tmp_path / "early")
            early.save(run)
            write_report(early.path, tmp_path / "early.html")
    assert run.history.told_changes() == [{"task": 1, "step": 13, "values": {"learning_rate": 0.01}}]
    (change,) = setting_changes(run.history, run.config.values)
    assert "at step 13 of task 1" in change.sentence
    assert "is 13 steps into the next" in (tmp_path / "early.html").read_text("utf-8")
    with pytest.raises(DataError, match=r"learning_rate = 0\.01 after step 13 of task 1"):
        results_table([folder.path])
