"""Panels for notebooks: thin widgets over sessions, analysis and figures."""

from hnetlab.widgets import _imports  # noqa: F401 - first, so that the others load quickly
from hnetlab.widgets.explorer.panel import EmbeddingExplorer
from hnetlab.widgets.live.panel import LiveLab
from hnetlab.widgets.microscope import RegularizerMicroscope

__all__ = ["EmbeddingExplorer", "LiveLab", "RegularizerMicroscope"]
