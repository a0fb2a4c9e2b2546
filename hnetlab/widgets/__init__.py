"""Panels for notebooks: thin widgets over sessions, analysis and figures."""

from hnetlab.widgets.explorer import EmbeddingExplorer
from hnetlab.widgets.live import LiveLab
from hnetlab.widgets.microscope import RegularizerMicroscope

__all__ = ["EmbeddingExplorer", "LiveLab", "RegularizerMicroscope"]
