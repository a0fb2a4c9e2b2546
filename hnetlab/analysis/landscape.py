"""Test scores over a square of a plane in embedding space, found from coarse to fine."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from time import thread_time

import numpy as np
from numpy.typing import NDArray

from hnetlab.analysis.numbers import Array, Numbers, as_array
from hnetlab.analysis.pca import Plane
from hnetlab.analysis.probe import Probe
from hnetlab.base.errors import DataError
from hnetlab.base.measure import Measure

Extent = tuple[float, float, float, float]

SIDES = (6, 11, 21, 41)
"""Points along each side of the nested grids; every grid holds the points of the one before."""


@dataclass(frozen=True, eq=False)
class Landscape:
    """The scores of tasks on a square grid, of which not all places need to be known yet."""

    horizontal: Array
    """Coordinates (N,) of the grid's columns along the plane's first axis."""
    vertical: Array
    """Coordinates (N,) of the grid's rows along the plane's second axis."""
    tasks: tuple[int, ...]
    """The tasks (from 0) that are scored."""
    scores: Array
    """Test scores (tasks, N, N) by task, row and column; an unknown place has those of the nearest known."""
    known: NDArray[np.bool_]
    """Which places (N, N) have been computed."""
    measure: Measure
    """What the scores are."""

    @property
    def complete(self) -> bool:
        """Whether every place has been computed."""
        return bool(self.known.all())


def landscape(
    probe: Probe,
    plane: Plane,
    extent: Extent,
    tasks: Sequence[int],
    *,
    offset: "Numbers | None" = None,
    sides: Sequence[int] = SIDES,
    seconds: float = 0.04,
) -> Iterator[Landscape]:
    """Scores of `tasks` over `extent` (left, right, bottom, top) of `plane`, refined with each result.

    Each step of the iteration computes about `seconds` of work, at least one place, so that a caller may do
    other things in between; the last result is complete. Each place is computed once: first the grid of the
    first of `sides`, then what the next one adds. `offset` (E,) moves the plane along other directions.
    Raises DataError for an extent without an area, and for sides that are not nested.
    """
    left, right, bottom, top = extent
    if not (left < right and bottom < top):
        raise DataError(f"The extent {extent} has no area: give left, right, bottom and top, in this order.")
    finest = sides[-1]
    horizontal, vertical = np.linspace(left, right, finest), np.linspace(bottom, top, finest)
    order = nested_places(sides)
    nothing = np.full((len(tasks), finest, finest), np.nan)
    unknown = np.zeros((finest, finest), dtype=bool)
    empty = Landscape(horizontal, vertical, tuple(tasks), nothing, unknown, probe.measure)
    return _refine(probe, plane, empty, order, 0 if offset is None else as_array(offset), seconds)


def nested_places(sides: Sequence[int] = SIDES) -> NDArray[np.intp]:
    """Row and column (places, 2) of every place of the finest grid, those of coarser grids first."""
    if min(sides) < 2 or any((fine - 1) % (coarse - 1) for coarse, fine in pairwise(sides)):
        raise DataError(
            f"The grids of {', '.join(map(str, sides))} points per side are not nested: each must keep every "
            "point of the one before, as 6, 11, 21 and 41 do."
        )
    level = np.full((sides[-1], sides[-1]), len(sides))
    for number, side in reversed(list(enumerate(sides))):
        stride = (sides[-1] - 1) // (side - 1)
        level[::stride, ::stride] = number
    order = np.argsort(level.ravel(), kind="stable")
    return np.column_stack(np.unravel_index(order, level.shape))


def square_around(points: Numbers, margin: float = 0.4) -> Extent:
    """The extent of a square around `points` (T, 2), with `margin` of the points' range on each side."""
    points = as_array(points)
    low, high = points.min(axis=0), points.max(axis=0)
    half = (0.5 + margin) * ((high - low).max() or 1.0)
    (x, y) = ((low + high) / 2).tolist()
    return x - half, x + half, y - half, y + half


def share_above(landscape: Landscape, threshold: float) -> Array:
    """The share (tasks,) of the square on which a task's score is better than `threshold`.

    An accuracy, a fraction, is better above it, an error below. Source: the areas of Fig. 4 of the paper.
    """
    return np.asarray(landscape.measure.better(landscape.scores, threshold).mean(axis=(1, 2)))


def _refine(
    probe: Probe,
    plane: Plane,
    empty: Landscape,
    order: NDArray[np.intp],
    offset: Array | int,
    seconds: float,
) -> Iterator[Landscape]:
    """Fills the places of `empty` in the given order, `seconds` of work at a time."""
    coordinates = np.column_stack([empty.horizontal[order[:, 1]], empty.vertical[order[:, 0]]])
    embeddings = plane.lift(coordinates) + offset
    scores, known = empty.scores, empty.known
    distance = np.full(known.shape, np.inf)
    rows, columns = np.indices(known.shape)
    start, count = 0, 1
    while start < len(order):
        began = thread_time()  # of this thread alone: what else the machine does must not shrink the steps
        batch = order[start : start + count]
        values = probe.scores(embeddings[start : start + count], empty.tasks).numpy(force=True)
        scores, known = scores.copy(), known.copy()
        known[tuple(batch.T)] = True
        for (row, column), value in zip(batch, values, strict=True):
            to_here = (rows - row) ** 2 + (columns - column) ** 2
            nearer = to_here < distance
            distance[nearer] = to_here[nearer]
            scores[:, nearer] = value[:, None]
        start += count
        count = _next_count(count, thread_time() - began, seconds)
        yield replace(empty, scores=scores, known=known)


def _next_count(count: int, spent: float, seconds: float) -> int:
    """How many places to compute next when `count` took `spent` seconds: at most twice as many."""
    return max(1, min(2 * count, int(count * seconds / max(spent, 1e-9))))
