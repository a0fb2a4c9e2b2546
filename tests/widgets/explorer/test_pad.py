import numpy as np
import pytest

from hnetlab.analysis.landscape import Landscape
from hnetlab.base.measure import ACCURACY, ERROR, Measure
from hnetlab.figures.theme import task_color
from hnetlab.widgets.explorer.pad import EmbeddingPad, Move

POINTS = [[-1.0, 0.5], [1.0, 2.0], [0.0, -1.0]]


@pytest.fixture
def pad():
    return EmbeddingPad()


@pytest.fixture
def drawn(pad):
    pad.show_tasks(
        ["a", "b", "c"],
        POINTS,
        [True, True, False],
        (-2, 2, -1, 3),
        ("first", "second"),
    )
    return pad


def from_browser(pad, **content):
    pad.act({"do": "move", "task": None, **content})


def test_the_tasks_are_points_in_the_colors_of_all_figures(drawn):
    assert [(task["x"], task["y"]) for task in drawn.scene["tasks"]] == [tuple(point) for point in POINTS]
    assert [task["color"] for task in drawn.scene["tasks"]] == [task_color(task, 3) for task in range(3)]
    assert [task["learned"] for task in drawn.scene["tasks"]] == [True, True, False]
    assert drawn.scene["extent"] == [-2, 2, -1, 3]


def test_a_move_of_the_browser_is_answered_with_its_own_stamp(drawn):
    moves = []

    def listen(move):
        moves.append(move)
        drawn.answer((move.x, move.y), [0.5, 1, 0.25], [0, 1.234, 10], "here")

    drawn.on_move(listen)
    from_browser(drawn, x=0.25, y=-0.5, stamp=1234.5)
    from_browser(drawn, x=-1.0, y=0.5, task=0, stamp=1250.75)
    assert moves == [Move(0.25, -0.5), Move(-1.0, 0.5, task=0)]
    assert drawn.position == (-1.0, 0.5)
    assert drawn.readout == {
        "x": -1.0,
        "y": 0.5,
        "stamp": 1250.75,
        "fills": [0.5, 1, 0.25],
        "values": ["50.0 %", "100.0 %", "25.0 %"],
        "distances": ["0.00", "1.23", "10.00"],
        "place": "here",
    }


def test_the_same_place_twice_is_answered_twice(drawn):
    drawn.on_move(lambda move: drawn.answer((move.x, move.y), [1, 1, 1], [0, 0, 0], ""))
    answers = []
    drawn.observe(lambda change: answers.append(change["new"]["stamp"]), "readout")
    from_browser(drawn, x=0, y=0, stamp=1.5)
    from_browser(drawn, x=0, y=0, stamp=2.5)
    assert answers == [1.5, 2.5]


def test_setting_the_position_is_a_move(drawn):
    moves: list[Move] = []
    drawn.on_move(moves.append)
    drawn.position = (0.5, 1.5)
    assert moves == [Move(0.5, 1.5)]
    assert drawn.position == (0.5, 1.5)


def test_errors_fill_the_bar_by_their_order_of_magnitude(pad):
    pad.show_tasks(["a", "b", "c"], POINTS, [True] * 3, (-2, 2, -1, 3), ("x", "y"), measure=ERROR)
    pad.answer((0, 0), [1e-4, 0.0316, 10], [0, 0, 0], "")
    assert pad.readout["fills"] == pytest.approx([0, 0.5, 1], abs=1e-3)
    assert pad.readout["values"] == ["0.0001", "0.0316", "10"]
    assert pad.scene["score"] == "mean squared error"
    pad.answer((0, 0), [0, 100, 1], [0, 0, 0], "")
    assert pad.readout["fills"] == pytest.approx([0, 1, 0.8])


def test_a_measure_without_a_range_fills_bars_up_to_the_best_there_is(pad):
    reward = Measure("reward", "coins", higher_is_better=True)
    pad.show_tasks(["a", "b", "c"], POINTS, [True] * 3, (-2, 2, -1, 3), ("x", "y"), measure=reward)
    pad.answer((0, 0), [0, 20, 10], [0, 0, 0], "")
    assert pad.readout["fills"] == [0, 1, 0.5]
    assert pad.readout["values"] == ["0 coins", "20 coins", "10 coins"]
    assert pad.scene["score"] == "test reward"
    pad.show_landscape(landscape([[0, 20], [10, 40]], measure=reward))
    assert list(pad.landscape["cells"]) == [64, 255, 0, 128]
    assert (pad.landscape["low"], pad.landscape["high"]) == ("0 coins", "40 coins")
    assert pad.landscape["title"] == "reward on task 2"


@pytest.mark.parametrize("measure", [ACCURACY, ERROR], ids=lambda measure: measure.name)
def test_a_score_that_is_not_finite_is_as_bad_as_can_be(drawn, measure):
    drawn.show_tasks(["a", "b"], POINTS[:2], [True] * 2, (-2, 2, -1, 3), ("x", "y"), measure=measure)
    worst = 0 if measure is ACCURACY else 1
    for bad in (np.nan, np.inf, -np.inf):
        drawn.answer((0, 0), [bad, 0.5], [0, 0], "")
        assert drawn.readout["fills"][0] == worst
        assert drawn.readout["values"][0] == "none"
        drawn.show_landscape(landscape([[bad, 1e-9], [1, 1]], measure=measure))
        assert drawn.landscape["cells"][2] == 0


def landscape(scores, *, task=1, measure=ACCURACY, known=True):
    scores = np.asarray(scores, dtype=float)
    places = np.full(scores.shape, known)
    places[0, 0] = True
    axis = np.linspace(0, 1, len(scores))
    return Landscape(axis, axis, (task,), scores[None], places, measure)


def test_a_landscape_becomes_bytes_in_the_color_of_its_task(drawn):
    drawn.show_landscape(landscape([[0, 0.5], [1, 0.2]]))
    assert list(drawn.landscape["cells"]) == [255, 51, 0, 128], "from the highest row down"
    assert drawn.landscape["size"] == (2, 2)
    assert drawn.landscape["color"] == task_color(1, 3)
    assert drawn.landscape["title"] == "accuracy on task 2"


def test_an_unfinished_landscape_says_how_far_it_is(drawn):
    drawn.show_landscape(landscape([[0, 0.5], [1, 0.2]], known=False))
    assert drawn.landscape["title"] == "accuracy on task 2 · 25 % drawn"


def test_the_landscape_of_errors_is_strong_where_they_are_small(drawn):
    drawn.show_landscape(landscape([[10, 1e-4], [1e-9, 99]], measure=ERROR))
    assert list(drawn.landscape["cells"]) == [255, 0, 0, 255]
    assert (drawn.landscape["low"], drawn.landscape["high"]) == ("10", "0.0001")
