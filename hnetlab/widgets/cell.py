"""Which cell of a notebook made a panel, so that running it again replaces the panel."""

import re
import sys
import threading
from types import FrameType
from typing import Protocol
from weakref import WeakSet

from IPython import get_ipython


class Panel(Protocol):
    """What can be closed: its threads end."""

    def close(self) -> None:
        """Ends all that the panel has running."""


_panels: dict[tuple[str, str], tuple[str | None, WeakSet[Panel]]] = {}
"""The panels of each cell and kind, with the execution of the cell that made them."""


def replace_earlier(panel: Panel) -> None:
    """Closes the panels of the same kind that an earlier run of the same cell had made.

    Those that the same run has made stay: a cell may have several beside each other.
    """
    cell, execution = _cell_id(), _execution_id()
    if cell is None:
        return
    kind = type(panel).__name__  # a widget's class may be its own, made when it is
    before, earlier = _panels.get((cell, kind), (None, WeakSet()))
    if execution is not None and execution == before:
        earlier.add(panel)
        return
    _panels[cell, kind] = execution, WeakSet([panel])
    for each in list(earlier):
        if each is not panel:
            each.close()


def _cell_id() -> str | None:
    """The id of the cell being run, where the front end tells it."""
    shell = get_ipython()
    if shell is None or not hasattr(shell, "get_parent"):
        return _marimo_cell() if "marimo" in sys.modules else None
    cell = shell.get_parent().get("metadata", {}).get("cellId")
    return cell if isinstance(cell, str) else None


def _execution_id() -> str | None:
    """What tells this run of a cell from others of it, where that is known."""
    shell = get_ipython()
    if shell is None or not hasattr(shell, "get_parent"):
        return None
    found = shell.get_parent().get("header", {}).get("msg_id")
    return found if isinstance(found, str) else None


def _marimo_cell() -> str | None:
    """The same in marimo, which names the code of a cell by its id; each visitor of an app has a thread."""
    frame: FrameType | None = sys._getframe()
    while frame:
        if found := re.search(r"__marimo__cell_(.*?)_", frame.f_code.co_filename):
            return f"{threading.get_ident()} {found[1]}"
        frame = frame.f_back
    return None
