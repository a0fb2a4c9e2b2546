import numpy as np
import pytest

from hnetlab.base.measure import ERROR, SQUARED_ERROR
from hnetlab.figures import accuracy_over_training, loss_curves

NAMES = ["digits 0, 1", "digits 2, 3"]
STEPS = [0, 100, 200, 300, 400]
# Two seeds, five steps, two tasks; the second task is measured from step 200 on.
SCORES = np.array(
    [
        [[0.5, np.nan], [0.9, np.nan], [1.0, 0.5], [0.7, 0.9], [0.6, 1.0]],
        [[0.5, np.nan], [0.7, np.nan], [1.0, 0.5], [0.5, 0.7], [0.4, 1.0]],
    ]
)


def lines(figure):
    return [trace for trace in figure.data if trace.showlegend is not False]


def bands(figure):
    return [trace for trace in figure.data if trace.fill == "toself"]


def test_a_line_per_task_in_percent_with_gaps_where_not_measured():
    first, second = lines(accuracy_over_training(STEPS, SCORES, NAMES, task_ends=[200, 400]))
    assert (first.name, second.name) == ("1: digits 0, 1", "2: digits 2, 3")
    assert first.y == pytest.approx([50, 80, 100, 60, 50])
    assert np.isnan(second.y[:2]).all()
    assert second.y[2:] == pytest.approx([50, 80, 100])


def test_tasks_differ_in_color_dash_and_marker():
    first, second = lines(accuracy_over_training(STEPS, SCORES, NAMES))
    assert first.line.color != second.line.color
    assert first.line.dash != second.line.dash
    assert first.marker.symbol != second.marker.symbol


def test_the_markers_of_the_last_step_are_whole():
    figure = accuracy_over_training([1, 2], [[0.9, 0.1], [1.0, 0.2]])
    assert [trace.cliponaxis for trace in figure.data] == [False, False]


def test_the_band_is_one_sample_deviation_over_seeds():
    figure = accuracy_over_training(STEPS, SCORES, NAMES)
    first, second = bands(figure)
    deviation = 100 * np.std([0.9, 0.7], ddof=1)
    assert first.y[1] == pytest.approx(80 + deviation)
    assert first.y[-2] == pytest.approx(80 - deviation)
    assert list(second.x) == [200, 300, 400, 400, 300, 200]
    assert figure.layout.title.subtitle.text == "mean over 2 seeds, band: ± one standard deviation"
    assert not bands(accuracy_over_training(STEPS, SCORES[0], NAMES))


def test_axes_have_titles_with_units():
    layout = accuracy_over_training(STEPS, SCORES).layout
    assert layout.xaxis.title.text == "optimizer step"
    assert layout.yaxis.title.text == "test accuracy (%)"


def test_task_boundaries_are_marked_between_tasks_and_tasks_are_named_above():
    layout = accuracy_over_training(STEPS, SCORES, task_ends=[200, 400]).layout
    assert [shape.x0 for shape in layout.shapes] == [200]
    assert [(note.text, note.x) for note in layout.annotations] == [("task 1", 100), ("task 2", 300)]


def test_an_unfinished_task_is_marked_up_to_the_last_step():
    layout = accuracy_over_training(STEPS, SCORES, task_ends=[200]).layout
    assert [shape.x0 for shape in layout.shapes] == [200]
    assert [note.text for note in layout.annotations] == ["task 1", "task 2"]
    assert tuple(layout.xaxis.range) == (0, 400)


def test_before_the_first_evaluation_there_is_an_empty_plot():
    figure = accuracy_over_training([], np.zeros((2, 0, 3)))
    assert [trace.name for trace in lines(figure)] == ["task 1", "task 2", "task 3"]


def test_errors_have_a_logarithmic_axis_and_a_band_that_stays_positive():
    errors = np.array([[[0.001], [1.0]], [[0.9], [2.0]], [[0.002], [4.0]]])
    figure = accuracy_over_training([1, 2], errors, ["x + 3"], measure=ERROR)
    (line,), (band,) = lines(figure), bands(figure)
    assert figure.layout.yaxis.type == "log"
    assert figure.layout.yaxis.title.text == "test mean squared error"
    assert line.y == pytest.approx([0.002, 2.0])
    assert sorted(band.y) == pytest.approx([0.001, 0.9, 1.0, 4.0])
    assert figure.layout.title.subtitle.text == "median of 3 seeds, band: least to largest"


def test_long_sequences_have_a_color_bar_for_a_legend():
    figure = accuracy_over_training([0, 1], np.full((2, 100), 0.5), task_ends=np.arange(1, 101))
    assert figure.layout.showlegend is False
    bar = figure.data[-1].marker
    assert (bar.cmin, bar.cmax, bar.colorbar.title.text) == (1, 100, "task")


def test_values_that_do_not_fit_the_steps_are_refused():
    with pytest.raises(ValueError, match=r"There are 5 steps but values of shape \(5, 2, 2\)"):
        accuracy_over_training(STEPS, SCORES.swapaxes(0, 1))
    with pytest.raises(ValueError, match="needs 2 axes"):
        loss_curves(STEPS, {"task": np.zeros((2, 2, 5))})


def test_loss_and_regularizer_share_a_logarithmic_axis():
    figure = loss_curves(
        STEPS,
        {"task": [0.7, 0.3, 0.1, 0.6, 0.2], "regularizer": [0, 0, 0, 0.01, 0.002]},
        task_ends=[200, 400],
    )
    loss, regularizer = lines(figure)
    assert (loss.name, regularizer.name) == ("task loss", "regularizer")
    assert loss.line.dash != regularizer.line.dash
    assert figure.layout.yaxis.type == "log"
    assert figure.layout.yaxis.title.text == "loss (nats)"
    assert np.isnan(regularizer.y[:3]).all()
    assert regularizer.y[3:] == pytest.approx([0.01, 0.002])


def test_every_part_of_the_loss_has_a_line_that_is_no_tasks():
    names = ["task", "regularizer", "replay", "reconstruction", "KL"]
    parts = lines(loss_curves(STEPS, {name: np.ones(5) for name in names}))
    assert [line.name for line in parts] == [
        "task loss",
        "regularizer",
        "replay loss",
        "reconstruction loss",
        "KL",
    ]
    assert len({(line.line.color, line.line.dash) for line in parts}) == 5
    tasks = lines(accuracy_over_training(STEPS, SCORES, NAMES))
    assert not {line.line.color for line in parts} & {line.line.color for line in tasks}


def test_one_change_has_its_text_along_its_line_and_close_ones_share_a_number():
    (mark,) = loss_curves(STEPS, {"task": np.ones(5)}, changes=[(250, "beta 0.1 → 50")]).layout.shapes
    assert mark.label.text == "beta 0.1 → 50"
    close = [(250, "a"), (251, "b"), (252, "c"), (400, "d")]
    marks = loss_curves(STEPS, {"task": np.ones(5)}, changes=close).layout.shapes
    assert [mark.label.text for mark in marks] == ["", "", "<b>1\u20133</b>", "<b>4</b>"]


def test_changed_settings_are_lines_with_numbers_that_the_subtitle_explains():
    changes = [(250, "beta 0.1 → 50"), (300, "lookahead on → off")]
    for figure in (
        accuracy_over_training(STEPS, SCORES, task_ends=[200], changes=changes),
        loss_curves(STEPS, {"task": np.ones(5)}, task_ends=[200], changes=changes),
    ):
        boundary, *marks = figure.layout.shapes
        assert (boundary.x0, boundary.label.text) == (200, None)
        assert [(mark.x0, mark.x1, mark.label.text) for mark in marks] == [
            (250, 250, "<b>1</b>"),
            (300, 300, "<b>2</b>"),
        ]
        told = figure.layout.title.subtitle.text.replace("<br>", " ")
        assert "1: beta 0.1 → 50; 2: lookahead on → off" in told
        assert {mark.line.dash for mark in marks} != {boundary.line.dash}


def test_a_method_without_regularizer_has_one_line():
    figure = loss_curves(STEPS, {"task": [0.7, 0.3, 0.1, 0.6, 0.2]}, measure=SQUARED_ERROR)
    assert [line.name for line in lines(figure)] == ["task loss"]
    assert figure.layout.yaxis.title.text == "loss (squared error)"


def test_loss_over_seeds_is_the_median_between_least_and_largest():
    figure = loss_curves([1, 2], {"task": [[0.1, 1.0], [0.2, 4.0], [0.9, 2.0]]})
    (line,), (band,) = lines(figure), bands(figure)
    assert line.y == pytest.approx([0.2, 2.0])
    assert list(band.y) == pytest.approx([0.9, 4.0, 1.0, 0.1])


def test_long_curves_are_averaged_in_blocks_that_do_not_span_tasks():
    steps = np.arange(1, 2001)
    loss = np.where(steps <= 1001, 1.0, 3.0)
    figure = loss_curves(steps, {"task": loss}, task_ends=[1001, 2000])
    (line,) = lines(figure)
    assert set(np.round(line.y, 12)) == {1.0, 3.0}
    assert line.y[line.x <= 1001] == pytest.approx(1.0)
    assert len(line.x) < 310
    assert figure.layout.title.subtitle.text == "each point: mean of 7 steps"


def test_block_means_keep_the_overall_mean():
    steps = np.arange(1, 901)
    loss = np.random.default_rng(0).uniform(0.1, 1, 900)
    (line,) = lines(loss_curves(steps, {"task": loss}))
    assert np.mean(line.y) == pytest.approx(loss.mean())


def test_no_step_yet_is_an_empty_plot():
    assert len(lines(loss_curves([], dict.fromkeys(("task", "regularizer"), np.zeros((2, 0)))))) == 2
