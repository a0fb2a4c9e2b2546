"""Into how many runs rows are dealt that can train together."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Thing = TypeVar("Thing")

_MOST = {"cpu": 10, "cuda": 100}
"""Rows of one run at most, by the kind of device: in wider ones a step is little cheaper for each of them,
and a second worker of the same machine would have nothing to do."""
_WORK = {"cpu": 2e7, "cuda": 4e9}
"""Products of one pass of all rows, beyond which company makes a step cheaper by less than a tenth."""
_ALONE = 4.6
"""What every step takes, however few rows are in it, in the time that a row adds (docs/cluster.md)."""


def most_rows(target_weights: int, batch_size: int, device: str) -> int:
    """How many rows of one network train together at most, on a device by its kind.

    Where the step of one row is long already, company is of no use and only takes memory.
    """
    kind = device if device in _MOST else "cuda"
    return max(1, min(_MOST[kind], int(_WORK[kind] / (target_weights * batch_size))))


def evenly(things: Sequence[Thing], most: int) -> Iterator[list[Thing]]:
    """The things in as few parts of at most `most` as they take, none larger than another by more than 1."""
    parts = -(-len(things) // most)
    for part in range(parts):
        yield list(things[part * len(things) // parts : (part + 1) * len(things) // parts])


def owners(sizes: Sequence[int], parts: int) -> list[int]:
    """The part, from 0, that each of some runs goes to: the widest first, each to where there is least."""
    busy = [0.0] * parts
    found = [0] * len(sizes)
    for run in sorted(range(len(sizes)), key=lambda run: -sizes[run]):
        found[run] = busy.index(min(busy))
        busy[found[run]] += _ALONE + sizes[run]
    return found
