"""A measure that nobody has thought of yet has its place in every figure, and no figure knows of it."""

import json

import numpy as np
import plotly.graph_objects as go
import pytest

from hnetlab import figures
from hnetlab.analysis.metrics import summaries
from hnetlab.analysis.pca import embedding_plane
from hnetlab.base.measure import ACCURACY, Measure
from hnetlab.base.schedule import Schedule
from hnetlab.runs.history import Evaluation, History, Measurement, Record

TASK_ACCURACY = Measure("task accuracy", "%", higher_is_better=True, scale=100.0, digits=".2f")
REWARD = Measure("reward", "coins", higher_is_better=True, digits=".4g")
DELAY = Measure("delay", "ms", higher_is_better=False, scale=1000.0, full_name="mean delay")
GAP = Measure("gap", "bits", higher_is_better=False, logarithmic=True)
SCORES = np.where(np.tri(3, dtype=bool), 0.75, np.nan)[None].repeat(2, axis=0)


def history(measure, scores=(0.75, 0.25)):
    records: list[Record] = [
        Measurement(0, 10, {"task": (1.0, 2.0)}, ((0.0, 1.0), (9.0, 9.0))),
        Evaluation(0, 10, {"accuracy": ((0.1,), (0.1,)), measure.name: ((scores[0],), (scores[1],))}, True),
    ]
    return History(Schedule.even(2, 10), 2, records)


FIGURES = {
    "accuracy_matrix": lambda measure: figures.accuracy_matrix(SCORES, measure=measure),
    "accuracy_over_training": lambda measure: figures.accuracy_over_training(
        [1, 2, 3], SCORES, measure=measure
    ),
    "metric_bars": lambda measure: figures.metric_bars(
        {"hnet": summaries(SCORES, measure=measure)}, measure=measure
    ),
    "dashboard": lambda measure: figures.dashboard(
        history(measure), ["a", "b"], title="A run", measure=measure
    ),
    "few_shot": lambda measure: figures.few_shot([1, 2, 5], SCORES[0], SCORES[0], measure=measure),
    "landscape": lambda measure: figures.landscape(
        [0, 1, 2], [0, 1, 2], SCORES[0], embedding_plane([[0.0, 1.0], [1.0, 0.0]]), 0, measure=measure
    ),
    "path_scores": lambda measure: figures.path_scores([0, 0.5, 1], SCORES[0], (0, 1), measure=measure),
}


def words(figure: go.Figure) -> str:
    """Everything that is written somewhere in the figure, except the template."""
    plain = figure.to_plotly_json()
    del plain["layout"]["template"]
    return json.dumps(plain, default=np.ndarray.tolist, ensure_ascii=False)


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("measure", [TASK_ACCURACY, REWARD, DELAY, GAP], ids=lambda measure: measure.name)
def test_every_figure_names_the_measure_and_its_unit(name, measure):
    figure = FIGURES[name](measure)
    text = words(figure)
    assert measure.name in text.lower()
    assert ("percent" if measure.unit == "%" and name == "metric_bars" else measure.unit) in text


def test_values_are_shown_at_the_scale_of_the_measure():
    line = FIGURES["accuracy_over_training"](DELAY).data[-1]
    assert np.nanmax(line.y) == 750
    assert FIGURES["dashboard"](DELAY).data[1].y == (500.0,)
    assert FIGURES["dashboard"](REWARD).data[0].text[0][0] == "0.5"
    assert FIGURES["metric_bars"](REWARD).data[0].x[0] == 0.75


@pytest.mark.parametrize("name", ["accuracy_matrix", "landscape", "dashboard"])
def test_dark_is_good_whichever_way_that_is(name):
    turned = {measure.name: FIGURES[name](measure).data[0].reversescale for measure in (REWARD, DELAY, GAP)}
    assert turned == {"reward": False, "delay": True, "gap": True}


def test_a_measure_without_a_range_has_the_colors_and_the_axis_of_its_values():
    scores = np.array([[3.0, np.nan], [250.0, 40.0]])
    heat = figures.accuracy_matrix(scores, measure=REWARD).data[0]
    assert (heat.zmin, heat.zmax) == (3, 250)
    assert figures.path_scores([0, 1], scores, (0, 1), measure=REWARD).layout.yaxis.range is None
    live = figures.dashboard(history(REWARD, (250.0, 3.0)), ["a", "b"], title="", measure=REWARD)
    assert live.data[0].zmax is None, "chosen by the browser from what there is"


def test_accuracies_are_what_is_meant_where_nothing_is_said():
    assert figures.accuracy_matrix(SCORES).to_json() == FIGURES["accuracy_matrix"](ACCURACY).to_json()
