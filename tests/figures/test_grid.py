"""Combinations of settings: each number stands in its cell and on its line."""

import numpy as np
import pytest

from hnetlab.base.measure import ERROR
from hnetlab.figures.grid import grid_map, parallel_coordinates


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
        {"beta": [0.01, 1, 1], "hidden": [[8], (8, 4), None]}, [0.1, 0.01, 0.001], measure=ERROR
    )
    beta, hidden, error = figure.data[0].dimensions
    assert list(beta["values"]) == [-2, 0, 0]
    assert list(hidden.ticktext) == ["8", "8, 4", "none"]
    assert list(error["values"]) == pytest.approx([-1, -2, -3])
    assert figure.data[0].line.reversescale
