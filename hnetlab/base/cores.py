"""The cores that this process may use, and whether something else wants them too."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import torch

_SECONDS_BETWEEN_LOOKS = 0.2
_CROWDED = 0.2  # the share of the time that threads wait for a core: alone it is some hundredths
_ALONE = 0.1
_LOOKS_UNTIL_ALONE = 2


def allowed_cores() -> int:
    """How many threads to calculate with at most: as many as OMP_NUM_THREADS says, or as there are cores.

    Of the machine's cores those count that this process may use.
    """
    wanted = os.environ.get("OMP_NUM_THREADS", "").partition(",")[0].strip()  # a list is for nested teams
    return int(wanted) if wanted.isdecimal() and int(wanted) else len(_affinity())


@contextmanager
def torch_threads(count: int) -> Iterator[None]:
    """Uses `count` threads on this thread, which has its own number, and the earlier number afterwards."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


class Waiting:
    """How torch's worker threads wait for each other: spinning while they are alone, else asleep.

    Spinning is quickest as long as every thread has a core. Where one has none, the others spin for nothing
    and keep the core from it: a step then takes up to ten times as long. So `look`, to be called after every
    step, measures from time to time how long this process's threads have waited for a core. How the threads
    wait changes no result.

    GNU's OpenMP, which torch brings on Linux, has one switch for this: once it has more threads than cores it
    spins a hundred rounds in place of GOMP_SPINCOUNT. Idle threads turn it. Where OpenMP is another, or the
    system does not tell how long threads wait, nothing is done.
    """

    def __init__(self) -> None:
        self._idle: _IdleThreads | None = None
        self._next_look = 0.0
        self._looked: tuple[float, float] | None = None
        self._quiet_looks = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._spin()

    @property
    def asleep(self) -> bool:
        """Whether worker threads sleep while they wait."""
        return self._idle is not None

    def look(self) -> None:
        """Finds out, a few times a second, whether something else wants a core."""
        now = time.perf_counter()
        if now < self._next_look:
            return
        self._next_look = now + _SECONDS_BETWEEN_LOOKS
        waited, before = seconds_waited(), self._looked
        self._looked = None if waited is None else (now, waited)
        if waited is None or before is None:
            return
        share = (waited - before[1]) / (now - before[0])
        if share > _CROWDED:
            self._quiet_looks = 0
            self._idle = self._idle or _IdleThreads()
        elif share < _ALONE and self._idle:
            self._quiet_looks += 1
            if self._quiet_looks >= _LOOKS_UNTIL_ALONE:
                self._spin()

    def _spin(self) -> None:
        self._quiet_looks = 0
        if self._idle:
            self._idle.end()
            self._idle = None


def seconds_waited() -> float | None:
    """Seconds for which the threads of this process were ready and had no core; None if nobody knows."""
    total = 0
    try:
        for thread in os.scandir("/proc/self/task"):
            try:
                total += int(Path(thread.path, "schedstat").read_text("ascii").split()[1])
            except ProcessLookupError:
                continue  # it has ended meanwhile
    except (OSError, ValueError, IndexError):
        return None
    return total / 1e9


class _IdleThreads:
    """A thread with OpenMP workers of its own, more than there are cores, that all sleep."""

    def __init__(self) -> None:
        self._over = threading.Event()
        ready = threading.Event()
        self._thread = threading.Thread(
            target=self._rest, args=(ready,), name="hnetlab idle threads", daemon=True
        )
        self._thread.start()
        ready.wait()

    def end(self) -> None:
        """Ends them."""
        self._over.set()
        self._thread.join()

    def _rest(self, ready: threading.Event) -> None:
        torch.set_num_threads(len(_affinity()) + 1)
        torch.zeros(1 << 20).add_(1)  # large enough for torch to spread it over its threads
        ready.set()
        self._over.wait()


def _affinity() -> set[int]:
    """The numbers of the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return os.sched_getaffinity(0)
    return set(range(os.cpu_count() or 1))
