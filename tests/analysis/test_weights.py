import numpy as np
import pytest
import torch

from hnetlab.analysis.pca import embedding_plane
from hnetlab.analysis.probe import Probe
from hnetlab.analysis.weights import compact_weights, embedding_geometry, weight_geometry
from hnetlab.base.errors import DataError
from hnetlab.experiments import configure
from hnetlab.runs.run import Run


def probe_of(**fields):
    config = configure("split-digits", tasks=3, target_hidden=(6,), chunk_embedding_dim=3, **fields)
    return Probe.of(Run(config))


@pytest.mark.parametrize(
    "fields",
    [
        {"chunk_size": 100},
        {"chunk_size": None},
        {"chunk_size": 5, "hypernetwork_hidden": (7,)},
        {"chunk_size": 100, "hypernetwork_hidden": ()},
    ],
    ids=["chunked", "full", "fewer rows than features", "no hidden layer"],
)
def test_compact_weights_have_the_products_of_the_generated_weights(fields):
    probe = probe_of(**fields)
    torch.nn.init.constant_(probe.theta["output.bias"], 0.05)
    e = torch.randn(6, 8, generator=torch.Generator().manual_seed(1)).to(probe.embeddings)
    compact, w = compact_weights(probe, e), probe.weights(e).double().numpy(force=True)
    assert compact @ compact.T == pytest.approx(w @ w.T, rel=1e-5)
    assert compact.shape[1] <= probe.hypernet.chunks * (probe.hypernet.features + 1)


def test_the_geometry_is_that_of_the_generated_weights(digits):
    w = digits.weights(digits.embeddings).double().numpy(force=True)
    geometry, plane = weight_geometry(digits), embedding_plane(w)
    assert geometry.tasks == (0, 1, 2)
    assert geometry.norms == pytest.approx(np.linalg.norm(w, axis=1), rel=1e-5)
    expected = np.linalg.norm(w[:, None] - w, axis=2)
    assert geometry.distances == pytest.approx(expected, rel=1e-4, abs=1e-6)
    assert geometry.explained == pytest.approx(plane.explained, abs=1e-5)
    signs = np.sign((geometry.points * plane.points).sum(axis=0))
    assert geometry.points * signs == pytest.approx(plane.points, rel=1e-3, abs=1e-4)


def test_the_geometry_of_embeddings(digits):
    e = digits.embeddings.double().numpy(force=True)
    geometry = embedding_geometry(digits, [2, 0])
    assert geometry.tasks == (2, 0)
    assert geometry.norms == pytest.approx(np.linalg.norm(e[[2, 0]], axis=1))
    assert geometry.distances[0, 1] == pytest.approx(np.linalg.norm(e[2] - e[0]))
    assert geometry.distances.diagonal().tolist() == [0, 0]
    mean = np.linalg.norm(e[[2, 0]], axis=1).mean()
    assert geometry.relative[1, 0] == pytest.approx(geometry.distances[1, 0] / mean)


def test_only_learned_tasks_by_default(paused_run):
    probe = Probe.of(paused_run)
    assert weight_geometry(probe).tasks == (0, 1)
    assert embedding_geometry(probe, range(3)).distances.shape == (3, 3)


def test_equal_zero_vectors_have_no_relative_distance(regression_run):
    probe = Probe.of(regression_run)
    probe.embeddings.zero_()
    assert embedding_geometry(probe).relative.tolist() == np.zeros((3, 3)).tolist()


def test_exploring_changes_no_bit_of_the_run(digits_run, digits, unchanged):
    with unchanged(digits_run):
        weight_geometry(digits)
        embedding_geometry(digits)


def test_bad_input_is_refused_in_one_sentence(digits):
    with pytest.raises(DataError, match="No task has been learned yet"):
        weight_geometry(probe_of(chunk_size=100))
    with pytest.raises(DataError, match="no task -1 among 3: choose 0 to 2"):
        embedding_geometry(digits, [0, -1])
