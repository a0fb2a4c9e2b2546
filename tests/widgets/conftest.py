from typing import Any

import pytest

from hnetlab import Run, configure
from hnetlab.runs.engine import train


@pytest.fixture(autouse=True)
def _on_each_device(device):
    """Every test here is done on each device."""


@pytest.fixture(scope="module")
def learned(device):
    """A small run of split digits that has learned so many of its five tasks."""

    def learn(tasks):
        fields: dict[str, Any] = {"target_hidden": (16,), "hypernetwork_hidden": (8,), "chunk_size": 256}
        run = Run(configure("split-digits", steps=15, embedding_dim=3, **fields))
        for _ in train(run):
            if run.position.task == tasks:
                break
        return run

    return learn
