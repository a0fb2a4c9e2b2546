"""The site is built from the repository: no warning, no dead link, and nothing of it from the network."""

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from PIL import Image
from playwright.sync_api import Browser, Page

import hnetlab
from docs.site import build, reproduction
from hnetlab.base.errors import DataError
from hnetlab.export.media import PANEL, STILL
from hnetlab.paper.experiment import Findings, Form
from hnetlab.paper.measured import BEGIN, END
from hnetlab.paper.registry import EXPERIMENTS
from hnetlab.paper.tables import published_text
from tests.frontend.browser import find_chromium, launch

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site with the notebooks as they are stored; `make site` executes them."""
    folder = tmp_path_factory.mktemp("built") / "site"
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "docs.site.build",
        str(folder),
        "--as-stored",
    ]
    alone = {**os.environ, "HNETLAB_CHROMIUM": ""}  # pictures of figures are drawn elsewhere
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=alone)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser; without one its tests are skipped, or fail where they must not be."""
    chromium = find_chromium()
    if chromium is None:
        missing = "needs Chromium: on Debian 'apt-get install chromium' adds it"
        (pytest.fail if os.environ.get("HNETLAB_BROWSER") == "required" else pytest.skip)(missing)
    with launch(chromium) as browser:
        yield browser


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


def test_the_reproduction_page_shows_what_there_is_and_the_command_for_the_rest(site: Path) -> None:
    text = (site / "reproduction.html").read_text("utf-8")
    trained = EXPERIMENTS[reproduction.TRAINED]
    forms: tuple[Form, ...] = ("paper", "quick")
    rows = [re.sub("<.*?>", "", row) for row in re.findall("<tr.*?</tr>", text, re.DOTALL)]
    for name, experiment in EXPERIMENTS.items():
        (row,) = (row for row in rows if re.search(rf"hnetlab reproduce {name}\s*$", row))
        there = {"quick": len(experiment.cases("quick"))} if experiment is trained else {}
        wanted = [(str(there.get(form, 0)), str(len(experiment.cases(form)))) for form in forms]
        assert re.findall(r"\b(\d+) of (\d+)\b", row) == wanted, name
    assert f"{reproduction.REHEARSED_STEPS} steps per task: its numbers say nothing" in text
    assert text.count("Plotly.newPlot") == len(trained.cases("quick"))
    for number in trained.numbers(Findings("paper", trained.cases("paper"), {})):
        assert number.name in text
        assert published_text(number) in text
    measured = (ROOT / "README.md").read_text("utf-8").partition(BEGIN)[2].partition(END)[0]
    for line in measured.splitlines()[-3:]:
        assert all(cell.strip(" `") in text for cell in line.split("|")), line


def test_the_reproduction_page_leads_to_what_the_command_writes(site: Path) -> None:
    text = (site / "reproduction.html").read_text("utf-8")
    place = f"reproduced/quick/index.html#{reproduction.TRAINED}"
    assert f'href="{place}"' in text
    whole = (site / "reproduced" / "quick" / "index.html").read_text("utf-8")
    assert "its numbers say nothing" in whole
    assert "deviation (standard errors)" in whole
    written = {path.suffix for path in (site / "reproduced").rglob("*") if path.is_file()}
    assert written == {".html", ".js", ".csv", ".md"}
    for page in ("index.html", "notebooks/09_the_paper.html"):
        assert 'href="reproduction.html"' in (site / page).read_text("utf-8").replace("../", ""), page


def heard_of(page: Page) -> list[str]:
    """What goes wrong on a page from now on; the theme says on the console that it was chosen."""
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("requestfailed", lambda request: problems.append(request.url))
    page.on("console", lambda said: problems.append(said.text) if said.type in ("error", "warning") else None)
    return problems


@pytest.mark.parametrize("system", ["light", "dark"])
def test_figures_and_code_are_as_light_or_dark_as_their_page(
    site: Path, browser: Browser, system: Literal["light", "dark"]
) -> None:
    for name, place in (("reproduction", ".hnetlab-figure"), ("notebooks/00_start_here", ".cell_input")):
        with browser.new_context(color_scheme=system, offline=True) as context:
            page = context.new_page()
            problems = heard_of(page)
            page.goto((site / f"{name}.html").as_uri())
            seen = page.locator(place).first
            grounds = {}
            for _ in range(3):
                theme = page.evaluate("document.body.dataset.theme")
                seen.scroll_into_view_if_needed()
                page.wait_for_timeout(400)  # colors change softly
                shot = np.asarray(Image.open(io.BytesIO(seen.screenshot())).convert("L"))
                grounds[theme] = bool(shot.mean() > 127)
                page.locator(".theme-toggle:visible").first.click()
            assert grounds == {"auto": system == "light", "light": True, "dark": False}, name
            assert not problems, problems


def test_results_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="There is no folder"):
        reproduction.write_reproduction(tmp_path, [tmp_path / "nowhere"], tmp_path, rehearse=True)


def test_formulas_are_set_without_a_library(site: Path) -> None:
    text = (site / "notebooks" / "03_output_regularizer.html").read_text("utf-8")
    assert "<math" in text
    assert "$$" not in text


@pytest.mark.parametrize(("place", "up"), [("notebooks", "../"), ("notebooks/solutions", "../../")])
def test_a_panel_leads_to_its_like_on_the_site(tmp_path: Path, place: str, up: str) -> None:
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
