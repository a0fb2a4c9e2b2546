import json

import numpy as np
import pytest

from hnetlab.analysis.summary import summarize_run
from hnetlab.base.errors import DataError
from hnetlab.base.measure import ACCURACY, ERROR
from hnetlab.experiments import configure
from hnetlab.learning import Schedule
from hnetlab.runs.history import Evaluation, History
from hnetlab.runs.run import Description

# Two seeds, two tasks: the first is learned to 0.9 and 0.8 and falls to 0.6 and 0.7.
FIRST, LAST = ((0.9,), (0.8,)), ((0.6, 0.95), (0.7, 0.85))


def summarize(benchmark="split-digits", evaluations=(FIRST, LAST), seeds=(3, 8), seconds=4.0):
    kind = "regression" if benchmark == "regression" else "classification"
    measure = ERROR if kind == "regression" else ACCURACY
    schedule = Schedule.even(2, 10)
    records = [Evaluation(task, 10, {measure.name: rows}, True) for task, rows in enumerate(evaluations)]
    history = History(schedule, len(seeds), records, measure)
    return summarize_run(
        configure(benchmark, tasks=2, seeds=seeds),
        Description(kind, ("a", "b"), 100, {"theta": 40, "task embeddings": 10}, 0.5, schedule.stages),
        history,
        seconds=seconds,
        device="cpu",
        run_dir="/runs/1",
    )


def test_a_classification_is_in_percent_with_the_metrics_by_their_formulas():
    result = summarize()
    assert np.allclose(np.array(result["accuracy_matrix"], dtype=float)[:, 1], [[60, 95], [70, 85]])
    assert result["average_accuracy"]["per_seed"] == pytest.approx([77.5, 77.5])
    assert result["during_accuracy"]["per_seed"] == pytest.approx([92.5, 82.5])
    assert result["during_accuracy"]["mean"] == pytest.approx(87.5)
    assert result["during_accuracy"]["standard_error"] == pytest.approx(np.std([92.5, 82.5], ddof=1) / 2**0.5)
    assert result["forgetting"]["per_seed"] == pytest.approx([30, 10])
    assert result["backward_transfer"]["per_seed"] == pytest.approx([-30, -10])
    assert result["compression_ratio"] == 0.5
    assert (result["seconds"], result["steps_per_second"]) == (4.0, 5.0)
    assert (result["benchmark"], result["method"], result["preset"]) == ("split-digits", "hnet", "quick")
    assert (result["seeds"], result["task_names"]) == ([3, 8], ["a", "b"])
    assert (result["device"], result["run_dir"]) == ("cpu", "/runs/1")


def test_what_was_not_measured_is_null_and_the_whole_is_strict_json():
    result = summarize()
    assert [row[0][1] for row in result["accuracy_matrix"]] == [None, None]
    assert json.loads(json.dumps(result, allow_nan=False)) == result


def test_a_regression_has_errors_as_they_are():
    result = summarize("regression")
    assert result["error_matrix"][0][1] == [0.6, 0.95]
    assert result["average_error"]["per_seed"] == pytest.approx([0.775, 0.775])
    assert result["forgetting"]["per_seed"] == pytest.approx([-0.3, -0.1])  # an error that falls is a gain
    assert result["backward_transfer"]["per_seed"] == pytest.approx([0.3, 0.1])
    assert not [name for name in result if "accuracy" in name]


def test_one_seed_has_no_standard_error():
    result = summarize(evaluations=(FIRST[:1], LAST[:1]), seeds=(1,))
    assert result["average_accuracy"] == {
        "mean": pytest.approx(77.5),
        "standard_error": None,
        "per_seed": [pytest.approx(77.5)],
    }


def test_a_run_that_took_no_time_has_no_speed():
    assert summarize(seconds=0.0)["steps_per_second"] is None


def test_an_unfinished_run_has_no_summary():
    with pytest.raises(DataError, match="let the run finish first"):
        summarize(evaluations=(FIRST,))
