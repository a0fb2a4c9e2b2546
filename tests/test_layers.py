"""The layers of the package: who may import whom, and which libraries, read from its syntax trees."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

PACKAGE = Path(__file__).parents[1] / "hnetlab"
MODULES = sorted(PACKAGE.rglob("*.py"))
LINES_AT_MOST = 350


class Part(NamedTuple):
    """What a part of hnetlab may import: `knows` other parts, `uses` libraries."""

    knows: str = ""
    uses: str = ""


BASE = "base.errors base.measure base.schedule base.settings base.seeding base.device base.cores base.leaving"
LEARNING = f"{BASE} tasks nets hypernet learning"
RUN = f"{LEARNING} experiments runs.claim runs.history runs.network runs.run"
STORING = f"{RUN} base.files runs.engine analysis runs.environment runs.record runs.metrics runs.likeness"
RUNNING = f"{STORING} runs.checkpoint runs.reading runs.store"
SHOWING = "runs.source runs.finished figures views report"

# The lowest layer first: a part knows only parts that stand above its own line. A new part needs a line here.
PARTS = {
    "base.errors": Part(),
    "base.measure": Part(uses="numpy"),
    "base.schedule": Part(),
    "base.settings": Part(uses="pydantic"),
    "base.seeding": Part(uses="torch"),
    "base.device": Part("base.errors", "torch"),
    "base.leaving": Part(),
    "base.cores": Part(uses="torch"),
    "base.files": Part(),
    "tasks": Part(BASE, "PIL filelock numpy pooch pydantic requests sklearn torch tqdm"),
    "nets": Part(BASE, "pydantic torch"),
    "hypernet": Part(f"{BASE} nets", "torch"),
    "learning": Part(f"{BASE} tasks nets hypernet", "pydantic torch"),
    "experiments": Part(LEARNING, "pydantic torch"),
    "runs.history": Part(BASE, "numpy"),
    "runs.network": Part(f"{LEARNING} experiments", "torch"),
    "runs.claim": Part("base.errors"),
    "runs.run": Part(f"{LEARNING} experiments runs.claim runs.history runs.network", "numpy torch"),
    "runs.interrupt": Part(),
    "runs.places": Part(LEARNING, "torch"),
    "runs.captured": Part(f"{LEARNING} runs.places", "torch"),
    "runs.engine": Part(f"{RUN} runs.interrupt runs.captured", "numpy torch"),
    "analysis": Part(f"{RUN} runs.engine", "numpy pandas torch"),
    "runs.process": Part("base.cores runs.run", "torch"),
    "runs.environment": Part(f"{RUN} runs.process", "torch"),
    "runs.record": Part(RUN, "pydantic"),
    "runs.metrics": Part(f"{RUN} runs.record"),
    "runs.likeness": Part(f"{RUN} runs.record"),
    "runs.checkpoint": Part(f"{RUN} base.files runs.record", "safetensors torch"),
    "runs.refusal": Part(f"{RUN} base.files runs.record", "pydantic"),
    "runs.reading": Part(
        f"{RUN} base.files analysis runs.record runs.metrics runs.likeness runs.checkpoint runs.refusal",
        "torch",
    ),
    "runs.ownership": Part("base.errors base.files runs.reading", "filelock"),
    "runs.store": Part(f"{STORING} runs.checkpoint runs.reading runs.ownership", "torch"),
    "front": Part(),
    "jupyter": Part(),
    "runs.progress": Part(f"{RUN} runs.engine runs.process", "tqdm"),
    "runs.listener": Part(),
    "runs.status": Part("runs.history runs.run", "torch"),
    "runs.life": Part("base.errors runs.run runs.engine runs.status"),
    "runs.pace": Part("base.errors"),
    "runs.session": Part(
        f"{RUNNING} runs.process runs.interrupt runs.life runs.listener runs.pace runs.status",
        "torch",
    ),
    "runs.source": Part(f"{RUNNING} runs.session"),
    "runs.finished": Part(f"{RUNNING} runs.session runs.source", "numpy"),
    "results": Part(f"{RUNNING} runs.process runs.captured", "dask distributed filelock numpy torch tqdm"),
    "figures": Part(f"{BASE} runs.history analysis", "numpy pandas plotly"),
    "views": Part(f"{RUNNING} runs.source runs.finished figures", "numpy pandas plotly torch"),
    "export": Part("figures front", "docutils jupyter_client nbconvert nbformat plotly traitlets"),
    "report": Part(f"{RUNNING} runs.source figures views front", "numpy plotly pydantic"),
    "pages": Part(f"{RUNNING} {SHOWING} front", "numpy torch"),
    "paper": Part(f"{RUNNING} {SHOWING} results", "filelock numpy pandas plotly"),
    "widgets": Part(
        f"{RUNNING} {SHOWING} front runs.pace pages runs.process runs.session runs.status",
        "IPython anywidget ipywidgets numpy plotly pydantic torch traitlets",
    ),
    "bench": Part(f"{RUNNING} runs.process runs.captured", "numpy torch"),
    "cli": Part(
        f"{RUNNING} {SHOWING} front pages results paper runs.process runs.progress bench",
        "numpy pandas pydantic torch tqdm typer",
    ),
    "__main__": Part("cli"),
    "__init__": Part(f"{RUNNING} {SHOWING} runs.progress runs.session widgets bench"),
}

# Rooms whose modules stand on different storeys: each is a part of its own.
SPLIT = {"base", "runs"}

PLOTTING_LIBRARIES = "plotly ipywidgets anywidget matplotlib"
CORE = "tasks nets hypernet learning experiments runs.history runs.run runs.engine runs.store analysis"

# What calculates starts no thread and touches no file.
PURE = {"nets", "hypernet", "learning", "runs.history", "runs.run", "runs.engine", "analysis", "figures"}
THREADS = {"threading", "_thread", "concurrent", "multiprocessing", "asyncio", "queue", "subprocess"}
FILES = {"io", "os", "pathlib", "shutil", "tempfile", "open"}
PICKLES = {"pickle", "cloudpickle", "joblib", "shelve", "marshal"}


def part_of(path: Path) -> str:
    """The first name below `hnetlab`, the first two in a room whose modules are parts of their own."""
    return part_named(path.relative_to(PACKAGE).with_suffix("").parts)


def part_named(names: Sequence[str]) -> str:
    """The part that a dotted name below `hnetlab` belongs to; the front door where there is no such part."""
    first = ".".join(names[:2]) if names and names[0] in SPLIT and len(names) > 1 else "".join(names[:1])
    return first if first in PARTS or first.endswith(".__init__") else "__init__"


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
            imported = part_named(below)
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
    rooms = {f"{room}.__init__" for room in SPLIT}
    assert {part_of(path) for path in MODULES} - rooms == PARTS.keys()


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
    assert users["plotly"] == {"export", "figures", "views", "report", "paper", "widgets"}
    assert users["typer"] == {"cli"}
    assert users["ipywidgets"] == users["anywidget"] == {"widgets"}
    assert not users["matplotlib"]
    showing = {"figures", "views", "report", "paper", "widgets", "cli"}
    assert not {part for part in CORE.split() if set(PARTS[part].knows.split()) & showing}


@pytest.mark.parametrize("path", MODULES, ids=[str(path.relative_to(PACKAGE)) for path in MODULES])
def test_module_imports_only_what_its_part_may(path: Path) -> None:
    """Also inside functions, under TYPE_CHECKING, by relative name and by `import_module`."""
    package = ".".join(path.relative_to(PACKAGE.parent).parent.parts)
    part = part_of(path)
    if part in PARTS:
        assert not violations(path.read_text("utf-8"), part, package)
    else:  # the door of a room, behind which nothing lies
        assert not list(imports(path.read_text("utf-8"), package))


@pytest.mark.parametrize(
    ("part", "source"),
    [
        ("tasks", "from hnetlab.nets import mlp"),
        ("tasks", "import hnetlab.learning.regularizer"),
        ("nets", "from hnetlab import tasks"),
        ("nets", "from ..tasks import sequence"),
        ("hypernet", "from hnetlab import train"),
        ("learning", "def late():\n    import plotly"),
        ("runs.engine", "import threading"),
        ("runs.engine", "from pathlib import Path"),
        ("runs.engine", "def log():\n    open('log.txt')"),
        ("analysis", "import plotly.graph_objects as go"),
        ("figures", "if TYPE_CHECKING:\n    from ipywidgets import Widget"),
        ("figures", "import importlib\nimportlib.import_module('ipywidgets')"),
        ("runs.store", "import pickle"),
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
            "from . import layout\nfrom .layout import FlatLayout\nfrom hnetlab.base.errors import LabError",
        ),
        ("runs.store", "import os\nfrom pathlib import Path\nfrom hnetlab import __version__"),
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
    """A longer module holds more than one concept; the examples in its docstrings don't count."""
    example = re.compile(r"^ *>>> .*\n(?: *[^ \"\n].*\n)*", re.MULTILINE)
    lengths = {
        str(path.relative_to(PACKAGE)): len(example.sub("", path.read_text("utf-8")).splitlines())
        for path in MODULES
    }
    assert not {name: lines for name, lines in lengths.items() if lines > LINES_AT_MOST}
