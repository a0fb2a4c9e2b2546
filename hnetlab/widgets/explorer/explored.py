"""What the tools of an explorer know of it: the space that is explored, and a handle in it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from numpy.typing import ArrayLike

from hnetlab.analysis.directions import Frame
from hnetlab.analysis.numbers import Array
from hnetlab.analysis.probe import Probe

Findings = Iterator[Callable[[], None]]
"""Work in pieces, each of which ends with a function that shows what was found."""


class Explored(Protocol):
    """A handle in the embedding space of a probe, which tools can move, and time to work in."""

    @property
    def probe(self) -> Probe:
        """What is known at any place."""

    @property
    def embeddings(self) -> Array:
        """The task embeddings (T, E)."""

    @property
    def frame(self) -> Frame:
        """The directions in which the plane is drawn."""

    def jump(self, task: int) -> None:
        """Puts the handle on the embedding of `task` (from 0), exactly."""

    def go(self, e: ArrayLike) -> None:
        """Puts the handle on the embedding `e` (E,)."""

    def show_line(self, points: ArrayLike) -> None:
        """Draws a line through the points (N, 2) of the plane; none for no points."""

    def later(self, name: str, work: Findings, *, urgent: bool = False) -> None:
        """Does `work` on another thread, in place of what went by the same name.

        What it has found is shown while the probe is still the one that it was found with.
        """

    def showing_errors(self) -> AbstractContextManager[None]:
        """Shows an error raised within."""
