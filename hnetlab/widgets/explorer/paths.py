"""Walk from one task's embedding to another's, and beyond both."""

from functools import partial

import numpy as np
import plotly.graph_objects as go

from hnetlab import figures
from hnetlab.analysis.numbers import Array
from hnetlab.analysis.paths import path_scores, spherical, straight
from hnetlab.figures.theme import INK, numbered_labels
from hnetlab.widgets.explorer.explored import Explored, Findings
from hnetlab.widgets.panel import Panel
from hnetlab.widgets.parts import Button, Choice, Slider
from hnetlab.widgets.plot import Plot

_BEYOND = 0.5  # how far a walk goes past both ends, in lengths of the path
_POINTS = 41


class Paths:
    """A slider that moves an explorer's handle along a path, and every task's scores along it as a figure."""

    def __init__(self, panel: Panel, explored: Explored) -> None:
        self._explored = explored
        self._changing = False
        self.start = panel.add("path.start", Choice("From"))
        self.end = panel.add("path.end", Choice("To"))
        self.kind = panel.add(
            "path.kind",
            Choice(
                "Path",
                options=["straight", "spherical"],
                tooltip="Straight, or turning from one direction to the other at a constant rate",
            ),
        )
        self.position = panel.add(
            "path.position",
            Slider(
                "Position",
                value=0.0,
                min=-_BEYOND,
                max=1 + _BEYOND,
                digits=2,
                tooltip="0 is the first task's embedding, 1 the second's",
            ),
        )
        self.button = panel.add("path.scores", Button("Scores along the path"))
        self._plot = panel.add("path.figure", Plot())
        for control in (self.start, self.end, self.kind):
            control.observe(lambda _: self._change_path(), "value")
        self.position.observe(lambda _: self._go(), "value")
        self.button.on_click(lambda _: self._ask_for_scores())

    @property
    def figure(self) -> go.Figure | None:
        """The scores along the path, once they were drawn."""
        return self._plot.figure if self._plot.figure.data else None

    def prepare(self) -> None:
        """Offers the tasks of the explorer's probe, and takes away what was found with another."""
        self._plot.show(go.Figure())
        names = numbered_labels(self._explored.probe.task_names, len(self._explored.probe.tasks))
        tasks = [(name, index) for index, name in enumerate(names)]
        self._changing = True
        try:
            for control, first in ((self.start, 0), (self.end, min(1, len(tasks) - 1))):
                chosen = first if control.value is None else min(control.value, len(tasks) - 1)
                control.options = tasks
                control.value = chosen
        finally:
            self._changing = False

    def show_path(self, *, visible: bool) -> None:
        """Draws the path across the plane, or takes it away."""
        positions = np.linspace(-_BEYOND, 1 + _BEYOND, _POINTS)
        points = (
            self._explored.frame.project(self._embeddings(positions))[:, :2] if visible else np.empty((0, 2))
        )
        self._explored.show_line(points)

    def _embeddings(self, positions: Array) -> Array:
        """The embeddings (K, E) at `positions` (K,) of the chosen path."""
        path = straight if self.kind.value == "straight" else spherical
        start, end = (self._explored.embeddings[control.value] for control in (self.start, self.end))
        return path(start, end, positions)

    def _change_path(self) -> None:
        if self._changing:
            return
        with self._explored.showing_errors():
            self.show_path(visible=True)
            self._go()
            if self.figure is not None:
                self._ask_for_scores()

    def _go(self) -> None:
        with self._explored.showing_errors():
            ends = {0.0: self.start.value, 1.0: self.end.value}
            position = self.position.value
            if position in ends:
                self._explored.jump(ends[position])
            else:
                self._explored.go(self._embeddings(np.array([position]))[0])
            if self.figure is not None:
                self._explored.later("mark", iter([self._mark]), urgent=True)

    def _ask_for_scores(self) -> None:
        self._explored.later("path", self._draw())

    def _draw(self) -> Findings:
        """Finds the scores along the path and shows them."""
        probe = self._explored.probe
        path = path_scores(probe, self.start.value, self.end.value, kind=self.kind.value, beyond=_BEYOND)
        figure = figures.path_scores(
            path.positions,
            path.scores,
            path.ends,
            probe.task_names,
            kind=path.kind,
            measure=path.measure,
        )
        figure.add_vline(x=self.position.value, line={"color": INK, "width": 2}, name="here")
        yield partial(self._plot.show, figure)

    def _mark(self) -> None:
        """Moves the line that says where the handle is."""
        x = self.position.value
        with self._plot.changing() as figure:
            figure.update_shapes({"x0": x, "x1": x}, selector={"name": "here"})
