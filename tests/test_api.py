"""The front door: public names, loaded only when they are asked for, and what the README says of them."""

import re
import shlex
import subprocess
import sys
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from typer.main import get_command

import hnetlab
from hnetlab.cli import app
from hnetlab.cli.request import Request

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def modules_after(statement: str) -> set[str]:
    """The libraries that a new interpreter has loaded after `import hnetlab` and `statement`."""
    code = f"import sys, hnetlab\n{statement}\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(result.stdout.split())


@pytest.mark.parametrize("name", hnetlab.__all__)
def test_every_public_name_is_the_object_that_its_module_defines(name: str) -> None:
    value = getattr(hnetlab, name)
    home = getattr(value, "__module__", None)
    if isinstance(value, ModuleType):
        assert value is import_module(value.__name__)
        assert value.__name__.rpartition(".")[2] == name
    elif home is None:
        assert value  # a registry, which is not empty
        assert isinstance(value, dict)
    else:
        assert getattr(import_module(home), name) is value


def test_an_editor_sees_the_public_names() -> None:
    assert set(hnetlab.__all__) <= set(dir(hnetlab))


def test_a_name_that_does_not_exist_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'trian'"):
        hnetlab.trian  # noqa: B018


def test_the_package_alone_loads_no_library() -> None:
    assert not modules_after("") & {"torch", "numpy", "plotly", "sklearn", "pandas", "tqdm"}


def test_training_loads_no_plots() -> None:
    loaded = modules_after("hnetlab.configure, hnetlab.Run, hnetlab.fit, hnetlab.RunFolder")
    assert "torch" in loaded
    assert not loaded & {"plotly", "pandas", "ipywidgets"}


def test_the_code_of_the_readme_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it stands there, but with one seed and three steps, and without opening a browser."""
    monkeypatch.setattr("plotly.graph_objects.Figure.show", lambda figure: None)
    blocks = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    assert len(blocks) == 3
    names: dict[str, Any] = {}
    for block in blocks:
        quick = block.replace("seeds=5", "seeds=1, steps=3").replace("401", "4")
        assert quick != block
        exec(quick, names)
    for panel in ("microscope", "explorer", "lab"):
        names[panel].close()
    assert [status.steps_done for status in names["lab"].status] == [4, 4]
    assert names["lost"].finished
    assert names["kept"].config.learning.beta == 0.1
    assert type(names["run"].problem.target.module[1]).__name__ == "Conv2d"


@pytest.mark.parametrize("line", re.findall(r"^    (hnetlab .+?)(?: {2,}#.*)?$", README, flags=re.MULTILINE))
def test_the_commands_of_the_readme_are_understood(line: str) -> None:
    """Parsed, not run: a wrong option, or a name that there is not, would raise."""
    _, *words = shlex.split(line)
    command: Any = get_command(app)
    context = command.make_context("hnetlab", [*words, "--help"], resilient_parsing=True)
    name, parser, rest = command.resolve_command(context, words)
    values = parser.make_context(name, list(rest)).params
    if name == "train":
        given = {field.name for field in fields(Request)} & values.keys()
        options = {name: values[name] for name in given}
        request = Request(**options, set=tuple(values["assignments"] or ()))
        assert request.config(values["benchmark"]).benchmark == words[1]


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\((?!http)([^)]+)\)", README))))
def test_what_the_readme_points_to_is_there(target: str) -> None:
    assert (ROOT / target).exists()


def test_the_pictures_are_small() -> None:
    sizes = [path.stat().st_size for path in (ROOT / "docs").glob("*.png")]
    assert sizes
    assert max(sizes) < 300_000
