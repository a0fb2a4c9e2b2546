"""Panels for notebooks: thin widgets over sessions, analysis and figures."""

from hnetlab.widgets.live import LiveLab

__all__ = ["LiveLab"]
