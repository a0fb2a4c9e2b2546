"""The layers of the package: who may import whom, and which libraries, read from its syntax trees."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

PACKAGE = Path(__file__).parents[1] / "hnetlab"
MODULES = sorted(PACKAGE.rglob("*.py"))
LINES_AT_MOST = 350


class Part(NamedTuple):
    """What a subpackage or top-level module may import: `knows` parts of hnetlab, `uses` libraries."""

    knows: str = ""
    uses: str = ""


BASE = "errors settings seeding device"
LEARNING = f"{BASE} tasks nets hypernet learning"
RUNNING = f"{LEARNING} files config history experiments run engine store"
SHOWING = "analysis summary figures views report"

# The lowest layer first: a part knows only parts that stand above its own line. A new part needs a line here.
PARTS = {
    "errors": Part(),
    "settings": Part(uses="pydantic"),
    "seeding": Part(uses="torch"),
    "device": Part("errors", "torch"),
    "files": Part(),
    "tasks": Part(BASE, "numpy pooch pydantic requests sklearn torch tqdm"),
    "nets": Part(BASE, "torch"),
    "hypernet": Part(f"{BASE} nets", "torch"),
    "learning": Part(f"{BASE} tasks nets hypernet", "pydantic torch"),
    "config": Part(LEARNING, "pydantic"),
    "history": Part(BASE, "numpy"),
    "experiments": Part(f"{LEARNING} config", "pydantic"),
    "run": Part(f"{LEARNING} config history", "numpy torch"),
    "engine": Part(f"{LEARNING} config history run", "numpy torch"),
    "store": Part(f"{LEARNING} files config history run engine", "filelock numpy pydantic safetensors torch"),
    "process": Part("run", "torch"),
    "jupyter": Part(),
    "progress": Part(f"{LEARNING} config history run engine process", "tqdm"),
    "session": Part(f"{RUNNING} process", "torch"),
    "analysis": Part(f"{LEARNING} config history run engine", "numpy pandas torch"),
    "summary": Part(f"{LEARNING} config history run analysis", "numpy"),
    "figures": Part(f"{BASE} history analysis", "numpy pandas plotly"),
    "views": Part(f"{RUNNING} analysis summary figures", "numpy pandas plotly torch"),
    "report": Part(f"{RUNNING} analysis summary figures views", "numpy pandas plotly"),
    "widgets": Part(
        f"{RUNNING} {SHOWING} process session", "IPython anywidget ipywidgets numpy plotly torch traitlets"
    ),
    "bench": Part(f"{RUNNING} process", "numpy torch"),
    "cli": Part(f"{RUNNING} {SHOWING} process progress bench", "numpy pandas pydantic torch tqdm typer"),
    "__main__": Part("cli"),
    "__init__": Part(f"{RUNNING} {SHOWING} progress session widgets bench"),
}

PLOTTING_LIBRARIES = "plotly ipywidgets anywidget matplotlib"
CORE = "tasks nets hypernet learning config history experiments run engine store analysis summary"

# What calculates starts no thread and touches no file.
PURE = {"nets", "hypernet", "learning", "history", "run", "engine", "analysis", "figures"}
THREADS = {"threading", "_thread", "concurrent", "multiprocessing", "asyncio", "queue", "subprocess"}
FILES = {"io", "os", "pathlib", "shutil", "tempfile", "open"}
PICKLES = {"pickle", "cloudpickle", "joblib", "shelve", "marshal"}


def part_of(path: Path) -> str:
    """The first name below `hnetlab`: the subpackage, or the module at the top."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imports(source: str, package: str) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything that `source`, a module of `package`, imports at any level."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import():
                yield from ((node.lineno, alias.name) for alias in node.names)
            case ast.ImportFrom():
                above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
                origin = ".".join([*above, *([node.module] if node.module else [])])
                yield from ((node.lineno, f"{origin}.{alias.name}") for alias in node.names)
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield node.lineno, name
            case ast.Call(func=ast.Name(id="open")):
                yield node.lineno, "open"


def violations(source: str, part: str, package: str = "hnetlab") -> list[str]:
    """One sentence for every import in `source` that its part may not have."""
    knows, uses = (set(names.split()) for names in PARTS[part])
    found = []
    for line, name in imports(source, package):
        top, *below = name.split(".")
        if top == "hnetlab":
            # The package's own front door is for users: inside, a name is imported from where it is defined.
            imported = below[0] if below and below[0] in PARTS else "__init__"
            if imported not in {part, *knows} and below != ["__version__"]:
                found.append(f"line {line}: {part} must not import {name}")
        elif top in PICKLES:
            found.append(f"line {line}: nothing may use {top}")
        elif top in sys.stdlib_module_names or top == "open":
            if part in PURE and top in THREADS | FILES:
                found.append(f"line {line}: {part} starts no thread and touches no file, but uses {top}")
        elif top not in uses:
            found.append(f"line {line}: {part} must not import the library {top}")
    return found


def test_every_module_belongs_to_a_listed_part() -> None:
    """A new subpackage or top-level module needs a line in PARTS, one that is gone needs none."""
    assert {part_of(path) for path in MODULES} == PARTS.keys()


def test_the_layers_have_no_cycle() -> None:
    """Every part knows only parts of lines above its own."""
    above: set[str] = set()
    for part, (knows, _) in PARTS.items():
        assert set(knows.split()) <= above, part
        above.add(part)


def test_plots_and_the_command_line_stay_out_of_the_core() -> None:
    """The table itself keeps the promises of the design."""
    users = {
        library: {part for part in PARTS if library in PARTS[part].uses.split()}
        for library in (*PLOTTING_LIBRARIES.split(), "typer")
    }
    assert users["plotly"] == {"figures", "views", "report", "widgets"}
    assert users["typer"] == {"cli"}
    assert users["ipywidgets"] == users["anywidget"] == {"widgets"}
    assert not users["matplotlib"]
    showing = {"figures", "views", "report", "widgets", "cli"}
    assert not {part for part in CORE.split() if set(PARTS[part].knows.split()) & showing}


@pytest.mark.parametrize("path", MODULES, ids=[str(path.relative_to(PACKAGE)) for path in MODULES])
def test_module_imports_only_what_its_part_may(path: Path) -> None:
    """Also inside functions, under TYPE_CHECKING, by relative name and by `import_module`."""
    package = ".".join(path.relative_to(PACKAGE.parent).parent.parts)
    assert not violations(path.read_text("utf-8"), part_of(path), package)


@pytest.mark.parametrize(
    ("part", "source"),
    [
        ("tasks", "from hnetlab.nets import mlp"),
        ("tasks", "import hnetlab.learning.regularizer"),
        ("nets", "from hnetlab import tasks"),
        ("nets", "from ..tasks import sequence"),
        ("hypernet", "from hnetlab import train"),
        ("learning", "def late():\n    import plotly"),
        ("engine", "import threading"),
        ("engine", "from pathlib import Path"),
        ("engine", "def log():\n    open('log.txt')"),
        ("analysis", "import plotly.graph_objects as go"),
        ("figures", "if TYPE_CHECKING:\n    from ipywidgets import Widget"),
        ("figures", "import importlib\nimportlib.import_module('ipywidgets')"),
        ("store", "import pickle"),
        ("report", "import typer"),
    ],
)
def test_forbidden_import_is_found(part: str, source: str) -> None:
    """Each kind of rule can fail."""
    assert violations(source, part, f"hnetlab.{part}")


@pytest.mark.parametrize(
    ("part", "source"),
    [
        (
            "nets",
            "from . import layout\nfrom .layout import FlatLayout\nfrom hnetlab.errors import ConfigError",
        ),
        ("store", "import os\nfrom pathlib import Path\nfrom hnetlab import __version__"),
        ("figures", "import plotly.graph_objects as go\nfrom hnetlab.analysis import metrics"),
    ],
)
def test_allowed_import_passes(part: str, source: str) -> None:
    """What the design wants is not refused."""
    assert not violations(source, part, f"hnetlab.{part}")


@pytest.mark.parametrize(
    ("parts", "absent"),
    [
        ("", "torch numpy pandas sklearn typer plotly ipywidgets"),
        (CORE, PLOTTING_LIBRARIES + " typer"),
        ("figures", "ipywidgets anywidget typer torch"),
    ],
    ids=["hnetlab", "core", "figures"],
)
def test_import_brings_in_only_its_own_libraries(parts: str, absent: str) -> None:
    """A fresh interpreter shows what is really loaded, also by way of other libraries."""
    statements = ["import sys, hnetlab", *(f"import hnetlab.{part}" for part in parts.split())]
    show = f"print(*sys.modules.keys() & set({absent.split()}))"
    result = subprocess.run(
        [sys.executable, "-c", "\n".join([*statements, show])], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stdout.strip()) == (0, ""), result.stderr


def test_modules_can_be_read_in_one_sitting() -> None:
    """A longer module holds more than one concept."""
    lengths = {str(path.relative_to(PACKAGE)): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    assert not {name: lines for name, lines in lengths.items() if lines > LINES_AT_MOST}
