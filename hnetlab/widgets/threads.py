"""How many threads torch uses for a panel: enough to be quick, few enough not to wait for a busy core."""

from hnetlab.analysis.probe import Probe
from hnetlab.base.cores import allowed_cores

_PRODUCTS_WORTH_THREADS = 50_000_000
"""Below so many, threads would spend their time on waiting for each other, on a busy machine most of it."""


def threads_to_answer(probe: Probe) -> int:
    """How many threads to score one embedding with: one for a small network, else all."""
    samples = sum(len(task.y_test) for task in probe.tasks)
    return allowed_cores() if probe.target.size * samples >= _PRODUCTS_WORTH_THREADS else 1


def threads_for_background() -> int:
    """How many threads to draw with behind the scene: one core is left to the hand and to the kernel."""
    return max(1, allowed_cores() - 1)
