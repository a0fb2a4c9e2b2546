import numpy as np
import pytest

from hnetlab.analysis.landscape import landscape, nested_places, share_above, square_around
from hnetlab.analysis.pca import embedding_plane
from hnetlab.analysis.probe import Probe
from hnetlab.base.errors import DataError
from hnetlab.base.measure import ERROR

SIDES = (3, 5, 9)


@pytest.fixture(scope="module")
def plane(digits):
    return embedding_plane(digits.embeddings)


def test_grids_are_nested_and_hold_every_place_once():
    places = nested_places((6, 11, 21, 41))
    assert len({tuple(place) for place in places.tolist()}) == len(places) == 41**2
    for side in (6, 11, 21, 41):
        stride = 40 // (side - 1)
        coarse = {(row, column) for row in range(0, 41, stride) for column in range(0, 41, stride)}
        assert {tuple(place) for place in places[: side**2].tolist()} == coarse


def test_the_complete_landscape_is_the_score_at_each_place(digits, plane):
    offset = np.array([0.0, 0.3, 0.0, -0.2, 0.1])
    *_, final = landscape(digits, plane, (-2, 2, -1, 3), [2, 0], offset=offset, sides=SIDES)
    assert final.complete
    assert final.tasks == (2, 0)
    assert (final.horizontal[0], final.horizontal[-1], final.vertical[0], final.vertical[-1]) == (
        -2,
        2,
        -1,
        3,
    )
    for row in range(9):
        coordinates = [(x, final.vertical[row]) for x in final.horizontal]
        expected = digits.scores(plane.lift(coordinates) + offset, [2, 0])
        assert final.scores[:, row].T.tolist() == expected.tolist()


def test_each_result_adds_places_and_shows_the_nearest_known_elsewhere(digits, plane):
    results = list(landscape(digits, plane, (-1, 1, -1, 1), [1], sides=SIDES, seconds=0))
    assert [result.known.sum() for result in results] == list(range(1, 82))
    final, rows, columns = results[-1], *np.indices((9, 9))
    for result in (results[0], results[8], results[20], results[50]):
        known = np.argwhere(result.known)
        squared = (rows[..., None] - known[:, 0]) ** 2 + (columns[..., None] - known[:, 1]) ** 2
        for row, column in np.ndindex(9, 9):
            nearest = known[squared[row, column] == squared[row, column].min()]
            assert result.scores[0, row, column] in final.scores[0][tuple(nearest.T)]
        assert (result.scores[0] == final.scores[0])[result.known].all()
        assert not result.complete
    assert results[0].known.sum() == 1, "earlier results stay as they were"


def test_a_step_takes_about_the_time_it_is_given(digits, plane):
    counts = [
        result.known.sum()
        for result in landscape(digits, plane, (-1, 1, -1, 1), [1], sides=SIDES, seconds=60)
    ]
    assert counts == [1, 3, 7, 15, 31, 63, 81]


def test_embeddings_of_two_numbers_are_the_plane_and_errors_are_scored(regression_run):
    probe = Probe.of(regression_run)
    plane = embedding_plane(probe.embeddings)
    *_, final = landscape(probe, plane, (-3, 3, -3, 3), [0], sides=SIDES)
    assert final.measure is ERROR
    place = [[final.horizontal[2], final.vertical[1]]]
    assert final.scores[0, 1, 2] == pytest.approx(probe.scores(place, [0]).item(), rel=1e-5)
    least, largest = final.scores.min(), final.scores.max()
    assert share_above(final, largest * 1.01).tolist() == [1.0]
    assert share_above(final, least).tolist() == [0.0]


def test_share_above_is_the_share_of_places(digits, plane):
    *_, final = landscape(digits, plane, (-3, 3, -3, 3), [0, 1, 2], sides=SIDES)
    for threshold in (0.2, 0.5, 0.9):
        expected = [(scores > threshold).sum() / 81 for scores in final.scores]
        assert share_above(final, threshold).tolist() == pytest.approx(expected)


def test_a_square_around_points_keeps_its_margin():
    assert square_around([[0, 0], [4, 2]], margin=0.25) == (-1, 5, -2, 4)
    assert square_around([[1.0, 2.0]], margin=0.5) == (0, 2, 1, 3)


def test_exploring_changes_no_bit_of_the_run(digits_run, digits, plane, unchanged):
    with unchanged(digits_run):
        list(landscape(digits, plane, (-1, 1, -1, 1), [0], sides=(2, 3)))


def test_bad_input_is_refused_in_one_sentence(digits, plane):
    with pytest.raises(
        DataError, match=r"extent \(1, 1, 0, 2\) has no area: give left, right, bottom and top"
    ):
        landscape(digits, plane, (1, 1, 0, 2), [0])
    with pytest.raises(DataError, match="grids of 6, 12 points per side are not nested"):
        landscape(digits, plane, (0, 1, 0, 1), [0], sides=(6, 12))
    with pytest.raises(DataError, match="grids of 1, 2 points"):
        nested_places((1, 2))
    with pytest.raises(DataError, match="no task 7 among 3"):
        next(landscape(digits, plane, (0, 1, 0, 1), [7]))
