"""Imports plotly's widgets quickly: imported before the panels, for its effect alone.

A notebook's browser then reads plotly while the panels' own imports go on.
"""

import sys

from hnetlab.figures.quick import prepare_to_show

prepare_to_show()

from hnetlab.widgets.figure import preload  # noqa: E402 - it imports plotly

if "ipykernel" in sys.modules:
    preload()
