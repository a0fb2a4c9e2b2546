"""How far apart the tasks are: the weights that an explorer's hypernetwork generates for them."""

import plotly.graph_objects as go

from hnetlab import figures
from hnetlab.analysis.weights import embedding_geometry, weight_geometry
from hnetlab.widgets.explorer.explored import Explored, Findings
from hnetlab.widgets.panel import Panel
from hnetlab.widgets.parts import Choice
from hnetlab.widgets.plot import Plot

_LOOK = {"height": 420, "font_size": 12, "title_font_size": 15, "showlegend": False}  # two side by side
_GEOMETRIES = {"generated weights": weight_geometry, "task embeddings": embedding_geometry}


class Distances:
    """The learned tasks' generated weights on a plane, beside the distance of every two tasks."""

    def __init__(self, panel: Panel, explored: Explored) -> None:
        self._explored = explored
        self.between = panel.add(
            "distances.between", Choice("Distances between the", options=list(_GEOMETRIES))
        )
        self._plots = [panel.add(f"distances.{name}", Plot()) for name in ("plane", "matrix")]
        self.between.observe(lambda _: self.draw(), "value")

    @property
    def figures(self) -> tuple[go.Figure, ...]:
        """The plane and the distances, once they were drawn."""
        return tuple(plot.figure for plot in self._plots if plot.figure.data)

    def draw(self) -> None:
        """Shows the tasks that the explorer's probe has learned, as soon as the background gets to it."""
        self._explored.later("distances", self._draw())

    def _draw(self) -> Findings:
        probe, between = self._explored.probe, self.between.value
        weights, compared = weight_geometry(probe), _GEOMETRIES[between](probe)
        drawn = (
            figures.weight_plane(weights.points, weights.explained, probe.task_names, tasks=weights.tasks),
            figures.distances(
                compared.distances,
                probe.task_names,
                tasks=compared.tasks,
                title=f"Distances between the {between}",
            ),
        )

        def show() -> None:
            for plot, figure in zip(self._plots, drawn, strict=True):
                plot.show(figure.update_layout(_LOOK))

        yield show
