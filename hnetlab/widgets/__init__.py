"""Panels for notebooks: thin widgets over sessions, analysis and figures."""

from hnetlab.widgets.explorer import EmbeddingExplorer
from hnetlab.widgets.live import LiveLab

__all__ = ["EmbeddingExplorer", "LiveLab"]
