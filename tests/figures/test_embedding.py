import numpy as np
import pytest

from hnetlab.analysis import pca
from hnetlab.figures import embedding_plane

NAMES = ["digits 0, 1", "digits 2, 3", "digits 4, 5"]


def points(figure):
    return [trace for trace in figure.data if trace.mode == "markers+text"]


def trails(figure):
    return [trace for trace in figure.data if trace.mode == "lines"]


def test_two_dimensional_embeddings_are_shown_as_they_are():
    embeddings = [[1.0, 2.0], [-1.0, 0.5], [0.0, -3.0]]
    figure = embedding_plane(embeddings, NAMES)
    assert [(trace.x[0], trace.y[0]) for trace in points(figure)] == [tuple(each) for each in embeddings]
    assert [trace.text[0] for trace in points(figure)] == ["1", "2", "3"]
    assert [trace.name for trace in points(figure)] == ["1: digits 0, 1", "2: digits 2, 3", "3: digits 4, 5"]
    assert figure.layout.xaxis.title.text == "dimension 1"
    assert figure.layout.yaxis.title.text == "dimension 2"
    assert figure.layout.yaxis.scaleanchor == "x", "distances look the same in both directions"


def test_more_dimensions_are_shown_on_principal_components_with_explained_variance():
    embeddings = np.array([[3.0, 0, 0], [-3.0, 0, 0], [0, 0, 1.0], [0, 0, -1.0]])
    figure = embedding_plane(embeddings)
    assert figure.layout.xaxis.title.text == "first principal component (90 % of variance)"
    assert figure.layout.yaxis.title.text == "second principal component<br>(10 % of variance)"
    assert [round(float(trace.x[0]), 6) for trace in points(figure)] == [3, -3, 0, 0]


def test_trails_end_at_their_points_and_start_when_the_task_begins():
    generator = np.random.default_rng(0)
    trajectories = generator.normal(size=(6, 3, 5)).cumsum(axis=0)
    trajectories[:2, 1] = trajectories[:4, 2] = np.nan
    figure = embedding_plane(trajectories[-1], NAMES, trajectories=trajectories)
    assert [len(trail.x) for trail in trails(figure)] == [6, 4, 2]
    for trail, point in zip(trails(figure), points(figure), strict=True):
        assert (trail.x[-1], trail.y[-1]) == pytest.approx((point.x[0], point.y[0]))
        assert trail.legendgroup == point.legendgroup
    expected = pca.embedding_plane(trajectories[-1]).project(trajectories[0, 0])
    assert (trails(figure)[0].x[0], trails(figure)[0].y[0]) == pytest.approx(tuple(expected))


def test_tasks_differ_in_color():
    colors = [trace.marker.line.color for trace in points(embedding_plane(np.eye(3)[:, :2], NAMES))]
    assert len(set(colors)) == 3


def test_tasks_not_learned_yet_have_no_point():
    figure = embedding_plane([[1.0, 2.0, 3.0], [4.0, 5.0, 7.0], [np.nan] * 3], NAMES)
    assert np.isnan(points(figure)[2].x[0])
    assert np.isfinite(points(figure)[1].x[0])


def test_the_first_task_alone_can_be_shown():
    figure = embedding_plane([[1.0, 2.0, 3.0], [np.nan] * 3])
    assert (points(figure)[0].x[0], points(figure)[0].y[0]) == (0, 0)
    assert figure.layout.xaxis.title.text == "first principal component"


def test_one_seed_is_chosen():
    embeddings = np.arange(12.0).reshape(2, 3, 2)
    figure = embedding_plane(embeddings, NAMES, trajectories=embeddings[:, None], replica=1)
    assert points(figure)[0].x[0] == 6
    assert trails(figure)[0].x[0] == 6
    assert figure.layout.title.subtitle.text == "seed 2 of 2"
    with pytest.raises(ValueError, match="no replica 2 among 2: choose 0 to 1"):
        embedding_plane(embeddings, replica=2)


def test_a_short_way_looks_short_also_while_there_is_one_task():
    way = np.array([3.0, 4.0, 0.0]) + np.linspace(-0.01, 0, 5)[:, None, None]
    figure = embedding_plane(way[-1], trajectories=way)
    left, right = figure.layout.xaxis.range
    assert right - left >= 5, "as wide as the embedding is long"
    assert figure.layout.yaxis.range[1] - figure.layout.yaxis.range[0] == right - left


def test_embeddings_of_one_number_have_no_second_axis():
    figure = embedding_plane([[1.0], [2.0]])
    assert figure.layout.yaxis.visible is False
    assert figure.layout.xaxis.title.text == "dimension 1"
