import numpy as np
import pytest

from hnetlab.analysis.directions import embedding_frame
from hnetlab.analysis.landscape import square_around
from hnetlab.analysis.paths import straight
from hnetlab.analysis.pca import embedding_plane
from hnetlab.base.errors import DataError


def cloud(tasks, size, seed=0):
    return np.random.default_rng(seed).normal(size=(tasks, size)) * np.linspace(3, 0.5, size) + 1


@pytest.mark.parametrize(("tasks", "size"), [(5, 3), (5, 8), (5, 96), (12, 6), (1, 4), (2, 5)])
def test_a_frame_is_an_orthonormal_basis_that_begins_with_the_plane(tasks, size):
    embeddings = cloud(tasks, size)
    frame, plane = embedding_frame(embeddings), embedding_plane(embeddings)
    np.testing.assert_allclose(frame.basis @ frame.basis.T, np.eye(size), atol=1e-12)
    np.testing.assert_array_equal(frame.basis[:2], plane.basis)
    np.testing.assert_allclose(frame.plane.points, plane.points, atol=1e-12)
    np.testing.assert_array_equal(frame.plane.lift(plane.points), plane.lift(plane.points))
    np.testing.assert_allclose(frame.lift(frame.project(embeddings)), embeddings, atol=1e-12)
    elsewhere = cloud(3, size, seed=1)
    np.testing.assert_allclose(frame.lift(frame.project(elsewhere)), elsewhere, atol=1e-12)


def test_the_further_directions_are_the_principal_ones_and_then_those_without_variance():
    embeddings = np.zeros((6, 5))
    for task, (axis, length) in enumerate([(3, 4), (3, -4), (1, 2), (1, -2), (4, 1), (4, -1)]):
        embeddings[task, axis] = length
    frame = embedding_frame(embeddings)
    np.testing.assert_allclose(np.abs(frame.basis[:3]), np.eye(5)[[3, 1, 4]], atol=1e-12)
    assert frame.explained == pytest.approx([32 / 42, 8 / 42, 2 / 42, 0, 0])
    np.testing.assert_allclose(frame.points[:, 3:], 0, atol=1e-12)


def test_all_variance_is_explained():
    explained = embedding_frame(cloud(6, 9)).explained
    assert explained is not None
    assert explained.sum() == pytest.approx(1)


def test_equal_embeddings_still_have_a_frame():
    frame = embedding_frame(np.ones((4, 5)))
    assert frame.explained is None
    np.testing.assert_allclose(frame.basis @ frame.basis.T, np.eye(5), atol=1e-12)


@pytest.mark.parametrize("size", [1, 2])
def test_up_to_two_dimensions_are_shown_as_they_are(size):
    embeddings = cloud(4, size)
    frame = embedding_frame(embeddings)
    np.testing.assert_array_equal(frame.points[:, :size], embeddings)
    np.testing.assert_array_equal(frame.lift(frame.project(embeddings)), embeddings)
    assert frame.points.shape == (4, 2)
    assert frame.explained is None


def test_the_further_axes_have_one_sign():
    embeddings = cloud(6, 7)
    turned = embedding_frame(embeddings[::-1])
    np.testing.assert_allclose(turned.basis, embedding_frame(embeddings).basis, atol=1e-9)


def test_what_has_no_plane_has_no_frame():
    with pytest.raises(DataError, match=r"shape \(tasks, size\)"):
        embedding_frame(np.zeros(3))


def test_embeddings_may_be_tensors_where_they_are(digits_run):
    """As a run has them: on its device."""
    e = digits_run.method.embeddings()[0]
    frame = embedding_frame(e)
    np.testing.assert_allclose(frame.points, frame.project(e))
    np.testing.assert_allclose(embedding_plane(e).points, frame.points[:, :2])
    np.testing.assert_allclose(straight(e[0], e[1], [0.5])[0], e[:2].mean(dim=0).numpy(force=True), rtol=1e-6)
    assert square_around(e[:, :2]) == square_around(e[:, :2].tolist())
