import numpy as np
import pytest

from hnetlab.figures import fitted_functions

X = [np.array([2.0, 0.0, 1.0]), np.array([3.0, 4.0])]
TRUTH = [2 * X[0], X[1] ** 2]
PREDICTIONS = [np.array([[4.0, 0.0, 2.0], [5.0, 1.0, 3.0]]), np.array([[9.0, 16.0], [9.0, 18.0]])]


def named(figure, name):
    return [trace for trace in figure.data if trace.name == name]


def test_each_task_shows_truth_and_prediction_in_the_order_of_its_inputs():
    figure = fitted_functions(X, TRUTH, PREDICTIONS, task_names=["2x", "x²"])
    (first,) = named(figure, "1: 2x")
    assert list(first.x) == [0, 1, 2]
    assert list(first.y) == [0.5, 2.5, 4.5]
    truth, _ = named(figure, "true function")
    assert list(truth.x) == [0, 1, 2]
    assert list(truth.y) == [0, 2, 4]
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("input x", "output y")


def test_the_band_is_one_sample_deviation_over_seeds():
    figure = fitted_functions(X, TRUTH, PREDICTIONS)
    bands = [trace for trace in figure.data if trace.fill == "toself"]
    assert len(bands) == 2
    assert bands[1].y[1] == pytest.approx(17 + np.sqrt(2))
    assert "2 seeds" in figure.layout.title.subtitle.text


def test_one_seed_and_columns_of_size_one_as_networks_give_them():
    figure = fitted_functions(
        [each[:, None] for each in X],
        [each[:, None] for each in TRUTH],
        [each[0][:, None] for each in PREDICTIONS],
    )
    assert list(named(figure, "task 2")[0].y) == [9, 16]
    assert not [trace for trace in figure.data if trace.fill == "toself"]


def test_training_points_are_shown_and_named_once():
    figure = fitted_functions(X, TRUTH, PREDICTIONS, [[0.5], [3.5]], [[1.1], [12.0]])
    first, second = named(figure, "training points")
    assert (list(first.x), list(first.y)) == ([0.5], [1.1])
    assert (first.showlegend, second.showlegend) == (True, False)
    assert (first.mode, first.legendgroup) == ("markers", second.legendgroup)


def test_tasks_differ_in_color_and_dash():
    figure = fitted_functions(X, TRUTH, PREDICTIONS)
    (first,), (second,) = named(figure, "task 1"), named(figure, "task 2")
    assert first.line.color != second.line.color
    assert first.line.dash != second.line.dash
