import numpy as np
import pytest

from hnetlab.base.measure import ACCURACY, ERROR, LOSS, SQUARED_ERROR, Measure

REWARD = Measure("reward", "coins", higher_is_better=True)
TASK_ACCURACY = Measure("task accuracy", "%", higher_is_better=True, scale=100.0, digits=".1f")


def test_numbers_are_written_with_the_digits_and_the_unit_of_the_measure():
    assert (ACCURACY.text(0.9757), ACCURACY.cell(0.9757), ACCURACY.readout(0.9757)) == (
        "97.57",
        "97.57",
        "97.6 %",
    )
    assert (ERROR.text(0.00419), ERROR.cell(0.00419), ERROR.readout(0.00419)) == (
        "0.00419",
        "4.2e-03",
        "0.00419",
    )
    assert (REWARD.text(12.345), REWARD.readout(12.345)) == ("12.3", "12.3 coins")
    assert ACCURACY.written(97.571) == "97.57"
    assert ACCURACY.text(-0.00001) == "0.00", "what rounds to zero has no sign"


def test_a_measure_names_itself_and_its_axis():
    assert (ACCURACY.title, ACCURACY.label, ACCURACY.axis_title, ACCURACY.plural) == (
        "Accuracy",
        "accuracy (%)",
        "test accuracy (%)",
        "accuracies",
    )
    assert (ERROR.label, ERROR.axis_title) == ("error", "test mean squared error")
    assert (TASK_ACCURACY.title, TASK_ACCURACY.key) == ("Task accuracy", "task_accuracy")
    assert (LOSS.label, SQUARED_ERROR.label, LOSS.plural) == ("loss (nats)", "loss (squared error)", "losses")


def test_percentages_differ_by_points_and_everything_else_by_its_unit():
    assert [measure.difference_unit for measure in (ACCURACY, TASK_ACCURACY, ERROR, REWARD)] == [
        "points",
        "points",
        "",
        "coins",
    ]
    assert ACCURACY.with_unit("forgetting", difference=True) == "forgetting (points)"
    assert ERROR.with_unit("forgetting", difference=True) == "forgetting"


def test_above_zero_a_gain_is_better_in_every_measure():
    assert ACCURACY.gain(0.5, 0.75) == ERROR.gain(0.75, 0.5) == 0.25
    before, after = np.array([1.0, 2.0]), np.array([3.0, 1.0])
    for measure in (REWARD, ERROR):
        assert ((measure.gain(before, after) > 0) == measure.better(after, before)).all()


def test_the_best_of_several_leaves_out_what_was_not_measured():
    values = [[0.1, np.nan], [0.3, 0.2]]
    assert ACCURACY.best(values, axis=0).tolist() == [0.3, 0.2]
    assert ERROR.best(values, axis=0).tolist() == [0.1, 0.2]
    assert (ACCURACY.best(values), ERROR.best(values)) == (0.3, 0.1)


def test_percentages_have_a_range_and_other_measures_only_where_one_is_given():
    assert ACCURACY.range == TASK_ACCURACY.range == (0, 1)
    assert ERROR.range == (1e-4, 10)
    assert REWARD.range is None


def test_what_is_not_finite_is_not_shown():
    assert ACCURACY.shown([0.5, 1.0]).tolist() == [50, 100]
    assert np.isnan(ERROR.shown([np.inf, -np.inf, np.nan])).all()


@pytest.mark.parametrize("measure", [ACCURACY, ERROR, LOSS, SQUARED_ERROR, REWARD, TASK_ACCURACY])
def test_every_format_is_one_of_python(measure):
    assert measure.text(0.5)
    assert measure.readout(0.5).startswith(measure.written(0.5 * measure.scale)[:1])


def test_guessing_is_known_from_the_numbers_of_classes():
    measure = ACCURACY.of_classes([2, 4, 2])
    assert (measure.guessed(), measure.guessed(0), measure.guessed(1)) == (0.25, 0.5, 0.25)
    assert (measure.color_range(), measure.color_range(2)) == ((0.25, 1.0), (0.5, 1.0))
    assert measure == ACCURACY, "it is the same measure, which runs of other benchmarks share"
    assert ACCURACY.guessed() is ERROR.of_classes([2]).guessed() is ACCURACY.of_classes([1]).guessed() is None
