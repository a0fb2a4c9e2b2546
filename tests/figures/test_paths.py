import numpy as np
import pytest

from hnetlab.base.measure import ERROR
from hnetlab.figures import path_scores

NAMES = ["digits 0, 1", "digits 2, 3", "digits 4, 5"]
POSITIONS = [-0.5, 0, 0.5, 1, 1.5]
SCORES = np.array([[0.5, 0.9, 0.6], [0.4, 1.0, 0.5], [0.7, 0.8, 0.5], [0.9, 0.3, 0.7], [0.8, 0.2, 0.6]])


def draw(**options):
    return path_scores(POSITIONS, SCORES, (1, 0), NAMES, **options)


def test_a_line_per_task_with_markers_at_the_two_embeddings():
    figure = draw(kind="spherical")
    lines = [trace for trace in figure.data if trace.mode == "lines"]
    ends = [trace for trace in figure.data if trace.mode == "markers"]
    assert [line.name for line in lines] == ["1: digits 0, 1", "2: digits 2, 3", "3: digits 4, 5"]
    assert np.column_stack([line.y for line in lines]).tolist() == (100 * SCORES).tolist()
    assert [list(end.x) for end in ends] == [[0, 1]] * 3
    assert np.column_stack([end.y for end in ends]) == pytest.approx(100 * SCORES[[1, 3]])
    assert len({(line.line.color, line.line.dash) for line in lines}) == 3
    assert figure.layout.title.text == "Accuracy on the spherical path from embedding 2<br>to 1"


def test_what_lies_beyond_is_shaded_and_the_embeddings_are_named():
    layout = draw().layout
    shades = [(shape.x0, shape.x1) for shape in layout.shapes if shape.type == "rect"]
    assert shades == [(-0.5, 0), (1, 1.5)]
    assert [(note.text, note.x) for note in layout.annotations] == [("embedding 2", 0), ("embedding 1", 1)]
    assert tuple(layout.xaxis.range) == (-0.5, 1.5)
    inside = path_scores(POSITIONS[1:4], SCORES[1:4], (0, 2)).layout
    assert not [shape for shape in inside.shapes if shape.type == "rect"]


def test_errors_have_a_logarithmic_axis():
    figure = draw(measure=ERROR)
    assert figure.layout.yaxis.type == "log"
    assert figure.data[0].y.tolist() == SCORES[:, 0].tolist()
    assert figure.layout.title.text.startswith("Error on the straight path")


def test_long_sequences_have_a_color_bar_for_a_legend():
    figure = path_scores(POSITIONS, np.full((5, 40), 0.5), (0, 39))
    assert figure.layout.showlegend is False
