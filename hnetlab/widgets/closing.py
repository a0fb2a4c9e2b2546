"""What a panel leaves behind when it is closed: nothing."""

from collections.abc import Iterator

import ipywidgets as ipw


def close_widgets(root: ipw.Widget) -> None:
    """Closes a widget with all that belongs to it, which ipywidgets keeps in a registry until then."""
    for widget in [*_tree(root)]:
        widget.unobserve_all()
        widget.close()


def _tree(widget: ipw.Widget) -> Iterator[ipw.Widget]:
    """A widget, its children with theirs, and what it is drawn with, the innermost first."""
    for child in getattr(widget, "children", ()):
        yield from _tree(child)
    for part in (getattr(widget, "layout", None), getattr(widget, "style", None)):
        if isinstance(part, ipw.Widget):
            yield part
    yield widget
