import numpy as np
import pytest

from hnetlab.figures import distances, weight_plane

NAMES = ["digits 0, 1", "digits 2, 3", "digits 4, 5"]
MATRIX = np.array([[0, 3.0, 4.0], [3.0, 0, 5.0], [4.0, 5.0, 0]])


def test_the_plane_has_a_numbered_point_per_task():
    figure = weight_plane([[1, 2], [3, 4]], [0.8, 0.15], NAMES, tasks=[0, 2])
    assert [(trace.name, trace.text[0]) for trace in figure.data] == [
        ("1: digits 0, 1", "1"),
        ("3: digits 4, 5", "3"),
    ]
    assert figure.layout.xaxis.title.text == "first principal component (80 % of variance)"
    assert weight_plane([[1, 2], [3, 4]], None).data[1].name == "task 2"


def test_distances_are_written_in_their_cells_and_dark_where_large():
    figure = distances(MATRIX, NAMES, unit="relative distance")
    heat, texts = figure.data
    assert heat.z.tolist() == MATRIX.tolist()
    assert (heat.zmin, heat.zmax, heat.colorbar.title.text) == (0, 5, "relative distance")
    assert list(texts.text) == ["0", "3", "4", "3", "0", "5", "4", "5", "0"]
    assert list(figure.layout.yaxis.ticktext) == ["1: digits 0, 1", "2: digits 2, 3", "3: digits 4, 5"]
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1], "the first task is on top"


def test_some_tasks_of_a_sequence_keep_their_numbers():
    figure = distances(MATRIX[:2, :2], NAMES, tasks=[2, 0])
    assert list(figure.layout.yaxis.ticktext) == ["3: digits 4, 5", "1: digits 0, 1"]
    assert list(figure.layout.xaxis.ticktext) == ["3", "1"]


def test_equal_tasks_and_long_sequences_can_be_drawn():
    assert distances(np.zeros((2, 2))).data[0].zmax == 1
    figure = distances(np.ones((100, 100)))
    assert len(figure.data) == 1
    assert list(figure.layout.xaxis.ticktext) == [str(task) for task in range(10, 101, 10)]


def test_names_must_fit():
    with pytest.raises(ValueError, match=r"shows 3 tasks, which can't be \[0, 1, 2\] of 2: name as many"):
        distances(MATRIX, NAMES[:2])
    with pytest.raises(ValueError, match=r"can't be \[0, 1\] of 3"):
        weight_plane(np.zeros((3, 2)), None, NAMES, tasks=[0, 1])
