"""The views of a run as plain values: the same numbers as in the history."""

import json

import numpy as np
import pytest

from hnetlab.base.measure import ERROR, TASK_ACCURACY
from hnetlab.base.schedule import Schedule
from hnetlab.figures.course import MOST_POINTS, course, scene
from hnetlab.runs.history import Change, Evaluation, History, Measurement

STEPS = 10


def measured(task, step, loss, regularizer, embedding):
    return Measurement(task, step, {"task": loss, "regularizer": regularizer}, embedding)


RECORDS = [
    measured(0, 1, (2.0, 4.0), (0.0, 0.0), ((0.0, 1.0), (9.0, 9.0))),
    measured(0, 10, (1.0, 1.0), (0.0, 0.0), ((0.5, 1.0), (9.0, 9.0))),
    Evaluation(0, 10, {"accuracy": ((0.9,), (0.7,))}, True),
    Change(1, 3, {"beta": 0.0}),
    measured(1, 4, (3.0, float("inf")), (0.5, 1.5), ((-1.0, 2.0), (9.0, 9.0))),
    Evaluation(1, 5, {"accuracy": ((0.6, 0.5), (0.8, 0.3)), "task accuracy": ((1, 0), (1, 0.5))}, False),
]


def history(records=RECORDS, tasks=3):
    return History(Schedule.even(tasks, STEPS), 2, records)


def test_the_views_show_means_over_seeds():
    run = history()
    views = course(run, run.measure, {"beta": 0.1})
    assert views["matrix"] == {"rows": [[80.0], [70.0, 40.0], []]}
    assert views["told"] == {"rows": [[], [100.0, 25.0], []]}
    assert views["scores"] == {"steps": [10, 15], "starts": [0, 1, 2], "lines": [[80.0, 70.0], [40.0], []]}
    task, regularizer = views["losses"]["lines"]
    assert (task["label"], task["values"]) == ("task loss", [3.0, 1.0, None])
    assert (regularizer["label"], regularizer["values"]) == ("regularizer", [None, None, 1.0])
    assert views["losses"]["steps"] == [1, 10, 14]
    assert views["marks"] == {"changes": [{"step": 13, "text": "beta 0.1 → 0 at step 3 of task 2"}]}
    json.dumps([views, scene(run, ["a", "b", "c"], run.measure)], allow_nan=False)


def test_embeddings_are_those_of_the_first_seed_with_their_ways():
    run = history()
    plane = course(run, run.measure)["plane"]
    assert plane["points"] == [[0.5, 1.0], [-1.0, 2.0]]
    assert plane["ways"] == [[[0.0, 1.0], [0.5, 1.0]], [[-1.0, 2.0]]]
    assert plane["titles"] == ["dimension 1", "dimension 2"]
    (left, right), (low, high) = plane["ranges"]
    assert left < -1 < 0.5 < right
    assert low < 1 < 2 < high
    assert np.isclose(right - left, high - low)


def test_a_run_that_has_not_begun_has_nothing():
    run = history([])
    views = course(run, run.measure)
    assert views["matrix"]["rows"] == views["told"]["rows"] == views["plane"]["points"] == []
    assert views["scores"]["lines"] == [[], [], []]
    assert views["losses"]["lines"] == []


@pytest.mark.parametrize("value", [77.46478873239437, 0.000123456789012, 1 / 3, 99.995, 1e-30])
def test_numbers_are_short_and_written_rightly_with_any_few_digits(value):
    run = History(Schedule.even(1, STEPS), 1, [Evaluation(0, STEPS, {"error": ((value,),)}, True)], ERROR)
    ((short,),) = course(run, ERROR)["matrix"]["rows"]
    assert len(repr(short)) <= 15
    assert [f"{short:.{digits}e}" for digits in range(5)] == [f"{value:.{digits}e}" for digits in range(5)]


def test_long_lines_are_thinned_evenly_and_keep_their_end():
    records = [
        Evaluation(0, step, {"accuracy": ((step / 5000,), (step / 5000,))}, step == 5000)
        for step in range(1, 5001)
    ]
    scores = course(History(Schedule.even(2, 5000), 2, records), TASK_ACCURACY)["scores"]
    assert scores["steps"] == [], "another measure"
    run = History(Schedule.even(2, 5000), 2, records)
    scores = course(run, run.measure)["scores"]
    assert len(scores["steps"]) <= MOST_POINTS + 1
    assert (scores["steps"][-1], scores["lines"][0][-1]) == (5000, 100.0)
    assert np.allclose(scores["lines"][0], np.array(scores["steps"]) / 50)


@pytest.mark.parametrize("tasks", [2, 16, 17, 250])
def test_a_scene_names_every_task_and_tells_few_from_many(tasks):
    run = history([], tasks)
    found = scene(run, [f"digits {task}" for task in range(tasks)], run.measure)
    assert [task["label"] for task in found["tasks"]][:2] == ["1: digits 0", "2: digits 1"]
    assert len({task["color"] for task in found["tasks"]}) > 0.9 * tasks
    assert found["few"] == (tasks <= 16)
    assert len(found["ends"]) == (tasks - 1 if tasks <= 16 else 0)
    assert found["score"]["colors"] == [0.0, 100.0]
