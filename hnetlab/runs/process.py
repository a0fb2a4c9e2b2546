"""How this process uses its machine while it trains; none of it changes a result."""

import ctypes

import torch

from hnetlab.runs.run import Run

_PRODUCTS_WORTH_THREADS = 10_000_000  # in one pass of a batch through the target network
_MMAP_THRESHOLD, _TRIM_THRESHOLD, _TOP_PAD = -3, -1, -2  # glibc's names for mallopt


def prepare_process(run: Run) -> None:
    """Chooses threads and memory for training `run` on the CPU."""
    if run.device.type == "cpu":
        _choose_threads(run)
        keep_freed_memory()


def _choose_threads(run: Run) -> None:
    """One thread for small networks: more would spend their time on waiting for each other.

    On a machine with other work to do they then wait for the busiest core in every operation.
    """
    products = len(run.config.seeds) * run.problem.target.size * run.config.training.batch_size
    if products < _PRODUCTS_WORTH_THREADS:
        torch.set_num_threads(1)


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
