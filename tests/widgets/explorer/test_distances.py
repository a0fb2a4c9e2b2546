import numpy as np
import pytest

from hnetlab import Run
from hnetlab.analysis.weights import embedding_geometry, weight_geometry
from hnetlab.widgets.explorer.panel import EmbeddingExplorer


@pytest.fixture(scope="module")
def run(learned):
    return learned(3)


@pytest.fixture
def explorer(run):
    explorer = EmbeddingExplorer(run)
    yield explorer
    explorer.close()


def test_weights_and_their_distances_are_drawn_once_the_tool_is_opened(explorer):
    assert explorer.distances.figures == ()
    explorer.tools.selected_index = 2
    assert explorer.wait(60)
    plane, distances = explorer.distances.figures
    geometry = weight_geometry(explorer.probe)
    assert len(geometry.tasks) == 3
    points = [(trace.x[0], trace.y[0]) for trace in plane.data]
    np.testing.assert_allclose(points, geometry.points, atol=1e-9)
    np.testing.assert_allclose(distances.data[0].z, geometry.distances, atol=1e-9)


def test_the_distances_between_embeddings_can_be_chosen(explorer):
    explorer.tools.selected_index = 2
    assert explorer.wait(60)
    explorer.distances.between.value = "task embeddings"
    assert explorer.wait(60)
    _, shown = explorer.distances.figures
    expected = embedding_geometry(explorer.probe).distances
    np.testing.assert_allclose(shown.data[0].z, expected, atol=1e-9)
    assert shown.layout.title.text == "Distances between the task embeddings"


def test_without_a_learned_task_there_is_a_sentence(run):
    explorer = EmbeddingExplorer(Run(run.config))
    explorer.tools.selected_index = 2
    assert explorer.wait(60)
    assert "No task has been learned yet" in explorer.message.value
    explorer.close()
