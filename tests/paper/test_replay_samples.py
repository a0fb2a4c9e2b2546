"""How far replayed samples move is counted from when their task was learned."""

import numpy as np
import pytest

from hnetlab.analysis.replayed import Replayed
from hnetlab.paper.replay_samples import drift


def gray(level):
    return np.full((3, 2, 2), level, dtype=np.uint8)


def test_samples_move_by_the_mean_difference_of_pixels_since_their_task_was_learned():
    pictures = ((gray(0),), (gray(200), gray(100)), (gray(51), gray(100), gray(7)))
    found = Replayed(pictures, ("a", "b", "c"), (0, 1, 2), ("a", "b", "c"), of_tasks=True)
    assert drift(found) == pytest.approx({0: 20, 1: 0, 2: 0})
    thinned = Replayed(pictures[::2], ("a", "c"), (0, 2), ("a", "b", "c"), of_tasks=True)
    assert drift(thinned) == pytest.approx({0: 20, 2: 0})


def test_of_a_generator_that_knows_of_no_tasks_nothing_is_said():
    found = Replayed(((gray(0),), (gray(9),)), ("a", "b"), (0, 1), ("all tasks",), of_tasks=False)
    assert drift(found) == {}
