import numpy as np
import pytest

from hnetlab.figures import filters, mistakes
from hnetlab.figures.pictures import tile


def sheet(figure):
    return np.asarray(figure.data[0].z)


def test_each_picture_stands_in_its_place_with_truth_and_answer_below():
    pictures = np.arange(8, dtype=np.uint8)[:, None, None].repeat(6, 1).repeat(6, 2)
    figure = mistakes(pictures, ["cat"] * 8, ["dog"] * 7 + ["a very long name"], columns=3)
    texts = [note.text for note in figure.layout.annotations]
    assert texts[0] == "cat<br>→ dog"
    assert texts[-1] == "cat<br>→ a very l…"
    assert figure.layout.annotations[-1].hovertext == "cat, answered a very long name"
    for number, note in enumerate(figure.layout.annotations):
        pixel = sheet(figure)[int(note.y) - 1, int(note.x)]
        assert pixel.tolist() == [number] * 3


def test_without_a_mistake_the_figure_says_so():
    assert mistakes(np.empty((0, 4, 4), np.uint8), [], []).layout.title.subtitle.text == "there is none"


def test_filters_with_three_inputs_are_colors_around_gray():
    weights = np.zeros((2, 3, 2, 2))
    weights[0, 0] = 0.5
    weights[1, 2] = -0.5
    drawn = sheet(filters(weights))
    assert drawn[0, 0].tolist() == [255, 128, 128]
    assert drawn[0, 3].tolist() == [128, 128, 0]


def test_other_filters_are_a_row_per_output_and_what_is_left_out_is_told():
    weights = np.random.default_rng(1).normal(size=(5, 4, 3, 3))
    assert sheet(filters(weights)).shape == (5 * 4, 4 * 4, 3)
    figure = filters(np.zeros((64, 64, 3, 3)))
    assert figure.layout.title.subtitle.text == "256 of 4096 are shown"
    with pytest.raises(ValueError, match="needs filters"):
        filters(np.zeros((3, 3)))


def test_a_tile_has_full_rows_as_square_as_can_be():
    shapes = {n: tile(np.zeros((n, 4, 4), np.uint8), 20).shape[:2] for n in (1, 4, 7, 8, 9, 20)}
    assert shapes == {1: (5, 5), 4: (10, 10), 7: (5, 35), 8: (10, 20), 9: (15, 15), 20: (20, 25)}
