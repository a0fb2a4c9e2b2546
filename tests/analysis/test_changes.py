import numpy as np

from hnetlab.analysis.changes import initial_settings, setting_changes
from hnetlab.base.schedule import Schedule
from hnetlab.experiments import configure
from hnetlab.runs.engine import train
from hnetlab.runs.history import Change, History
from hnetlab.runs.run import Run

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
