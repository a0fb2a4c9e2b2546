import numpy as np
import pytest

from hnetlab.base.measure import ACCURACY, ERROR
from hnetlab.figures import accuracy_matrix, task_confusion
from hnetlab.figures.theme import INK

NAMES = ["digits 0, 1", "digits 2, 3", "digits 4, 5"]
SCORES = np.array(
    [
        [[0.99, np.nan, np.nan], [0.60, 0.98, np.nan], [0.10, 0.50, 0.97]],
        [[0.97, np.nan, np.nan], [0.70, 0.98, np.nan], [0.30, 0.50, 0.99]],
    ]
)


def cells(figure):
    """What is written where: (row, column) to text."""
    (text,) = (trace for trace in figure.data if trace.type == "scatter")
    return {(row, column): content for row, column, content in zip(text.y, text.x, text.text, strict=True)}


def test_cells_show_mean_and_deviation_in_percent():
    text = cells(accuracy_matrix(SCORES, NAMES))
    assert text[0, 0] == "98.00<br>± 1.41"
    assert text[1, 0] == "65.00<br>± 7.07"
    assert text[2, 1] == "50.00<br>± 0.00"


def test_above_the_diagonal_is_blank_even_where_measured():
    for scores in (SCORES, np.nan_to_num(SCORES, nan=0.2)):
        figure = accuracy_matrix(scores, NAMES)
        assert set(cells(figure)) == {(0, 0), (1, 0), (1, 1), (2, 0), (2, 1), (2, 2)}
        assert np.isnan(figure.data[0].z[np.triu_indices(3, 1)]).all()
        assert not figure.data[0].hovertext[np.triu_indices(3, 1)].any()  # of many tasks half the megabytes


def test_one_seed_shows_no_deviation():
    figure = accuracy_matrix(SCORES[0], NAMES)
    assert cells(figure)[1, 0] == "60.00"
    assert not figure.layout.title.subtitle.text
    assert "2 seeds" in accuracy_matrix(SCORES).layout.title.subtitle.text


def test_cells_that_a_seed_has_not_measured_are_blank():
    unfinished = SCORES.copy()
    unfinished[1, 2] = np.nan
    figure = accuracy_matrix(unfinished, NAMES)
    assert set(cells(figure)) == {(0, 0), (1, 0), (1, 1)}


def test_nothing_measured_yet_is_an_empty_matrix():
    for measure in (ACCURACY, ERROR):
        assert not cells(accuracy_matrix(np.full((2, 3, 3), np.nan), measure=measure))


def test_rows_are_what_was_learned_and_columns_what_is_tested():
    figure = accuracy_matrix(SCORES, NAMES)
    assert figure.layout.yaxis.title.text == "after learning"
    assert figure.layout.xaxis.title.text == "test accuracy on"
    assert list(figure.layout.yaxis.ticktext) == list(figure.layout.xaxis.ticktext) == NAMES
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1], "the first row is on top"
    assert figure.data[0].hovertext[2][1] == "after learning digits 4, 5<br>on digits 2, 3: 50.00 ± 0.00"


def test_what_is_written_in_cells_fits_into_a_narrow_figure():
    """The figure need not be wider than 500 pixels: first deviations go, then digits, then all text."""
    scores = np.where(np.tri(20, dtype=bool), 0.975, np.nan)[None].repeat(2, axis=0) * [[[0.9]], [[1.0]]]

    def last(tasks):
        figure = accuracy_matrix(scores[:, :tasks, :tasks])
        return cells(figure).get((tasks - 1, 0)) if len(figure.data) > 1 else None

    assert [last(tasks) for tasks in (3, 9, 16, 20)] == ["92.62<br>± 6.89", "92.6", "93", None]


def test_colors_begin_at_guessing_where_it_is_known():
    two = accuracy_matrix(SCORES, measure=ACCURACY.of_classes([2, 2, 2]))
    assert (two.data[0].zmin, two.data[0].zmax) == (50, 100)
    assert two.data[0].colorbar.ticktext[0] == "50"
    assert "colors begin at guessing, 50 %" in two.layout.title.subtitle.text.replace("<br>", " ")
    unequal = accuracy_matrix(SCORES, measure=ACCURACY.of_classes([4, 2, 2]))
    assert unequal.data[0].zmin == 25
    assert "at the least guessing, 25 %" in unequal.layout.title.subtitle.text.replace("<br>", " ")


def test_the_scale_is_zero_to_hundred_percent_where_guessing_is_not_known():
    heatmap = accuracy_matrix(SCORES).data[0]
    assert (heatmap.zmin, heatmap.zmax) == (0, 100)
    assert heatmap.colorbar.title.text == "accuracy (%)"


def test_text_is_white_on_dark_cells_and_ink_on_light_ones():
    (text,) = (trace for trace in accuracy_matrix(SCORES).data if trace.type == "scatter")
    colors = dict(zip(zip(text.y, text.x, strict=True), text.textfont.color, strict=True))
    assert colors[0, 0] == "#FFFFFF"
    assert colors[2, 0] == INK


def test_errors_are_scientific_on_powers_of_ten_with_small_ones_dark():
    errors = np.array([[[0.004, np.nan], [13.0, 0.002]]])
    figure = accuracy_matrix(errors, ["x + 3", "2x² + 1"], measure=ERROR)
    heatmap = figure.data[0]
    assert cells(figure) == {(0, 0): "4.0e-03", (1, 0): "1.3e+01", (1, 1): "2.0e-03"}
    assert (heatmap.zmin, heatmap.zmax) == (-3, 2)
    assert heatmap.reversescale
    assert heatmap.z[1, 0] == pytest.approx(np.log10(13))
    assert heatmap.colorbar.ticktext[0] == "10<sup>-3</sup>"
    assert figure.layout.xaxis.title.text == "test error on"
    text = figure.data[1]
    assert text.textfont.color[0] != text.textfont.color[1]


def test_an_error_of_zero_can_be_shown():
    figure = accuracy_matrix([[0.0, np.nan], [1.0, 0.5]], measure=ERROR)
    assert cells(figure)[0, 0] == "0.0e+00"


def test_large_matrices_stay_readable():
    def matrix(tasks):
        return accuracy_matrix(np.where(np.tri(tasks, dtype=bool), 0.975, np.nan)[None].repeat(2, axis=0))

    ten, twelve, hundred = matrix(10), matrix(12), matrix(100)
    assert list(ten.layout.xaxis.ticktext) == [str(task) for task in range(1, 11)]
    assert ten.layout.xaxis.title.text == "test accuracy on task"
    assert "± 0.00" in ten.data[0].hovertext[9][0]
    assert cells(twelve)[11, 0] == "98"
    assert list(matrix(20).layout.yaxis.ticktext) == [str(task) for task in range(2, 21, 2)]
    assert len(hundred.data) == 1
    assert list(hundred.layout.xaxis.ticktext) == [str(task) for task in range(10, 101, 10)]
    assert hundred.data[0].hovertext[99][0] == "after learning task 100<br>on task 1: 97.50 ± 0.00"


def test_a_confusion_has_shares_in_both_triangles():
    shares = np.array([[[0.9, 0.1], [0.3, 0.7]], [[0.7, 0.3], [0.5, 0.5]]])
    figure = task_confusion(shares, ["first", "second"])
    assert figure.data[0].colorbar.title.text == "share of samples (%)", (
        "off the diagonal nothing is accurate"
    )
    np.testing.assert_allclose(figure.data[0].z, 100 * shares.mean(axis=0))
    assert figure.layout.xaxis.title.text == "taken for"
    assert "80.00" in "".join(figure.data[1].text) or "80.0" in "".join(figure.data[1].text)
