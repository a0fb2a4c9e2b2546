import numpy as np
import pytest

from hnetlab.figures.plane import add_task_points, axis_titles
from hnetlab.figures.theme import INK, contrast, new_figure, task_color


def test_axes_say_what_they_show():
    assert axis_titles(1, None) == ("dimension 1", "")
    assert axis_titles(2, None) == ("dimension 1", "dimension 2")
    assert axis_titles(3, None) == ("first principal component", "second principal component")
    assert axis_titles(96, np.array([0.752, 0.1])) == (
        "first principal component (75 % of variance)",
        "second principal component (10 % of variance)",
    )


def test_points_carry_the_numbers_and_colors_of_their_tasks():
    figure = new_figure("")
    add_task_points(figure, [[1, 2], [3, 4]], ["2: b", "5: e"], [1, 4], tasks=5, chosen=4)
    second, fifth = figure.data
    assert (second.name, second.text, second.x[0], second.y[0]) == ("2: b", ("2",), 1, 2)
    assert second.marker.line.color == task_color(1, 5)
    assert (fifth.text, fifth.marker.color) == (("5",), INK)
    for point in figure.data:
        assert contrast(point.textfont.color.replace("white", "#FFFFFF"), _hex(point.marker.color)) > 7


def test_many_points_have_a_color_bar_for_a_legend():
    figure = new_figure("")
    add_task_points(figure, np.zeros((20, 2)), [str(n) for n in range(20)], range(20), tasks=20)
    assert figure.layout.showlegend is False
    assert figure.data[-1].marker.colorbar.title.text == "task"


def test_each_point_needs_a_label():
    with pytest.raises(ValueError, match="shorter"):
        add_task_points(new_figure(""), [[0, 0], [1, 1]], ["1: a"], [0, 1], tasks=2)


def _hex(color):
    return "#FFFFFF" if color == "white" else color
