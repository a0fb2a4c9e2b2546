"""A notebook that nbconvert runs and exports keeps figures and panels where there is no network."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import Browser, expect

from hnetlab.export import Figures
from hnetlab.figures.theme import new_figure

from .browser import ARTIFACTS
from .panels import live_matrix, scores_at_handle

ROOT = Path(__file__).parents[2]
FIGURE, PANEL = "application/vnd.plotly.v1+json", "application/vnd.jupyter.widget-view+json"
LAB = """
from hnetlab import EmbeddingExplorer, LiveLab, RegularizerMicroscope, views
lab = LiveLab("split-digits", tasks=2, steps=20, device="cpu")
lab
"""
TRAINING = """
lab.step(30)
lab.wait()
views.accuracy_matrix(lab).show()
float(lab.runs[0].history.scores[0, 0, 0])
"""
PANELS = ("EmbeddingExplorer(lab)", "RegularizerMicroscope(lab, steps=3)")
SLIDERS = """
from ipywidgets import interact
interact(lambda task: views.accuracy_matrix(lab, title=f"Task {task}"), task=(1, 3));
"""
DRAWN = """() => [...document.querySelectorAll(".hnetlab-figure")].filter(
    (place) => place.querySelector(".plot-container svg")).length"""


@pytest.fixture(scope="module")
def exported(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook with a figure and with each panel, executed once, and its two pages."""
    folder = tmp_path_factory.mktemp("exported")
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# A talk\n\n$w = h(e)$", metadata={"slideshow": {"slide_type": "slide"}}),
            *(
                new_code_cell(source, metadata={"slideshow": {"slide_type": "slide"}})
                for source in (
                    LAB,
                    TRAINING,
                    SLIDERS,
                    "EmbeddingExplorer(lab)",
                    "RegularizerMicroscope(lab, steps=3)",
                )
            ),
        ]
    )
    nbformat.write(notebook, folder / "talk.ipynb")
    environment = {**os.environ, "JUPYTER_CONFIG_PATH": str(ROOT)}
    environment.pop("JPY_SESSION_NAME", None)
    for arguments in (
        ["--to", "notebook", "--execute", "--output", "run.ipynb", "talk.ipynb"],
        ["--to", "html", "run.ipynb"],
        ["--to", "slides", "run.ipynb"],
    ):
        program = [sys.executable, "-m", "nbconvert", *arguments]
        subprocess.run(program, check=True, env=environment, cwd=folder, capture_output=True)
    return folder


def outputs_of(exported: Path) -> list[dict[str, Any]]:
    """What the cells of the executed notebook gave, by its type."""
    stored = nbformat.read(exported / "run.ipynb", as_version=4)
    return [output.get("data", {}) for cell in stored.cells for output in cell.get("outputs", ())]


def first_score(outputs: list[dict[str, Any]]) -> float:
    """The accuracy on the first task after it was learned, which the notebook says last."""
    (learned,) = (float(data["text/plain"]) for data in outputs if set(data) == {"text/plain"})
    return learned


@pytest.mark.parametrize("page_name", ["run.html", "run.slides.html"])
def test_the_page_has_every_figure_and_a_picture_of_every_panel(
    exported: Path, browser: Browser, page_name: str
) -> None:
    outputs = outputs_of(exported)
    assert sum(FIGURE in data for data in outputs) == 1, "the other is what the slider drew"
    assert sum(PANEL in data for data in outputs) == 4
    learned = first_score(outputs)
    with browser.new_context(offline=True) as context:
        page, missed = context.new_page(), []
        page.on("requestfailed", lambda request: missed.append(request.url))
        page.on("pageerror", lambda error: missed.append(str(error)))
        page.goto((exported / page_name).as_uri(), wait_until="domcontentloaded")
        page.wait_for_function(f"({DRAWN})() === 2")
        expect(page.get_by_text("task = 2")).to_be_attached()
        expect(page.locator("math mi").first).to_have_text("w")
        live, explorer, microscope = page.locator(".hnetlab-panel").all()
        expect(live.locator("text.cell")).to_have_count(3)
        assert float(live_matrix(live)[0]) == pytest.approx(100 * learned, abs=0.01), (
            "as the last cell left it"
        )
        scores = scores_at_handle(explorer)
        assert len(scores) == 2
        assert float(scores[0].removesuffix("%")) > 50
        if "slides" in page_name:
            expect(page.locator(".slides > section.present h1")).to_contain_text("A talk")
            page.keyboard.press("End")
        expect(microscope.locator(".hnetlab-plot .plot-container svg").first).to_be_attached()
        assert page.locator("[data-part]:is(button):not([aria-disabled='true'])").count() == 0
        assert page.locator("[data-part] :is(select, input):enabled").count() == 0
        said = page.locator(".hnetlab-still > p").all_text_contents()
        assert said == 3 * [
            "A picture of this panel at one moment: run its cell in a notebook to use the panel."
        ]
    assert missed == []


def test_on_a_phone_no_title_runs_out_of_its_figure(browser: Browser, tmp_path: Path) -> None:
    title = "Accuracy on each of five tasks, on the path from one embedding to another"
    figure = new_figure(
        title, "at 41 places on it, each of which gives a network of its own, and on 200 samples"
    )
    before = figure.layout.margin.t
    output = nbformat.v4.new_output("display_data", {FIGURE: figure.to_dict()})
    notebook = new_notebook(cells=[new_code_cell("", outputs=[output])])
    drawn, _ = Figures(enabled=True)(notebook, {})
    (tmp_path / "page.html").write_text(drawn.cells[0].outputs[0].data["text/html"], "utf-8")
    with browser.new_context(offline=True, viewport={"width": 390, "height": 800}) as context:
        page = context.new_page()
        page.goto((tmp_path / "page.html").as_uri())
        texts = page.locator(".gtitle, .gtitle-subtitle")
        expect(texts).to_have_count(2)
        boxes = texts.evaluate_all("texts => texts.map(text => text.getBoundingClientRect().toJSON())")
        top = page.locator(".hnetlab-figure").evaluate("place => place._fullLayout._size.t")
        assert top > before
        assert [box for box in boxes if box["right"] > 390 or box["bottom"] > top + 20] == []


def test_each_figure_is_told_in_words_and_its_numbers_are_there_as_a_table(
    exported: Path, browser: Browser
) -> None:
    learned = 100 * first_score(outputs_of(exported))
    with browser.new_context(offline=True, accept_downloads=True) as context:
        page = context.new_page()
        page.goto((exported / "run.html").as_uri(), wait_until="domcontentloaded")
        words = page.locator(".hnetlab-figure").first.get_attribute("aria-label") or ""
        assert words.endswith(f"Accuracy (%) {learned:.3g}.")
        numbers = page.locator(".hnetlab-numbers")
        expect(numbers).to_have_count(2)  # that of the slider as well
        numbers.first.locator("summary").click()
        cells = numbers.first.get_by_role("row").nth(1).get_by_role("cell").all_inner_texts()
        assert float(cells[2]) == pytest.approx(learned, abs=0.01)
        page.screenshot(path=ARTIFACTS / "numbers-in-export.png")
        with page.expect_download() as download:
            numbers.last.locator("summary").click()
            numbers.last.get_by_role("button", name="Save as CSV").click()
        assert len(download.value.path().read_text("utf-8-sig").splitlines()) == 2
    with browser.new_context(offline=True) as context:
        page = context.new_page()
        page.goto((exported / "run.slides.html").as_uri(), wait_until="domcontentloaded")
        page.wait_for_function(f"({DRAWN})() === 2")
        assert not any(place.is_visible() for place in page.locator(".hnetlab-numbers").all())


def test_the_notebook_itself_stays_small_and_its_page_brings_plotly_once(exported: Path) -> None:
    assert (exported / "run.ipynb").stat().st_size < 500_000
    assert (exported / "run.html").stat().st_size < 7_000_000


def test_the_talk_is_divided_into_slides(exported: Path) -> None:
    assert (exported / "run.slides.html").read_text("utf-8").count("<section") >= 5
