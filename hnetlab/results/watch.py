"""Whoever watches the training of many batches: how far each is, whether to stop, and what failed."""

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self

from tqdm.auto import tqdm

from hnetlab.results.folder import Batch
from hnetlab.results.speed import Cost

_BAR = "{percentage:3.0f}%|{bar}| {desc}"
_SECONDS_BETWEEN_LINES = 5.0  # in a log file, where every update is a line of its own


class Watch:
    """One progress bar over all batches, in seconds of expected work; `stop` is asked after every step.

    The time left comes from how fast this bar has moved, so that a wrong expectation corrects itself.
    """

    def __init__(
        self,
        costs: Mapping[Batch, Cost],
        *,
        stop: Callable[[], bool] = lambda: False,
        shown: bool = True,
        workers: int = 1,
    ) -> None:
        self.stop = stop
        self._costs = dict(costs)
        self._done = dict.fromkeys(costs, 0)
        self._first: dict[Batch, int] = {}
        self._over: set[Batch] = set()
        shown = shown and sys.stderr is not None
        self._seconds = 0.2 if shown and sys.stderr.isatty() else _SECONDS_BETWEEN_LINES
        self._next = 0.0
        self._started = time.perf_counter()
        self._workers = workers
        self._bar = tqdm(
            desc=f"0 of {len(costs)} runs",
            total=max(self._work(), 1e-9),
            bar_format=_BAR,
            dynamic_ncols=True,
            disable=not shown or not costs,
            mininterval=0,
            miniters=0,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._draw()
        self._bar.close()

    def progress(self, batch: Batch, done: int) -> None:
        """Notes that `done` steps of the whole run of a batch have been taken."""
        first = self._first.setdefault(batch, done)
        self._done[batch] = min(max(0, done - first), self._costs[batch].steps)
        now = time.perf_counter()
        if now >= self._next:
            self._next = now + self._seconds
            self._draw()

    def over(self, batch: Batch) -> None:
        """Notes that nothing more will be done for a batch: it is finished, or has failed."""
        self._over.add(batch)
        self._draw()

    def divided(self, batch: Batch, parts: Sequence[Batch]) -> None:
        """Notes that `parts` are trained in place of a batch that has failed."""
        cost, rows = self._costs.pop(batch, Cost(0, 0.0)), len(batch.config.seeds)
        self._over.discard(batch)
        for part in parts:
            self._costs[part] = Cost(cost.steps, cost.seconds * len(part.config.seeds) / rows)
            self._done[part] = 0
        self._draw()

    @property
    def share(self) -> float:
        """The share of the work that is done."""
        return sum(self._work_of(batch) for batch in self._costs) / max(self._work(), 1e-9)

    def _work(self) -> float:
        return sum(cost.seconds for cost in self._costs.values())

    def _work_of(self, batch: Batch) -> float:
        cost = self._costs[batch]
        part = 1.0 if batch in self._over else self._done[batch] / max(1, cost.steps)
        return part * cost.seconds

    def _draw(self) -> None:
        share, gone = self.share, time.perf_counter() - self._started
        left = gone * (1 - share) / share if share > 0.02 else sum(c.seconds for c in self._costs.values())
        left = left if share > 0.02 else left / self._workers
        runs = f"{len(self._over)} of {len(self._costs)} runs"
        self._bar.set_description_str(
            f"{runs}, {_short(gone)} gone, about {_short(left)} left", refresh=False
        )
        self._bar.n = share * (self._bar.total or 0.0)
        self._bar.refresh()


def _short(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
