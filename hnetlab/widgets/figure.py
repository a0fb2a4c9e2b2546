"""Live plotly figures that share one copy of plotly in the browser."""

from functools import cache
from pathlib import Path
from typing import Any

import anywidget
import plotly
import plotly.graph_objects as go
import traitlets
from ipywidgets import widget_serialization
from plotly.basewidget import BaseFigureWidget

_LOADER = Path(__file__).with_name("figure.js")


class _Bundle(anywidget.AnyWidget):
    """Plotly's own widget as text: sent to the browser once, where a page loads it once."""

    _esm = _LOADER
    source = traitlets.Unicode().tag(sync=True)
    version = traitlets.Unicode().tag(sync=True)


class Figure(go.FigureWidget):  # type: ignore[misc]
    """Plotly's `FigureWidget`, quicker from the second figure on, and with every update.

    Plotly sends its five megabytes along with every widget, and the browser reads them each time anew.
    What the browser fills in is not reported back: `on_edits_completed` waits for ever.
    """

    _esm = _LOADER
    _bundle = traitlets.Instance(_Bundle).tag(sync=True, **widget_serialization)

    def show(self, figure: go.Figure) -> None:
        """Shows what `figure` has in place of what was there: cheaper than another widget."""
        with self.batch_update():
            self.data: tuple[Any, ...] = ()
            self.layout = figure.layout
            self.add_traces(figure.data)

    @traitlets.default("_bundle")
    def _shared(self) -> _Bundle:
        return preload()


def preload() -> _Bundle:
    """Sends plotly to the browser, which can then read it while Python goes on; later calls do nothing."""
    bundle = _bundle()
    if bundle.comm is None:  # closed, as `Widget.close_all` does
        _bundle.cache_clear()
        bundle = _bundle()
    return bundle


@cache
def _bundle() -> _Bundle:
    return _Bundle(source=str(BaseFigureWidget._esm), version=plotly.__version__)
