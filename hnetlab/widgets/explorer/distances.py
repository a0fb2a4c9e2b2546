"""How far apart the tasks are: the weights that an explorer's hypernetwork generates for them."""

from collections.abc import Iterator

import ipywidgets as ipw

from hnetlab import figures
from hnetlab.analysis.weights import embedding_geometry, weight_geometry
from hnetlab.widgets.explorer.explored import Explored
from hnetlab.widgets.figure import Figure

# Two side by side; fixed, because a figure on the screen learns its room only when the window changes.
_LOOK = {"width": 410, "height": 420, "font_size": 12, "title_font_size": 15, "showlegend": False}
_GEOMETRIES = {"generated weights": weight_geometry, "task embeddings": embedding_geometry}


class Distances:
    """The learned tasks' generated weights on a plane, beside the distance of every two tasks."""

    def __init__(self, explored: Explored) -> None:
        self._explored = explored
        self.between = ipw.Dropdown(
            description="Distances between the",
            options=list(_GEOMETRIES),
            style={"description_width": "initial"},
            layout={"width": "320px"},
        )
        self._box = ipw.HBox(layout={"flex_flow": "row wrap"})
        self.widget = ipw.VBox([self.between, self._box])
        self.between.observe(lambda _: self.draw(), "value")

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The plane and the distances, once they were drawn."""
        return self._box.children

    def draw(self) -> None:
        """Shows the tasks that the explorer's probe has learned, as soon as the background gets to it."""
        self._explored.later("distances", self._draw())

    def _draw(self) -> Iterator[None]:
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
        if not self.figures:
            self._box.children = [Figure() for _ in drawn]
        for shown, figure in zip(self.figures, drawn, strict=True):
            shown.show(figure.update_layout(_LOOK))
        yield
