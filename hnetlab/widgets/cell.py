"""Which cell of a notebook made a panel, so that running it again replaces the panel."""

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
        return None
    cell = shell.get_parent().get("metadata", {}).get("cellId")
    return cell if isinstance(cell, str) else None
