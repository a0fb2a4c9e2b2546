"""The package's front door: every public name is there, and is loaded only when it is asked for."""

import subprocess
import sys
from importlib import import_module

import pytest

import hnetlab


def modules_after(statement: str) -> set[str]:
    """The libraries that a new interpreter has loaded after `import hnetlab` and `statement`."""
    code = f"import sys, hnetlab\n{statement}\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(result.stdout.split())


@pytest.mark.parametrize("name", hnetlab.__all__)
def test_every_public_name_is_the_object_that_its_module_defines(name: str) -> None:
    value = getattr(hnetlab, name)
    home = getattr(value, "__module__", None)
    if home is None or not home.startswith("hnetlab"):
        assert value  # a module, or a registry, which is not empty
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


def test_the_lines_of_the_readme_work() -> None:
    from hnetlab import Run, configure, fit, views

    run = fit(Run(configure("split-digits", "hnet", tasks=2, steps=5)), progress=False)
    assert run.finished
    assert views.accuracy_matrix(run).data
    assert list(views.metric_table({"hypernetwork": run}).index) == ["hypernetwork"]
