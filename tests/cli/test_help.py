import subprocess
import sys

import pytest

from hnetlab import __version__
from hnetlab.learning import METHODS
from hnetlab.tasks import BENCHMARKS

COMMANDS = ("demo", "train", "compare", "report", "benchmarks", "bench", "data")


def words(text):
    return " ".join(text.replace("│", " ").split())


def test_help_names_every_command(hnetlab):
    for answer in (hnetlab("--help"), hnetlab("-h")):
        assert answer.code == 0
        assert all(f" {command} " in answer.out for command in COMMANDS)


@pytest.mark.parametrize("command", [*COMMANDS, "data status", "data fetch"])
def test_every_command_explains_itself_with_an_example(hnetlab, command):
    answer = hnetlab(*command.split(), "--help")
    assert answer.code == 0
    if command != "data":
        assert f"hnetlab {command} " in answer.out.replace("Usage: hnetlab", "")


def test_the_names_in_the_help_of_train_are_those_that_exist(hnetlab):
    text = words(hnetlab("train", "--help").out)
    *names, last = BENCHMARKS
    assert all(name in text for name in (*names, last))
    assert all(name in text for name in METHODS)
    assert text.index("hnet (if not given)") < text.index("joint")


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


def test_training_loads_no_plots_and_no_tables(tmp_path):
    script = (
        "import sys\nfrom typer.testing import CliRunner\nfrom hnetlab.cli import app\n"
        "arguments = ['train', 'regression', '--set', 'steps=1', '--json', '--quiet', '--out', sys.argv[1]]\n"
        "result = CliRunner().invoke(app, arguments)\n"
        "print(*sys.modules.keys() & {'pandas', 'sklearn', 'plotly', 'requests', 'IPython'})\n"
        "sys.exit(result.exit_code)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "run")]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout.strip()) == (0, ""), result.stderr
