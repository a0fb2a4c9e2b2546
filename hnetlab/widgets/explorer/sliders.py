"""A slider for each direction of embedding space that the plane leaves out."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from hnetlab.analysis.directions import Frame
from hnetlab.analysis.numbers import Array
from hnetlab.widgets.panel import Panel
from hnetlab.widgets.parts import Slider

MOST_SLIDERS = 6


class DirectionSliders:
    """Sliders for the coordinates of a frame after the first two, at most six.

    Moving one calls `on_slide` with the number of the coordinate (from 0) and its new value.
    """

    def __init__(self, panel: Panel, on_slide: Callable[[int, float], None]) -> None:
        self._on_slide = on_slide
        self._showing = False
        self._all = [
            panel.add(f"direction.{place}", Slider(hidden=True, digits=2)) for place in range(MOST_SLIDERS)
        ]
        for direction, slider in enumerate(self._all, start=2):
            slider.observe(lambda change, direction=direction: self._slid(direction, change), "value")
        self.sliders: list[Slider] = []

    def prepare(self, frame: Frame, reach: float) -> None:
        """Sliders for the directions of `frame`, from -`reach` to `reach`."""
        directions = range(2, min(len(frame.basis), 2 + MOST_SLIDERS))
        self.sliders = self._all[: len(directions)]
        with self._silence():
            for slider in self._all:
                slider.hidden = slider not in self.sliders
            for direction, slider in zip(directions, self.sliders, strict=True):
                slider.label = _name(frame, direction)
                slider.min = -reach
                slider.max = reach
                slider.step, slider.value = reach / 100, 0.0

    def show(self, coordinates: Array) -> None:
        """Puts the sliders where `coordinates` (D,) are, without a call of `on_slide`."""
        with self._silence():
            for slider, value in zip(self.sliders, coordinates[2:].tolist(), strict=False):
                slider.min, slider.max = min(slider.min, value), max(slider.max, value)
                slider.value = value

    @contextmanager
    def _silence(self) -> Iterator[None]:
        self._showing = True
        try:
            yield
        finally:
            self._showing = False

    def _slid(self, direction: int, change: Mapping[str, Any]) -> None:
        if not self._showing:
            self._on_slide(direction, change["new"])


def _name(frame: Frame, direction: int) -> str:
    """What a direction is called, with its share of the variance if it has one to speak of."""
    share = 0.0 if frame.explained is None else frame.explained[direction]
    return (
        f"direction {direction + 1} ({100 * share:.0f} %)" if share >= 0.005 else f"direction {direction + 1}"
    )
