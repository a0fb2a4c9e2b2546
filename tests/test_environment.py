"""What is installed is said three times, for pip, for conda and as tested versions: the three must agree."""

import ast
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]

# Where conda-forge's name of a package is not the one of its Python distribution.
CONDA_NAMES = {"jupyter_client": "jupyter-client", "pytorch": "torch", "playwright-python": "playwright"}
# Import names that are not the distribution's name.
DISTRIBUTIONS = {"PIL": "pillow", "sklearn": "scikit-learn", "yaml": "pyyaml", "zmq": "pyzmq"}


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    """The project table of pyproject.toml."""
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return table


@pytest.fixture(scope="module")
def wanted(project: dict[str, Any]) -> dict[str, SpecifierSet]:
    """Bounds by distribution: what runs the lab, and what tests it."""
    requirements = map(Requirement, [*project["dependencies"], *project["optional-dependencies"]["dev"]])
    return {canonicalize_name(requirement.name): requirement.specifier for requirement in requirements}


@pytest.fixture(scope="module")
def tested() -> dict[str, SpecifierSet]:
    """The pins of constraints.txt by distribution."""
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    requirements = [Requirement(line) for line in lines if not line.startswith("#")]
    return {canonicalize_name(requirement.name): requirement.specifier for requirement in requirements}


def test_conda_gets_the_same_packages_and_bounds(
    project: dict[str, Any], wanted: dict[str, SpecifierSet]
) -> None:
    entries = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    (pip,) = [entry["pip"] for entry in entries if isinstance(entry, dict)]
    assert "-e ." in pip
    names = [entry for entry in [*entries, *pip] if isinstance(entry, str) and entry not in {"pip", "-e ."}]
    requirements = map(Requirement, names)
    bounds = {
        CONDA_NAMES.get(requirement.name, requirement.name): requirement.specifier
        for requirement in requirements
    }
    assert bounds.pop("python") == SpecifierSet(project["requires-python"])
    assert bounds == wanted


def test_every_package_has_a_tested_version_within_its_bounds(
    wanted: dict[str, SpecifierSet], tested: dict[str, SpecifierSet]
) -> None:
    assert wanted.keys() <= tested.keys()
    for name, bounds in wanted.items():
        (pin,) = tested[name]
        assert pin.operator == "=="
        assert pin.version in bounds, name


def test_tested_versions_fit_any_platform() -> None:
    """A local tag, an address or one vendor's libraries would stop the install on another machine."""
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines():
        assert line.startswith("#") or re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9a-z.]*", line), line
        assert not line.startswith(("nvidia", "triton", "cuda")), line


@pytest.mark.parametrize("folder", ["hnetlab", "tests"])
def test_every_library_that_is_imported_is_declared(folder: str, project: dict[str, Any]) -> None:
    """A library that comes only by way of another one can vanish with the other's next version."""
    extras = project["optional-dependencies"]
    declared = project["dependencies"] + (extras["dev"] if folder == "tests" else extras["cluster"])
    imported = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.split(".")[0])
    libraries = imported - sys.stdlib_module_names - {"hnetlab", "docs", "tests"}
    assert "numpy" in libraries
    assert {canonicalize_name(DISTRIBUTIONS.get(name, name)) for name in libraries} <= {
        canonicalize_name(Requirement(entry).name) for entry in declared
    }
