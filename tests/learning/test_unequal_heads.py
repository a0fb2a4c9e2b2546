from typing import Any

import numpy as np
import pytest
import torch

from hnetlab import Arrays, Run, Task, TaskSequence, configure, fit, split_sequence
from hnetlab.learning import METHODS

SIZES = (4, 2, 3)


@pytest.fixture
def clusters():
    """Nine classes, each a cluster of its own around a corner of a cube with nine axes."""
    random = np.random.default_rng(0)
    y = np.tile(np.arange(9), 12)
    x = (np.eye(9)[y] + 0.05 * random.normal(size=(len(y), 9))).astype(np.float32)
    return Arrays(x, y, x[:45], y[:45])


def learned(sequence, method, benchmark="split-digits"):
    chunks: dict[str, Any] = (
        {"chunk_size": None} if "chunk_size" in METHODS[method].settings_type.model_fields else {}
    )
    # Few steps, in which what holds the weights must not keep them from learning.
    loose: dict[str, Any] = {"ewc_lambda": 100.0} if method == "ewc" else {}
    config = configure(benchmark, method, seeds=2, steps=60, target_hidden=(12,), **chunks, **loose)
    return fit(Run(config, sequence=sequence), progress=False)


@pytest.mark.parametrize("head", ["per_task", "shared"])
@pytest.mark.parametrize("method", METHODS)
def test_every_method_learns_classes_in_groups_of_unequal_size(clusters, method, head):
    sequence = split_sequence(clusters, SIZES, classes=(8, 1, 0, 3, 2, 7, 4, 6, 5), head=head)
    run = learned(sequence, method)
    just_learned = run.history.scores[:, range(3), range(3)]
    chance = [1 / size for size in SIZES]
    assert (just_learned > np.array(chance) + 0.2).all()


@pytest.mark.parametrize("method", METHODS)
def test_every_method_learns_functions_with_unequal_numbers_of_values(method):
    x = torch.linspace(-1, 1, 40)[:, None]

    def task(name, y, head):
        return Task(name, x, y, x[::4], y[::4], head)

    tasks = (task("one", x / 2, range(1)), task("two", torch.cat([x, -x], 1), range(1, 3)))
    run = learned(TaskSequence("mine", "regression", tasks, (1,), 3), method, "regression")
    assert run.history.scores.shape == (2, 2, 2)
    assert (run.history.scores[:, range(2), range(2)] < 0.3).all()
