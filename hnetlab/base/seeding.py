"""Randomness without hidden state: each use has a generator of its own, made from a seed and a purpose."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch


def derive(seed: int, *purpose: str | int) -> int:
    """A 63-bit seed that depends on `seed` and on every part of `purpose`, the same on every machine."""
    digest = hashlib.sha256(repr((seed, *purpose)).encode()).digest()
    return int.from_bytes(digest[:8], "little") >> 1


def generator(seed: int, *purpose: str | int) -> torch.Generator:
    """A new CPU generator for one purpose, for example `generator(3, "order", task, epoch)`."""
    return torch.Generator().manual_seed(derive(seed, *purpose))


_global_generators = threading.Lock()
_TRIES = 10  # in each of which another thread would have to draw, too


@contextmanager
def borrowed_generators(device: torch.device) -> Iterator[None]:
    """Torch's global generators for this thread alone, to be left as they were found.

    Layers such as dropout draw from them, whichever thread they run in.
    """
    with _global_generators, torch.random.fork_rng([device] if device.type == "cuda" else []):
        yield


def draws(run: Callable[[], object]) -> bool:
    """Whether `run` draws from torch's global generator, which other threads may draw from meanwhile.

    So it is run until once nobody drew. Call it within `borrowed_generators`.
    """
    for _ in range(_TRIES):
        before = torch.random.get_rng_state()
        run()
        if torch.equal(torch.random.get_rng_state(), before):
            return False
    return True
