"""What lies between two task embeddings, and beyond them: scores along a straight or a spherical path."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from hnetlab.analysis.numbers import Array, Numbers, as_array
from hnetlab.analysis.probe import Probe
from hnetlab.base.errors import DataError
from hnetlab.base.measure import Measure

PathKind = Literal["straight", "spherical"]

_SMALLEST_SINE = 1e-6  # below it, rounding decides in which plane the arc between two directions lies


@dataclass(frozen=True, eq=False)
class Path:
    """A path through the embeddings of two tasks, and every task's scores along it."""

    positions: Array
    """Places (K,) on the path: 0 is the first task's embedding, 1 the second's; others lie beyond."""
    embeddings: Array
    """The embeddings (K, E) there."""
    scores: Array
    """Test scores (K, T) of all tasks there."""
    ends: tuple[int, int]
    """The two tasks (from 0)."""
    kind: PathKind
    """The kind of path that was asked for."""
    measure: Measure
    """What the scores are."""


def path_scores(
    probe: Probe,
    first: int,
    second: int,
    *,
    kind: PathKind = "straight",
    points: int = 21,
    beyond: float = 0.5,
) -> Path:
    """Every task's score at `points` evenly spaced places from task `first` to task `second` (from 0).

    The path goes on in the same steps for `beyond` times its length past both. Raises DataError for tasks
    that are not two different ones of the probe, and for a spherical path from or to the origin.
    """
    tasks = len(probe.tasks)
    if first == second or not (0 <= first < tasks and 0 <= second < tasks):
        raise DataError(
            f"There is no path from task {first} to task {second}: choose two different ones from 0 to "
            f"{tasks - 1}."
        )
    if points < 2 or beyond < 0:
        raise DataError(
            f"A path of {points} points, {beyond:g} of its length beyond, can't be drawn: choose at least 2 "
            "points and at least 0."
        )
    outside = round(beyond * (points - 1))
    positions = np.arange(-outside, points + outside) / (points - 1)
    start, end = (probe.embeddings[task].numpy(force=True) for task in (first, second))
    embeddings = (straight if kind == "straight" else spherical)(start, end, positions)
    scores = probe.scores(embeddings).numpy(force=True)
    return Path(positions, embeddings, scores, (first, second), kind, probe.measure)


def straight(start: Numbers, end: Numbers, positions: Numbers) -> Array:
    """The points (K, E) at `positions` (K,) on the line through `start` (E,) at 0 and `end` (E,) at 1."""
    start, end, t = _prepared(start, end, positions)
    return (1 - t) * start + t * end


def spherical(start: Numbers, end: Numbers, positions: Numbers) -> Array:
    """The points (K, E) at `positions` (K,) on the arc through `start` (E,) at 0 and `end` (E,) at 1.

    The direction turns at a constant rate in the plane of the two; the norm changes geometrically from one to
    the other, so that it stays positive beyond them. Parallel or opposite vectors span no plane: their path
    is straight. Raises DataError if one of them is zero, which has no direction. Source: Shoemake 1985,
    "Animating rotation with quaternion curves", section 3.3.
    """
    start, end, t = _prepared(start, end, positions)
    norms = np.linalg.norm(start), np.linalg.norm(end)
    if not all(norms):
        raise DataError("A spherical path needs two directions, but one end is zero: take the straight path.")
    u, v = start / norms[0], end / norms[1]
    angle = 2 * np.arctan2(np.linalg.norm(u - v), np.linalg.norm(u + v))
    if np.sin(angle) < _SMALLEST_SINE:
        return straight(start, end, positions)
    direction = (np.sin((1 - t) * angle) * u + np.sin(t * angle) * v) / np.sin(angle)
    path = norms[0] ** (1 - t) * norms[1] ** t * direction
    return np.where(t == 0, start, np.where(t == 1, end, path))  # the ends without rounding


def _prepared(start: Numbers, end: Numbers, positions: Numbers) -> tuple[Array, Array, Array]:
    """Both ends (E,) and the positions as a column (K, 1), all float64."""
    return as_array(start), as_array(end), as_array(positions)[:, None]
