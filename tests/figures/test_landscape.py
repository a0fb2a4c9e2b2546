from dataclasses import replace

import numpy as np
import pytest

from hnetlab.analysis.pca import embedding_plane
from hnetlab.base.measure import ACCURACY, ERROR
from hnetlab.figures import landscape

NAMES = ["digits 0, 1", "digits 2, 3", "digits 4, 5"]
PLANE = embedding_plane([[1.0, 2.0], [-1.0, 0.5], [0.0, -3.0]])
AXIS = [-1.0, 0.0, 1.0]
SCORES = np.array([[0.5, 0.6, 0.7], [0.8, 0.9, 1.0], [0.5, 0.5, 0.5]])


def draw(task=1, plane=PLANE, scores=SCORES, **options):
    return landscape(AXIS, AXIS, scores, plane, task, NAMES, **options)


def test_the_score_is_a_color_at_each_place():
    figure = draw()
    heat = figure.data[0]
    assert heat.z.tolist() == (100 * SCORES).tolist()
    assert (list(heat.x), list(heat.y), heat.zmin, heat.zmax) == (AXIS, AXIS, 0, 100)
    assert figure.layout.title.text == "Accuracy on task 2: digits 2, 3 across the<br>embeddings"
    assert figure.layout.yaxis.scaleanchor == "x"


def test_every_embedding_is_marked_by_its_number_the_tasks_own_in_black():
    points = draw().data[2:]
    assert [(trace.x[0], trace.y[0]) for trace in points] == [tuple(row) for row in PLANE.points]
    assert [trace.text[0] for trace in points] == ["1", "2", "3"]
    assert [trace.marker.color == "white" for trace in points] == [True, False, True]


def test_only_learned_tasks_have_a_point():
    plane = embedding_plane([[1.0, 2.0, 0.0], [-1.0, 0.5, 1.0]])
    figure = draw(plane=plane, task=2)
    assert [trace.text[0] for trace in figure.data[2:]] == ["1", "2"]
    assert figure.layout.xaxis.title.text == "first principal component (100 % of variance)"


def test_without_names_tasks_have_numbers():
    figure = landscape(AXIS, AXIS, SCORES, PLANE, 0)
    assert figure.layout.title.text == "Accuracy on task 1 across the embeddings"


def test_errors_are_colored_by_their_logarithm_and_shown_as_they_are():
    figure = draw(scores=SCORES / 100, measure=ERROR)
    heat = figure.data[0]
    assert heat.z == pytest.approx(np.log10(SCORES / 100))
    assert heat.customdata.tolist() == (SCORES / 100).tolist()
    assert heat.reversescale is True
    assert figure.layout.title.text.startswith("Error on task 2")


def test_a_line_goes_around_where_the_task_is_solved_and_colors_begin_at_guessing():
    figure = draw(measure=ACCURACY.of_classes([4, 2, 2]))
    heat, border = figure.data[:2]
    assert (border.type, border.contours.start, border.contours.end) == ("contour", 90, 90)
    assert (heat.zmin, heat.zmax) == (50, 100), "its own guessing, not the least of all tasks"
    assert figure.layout.title.subtitle.text == "colors begin at guessing, 50 %; line: 90 %"
    assert not [trace for trace in draw(measure=ERROR).data if trace.type == "contour"]


def test_a_score_that_is_not_the_runs_own_is_named_in_full():
    told = replace(ACCURACY, full_name="accuracy, task told")
    assert draw(measure=told).layout.title.subtitle.text.startswith("accuracy, task told; ")
    assert "told" not in draw().layout.title.subtitle.text
