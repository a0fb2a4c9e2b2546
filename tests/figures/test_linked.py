"""Figures say which tasks their points are of, so that linked views can light them up."""

import numpy as np
import pytest

from hnetlab import figures

SCORES = np.array([[0.9, np.nan, np.nan], [0.8, 0.9, np.nan], [0.7, 0.8, 0.9]])
NAMES = ["a", "b", "c"]


def of_one_task(figure):
    return [trace.meta["task"] for trace in figure.data if "task" in (trace.meta or {})]


def test_lines_and_points_are_of_their_task():
    curves = figures.accuracy_over_training([10, 20, 30], SCORES, NAMES)
    assert of_one_task(curves) == [0, 1, 2]
    path = figures.path_scores([0.0, 0.5, 1.0], SCORES.T[::-1], (0, 2), NAMES)
    assert of_one_task(path) == [0, 0, 1, 1, 2, 2]
    plane = figures.weight_plane([[0.0, 1.0], [2.0, -1.0]], None, NAMES, tasks=[0, 2])
    assert of_one_task(plane) == [0, 2]


@pytest.mark.parametrize(("tasks", "said"), [(None, "xy"), ([0, 2], None)])
def test_cells_are_of_the_tasks_of_row_and_column_unless_some_are_left_out(tasks, said):
    matrix = figures.distances([[0.0, 1.0], [1.0, 0.0]], NAMES if tasks else None, tasks=tasks)
    assert (matrix.data[0].meta or {}).get("tasks") == said
    accuracies = figures.accuracy_matrix(SCORES, NAMES)
    assert accuracies.data[0].meta["tasks"] == "x", "a row is a time, a column a task"
