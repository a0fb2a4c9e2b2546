"""A notebook that nbconvert runs and exports keeps every figure where there is no network."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
DRAWN = """() => [...document.querySelectorAll(".hnetlab-figure")].filter(
    (place) => place.querySelector(".plot-container svg")).length"""


@pytest.fixture(scope="module")
def exported(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first notebook, executed once, and its two pages."""
    folder = tmp_path_factory.mktemp("exported")
    environment = {**os.environ, "HNETLAB_FAST": "1", "JUPYTER_CONFIG_PATH": str(ROOT)}
    notebook, program = folder / "run.ipynb", [sys.executable, "-m", "nbconvert"]
    first = ["--to", "notebook", "--execute", "--output", str(notebook)]
    for arguments in (
        [*first, str(ROOT / "notebooks" / "00_start_here.ipynb")],
        ["--to", "html", str(notebook)],
        ["--to", "slides", str(notebook)],
    ):
        subprocess.run([*program, *arguments], check=True, env=environment, cwd=folder, capture_output=True)
    return folder


@pytest.mark.parametrize("page_name", ["run.html", "run.slides.html"])
def test_every_figure_is_on_the_page(exported: Path, browser: Browser, page_name: str) -> None:
    stored = nbformat.read(exported / "run.ipynb", as_version=4)
    figures = sum(
        "application/vnd.plotly.v1+json" in output.get("data", {})
        for cell in stored.cells
        for output in cell.get("outputs", ())
    )
    assert figures >= 5
    with browser.new_context(offline=True) as context:
        page = context.new_page()
        page.goto((exported / page_name).as_uri(), wait_until="domcontentloaded")
        page.wait_for_function(f"({DRAWN})() === {figures}")


def test_the_notebook_itself_stays_small_and_its_page_brings_plotly_once(exported: Path) -> None:
    assert (exported / "run.ipynb").stat().st_size < 500_000
    assert (exported / "run.html").stat().st_size < 7_000_000


def test_the_talk_is_divided_into_slides(exported: Path) -> None:
    assert (exported / "run.slides.html").read_text("utf-8").count("<section") > 10
