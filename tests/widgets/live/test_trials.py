"""What was tried: its table has what differs, and what came of it."""

from typing import Any

import numpy as np

from hnetlab.analysis.metrics import average_accuracy, forgetting
from hnetlab.experiments import configure
from hnetlab.runs.engine import train
from hnetlab.runs.run import Run
from hnetlab.widgets.live.trials import Outcome, Trial, Trials, table, told_apart

TINY: dict[str, Any] = {"tasks": 3, "steps": 4, "batch_size": 8, "target_hidden": (4,), "chunk_size": 100}


def outcome(method="hnet", steps=12, change=None, **fields):
    run = Run(configure("split-digits", method, **{**TINY, **fields}))
    events = train(run)
    while run.steps_done < steps and not run.finished:
        if change and run.steps_done == 6 and not run.history.changes:
            run.change(**change)
        next(events)
    if steps == 12:
        list(events)
    return Outcome.of_run(run), run


def test_the_table_has_the_settings_that_differ_and_what_came_of_them():
    first, run = outcome(seeds=2)
    second, _ = outcome(beta=0.0, change={"learning_rate": 0.01})
    rows = table([Trial((first,)), Trial((second,))])
    scores = run.history.scores
    assert rows[0] == {
        "trial": "1",
        "method": "hnet",
        "beta": "0.1",
        "seeds": "1, 2",
        "tasks learned": "3 of 3",
        "average accuracy (%)": f"{100 * np.mean(average_accuracy(scores)):.2f}",
        "forgetting (points)": f"{100 * np.mean(forgetting(scores)):.2f}",
        "changed on the way": "",
    }
    assert rows[1]["changed on the way"] == "learning_rate 0.002 → 0.01 at step 2 of task 2"
    assert list(rows[0]) == list(rows[1])


def test_a_run_on_its_way_tells_what_it_has_learned_so_far():
    early, run = outcome(steps=3)
    assert (early.tasks, early.average, early.forgetting) == (0, None, None)
    assert table([Trial((early,))])[0]["average accuracy (%)"] == ""
    later, run = outcome(steps=9)
    assert later.tasks == 2
    assert later.average == np.mean(run.history.scores[0, 1, :2])
    assert later.forgetting == run.history.scores[0, 0, 0] - run.history.scores[0, 1, 0]


def test_measures_have_columns_of_their_own():
    run = Run(configure("regression", steps=3))
    list(train(run))
    rows = table([Trial((outcome()[0],)), Trial((Outcome.of_run(run),))])
    assert (rows[0]["average error"], rows[1]["average accuracy (%)"]) == ("", "")
    assert rows[1]["average error"]
    assert (rows[0]["benchmark"], rows[1]["benchmark"]) == ("split-digits", "regression")


def test_what_adds_nothing_is_left_out():
    trials = Trials()
    trials.add(Trial((outcome(steps=0)[0],)))
    assert trials.with_present(None) == []
    half, whole, steered = (
        Trial((each,)) for each, _ in (outcome(steps=5), outcome(), outcome(change={"beta": 1.0}))
    )
    trials.add(half)
    trials.add(whole)
    assert trials.with_present(None) == [whole]
    trials.add(steered)
    assert trials.with_present(half) == [whole, steered, half]


def test_runs_of_one_method_are_told_apart_by_what_differs():
    one, two = (configure("split-digits", beta=beta) for beta in (0.001, 10))
    assert told_apart([one, two]) == ["beta = 0.001", "beta = 10"]
    assert told_apart([one, configure("split-digits", beta=0.001, seeds=[2])]) == ["seeds = 1", "seeds = 2"]
    assert told_apart([one, configure("split-digits", "ewc")]) == ["", ""]
    assert told_apart([one]) == [""]
