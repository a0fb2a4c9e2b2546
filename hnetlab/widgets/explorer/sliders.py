"""A slider for each direction of embedding space that the plane leaves out."""

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as ipw

from hnetlab.analysis.directions import Frame
from hnetlab.analysis.pca import Array

MOST_SLIDERS = 6


class DirectionSliders:
    """Sliders for the coordinates of a frame after the first two, at most six.

    Moving one calls `on_slide` with the number of the coordinate (from 0) and its new value.
    """

    def __init__(self, on_slide: Callable[[int, float], None]) -> None:
        self._on_slide = on_slide
        self._showing = False
        self.sliders: list[ipw.FloatSlider] = []
        self.widget = ipw.VBox()

    def prepare(self, frame: Frame, reach: float) -> None:
        """New sliders for `frame`, from -`reach` to `reach`."""
        self.sliders = [
            ipw.FloatSlider(
                description=_name(frame, direction),
                min=-reach,
                max=reach,
                step=reach / 100,
                readout_format=".2f",
                style={"description_width": "135px"},
                layout={"width": "auto"},
            )
            for direction in range(2, min(len(frame.basis), 2 + MOST_SLIDERS))
        ]
        for direction, slider in enumerate(self.sliders, start=2):
            slider.observe(lambda change, direction=direction: self._slid(direction, change), "value")
        self.widget.children = tuple(self.sliders)

    def show(self, coordinates: Array) -> None:
        """Puts the sliders where `coordinates` (D,) are, without a call of `on_slide`."""
        self._showing = True
        try:
            for slider, value in zip(self.sliders, coordinates[2:].tolist(), strict=False):
                # On a step, as the browser would round and send it back: the coordinates stay what they are.
                value = slider.step * round(value / slider.step)
                if not slider.min <= value <= slider.max:
                    slider.min, slider.max = min(slider.min, value), max(slider.max, value)
                slider.value = value
        finally:
            self._showing = False

    def _slid(self, direction: int, change: Mapping[str, Any]) -> None:
        if not self._showing and abs(change["new"] - change["old"]) > change["owner"].step / 2:
            self._on_slide(direction, change["new"])


def _name(frame: Frame, direction: int) -> str:
    """What a direction is called, with its share of the variance if it has one to speak of."""
    share = 0.0 if frame.explained is None else frame.explained[direction]
    return (
        f"direction {direction + 1} ({100 * share:.0f} %)" if share >= 0.005 else f"direction {direction + 1}"
    )
