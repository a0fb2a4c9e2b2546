"""How a run uses its machine while it trains; none of it changes a result, except the number of threads."""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from hnetlab.base.cores import Waiting, allowed_cores, torch_threads
from hnetlab.runs.run import Run

_PRODUCTS_WORTH_THREADS = 10_000_000  # in one pass of a batch through the target network
_MMAP_THRESHOLD, _TRIM_THRESHOLD, _TOP_PAD = -3, -1, -2  # glibc's names for mallopt


@contextmanager
def at_work(run: Run, *, spare_cores: int = 0) -> Iterator[Callable[[], None]]:
    """Gives this thread what training `run` wants of threads and memory; what it yields is called every step.

    A run that has been trained before keeps its number of threads, `run.threads`: sums depend on it in their
    last bits. A new one leaves `spare_cores` to others. Afterwards this thread has the threads it had before.
    """
    if run.device.type != "cpu":
        yield lambda: None
        return
    keep_freed_memory()
    if run.threads is None:
        run.threads = threads_for(run, spare_cores)
    with torch_threads(run.threads), Waiting() as waiting:
        yield waiting.look if run.threads > 1 else lambda: None


def threads_for(run: Run, spare_cores: int = 0) -> int:
    """One thread for small networks, which would spend more on waiting for each other, else every core."""
    products = len(run.config.seeds) * run.problem.target.size * run.config.training.batch_size
    if products < _PRODUCTS_WORTH_THREADS:
        return 1
    return max(1, allowed_cores() - spare_cores)


def keep_freed_memory() -> None:
    """Lets the process keep what a step frees for the next step.

    By default glibc returns large blocks at once, and the system clears each page anew when it is touched:
    more than a tenth of a step of a network with millions of weights. Other C libraries are left alone.
    """
    try:
        libc = ctypes.CDLL("libc.so.6")
        for option, value in (
            (_MMAP_THRESHOLD, 32 << 20),
            (_TRIM_THRESHOLD, 2**31 - 1),
            (_TOP_PAD, 64 << 20),
        ):
            libc.mallopt(option, value)
    except (OSError, AttributeError):
        return
