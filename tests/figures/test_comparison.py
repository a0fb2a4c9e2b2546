from itertools import pairwise

import pytest

from hnetlab.analysis.metrics import summarize
from hnetlab.base.measure import ERROR
from hnetlab.figures import metric_bars

METHODS = {
    "hypernetwork": {
        "average_accuracy": summarize([0.98, 0.99]),
        "backward_transfer": summarize([0.0, -0.01]),
    },
    "fine-tuning": {"average_accuracy": summarize([0.4, 0.5]), "backward_transfer": summarize([-0.6, -0.7])},
}


def bars(figure):
    return [trace for trace in figure.data if trace.type == "bar"]


def texts(figure):
    return [[text.strip() for text in trace.text] for trace in figure.data if trace.type == "scatter"]


def test_a_bar_per_metric_and_method_with_standard_errors_in_percent():
    figure = metric_bars(METHODS)
    hypernetwork, fine_tuning = bars(figure)
    assert (hypernetwork.name, fine_tuning.name) == ("hypernetwork", "fine-tuning")
    assert list(hypernetwork.x) == pytest.approx([98.5, -0.5])
    assert list(hypernetwork.error_x.array) == pytest.approx([0.5, 0.5])
    assert texts(figure) == [["98.50 ± 0.50", "-0.50 ± 0.50"], ["45.00 ± 5.00", "-65.00 ± 5.00"]]
    assert list(figure.layout.yaxis.ticktext) == ["average<br>accuracy", "backward<br>transfer"]
    assert figure.layout.xaxis.title.text == "percent; differences in points"


def test_bars_of_one_metric_stand_together_and_nothing_overlaps():
    figure = metric_bars(METHODS)
    places = sorted(place for bar in bars(figure) for place in bar.y)
    assert min(right - left for left, right in pairwise(places)) >= bars(figure)[0].width
    first, second = figure.layout.yaxis.tickvals
    assert first == pytest.approx(sum(bar.y[0] for bar in bars(figure)) / 2)
    assert second == pytest.approx(sum(bar.y[1] for bar in bars(figure)) / 2)


def test_methods_differ_in_color_and_pattern():
    first, second = bars(metric_bars(METHODS))
    assert first.marker.color != second.marker.color
    assert first.marker.pattern.shape != second.marker.pattern.shape


def test_one_seed_has_no_error_bar_and_says_nothing_of_seeds():
    figure = metric_bars({"hypernetwork": {"forgetting": summarize([0.01])}})
    assert not bars(figure)[0].error_x.visible
    assert texts(figure) == [["1.00"]]
    assert not figure.layout.title.subtitle.text


def test_numbers_stand_right_of_the_bars_and_the_axis_leaves_room_for_them_alone():
    figure = metric_bars(METHODS)
    for trace in figure.data:
        if trace.type == "scatter":
            assert trace.textposition == "middle right"
            assert min(trace.x) >= 0
    low, high = figure.layout.xaxis.range
    assert -75 < low < -70, "the longest bar of -65 with its error"
    assert high > 110
    assert (98.5 + 65) / (high - low) > 0.6, "most of the width is for bars"


def test_errors_keep_their_unit():
    figure = metric_bars({"hypernetwork": {"average_accuracy": summarize([0.004])}}, measure=ERROR)
    assert list(bars(figure)[0].x) == [0.004]
    assert texts(figure) == [["4.0e-03"]]
    assert list(figure.layout.yaxis.ticktext) == ["average<br>error"]
    assert figure.layout.xaxis.title.text == "mean squared error"


def test_metrics_that_a_method_lacks_are_left_out():
    methods = METHODS | {"joint": {"average_accuracy": summarize([0.99])}}
    assert list(metric_bars(methods).layout.yaxis.ticktext) == ["average<br>accuracy"]
    with pytest.raises(ValueError, match="no metric that all methods have"):
        metric_bars(METHODS | {"joint": {}})
