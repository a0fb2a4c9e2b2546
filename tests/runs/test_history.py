import json
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hnetlab.base.measure import ERROR
from hnetlab.learning import Schedule, Stage
from hnetlab.runs.history import Change, Evaluation, History, Measurement, Record, record_from

values = st.floats(allow_nan=False)
replicas = st.lists(values, min_size=1, max_size=3).map(tuple)
rows = st.lists(replicas, min_size=1, max_size=3).map(tuple)
counts = st.integers(0, 100)
measurements = st.builds(
    Measurement,
    task=counts,
    step=counts,
    losses=st.dictionaries(st.text(), replicas),
    embedding=st.none() | rows,
    stage=counts,
)
evaluations = st.builds(
    Evaluation,
    task=counts,
    step=counts,
    scores=st.dictionaries(st.text(), rows),
    final=st.booleans(),
    stage=counts,
)


@given(measurements | evaluations)
def test_a_record_survives_json(record):
    assert record_from(json.loads(json.dumps(asdict(record)))) == record


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"kind": "evaluation"},
        {"kind": "measurement", "task": 0, "step": 1},
        {"kind": "something", "task": 0},
        {"kind": "evaluation", "scores": [[0.5]]},
        {"kind": "evaluation", "task": 0, "step": 1, "scores": 0.5, "final": True},
        {"kind": "evaluation", "task": 0, "step": 1, "scores": [[0.5]], "final": True, "more": 1},
        {"kind": "measurement", "embedding": None, "loss": [0.5]},
        {"kind": "measurement", "task": 0, "step": 1, "embedding": None, "loss": 0.5, "regularizer": [0]},
    ],
)
def test_what_is_no_record_is_refused(data):
    with pytest.raises(ValueError, match="no record of a run"):
        record_from(data)


@pytest.fixture
def history():
    """Two tasks of ten steps with two replicas, evaluated in the middle of the second task too."""
    return History(
        Schedule.even(2, 10),
        2,
        [
            Measurement(0, 1, {"task": (1.0, 2.0), "regularizer": (0.0, 0.0)}, ((0.1, 0.2), (0.3, 0.4))),
            Measurement(0, 10, {"task": (0.5, 0.6), "regularizer": (0.0, 0.0)}, ((0.5, 0.6), (0.7, 0.8))),
            Evaluation(0, 10, {"accuracy": ((0.9,), (0.8,))}, True),
            Measurement(1, 1, {"task": (3.0, 4.0), "regularizer": (0.1, 0.2)}, ((1.1, 1.2), (1.3, 1.4))),
            Evaluation(1, 5, {"accuracy": ((0.7, 0.6), (0.5, 0.4))}, False),
            Evaluation(1, 10, {"accuracy": ((0.3, 1.0), (0.2, 0.9))}, True),
        ],
    )


def test_the_matrix_holds_the_scores_after_each_task(history):
    expected = [[[0.9, np.nan], [0.3, 1.0]], [[0.8, np.nan], [0.2, 0.9]]]
    np.testing.assert_array_equal(history.scores, expected)


def test_the_matrix_is_nan_before_anything_is_learned():
    scores = History(Schedule.even(3, 10), 2).scores
    assert scores.shape == (2, 3, 3)
    assert np.isnan(scores).all()


def test_an_evaluation_within_a_task_is_no_row_of_the_matrix():
    history = History(Schedule.even(2, 10), 1, [Evaluation(0, 5, {"accuracy": ((0.7,),)}, False)])
    assert np.isnan(history.scores).all()


def test_score_curves_have_every_evaluation(history):
    curves = history.score_curves()
    assert curves.steps.tolist() == [10, 15, 20]
    expected = [[[0.9, np.nan], [0.8, np.nan]], [[0.7, 0.6], [0.5, 0.4]], [[0.3, 1.0], [0.2, 0.9]]]
    np.testing.assert_array_equal(curves.scores, expected)


def test_loss_curves_count_steps_over_all_tasks(history):
    curves = history.curves()
    assert curves.steps.tolist() == [1, 10, 11]
    np.testing.assert_array_equal(curves.losses["task"], [[1.0, 2.0], [0.5, 0.6], [3.0, 4.0]])
    np.testing.assert_array_equal(curves.losses["regularizer"], [[0.0, 0.0], [0.0, 0.0], [0.1, 0.2]])


def test_trajectories_are_the_paths_of_the_embeddings(history):
    first, second = history.trajectories()
    np.testing.assert_array_equal(first, [[[0.1, 0.2], [0.3, 0.4]], [[0.5, 0.6], [0.7, 0.8]]])
    np.testing.assert_array_equal(second, [[[1.1, 1.2], [1.3, 1.4]]])


def test_an_empty_history_has_empty_curves():
    history = History(Schedule.even(2, 10), 3)
    assert history.curves().losses == {}
    assert history.score_curves().scores.shape == (0, 3, 2)
    assert history.trajectories() == []


def test_without_embeddings_there_are_no_trajectories():
    history = History(
        Schedule.even(2, 10), 1, [Measurement(0, 1, {"task": (1.0,), "regularizer": (0.0,)}, None)]
    )
    assert history.trajectories() == []
    assert history.curves().steps.tolist() == [1]


def test_records_of_version_0_1_are_read_with_the_names_that_they_lacked():
    step = {"kind": "measurement", "task": 1, "step": 2, "embedding": None}
    assert record_from({**step, "loss": [1.5, 2], "regularizer": [0, 0.5]}) == Measurement(
        1, 2, {"task": (1.5, 2.0), "regularizer": (0.0, 0.5)}, None
    )
    scores = {"kind": "evaluation", "task": 0, "step": 4, "scores": [[0.5], [1.0]], "final": True}
    rows = ((0.5,), (1.0,))
    assert record_from(scores) == Evaluation(0, 4, {"accuracy": rows}, True)
    assert record_from(scores, ERROR) == Evaluation(0, 4, {"error": rows}, True)
    assert record_from({"kind": "change", "task": 0, "step": 1, "values": {}}) == Change(0, 1, {})


def test_stages_of_unequal_length_are_counted_through():
    """Two stages in each task; the second loss exists in the second stage only."""
    schedule = Schedule([[Stage(0, 4), Stage(0, 2, "replay", 1)], [Stage(1, 6), Stage(1, 3, "replay", 1)]])
    records: list[Record] = [
        Measurement(0, 4, {"task": (1.0,)}, None),
        Measurement(0, 1, {"replay": (5.0,)}, None, stage=1),
        Evaluation(0, 2, {"accuracy": ((0.5,),), "task accuracy": ((1.0,),)}, True, stage=1),
        Measurement(1, 2, {"task": (3.0,)}, None),
        Change(1, 1, {}, stage=1),
    ]
    history = History(schedule, 1, records)
    curves = history.curves()
    assert curves.steps.tolist() == [4, 5, 8]
    np.testing.assert_array_equal(curves.losses["task"], [[1.0], [np.nan], [3.0]])
    np.testing.assert_array_equal(curves.losses["replay"], [[np.nan], [5.0], [np.nan]])
    assert history.change_steps().tolist() == [13]
    assert (history.task_ends, history.score_curves().steps.tolist()) == ([6], [6])
    assert (history.scores[0, 0, 0], history.matrix("task accuracy")[0, 0, 0]) == (0.5, 1.0)
