"""Plotly's code, megabytes of it, which goes to the browser once for all panels of a page."""

import sys
from functools import cache

import anywidget
import traitlets
from plotly.offline import get_plotlyjs, get_plotlyjs_version

from hnetlab import front


class Library(anywidget.AnyWidget):
    """Plotly as text: a model without a view, which the page reads as soon as it has it."""

    _esm = front.script("library")
    source = traitlets.Unicode().tag(sync=True)
    version = traitlets.Unicode().tag(sync=True)


def shared_library() -> Library | None:
    """The library as a model, sent at the first call; None where models can't name each other.

    Jupyter's can, and read it while Python goes on. Elsewhere a panel asks for it when it is shown.
    """
    if "ipykernel" not in sys.modules:
        return None
    library = _library()
    if library.comm is None:  # closed, as `Widget.close_all` does
        _library.cache_clear()
        library = _library()
    return library


def library_source() -> bytes:
    """The library's code."""
    return get_plotlyjs().encode()


@cache
def library_version() -> str:
    """Which library it is."""
    return str(get_plotlyjs_version())


@cache
def _library() -> Library:
    return Library(source=get_plotlyjs(), version=library_version())
