import numpy as np
import pytest
from plotly.colors import sample_colorscale

from hnetlab.base.measure import ACCURACY, ERROR, Measure
from hnetlab.figures.score_scale import color_scale, drawn_scores, score_axis, share_of_range
from hnetlab.figures.theme import channels_of


def test_accuracies_are_drawn_in_percent_from_0_to_100():
    assert drawn_scores([0.5, 1.0], ACCURACY).tolist() == [50, 100]
    scale = color_scale([50, 100], ACCURACY)
    assert (scale["zmin"], scale["zmax"], scale["reversescale"]) == (0, 100, False)
    assert scale["colorbar"]["title"]["text"] == "accuracy (%)"


def test_errors_are_drawn_as_powers_of_ten_dark_where_small():
    values = drawn_scores([0.003, 20.0], ERROR)
    assert values == pytest.approx([np.log10(0.003), np.log10(20)])
    scale = color_scale(values, ERROR)
    assert (scale["zmin"], scale["zmax"], scale["reversescale"]) == (-3, 2, True)
    assert scale["colorbar"]["tickvals"] == [-3, -2, -1, 0, 1, 2]
    assert scale["colorbar"]["ticktext"][0] == "10<sup>-3</sup>"


def test_an_error_of_zero_or_no_error_at_all_can_be_drawn():
    assert np.isfinite(drawn_scores([0.0], ERROR)).all()
    scale = color_scale([np.nan], ERROR)
    assert (scale["zmin"], scale["zmax"]) == (0, 1)
    assert len(color_scale(drawn_scores([0, 1], ERROR), ERROR)["colorbar"]["tickvals"]) < 10


def test_a_share_is_0_at_the_low_and_1_at_the_high_end_of_the_range():
    points = Measure("points", "", higher_is_better=True, limits=(20.0, 60.0))
    assert share_of_range([10, 20, 30, 60, 70], points).tolist() == [0, 0, 0.25, 1, 1]
    assert share_of_range([0.25, np.nan], ACCURACY).tolist() == [0.25, 0]
    # The range of errors is 1e-4 to 10, five powers of ten; what is no number is as bad as can be.
    assert share_of_range([1e-4, 1e-3, 10, np.nan], ERROR) == pytest.approx([0, 0.2, 1, 1])


def test_the_colors_get_darker_all_the_way():
    scale = color_scale([0], ACCURACY)["colorscale"]
    lightness = [sum(channels_of(color)) for color in sample_colorscale(scale, np.linspace(0, 1, 30))]
    assert (np.diff(lightness) < 0).all()


def test_an_axis_of_errors_has_a_tick_at_least_every_factor_of_ten():
    assert score_axis([0.3, np.nan, 4.0], ERROR)["dtick"] == "D2"
    assert score_axis([0.001, 4.0], ERROR)["dtick"] == 1
    assert score_axis([0.0, np.nan], ERROR)["type"] == "log"
    accuracies = score_axis([0.5], ACCURACY)
    assert accuracies == {"title_text": "test accuracy (%)", "range": [0, 102]}
