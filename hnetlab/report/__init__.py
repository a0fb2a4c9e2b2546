"""The report of a run: one HTML page that needs nothing else, for reading, sending and printing."""

from hnetlab.report.page import write_report

__all__ = ["write_report"]
