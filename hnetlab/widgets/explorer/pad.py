"""A plane with a handle to drag, and beside it a bar per task: drawn in the browser, filled from Python."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from time import monotonic
from typing import Any, NamedTuple

import numpy as np
import traitlets
from numpy.typing import ArrayLike

from hnetlab.analysis.landscape import Landscape
from hnetlab.base.measure import ACCURACY, Measure
from hnetlab.figures.score_scale import share_of_range, shown_color_range
from hnetlab.figures.theme import task_color
from hnetlab.widgets.explorer.explored import Findings
from hnetlab.widgets.parts import Act, Part

_SECONDS_BETWEEN_PAINTINGS = 0.2


class Move(NamedTuple):
    """Where the handle was put, and the task whose own point was chosen, if one was."""

    x: float
    y: float
    task: int | None = None


class EmbeddingPad(Part):
    """A square plane of numbered points with a draggable handle, and the scores at the handle's place.

    One message each way per move: the browser sends where the handle is, `answer` sends what is known there.
    Where answers take long, the browser waits for one before it sends the newest place; else two moves may be
    under way. `on_move` names who is told.
    """

    scene = traitlets.Dict().tag(shown=True)
    """The tasks with their names, colors and points, the extent of the plane, what axes and columns show."""
    landscape = traitlets.Dict().tag(shown=True)
    """The picture behind the points: rows of bytes from the top and how to read them; empty for none."""
    path: traitlets.List[Any] = traitlets.List().tag(shown=True)
    """Points (x, y) of a line across the plane."""
    readout = traitlets.Dict().tag(shown=True)
    """What is known at the handle's place, and the browser's stamp on the move that it answers."""

    def __init__(self) -> None:
        super().__init__(scene=_scene([], [], [], (-1, 1, -1, 1), ("", ""), ACCURACY))
        self._measure = ACCURACY
        self._listener: Callable[[Move], None] | None = None
        self._stamp: float | None = None
        self._move = Move(0.0, 0.0)

    @property
    def position(self) -> tuple[float, float]:
        """Where the handle is; setting it is a move like that of a hand."""
        return self._move.x, self._move.y

    @position.setter
    def position(self, place: tuple[float, float]) -> None:
        self.move(Move(*place))

    def on_move(self, listener: Callable[[Move], None] | None) -> None:
        """Calls `listener`, if any, with every move, on the thread that brings it; it should `answer`."""
        self._listener = listener

    def move(self, move: Move) -> None:
        """Puts the handle somewhere, as the browser does."""
        self._move = move
        if self._listener:
            self._listener(move)

    def show_tasks(
        self,
        names: Sequence[str],
        points: ArrayLike,
        learned: Sequence[bool],
        extent: tuple[float, float, float, float],
        axes: tuple[str, str],
        *,
        measure: Measure = ACCURACY,
    ) -> None:
        """Draws the plane anew: `points` (T, 2), and `extent` from left to right and from bottom to top.

        `axes` names both directions; without a name for the second the handle moves on a line. Scores that
        follow are in the `measure`.
        """
        self._measure = measure
        self.scene = _scene(names, np.asarray(points).tolist(), learned, extent, axes, measure)

    def answer(
        self, position: tuple[float, float], scores: ArrayLike, distances: ArrayLike, place: str
    ) -> None:
        """Shows the scores (T,) of the handle's `position` and its distances (T,) to the tasks' embeddings.

        `place` describes the position in words.
        """
        self._move = Move(*position)
        values = np.asarray(scores, dtype=np.float64)
        self.readout = {
            "x": position[0],
            "y": position[1],
            "stamp": self._stamp,
            "fills": share_of_range(values, self._measure).tolist(),
            "values": [self._measure.readout(value) if np.isfinite(value) else "none" for value in values],
            "distances": [f"{distance:.2f}" for distance in np.asarray(distances)],
            "place": place,
        }

    def painted(self, pieces: Iterator[Landscape]) -> Findings:
        """Shows a landscape as it is refined, a few times a second."""
        shown = 0.0
        for piece in pieces:
            due = piece.complete or monotonic() - shown > _SECONDS_BETWEEN_PAINTINGS
            yield partial(self.show_landscape, piece) if due else lambda: None
            shown = monotonic() if due else shown

    def show_landscape(self, landscape: Landscape) -> None:
        """Puts the scores of the landscape's first task behind the points."""
        measure, scores, task = landscape.measure, landscape.scores[0], landscape.tasks[0]
        ends = shown_color_range(scores, measure, task)
        shares = share_of_range(scores, measure, ends)
        known = shares if measure.higher_is_better else 1 - shares
        worst, best = _ends(ends, measure)
        progress = "" if landscape.complete else f" · {100 * landscape.known.mean():.0f} % drawn"
        self.landscape = {
            "cells": np.round(255 * known[::-1]).astype(np.uint8).tobytes(),
            "size": scores.shape[::-1],
            "color": self.scene["tasks"][task]["color"],
            "title": f"{measure.name} on task {task + 1}{progress}",
            "low": worst,
            "high": best,
        }

    def act(self, act: Act) -> None:
        self._stamp = act["stamp"]
        self.move(Move(float(act["x"]), float(act["y"]), act["task"]))


def _ends(ends: tuple[float, float], measure: Measure) -> tuple[str, str]:
    """What the palest and the strongest color stand for, in words."""
    low, high = (f"{end:.3g}{measure.suffix}" for end in ends)
    return (low, high) if measure.higher_is_better else (high, low)


def _scene(
    names: Sequence[str],
    points: Sequence[Sequence[float]],
    learned: Sequence[bool],
    extent: tuple[float, float, float, float],
    axes: tuple[str, str],
    measure: Measure,
) -> dict[str, Any]:
    tasks = [
        {"name": name, "color": task_color(task, len(names)), "x": x, "y": y, "learned": known}
        for task, (name, (x, y), known) in enumerate(zip(names, points, learned, strict=True))
    ]
    return {
        "tasks": tasks,
        "extent": list(extent),
        "x": axes[0],
        "y": axes[1],
        "score": measure.full_name or f"test {measure.name}",
        "distance": "distance",
    }
