"""Keeps the first figure of a notebook from waiting for seconds."""

import sys
from importlib import import_module
from importlib.util import find_spec

_CHECKS, _GRAMMAR = "jsonschema", "rfc3987_syntax"


def prepare_to_show() -> None:
    """Imports what plotly needs in a notebook, as far as that is slow otherwise.

    To show a figure plotly imports nbformat, and with it the checks of jsonschema, one of which (for
    internationalized addresses) compiles a grammar: two seconds and more. jsonschema does without a check
    that can't be imported, and notebooks have no such addresses.
    """
    if {_CHECKS, _GRAMMAR} & sys.modules.keys() or not find_spec(_CHECKS):
        return
    sys.modules[_GRAMMAR] = None  # type: ignore[assignment]
    try:
        import_module(_CHECKS)
    finally:
        del sys.modules[_GRAMMAR]
