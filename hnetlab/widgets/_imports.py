"""Imports plotly's widgets quickly: imported before the panels, for its effect alone.

They import nbformat, and with it the checks of jsonschema, one of which (for internationalized addresses)
compiles a grammar: seconds in which a panel could be on the screen. jsonschema does without a check that
can't be imported, and notebooks have no such addresses.

A notebook's browser then reads plotly while the panels' own imports go on.
"""

import sys
from importlib import import_module

_GRAMMAR = "rfc3987_syntax"

if "jsonschema" not in sys.modules:
    sys.modules[_GRAMMAR] = None  # type: ignore[assignment]
    try:
        import_module("plotly.basewidget")
    finally:
        del sys.modules[_GRAMMAR]

from hnetlab.widgets.figure import preload  # noqa: E402 - it imports plotly

if "ipykernel" in sys.modules:
    preload()
