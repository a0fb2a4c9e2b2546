import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.decomposition import PCA

from hnetlab.analysis.pca import embedding_plane
from hnetlab.base.errors import DataError


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(3, 12), st.integers(3, 20))
def test_agrees_with_scikit_learn(seed, tasks, size):
    embeddings = np.random.default_rng(seed).normal(size=(tasks, size)) * np.linspace(1, 3, size)
    plane, reference = embedding_plane(embeddings), PCA(2).fit(embeddings)
    assert plane.explained == pytest.approx(reference.explained_variance_ratio_)
    signs = np.sign((plane.basis * reference.components_).sum(axis=1))
    assert plane.points * signs == pytest.approx(reference.transform(embeddings), abs=1e-8)


@given(st.integers(0, 2**32 - 1), st.integers(1, 8), st.integers(1, 8))
def test_plane_coordinates_map_back(seed, tasks, size):
    generator = np.random.default_rng(seed)
    plane = embedding_plane(generator.normal(size=(tasks, size)))
    coordinates = generator.normal(size=(4, 5, 2)) * ([1, 0] if size == 1 else [1, 1])
    assert plane.project(plane.lift(coordinates)) == pytest.approx(coordinates, abs=1e-9)


def test_two_dimensional_embeddings_keep_their_own_coordinates():
    embeddings = np.array([[3.0, 1.0], [-2.0, 5.0], [0.0, 0.5]])
    plane = embedding_plane(embeddings)
    assert plane.explained is None
    assert plane.points.tolist() == embeddings.tolist()
    assert plane.lift(plane.points).tolist() == embeddings.tolist()


def test_one_dimensional_embeddings_lie_on_the_first_axis():
    plane = embedding_plane([[3.0], [-2.0]])
    assert plane.points.tolist() == [[3.0, 0.0], [-2.0, 0.0]]
    assert plane.lift(plane.points).tolist() == [[3.0], [-2.0]]


def test_the_largest_loading_is_positive_whatever_the_order_or_sign():
    embeddings = np.random.default_rng(0).normal(size=(6, 5))
    for variant in (embeddings, embeddings[::-1], -embeddings):
        basis = embedding_plane(variant).basis
        assert (np.take_along_axis(basis, np.abs(basis).argmax(axis=1, keepdims=True), axis=1) > 0).all()
    assert embedding_plane(-embeddings).basis == pytest.approx(embedding_plane(embeddings).basis)


@pytest.mark.parametrize("tasks", [1, 2, 3])
def test_few_or_equal_tasks_still_span_an_orthonormal_plane(tasks):
    embeddings = np.random.default_rng(1).normal(size=(tasks, 7))
    for case in (embeddings, np.repeat(embeddings[:1], tasks, axis=0)):
        plane = embedding_plane(case)
        assert plane.basis @ plane.basis.T == pytest.approx(np.eye(2))
        assert plane.lift(plane.points[0]) == pytest.approx(case[0])
        assert np.isfinite(plane.points).all()


def test_explained_variance_is_absent_for_equal_embeddings_and_whole_for_two():
    assert embedding_plane(np.full((4, 6), 0.1)).explained is None
    assert embedding_plane([[0.0, 1, 2], [3.0, 1, 1]]).explained == pytest.approx([1, 0])


def test_trajectories_project_on_the_plane_and_keep_their_gaps():
    embeddings = np.random.default_rng(2).normal(size=(5, 8))
    plane = embedding_plane(embeddings)
    trajectory = np.stack([np.full_like(embeddings, np.nan), embeddings])
    projected = plane.project(trajectory)
    assert np.isnan(projected[0]).all()
    assert projected[1] == pytest.approx(plane.points)


def test_bad_embeddings_are_refused():
    with pytest.raises(DataError, match=r"shape \(3,\) have no plane: give them the shape \(tasks, size\)"):
        embedding_plane([1.0, 2.0, 3.0])
    with pytest.raises(DataError, match="not learned yet"):
        embedding_plane([[1.0, np.nan, 2.0]])
