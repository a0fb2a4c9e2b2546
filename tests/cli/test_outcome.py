import numpy as np
import pytest

from hnetlab.cli.outcome import heading, matrix_text, metrics_text, outcome_text


def metric(mean, error=None):
    return {"mean": mean, "standard_error": error, "per_seed": [mean]}


def summary(matrix, **changes):
    seeds, tasks = np.shape(matrix)[:2]
    return {
        "benchmark": "split-digits",
        "method": "hnet",
        "preset": "quick",
        "seeds": list(range(1, seeds + 1)),
        "task_names": [f"digits {2 * task}, {2 * task + 1}" for task in range(tasks)],
        "accuracy_matrix": matrix,
        "average_accuracy": metric(97.5, 0.25),
        "during_accuracy": metric(98),
        "forgetting": metric(1),
        "backward_transfer": metric(-1),
        "compression_ratio": 0.973388,
        "seconds": 8.0,
        "steps_per_second": 250.4,
        "device": "cpu",
        "run_dir": "/runs/1",
        **changes,
    }


def lower(tasks, value=99.0):
    return [[value if column <= row else None for column in range(tasks)] for row in range(tasks)]


def test_the_matrix_has_means_and_deviations_and_nothing_where_nothing_was_measured():
    text = matrix_text(summary([[[90.0, None], [60.0, 95.0]], [[94.0, None], [70.0, 97.0]]]), 80)
    assert text.splitlines() == [
        "Test accuracy in % after learning a task (row) on a task (column), mean±deviation of 2 seeds:",
        "",
        "after learning      task 1      task 2",
        "1 digits 0, 1   92.00±2.83",
        "2 digits 2, 3   65.00±7.07  96.00±1.41",
    ]


def test_one_seed_has_no_deviation():
    text = matrix_text(summary([[[90.0, None], [60.0, 95.0]]]), 80)
    assert "±" not in text
    assert text.splitlines()[-1].split() == ["2", "digits", "2,", "3", "60.00", "95.00"]


@pytest.mark.parametrize(("tasks", "width"), [(2, 80), (10, 80), (10, 120), (14, 80), (20, 80), (20, 120)])
def test_a_matrix_keeps_its_rows_in_one_piece(tasks, width):
    text = matrix_text(summary([lower(tasks), lower(tasks, 98.0)]), width)
    _, table = text.split("\n\n")
    assert len(table.splitlines()) == tasks + 1
    assert max(map(len, table.splitlines())) <= width


def test_a_wide_matrix_is_rounded_and_a_very_wide_one_shows_first_and_last_scores():
    ten, twenty = (matrix_text(summary([lower(tasks), lower(tasks, 98.0)]), 80) for tasks in (10, 20))
    assert "rounded, mean of 2 seeds:" in ten
    assert ten.splitlines()[-1].split() == ["10", *["98"] * 10]
    assert "after the last task" in twenty


def test_a_hundred_tasks_are_listed_with_their_first_and_last_score():
    matrix = lower(100)
    matrix[-1][7] = 12.5
    lines = matrix_text(summary([matrix]), 80).splitlines()
    assert len(lines) == 103
    assert lines[10].split() == ["8", "digits", "14,", "15", "99.00", "12.50"]


def test_metrics_have_the_papers_words_and_their_units():
    lines = metrics_text(summary([lower(2), lower(2)])).splitlines()
    assert lines[0] == "Metrics, mean ± standard error of 2 seeds:"
    assert lines[2].split("  ")[0] == "average accuracy"
    assert "97.50 ± 0.25 %" in lines[2]
    assert "1.00 points" in lines[4]
    assert lines[5].startswith("backward transfer  -1.00 points")
    assert lines[6].startswith("compression ratio  0.973")
    assert lines[7].split("  ")[-1].strip() == "250 steps per second on cpu"


def test_a_regression_has_errors_without_a_unit():
    errors = summary([[[0.00419, None], [1.5, 0.0123]]])
    for old, new in (("average_accuracy", "average_error"), ("during_accuracy", "during_error")):
        errors[new] = metric(0.00419) if errors.pop(old) else None
    errors["error_matrix"] = errors.pop("accuracy_matrix")
    text = outcome_text(errors, 80)
    assert "Mean squared test error" in text
    assert "0.00419" in text
    assert "average error" in text
    assert "%" not in text
    assert "points" not in text


def test_the_heading_names_the_run():
    mine = summary([lower(2)])
    assert heading(mine) == "split-digits, method hnet, preset quick, seed 1"
    assert heading(mine | {"network": "mlp"}) == heading(mine)
    assert ", method hnet, network lenet, preset quick, seed 1" in heading(mine | {"network": "lenet"})


def test_the_heading_names_tasks_and_a_network_of_a_user_s_own_and_the_scenario():
    mine = summary([lower(2)]) | {"scenario": 3}
    assert heading(mine) == "split-digits, method hnet, preset quick, scenario 3, seed 1"
    own = mine | {"own": {"sequence": "/there/tasks.py:mine", "module": "nets.py:small"}, "scenario": 1}
    assert heading(own) == "tasks.py:mine, method hnet, network nets.py:small, preset quick, seed 1"
