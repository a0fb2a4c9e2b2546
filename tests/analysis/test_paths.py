import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from hnetlab.analysis.paths import path_scores, spherical, straight
from hnetlab.analysis.probe import Probe
from hnetlab.base.errors import DataError
from hnetlab.base.measure import ACCURACY

POSITIONS = np.linspace(-0.5, 1.5, 9)


def ends(seed, size):
    return np.random.default_rng(seed).normal(size=(2, size))


@pytest.mark.parametrize("kind", ["straight", "spherical"])
def test_a_path_begins_and_ends_at_the_embeddings_with_their_scores(digits, kind):
    path = path_scores(digits, 2, 0, kind=kind, points=5, beyond=0.5)
    assert path.positions.tolist() == [-0.5, -0.25, 0, 0.25, 0.5, 0.75, 1, 1.25, 1.5]
    assert path.embeddings[2].tolist() == digits.embeddings[2].tolist()
    assert path.embeddings[6].tolist() == digits.embeddings[0].tolist()
    own = digits.scores(digits.embeddings)
    assert path.scores[[2, 6]].tolist() == own[[2, 0]].tolist()
    assert path.scores.tolist() == digits.scores(path.embeddings).tolist()
    assert (path.ends, path.kind, path.measure) == ((2, 0), kind, ACCURACY)


def test_nothing_lies_beyond_unless_asked_for(digits):
    assert path_scores(digits, 0, 1, points=4, beyond=0).positions == pytest.approx([0, 1 / 3, 2 / 3, 1])


@given(st.integers(0, 2**32 - 1), st.integers(1, 6))
def test_a_straight_path_has_constant_steps(seed, size):
    start, end = ends(seed, size)
    steps = np.diff(straight(start, end, POSITIONS), axis=0)
    assert steps == pytest.approx(np.tile((end - start) / 4, (8, 1)))


@given(st.integers(0, 2**32 - 1), st.integers(2, 6))
def test_a_spherical_path_turns_evenly_and_its_norm_grows_geometrically(seed, size):
    start, end = ends(seed, size)
    path = spherical(start, end, POSITIONS)
    norms = np.linalg.norm(path, axis=1)
    first, last = np.linalg.norm(start), np.linalg.norm(end)
    assert norms == pytest.approx(first * (last / first) ** POSITIONS)
    directions = path / norms[:, None]
    angle = np.arccos(np.clip(start @ end / first / last, -1, 1))
    assert (directions[1:] * directions[:-1]).sum(axis=1) == pytest.approx(np.cos(angle / 4))
    plane = np.linalg.qr(np.column_stack([start, end]))[0]
    assert directions @ plane @ plane.T == pytest.approx(directions)


def test_between_equal_norms_the_path_stays_on_the_circle():
    assert spherical([2, 0], [0, 2], [0.5])[0] == pytest.approx([np.sqrt(2), np.sqrt(2)])


@pytest.mark.parametrize("factor", [3.0, -2.0])
def test_parallel_and_opposite_embeddings_have_a_straight_path(factor):
    start = np.array([0.3, -1.0, 2.0])
    assert spherical(start, factor * start, POSITIONS) == pytest.approx(
        straight(start, factor * start, POSITIONS)
    )


def test_exploring_changes_no_bit_of_the_run(digits_run, digits, unchanged):
    with unchanged(digits_run):
        path_scores(digits, 0, 1, kind="spherical")


def test_bad_input_is_refused_in_one_sentence(digits, regression_run):
    with pytest.raises(
        DataError, match="no path from task 1 to task 1: choose two different ones from 0 to 2"
    ):
        path_scores(digits, 1, 1)
    with pytest.raises(DataError, match="no path from task 0 to task 3"):
        path_scores(digits, 0, 3)
    with pytest.raises(DataError, match="path of 1 points"):
        path_scores(digits, 0, 1, points=1)
    with pytest.raises(DataError, match="-1 of its length beyond"):
        path_scores(digits, 0, 1, beyond=-1)
    probe = Probe.of(regression_run)
    probe.embeddings.copy_(torch.tensor([[1.0, 0], [0, 0], [0, 1]]))
    with pytest.raises(DataError, match="needs two directions, but one end is zero: take the straight path"):
        path_scores(probe, 0, 1, kind="spherical")
