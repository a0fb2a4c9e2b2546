import re
import subprocess
import sys
from typing import Any

import pytest
from typer.main import get_command

from hnetlab import __version__
from hnetlab.cli import app
from hnetlab.learning import METHODS
from hnetlab.tasks import BENCHMARKS

COMMANDS = (
    "demo",
    "train",
    "compare",
    "table",
    "report",
    "infer",
    "reproduce",
    "sweep",
    "benchmarks",
    "bench",
    "export",
    "data",
)
GROUPS = {"data": ["status", "fetch"], "export": ["playground", "explorer"]}


def test_help_names_every_command(hnetlab):
    for answer in (hnetlab("--help"), hnetlab("-h")):
        assert answer.code == 0
        rows = re.findall(r"^│ ([a-z]+)  +\S", answer.out, flags=re.MULTILINE)
        assert sorted(rows) == sorted(COMMANDS)


@pytest.mark.parametrize(
    "command", [*COMMANDS, "data status", "data fetch", "export playground", "export explorer"]
)
def test_every_command_explains_itself_with_an_example(hnetlab, command):
    answer = hnetlab(*command.split(), "--help")
    assert answer.code == 0
    if command in GROUPS:
        assert re.findall(r"^│ ([a-z]+)  +\S", answer.out, flags=re.MULTILINE) == GROUPS[command]
    else:
        assert f"hnetlab {command} " in answer.out.replace("Usage: hnetlab", "")


@pytest.mark.parametrize(("option", "registry"), [("benchmark", BENCHMARKS), ("method", METHODS)])
def test_the_names_in_the_help_of_train_are_those_that_exist(option, registry):
    """Written down there, because asking the registries for a help text would load torch."""
    command: Any = get_command(app)
    parameters = {each.name: each for each in command.commands["train"].params}
    listed = parameters[option].help.removesuffix(".").partition(";")[0].replace(" (if not given)", "")
    assert re.split(r", | or ", listed) == list(registry)


def test_the_version_is_shown(hnetlab):
    assert hnetlab("--version").out == f"hnetlab {__version__}\n"


def test_help_loads_no_heavy_library():
    script = (
        "import sys\nfrom typer.testing import CliRunner\nfrom hnetlab.cli import app\n"
        "assert CliRunner().invoke(app, ['train', '--help']).exit_code == 0\n"
        "print(*sys.modules.keys() & {'torch', 'numpy', 'pandas', 'sklearn', 'plotly', 'requests', 'tqdm'})"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout.strip()) == (0, ""), result.stderr


def test_training_loads_no_plots_no_tables_and_no_compiler(tmp_path):
    script = (
        "import sys\nfrom typer.testing import CliRunner\nfrom hnetlab.cli import app\n"
        "arguments = ['train', 'regression', '--set', 'steps=1', '--json', '--quiet', '--out', sys.argv[1]]\n"
        "result = CliRunner().invoke(app, arguments)\n"
        "unwanted = {'pandas', 'sklearn', 'plotly', 'requests', 'IPython', 'torch._dynamo'}\n"
        "print(*sys.modules.keys() & unwanted)\n"
        "sys.exit(result.exit_code)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "run")]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout.strip()) == (0, ""), result.stderr
