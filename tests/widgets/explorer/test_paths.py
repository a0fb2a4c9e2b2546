from typing import Any

import numpy as np
import pytest

from hnetlab import Run, configure, fit
from hnetlab.analysis.paths import path_scores, spherical
from hnetlab.widgets.explorer.panel import EmbeddingExplorer


@pytest.fixture(scope="module")
def run(device):
    fields: dict[str, Any] = {"target_hidden": (16,), "hypernetwork_hidden": (8,), "chunk_size": 256}
    return fit(Run(configure("split-digits", steps=15, embedding_dim=4, **fields)))


@pytest.fixture
def explorer(run):
    explorer = EmbeddingExplorer(run)
    yield explorer
    assert not explorer.message.value
    explorer.close()


def test_the_slider_moves_the_handle_along_the_straight_path(explorer):
    paths = explorer.paths
    paths.start.value, paths.end.value = 1, 3
    for position in (0.25, -0.5, 1.5):
        paths.position.value = position
        first, second = explorer.embeddings[1], explorer.embeddings[3]
        np.testing.assert_allclose(explorer.e, (1 - position) * first + position * second, atol=1e-9)


def test_the_ends_are_the_embeddings_themselves(explorer):
    paths = explorer.paths
    paths.start.value, paths.end.value = 2, 4
    paths.position.value = 1.0
    np.testing.assert_array_equal(explorer.e, explorer.embeddings[4])
    assert explorer.pad.readout["place"].startswith("embedding 5")
    paths.position.value = 0.0
    np.testing.assert_array_equal(explorer.e, explorer.embeddings[2])


def test_the_spherical_path_is_that_of_the_analysis(explorer):
    paths = explorer.paths
    paths.kind.value = "spherical"
    paths.position.value = 0.3
    expected = spherical(explorer.embeddings[0], explorer.embeddings[1], [0.3])[0]
    np.testing.assert_allclose(explorer.e, expected, atol=1e-9)


def test_the_path_is_drawn_on_the_plane_while_its_controls_are_open(explorer):
    assert explorer.pad.path == []
    explorer.tools.selected_index = 0
    points = np.array(explorer.pad.path)
    ends = explorer.frame.points[:2, :2]
    np.testing.assert_allclose(
        points[[0, -1]], [1.5 * ends[0] - 0.5 * ends[1], 1.5 * ends[1] - 0.5 * ends[0]]
    )
    explorer.tools.selected_index = None
    assert explorer.pad.path == []


def test_the_scores_along_the_path_are_those_of_the_analysis(explorer):
    paths = explorer.paths
    paths.start.value, paths.end.value = 0, 2
    paths.button.click()
    assert explorer.wait(30)
    path = path_scores(explorer.probe, 0, 2)
    lines = [trace for trace in paths.figure.data if trace.mode == "lines"]
    np.testing.assert_allclose([line.y for line in lines], 100 * path.scores.T)
    paths.position.value = 0.4
    assert explorer.wait(30)
    (here,) = paths.figure.select_shapes({"name": "here"})
    assert here.x0 == here.x1 == 0.4
    paths.end.value = 4
    assert explorer.wait(30)
    assert "from embedding 1 to 5" in paths.figure.layout.title.text.replace("<br>", " ")


def test_no_path_leads_from_a_task_to_itself(run):
    explorer = EmbeddingExplorer(run)
    explorer.paths.end.value = 0
    explorer.paths.button.click()
    assert explorer.wait(30)
    assert "no path from task 0 to task 0" in explorer.message.value
    explorer.close()
