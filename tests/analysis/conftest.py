from contextlib import contextmanager

import pytest
import torch

from hnetlab.analysis.probe import Probe
from hnetlab.experiments import configure
from hnetlab.runs.engine import TaskStarted, train
from hnetlab.runs.run import Run

SMALL = {"target_hidden": (24,), "hypernetwork_hidden": (12, 12), "chunk_size": 400, "batch_size": 16}


def trained(benchmark, until=None, **fields):
    """A small run, trained to its end or until task `until` (from 0) is about to begin."""
    run = Run(configure(benchmark, **fields))
    for event in train(run):
        if isinstance(event, TaskStarted) and event.task == until:
            break
    return run


@pytest.fixture(autouse=True)
def _on_each_device(device):
    """Every test here is done on each device."""


@pytest.fixture(scope="session")
def digits_run(device):
    """Three tasks of digits in two replicas, all learned."""
    return trained("split-digits", tasks=3, seeds=2, steps=60, embedding_dim=5, **SMALL)


@pytest.fixture(scope="session")
def paused_run(device):
    """Three tasks of digits, of which the last has not been seen."""
    return trained("split-digits", until=2, tasks=3, seeds=1, steps=60, embedding_dim=5, **SMALL)


@pytest.fixture(scope="session")
def regression_run(device):
    """Three functions with embeddings of two numbers, briefly learned."""
    return trained("regression", steps=40)


@pytest.fixture(scope="session")
def digits(digits_run):
    """A probe of the run of digits."""
    return Probe.of(digits_run)


@pytest.fixture
def unchanged():
    """A context in which neither a run nor torch's global random state may change by a bit."""

    @contextmanager
    def guard(run):
        random = torch.random.get_rng_state()
        before = {name: value.clone() for name, value in run.state().items()}
        yield
        assert torch.equal(torch.random.get_rng_state(), random)
        after = run.state()
        assert before.keys() == after.keys()
        assert all(torch.equal(value, after[name]) for name, value in before.items())

    return guard
