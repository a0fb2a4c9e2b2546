"""Combinations of settings: each number stands in its cell and on its line."""

import numpy as np
import pytest

from hnetlab.base.measure import ERROR
from hnetlab.figures.grid import grid_map, parallel_coordinates
from hnetlab.figures.theme import SEQUENTIAL


def test_each_number_of_a_map_stands_in_its_cell():
    scores = np.array([[0.5, 0.75, np.nan], [0.625, 0.875, 1.0]])
    figure = grid_map(("beta", [0.01, 0.1, 1]), ("embedding_dim", [2, 8]), scores)
    written = {(mark.x, mark.y): mark.text for mark in figure.layout.annotations}
    assert written == {(0, 0): "50.00", (1, 0): "75.00", (0, 1): "62.50", (1, 1): "87.50", (2, 1): "100.00"}
    assert figure.data[0].z[1][2] == 100
    assert figure.data[0].text[1][2] == "beta 1, embedding_dim 8"
    assert list(figure.layout.xaxis.ticktext) == ["0.01", "0.1", "1"]


def test_lines_go_through_the_values_and_lower_errors_are_darker():
    figure = parallel_coordinates(
        {"beta": [0.01, 0.1, 1], "hidden": [[8], (8, 4), None]}, [0.1, 0.01, 0.001], measure=ERROR
    )
    assert [trace.type for trace in figure.data] == ["scatter"] * 3  # no WebGL
    lines = {trace.text[0]: trace for trace in figure.data}
    assert list(lines) == [
        "beta 0.01, hidden 8: error 0.1",
        "beta 0.1, hidden 8, 4: error 0.01",
        "beta 1, hidden none: error 0.001",
    ]
    for trace, height in zip(figure.data, (0, 0.5, 1), strict=True):
        assert list(trace.x[:3]) == [0, 1, 2]
        assert list(trace.y[:3]) == pytest.approx([height, height, 1 - height])
    assert [trace.line.color for trace in figure.data] == [SEQUENTIAL[1], SEQUENTIAL[4], SEQUENTIAL[-1]]


def test_equal_scores_and_many_values_are_drawn_apart():
    figure = parallel_coordinates({"steps": range(100, 200)}, np.full(100, 0.5))
    ticks = [mark for mark in figure.layout.annotations if mark.xshift]
    steps = sorted(mark.y for mark in ticks if mark.x == 0)
    assert len(steps) > 10
    assert np.diff(steps).min() >= 0.06
    assert [(mark.y, mark.text) for mark in ticks if mark.x == 1] == [(0.5, "50.00")]
