"""How many threads torch uses for a panel: enough to be quick, few enough not to wait for a busy core."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import torch

from hnetlab.analysis.probe import Probe

_PRODUCTS_WORTH_THREADS = 50_000_000
"""Below so many, threads would spend their time on waiting for each other, on a busy machine most of it."""


@contextmanager
def torch_threads(count: int) -> Iterator[None]:
    """Uses `count` threads on this thread, which has its own number, and the earlier number afterwards."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def threads_to_answer(probe: Probe) -> int:
    """How many threads to score one embedding with: one for a small network, else all."""
    samples = sum(len(task.y_test) for task in probe.tasks)
    return _all() if probe.target.size * samples >= _PRODUCTS_WORTH_THREADS else 1


def threads_for_background() -> int:
    """How many threads to draw with behind the scene: one core is left to the hand and to the kernel."""
    return max(1, _all() - 1)


def _all() -> int:
    """As many as there are cores, unless the environment says fewer; torch may have been told otherwise."""
    return int(os.environ.get("OMP_NUM_THREADS") or os.cpu_count() or 1)
