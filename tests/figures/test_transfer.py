import numpy as np
import pytest

from hnetlab.base.measure import ERROR
from hnetlab.figures import few_shot

NAN = float("nan")
COUNTS = (1, 10, 100)
EMBEDDING = np.array([[0.6, 0.8, 0.9], [0.8, 0.8, 0.9]])
SCRATCH = np.array([[0.5, 0.7, NAN], [0.5, 0.9, NAN]])


def lines(figure):
    return [trace for trace in figure.data if trace.mode == "lines+markers"]


def bands(figure):
    return [trace for trace in figure.data if trace.fill == "toself"]


def test_two_curves_with_bands_over_the_number_of_samples():
    figure = few_shot(COUNTS, EMBEDDING, SCRATCH)
    fitted, scratch = lines(figure)
    assert (fitted.name, scratch.name) == ("only a new embedding", "a network from scratch")
    assert fitted.y == pytest.approx([70, 80, 90])
    deviation = 100 * np.std([0.6, 0.8], ddof=1)
    assert bands(figure)[0].y[0] == pytest.approx(70 + deviation)
    assert fitted.line.dash != scratch.line.dash
    assert fitted.marker.symbol != scratch.marker.symbol
    assert figure.layout.xaxis.type == "log"
    assert list(figure.layout.xaxis.ticktext) == ["1", "10", "100"]
    assert figure.layout.xaxis.title.text == "training samples of each class"
    assert figure.layout.title.subtitle.text.startswith("mean over 2 draws of the samples")


def test_what_is_not_known_yet_is_left_out():
    _, scratch = lines(few_shot(COUNTS, EMBEDDING, SCRATCH))
    assert list(scratch.x) == [1, 10]
    nothing = np.full((2, 3), NAN)
    assert not len(lines(few_shot(COUNTS, nothing, nothing))[0].x)


def test_one_draw_has_no_band():
    figure = few_shot(COUNTS, EMBEDDING[0], SCRATCH[0])
    assert not bands(figure)
    assert not figure.layout.title.subtitle.text


def test_errors_have_medians_on_a_logarithmic_axis_over_samples_in_all():
    figure = few_shot(COUNTS, EMBEDDING, SCRATCH, measure=ERROR)
    assert figure.layout.yaxis.type == "log"
    assert figure.layout.xaxis.title.text == "training samples"
    assert lines(figure)[0].y == pytest.approx([0.7, 0.8, 0.9])
    assert sorted(bands(figure)[0].y) == pytest.approx([0.6, 0.8, 0.8, 0.8, 0.9, 0.9])
    assert figure.layout.title.subtitle.text == "median of 2 draws of the samples, band: least to largest"
