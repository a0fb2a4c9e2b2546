"""Every public name has an example where it is documented, and every example runs as it stands there."""

import ast
import doctest
import threading
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import hnetlab
from hnetlab import figures, metrics, views

PACKAGE = Path(hnetlab.__file__).parent
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def documented(path: Path) -> Iterator[tuple[str, str, int]]:
    """Qualified name, text and line of each docstring in a file, those of constants too."""
    module = ".".join(("hnetlab", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")

    def below(node: ast.Module | ast.ClassDef | ast.FunctionDef, name: str) -> Iterator[tuple[str, str, int]]:
        before = name
        for each in node.body:
            match each:
                case ast.Expr(ast.Constant(str(text))):
                    yield before, text, each.lineno
                case ast.ClassDef() | ast.FunctionDef():
                    yield from below(each, f"{name}.{each.name}")
                case ast.Assign([ast.Name(target)]) | ast.AnnAssign(ast.Name(target)):
                    before = f"{name}.{target}"

    yield from below(ast.parse(path.read_text("utf-8")), module)


DOCUMENTED = [entry for path in sorted(PACKAGE.rglob("*.py")) for entry in documented(path)]
EXAMPLES = {name: (text, line) for name, text, line in DOCUMENTED if ">>>" in text}


def public_names() -> Iterator[str]:
    """Where each name that users are given is documented."""
    constants = {"BENCHMARKS": "hnetlab.tasks", "METHODS": "hnetlab.learning"}
    constants |= {"PRESETS": "hnetlab.experiments.presets", "NETWORKS": "hnetlab.nets.networks"}
    for name in hnetlab.__all__:
        value = getattr(hnetlab, name)
        if name in constants:
            yield f"{constants[name]}.{name}"
        else:
            yield (getattr(value, "__module__", None) and f"{value.__module__}.{name}") or value.__name__
    for room in (figures, views, metrics):
        names = getattr(room, "__all__", [name for name in vars(room) if not name.startswith("_")])
        for name in names:
            value = getattr(room, name)
            own = room is not metrics or getattr(value, "__module__", None) == metrics.__name__
            if own and callable(value):
                yield f"{value.__module__}.{name}"


@pytest.mark.parametrize("name", sorted(set(public_names())))
def test_a_public_name_has_an_example(name: str) -> None:
    assert name in EXAMPLES


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In an empty folder, and with nothing but the names of its own module."""
    monkeypatch.chdir(tmp_path)
    text, line = EXAMPLES[name]
    module = max((part for part in modules_of(name)), key=len)
    names = dict(vars(import_module(module)))
    test = doctest.DocTestParser().get_doctest(text, names, name, name, line)
    report: list[str] = []
    result = doctest.DocTestRunner(optionflags=OPTIONS).run(test, out=report.append)
    assert result.attempted
    assert not result.failed, "".join(report)
    assert not [thread for thread in threading.enumerate() if thread.name == "hnetlab session"]


def modules_of(name: str) -> Iterator[str]:
    """The parts of a qualified name that are modules."""
    parts = name.split(".")
    for end in range(1, len(parts) + 1):
        path = PACKAGE.parent.joinpath(*parts[:end])
        if path.with_suffix(".py").is_file() or (path / "__init__.py").is_file():
            yield ".".join(parts[:end])
