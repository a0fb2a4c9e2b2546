import pytest

from hnetlab.widgets.explorer.panel import EmbeddingExplorer

from .explorers import trained


@pytest.fixture(scope="module")
def flat(device):
    return trained(embedding_dim=2)


@pytest.fixture(scope="module")
def deep(device):
    return trained(embedding_dim=12, seeds=2)


@pytest.fixture
def explore():
    explorers = []

    def make(source, **options):
        explorers.append(EmbeddingExplorer(source, **options))
        return explorers[-1]

    yield make
    for explorer in explorers:
        assert not explorer.message.value
        explorer.close()
