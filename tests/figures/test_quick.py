import subprocess
import sys
from importlib.util import find_spec

import pytest

IN_A_NOTEBOOK = """
import sys
import ipykernel
from hnetlab import figures
import nbformat
import jsonschema
jsonschema.validate("a", {"type": "string"}, format_checker=jsonschema.FormatChecker())
print("rfc3987_syntax" in sys.modules)
"""


@pytest.mark.skipif(not find_spec("rfc3987_syntax"), reason="jsonschema has no grammar to compile here")
def test_the_first_figure_of_a_notebook_waits_for_no_grammar():
    ran = subprocess.run([sys.executable, "-c", IN_A_NOTEBOOK], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
