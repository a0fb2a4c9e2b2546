"""Imports plotly's widgets quickly: imported before the panels, for its effect alone.

A notebook's browser then reads plotly while the panels' own imports go on.
"""

from hnetlab.figures.quick import prepare_to_show

prepare_to_show()

from hnetlab.widgets.library import shared_library  # noqa: E402 - it imports plotly

shared_library()
