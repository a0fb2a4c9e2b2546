"""A plotly figure as a part of a panel: what changed of it goes to the browser, trace by trace."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import plotly.graph_objects as go
import traitlets
from plotly.io.json import to_json_plotly

from hnetlab.widgets.parts import Part, State


class Plot(Part):
    """Shows `figure`; what is done to it within `changing` is seen at its end.

    Its state are texts of JSON, one for each trace: those that stay the same are neither sent nor read again.
    """

    traces: traitlets.List[str] = traitlets.List(traitlets.Unicode()).tag(shown=True)
    layout = traitlets.Unicode("{}").tag(shown=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.figure = go.Figure()
        self._sent: list[str] = []
        self._lock = threading.RLock()

    def show(self, figure: go.Figure) -> None:
        """Shows `figure` in place of what was there."""
        with self._lock:
            self.figure = figure
            self._read()

    @contextmanager
    def changing(self) -> Iterator[go.Figure]:
        """The figure, to be changed; nobody else changes or reads it meanwhile."""
        with self._lock:
            try:
                yield self.figure
            finally:
                self._read()

    def picture(self) -> go.Figure:
        """A copy of what is shown."""
        with self._lock:
            return go.Figure(self.figure)

    def state(self, fields: Sequence[str] | None = None) -> State:
        if fields is None:
            if self._sent is not self.traces:
                self._sent = []  # a view that begins in between gets all traces with the next change
            return super().state()
        state = super().state(fields)
        if "traces" in state:
            before, self._sent = self._sent, self.traces
            state["traces"] = {
                "length": len(self.traces),
                "at": {
                    str(index): text
                    for index, text in enumerate(self.traces)
                    if index >= len(before) or text != before[index]
                },
            }
        return state

    def _read(self) -> None:
        described = self.figure.to_dict()
        layout = to_json_plotly(described["layout"], engine="json")
        traces = [to_json_plotly(trace, engine="json") for trace in described["data"]]
        with self.hold_trait_notifications():
            self.layout, self.traces = layout, traces
