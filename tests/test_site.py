"""The site is built from the repository: no warning, no dead link, and nothing of it from the network."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

import hnetlab
from hnetlab.export.media import PANEL, STILL

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site with the notebooks as they are stored; `make site` executes them."""
    folder = tmp_path_factory.mktemp("built") / "site"
    command = [
        sys.executable,
        "-W",
        "ignore",
        str(ROOT / "docs" / "site" / "build.py"),
        str(folder),
        "--as-stored",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_every_notebook_guide_and_public_name_has_its_place(site: Path) -> None:
    for notebook in (*ROOT.glob("notebooks/0*.ipynb"), *ROOT.glob("notebooks/solutions/0*.ipynb")):
        assert (site / notebook.relative_to(ROOT).with_suffix(".html")).exists()
    for guide in ("README", "docs/extending", "docs/performance"):
        assert (site / f"{guide}.html").exists()
    reference = (site / "api.html").read_text("utf-8")
    callables = [name for name in hnetlab.__all__ if callable(getattr(hnetlab, name))]
    assert {name for name in callables if f'id="hnetlab.{name}"' not in reference} == set()
    assert "&lt;script" not in (site / "playground.html").read_text("utf-8")[:200]


def test_pages_load_nothing_from_elsewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        loaded = re.findall(
            r'<(?:script|img|link)\b[^>]*?(?:src|href)="(https?://[^"]*)"', page.read_text("utf-8")
        )
        assert not loaded, page.name


def test_formulas_are_set_without_a_library(site: Path) -> None:
    text = (site / "notebooks" / "03_output_regularizer.html").read_text("utf-8")
    assert "<math" in text
    assert "$$" not in text


@pytest.mark.parametrize(("place", "up"), [("notebooks", "../"), ("notebooks/solutions", "../../")])
def test_a_panel_leads_to_its_like_on_the_site(tmp_path: Path, place: str, up: str) -> None:
    spec = importlib.util.spec_from_file_location("build", ROOT / "docs" / "site" / "build.py")
    assert spec
    assert spec.loader
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    picture = f"<div {STILL}></div>"
    shown = [{PANEL: {"model_id": "1"}, "text/html": picture}, {"text/html": "<b>no panel</b>"}]
    outputs = [new_output("display_data", data) for data in shown]
    path = tmp_path / place / "one.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(new_notebook(cells=[new_code_cell("", outputs=outputs)]), path)
    build.draw_figures(path, tmp_path)
    (cell,) = nbformat.read(path, as_version=4).cells
    panel, other = (output.data for output in cell.outputs)
    assert PANEL not in panel
    assert picture in panel["text/html"]
    assert re.findall('href="(.*?)"', panel["text/html"]) == [f"{up}playground.html", f"{up}explorer.html"]
    assert other == {"text/html": "<b>no panel</b>"}
