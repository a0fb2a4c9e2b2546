"""A run that diverges can be looked at: what is not a finite number is left out, the rest is drawn."""

import warnings
from base64 import b64decode
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from hnetlab import figures
from hnetlab.analysis.metrics import Summary, summarize
from hnetlab.analysis.pca import embedding_plane
from hnetlab.base.measure import ACCURACY, ERROR
from hnetlab.base.schedule import Schedule
from hnetlab.runs.history import Evaluation, History, Measurement

BAD = [np.nan, np.inf, -np.inf]
PLANE = embedding_plane([[0.0, 1.0], [1.0, 0.0]])


@pytest.fixture(params=BAD, ids=str)
def bad(request):
    return request.param


def values(shape, bad, at=0):
    """Numbers from 0.1 to 0.9 of which the one `at` is bad."""
    array = np.linspace(0.1, 0.9, int(np.prod(shape)))
    array[at] = bad
    return array.reshape(shape)


def numbers(tree):
    """Every number in a figure, however deep."""
    match tree:
        case {"dtype": str(kind), "bdata": str(data)}:
            yield from np.frombuffer(b64decode(data), kind).astype(float).tolist()
        case dict():
            for branch in tree.values():
                yield from numbers(branch)
        case list() | tuple():
            for branch in tree:
                yield from numbers(branch)
        case np.ndarray():
            yield from numbers(tree.ravel().tolist())
        case float():
            yield tree


def drawn(figure):
    """The figure, once it is sure that no number in it is infinite; NaN is how arrays leave one out."""
    assert not any(map(np.isinf, numbers(figure.to_plotly_json())))
    assert figure.to_json()
    return figure


def history(bad, measure):
    def measured(task, step, loss, embedding):
        return Measurement(
            task, step, {"task": (loss, 1.0), "regularizer": (loss, 2.0)}, (embedding, (0.0,) * 3)
        )

    return History(
        Schedule.even(3, 10),
        2,
        [
            measured(0, 1, 1.0, (0.0, 1.0, 2.0)),
            measured(0, 10, 2.0, (0.5, 1.0, 2.0)),
            Evaluation(0, 10, {measure.name: ((0.5,), (0.75,))}, True),
            measured(1, 1, 3.0, (bad, 1.0, 2.0)),
            measured(1, 2, bad, (bad, bad, bad)),
            Evaluation(1, 5, {measure.name: ((0.25, bad), (0.25, 0.5))}, False),
            measured(2, 1, bad, (2.0, 2.0, 1.0)),
        ],
    )


@pytest.mark.parametrize("measure", [ACCURACY, ERROR], ids=lambda measure: measure.name)
def test_a_live_panel_goes_on(bad, measure):
    figure = figures.dashboard(
        History(Schedule.even(3, 10), 2), ["a", "b", "c"], title="A run", measure=measure
    )
    figures.fill_dashboard(figure, history(bad, measure), measure=measure)
    matrix, first, second, _, task, regularizer, *trails, points = figure.data
    assert matrix.z[1][0] is not None
    assert matrix.z[1][1] is None
    assert matrix.text[1][1] == ""
    assert (first.x, second.x) == ((10, 15), ())
    assert task.y == (1.0, 1.5, 2.0, None, None)
    assert regularizer.y == (1.5, 2.0, 2.5, None, None)
    assert [len(trail.x) for trail in trails] == [2, 0, 1]
    assert points.text == ("1", "2", "3")
    assert points.x[1] is None, "a task without a place keeps its number and color"
    assert np.isfinite([points.x[0], points.x[2], points.y[0], points.y[2]]).all()
    drawn(figure)


def test_a_live_panel_without_any_place_has_none(bad):
    records = [Measurement(0, 1, {"task": (1.0,)}, ((bad, bad),))]
    figure = drawn(figures.dashboard(History(Schedule.even(2, 10), 1, records), ["a", "b"], title=""))
    assert figure.data[-1].x == ()


@pytest.mark.parametrize("measure", [ACCURACY, ERROR], ids=lambda measure: measure.name)
@pytest.mark.parametrize(
    "draw",
    [
        lambda scores, measure: figures.accuracy_matrix(scores, measure=measure),
        lambda scores, measure: figures.accuracy_over_training([1, 2, 3], scores, measure=measure),
        lambda scores, measure: figures.few_shot([1, 2, 3], scores[0], scores[1], measure=measure),
        lambda scores, measure: figures.path_scores([0, 0.5, 1], scores[0], (0, 1), measure=measure),
        lambda scores, measure: figures.landscape([0, 1, 2], [0, 1, 2], scores[0], PLANE, 0, measure=measure),
    ],
    ids=["matrix", "over training", "few shot", "path", "landscape"],
)
def test_a_score_that_is_not_finite_leaves_the_others(draw, measure, bad):
    for at in (0, 4):
        drawn(draw(values((2, 3, 3), bad, at), measure))


def test_losses_that_are_not_finite_leave_the_others(bad):
    loss = values((2, 5), bad, 2)
    figure = drawn(figures.loss_curves(range(1, 6), {"task": loss, "regularizer": loss}, task_ends=[5]))
    (line, _) = (trace for trace in figure.data if trace.showlegend is not False)
    assert np.isfinite(line.y).tolist() == [True, True, False, True, True]


def test_a_block_of_a_long_curve_is_the_mean_of_what_is_finite(bad):
    loss = np.ones(900)
    loss[450:453] = bad, bad, 4.0
    figure = figures.loss_curves(np.arange(1, 901), {"task": loss})
    assert len(figure.data[0].x) == 300
    assert figure.data[0].y[150] == 4.0


def test_embeddings_that_are_not_finite_have_no_point(bad):
    embeddings = values((3, 4), bad)
    figure = drawn(figures.embedding_plane(embeddings, trajectories=embeddings[None]))
    points = [trace for trace in figure.data if trace.text]
    assert [bool(np.isfinite(point.x[0])) for point in points] == [False, True, True]
    drawn(figures.embedding_plane(np.full((3, 4), bad)))


def test_weights_that_are_not_finite_have_no_point_and_no_distance(bad):
    drawn(figures.weight_plane(values((3, 2), bad), (0.5, 0.25)))
    figure = drawn(figures.distances(values((3, 3), bad)))
    cells = figure.data[1]
    assert len(cells.text) == 8
    assert figure.data[0].zmax == 0.9
    drawn(figures.distances(np.full((2, 2), bad)))


def test_a_function_that_is_not_finite_somewhere_has_a_gap(bad):
    x = np.linspace(0, 1, 5)
    figure = drawn(figures.fitted_functions([x], [x], [values((2, 5), bad, 2)]))
    line = figure.data[-1]
    assert np.isfinite(line.y).tolist() == [True, True, False, True, True]


def test_a_metric_that_is_not_finite_has_no_bar(bad):
    methods = {
        "diverged": {"forgetting": Summary(bad, None, (bad,))},
        "kept": {"forgetting": summarize([0.1])},
    }
    figure = drawn(figures.metric_bars(methods))
    assert np.isfinite(figure.layout.xaxis.range).all()


def test_a_step_with_gradients_that_are_not_finite_can_be_shown(bad):
    def part(name, task, regularizer):
        return SimpleNamespace(
            name=name,
            task_gradient=task,
            regularizer_gradient=regularizer,
            total_gradient=task + regularizer,
            angle=bad if np.isnan(bad) else 90.0,
        )

    step: Any = SimpleNamespace(
        whole=part("theta", 1.0, bad),
        parts=[part("hidden layers", bad, 1.0), part("output layer", 2.0, 0.5)],
        weight_norms=np.array([1.0, 2.0]),
        drift_before=np.zeros(2),
        drift_without=np.array([bad, 0.2]),
        drift_with=np.array([0.1, 0.2]),
        beta=0.1,
        lookahead=True,
    )
    course: Any = SimpleNamespace(drift=values((3, 2), bad), loss=values((3,), bad))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn(figures.dissected_step(step, course, course))
