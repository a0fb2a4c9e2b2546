"""Which cell of a notebook made a panel, so that running it again replaces the panel."""

import re
import sys
import threading
from types import FrameType
from typing import Protocol
from weakref import WeakValueDictionary

from IPython import get_ipython


class Panel(Protocol):
    """What can be closed: its threads end."""

    def close(self) -> None:
        """Ends all that the panel has running."""


_panels: WeakValueDictionary[tuple[str, str], Panel] = WeakValueDictionary()


def replace_earlier(panel: Panel) -> None:
    """Closes the panel of the same kind that an earlier run of the same cell had made."""
    cell = _cell_id()
    if cell is None:
        return
    kind = type(panel).__name__  # a widget's class may be its own, made when it is
    earlier = _panels.get((cell, kind))
    _panels[cell, kind] = panel
    if earlier is not None and earlier is not panel:
        earlier.close()


def _cell_id() -> str | None:
    """The id of the cell being run, where the front end tells it."""
    shell = get_ipython()
    if shell is None or not hasattr(shell, "get_parent"):
        return _marimo_cell() if "marimo" in sys.modules else None
    cell = shell.get_parent().get("metadata", {}).get("cellId")
    return cell if isinstance(cell, str) else None


def _marimo_cell() -> str | None:
    """The same in marimo, which names the code of a cell by its id; each visitor of an app has a thread."""
    frame: FrameType | None = sys._getframe()
    while frame:
        if found := re.search(r"__marimo__cell_(.*?)_", frame.f_code.co_filename):
            return f"{threading.get_ident()} {found[1]}"
        frame = frame.f_back
    return None
