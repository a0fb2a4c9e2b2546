import numpy as np
import pytest

from hnetlab.base.measure import ERROR
from hnetlab.figures import gains_per_task, scores_per_task


def test_a_bar_per_series_and_task_with_the_standard_error_over_seeds():
    figure = scores_per_task({"during": [[0.9, 0.8], [0.7, 0.8]], "final": [[0.5, 0.8]]}, ["a", "b"])
    during, final = figure.data
    assert list(during.y) == pytest.approx([80, 80])
    assert list(during.error_y.array) == pytest.approx([10, 0])
    assert during.error_y.visible
    assert not final.error_y.visible
    assert list(final.y) == pytest.approx([50, 80])
    assert list(during.hovertext) == ["a", "b"]
    assert during.marker.color != final.marker.color
    assert "standard error" in figure.layout.title.subtitle.text


def test_gains_of_percentages_are_points_around_a_line_at_zero():
    figure = gains_per_task({"mine": [[0.0, -0.05], [0.0, 0.15]]})
    assert list(figure.data[0].y) == pytest.approx([0, 5])
    assert figure.layout.shapes[0].y0 == 0
    assert "(points)" in figure.layout.yaxis.title.text
    assert "error" in gains_per_task({"mine": [0.1]}, measure=ERROR).layout.yaxis.title.text


def test_series_of_other_tasks_are_refused():
    with pytest.raises(ValueError, match="the same tasks"):
        scores_per_task({"a": [0.5], "b": [0.5, 0.6]})


def test_what_is_not_finite_has_no_bar():
    bar = scores_per_task({"a": [[np.inf, 0.5]]}).data[0]
    assert not np.isfinite(bar.y[0])
