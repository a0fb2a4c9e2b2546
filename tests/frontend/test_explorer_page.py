"""The explorer's page in Chromium: opened from a file without a network, by mouse and by keyboard alone."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from nbconvert.exporters import HTMLExporter, SlidesExporter
from nbformat.v4 import new_code_cell, new_notebook, new_output
from playwright.sync_api import Browser, Page, expect

from hnetlab.analysis.probe import Probe
from hnetlab.experiments import configure
from hnetlab.pages.explorer import write_explorer
from hnetlab.runs.engine import train
from hnetlab.runs.progress import fit
from hnetlab.runs.run import Run
from hnetlab.tasks import Task
from hnetlab.widgets import EmbeddingExplorer

from .browser import ARTIFACTS

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def run() -> Run:
    run = Run(configure("split-digits", "hnet", seeds=[1], steps=30, embedding_dim=3), device="cpu")
    for _ in train(run):
        pass
    return run


@pytest.fixture(scope="module")
def address(chromium: str, run: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("explorer") / "page.html"
    write_explorer(run, path)
    return path.as_uri()


@contextmanager
def opened(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """A page of a browser of its own; what its console says is a fault."""
    said: list[str] = []
    with browser.new_context(offline=True, **options) as context:
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address)
        expect(page.locator(".foot")).not_to_be_empty()
        yield page
        assert not said


def values(page: Page) -> list[str]:
    return page.locator(".row .value").all_inner_texts()


def at_rest(page: Page) -> None:
    """Answers are from all samples, and the place is in the address."""
    expect(page.locator(".foot")).not_to_contain_text("hand rests")
    page.wait_for_timeout(400)


def test_a_place_in_the_link_shows_what_the_probe_knows(run: Run, browser: Browser, address: str) -> None:
    probe = Probe.of(run, samples=100)
    e = [0.4, -0.7, 0.2]
    with opened(browser, f"{address}#e={'_'.join(map(str, e))}&task=3") as page:
        at_rest(page)
        assert values(page) == [probe.measure.readout(float(each)) for each in probe.scores([e])[0]]
        cells = page.locator("#portrait tbody td").all_inner_texts()
        assert cells == [str(count) for row in probe.confusion(e, 2).tolist() for count in row]


def test_a_drag_is_kept_in_the_link_and_found_again_elsewhere(browser: Browser, address: str) -> None:
    with opened(browser, address, viewport={"width": 1200, "height": 1000}) as page:
        before = values(page)
        box = page.locator(".plane").bounding_box()
        assert box
        page.mouse.move(box["x"] + 200, box["y"] + 200)
        page.mouse.down()
        page.mouse.move(box["x"] + 20, box["y"] + 30, steps=8)
        page.mouse.up()
        at_rest(page)
        after = values(page)
        assert after != before
        expect(page).to_have_url(re.compile("#e="))
        link = page.url
    with opened(browser, link) as page:
        at_rest(page)
        assert values(page) == after


def test_the_keyboard_alone_goes_to_a_task_walks_and_picks_an_image(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        page.locator(".plane").focus()
        page.keyboard.press("3")
        expect(page.locator(".foot")).to_contain_text("embedding 3")
        page.keyboard.press("Shift+ArrowLeft")
        expect(page.locator(".foot")).not_to_contain_text("embedding 3")
        page.locator("#position").focus()
        page.keyboard.press("Home")
        expect(page.locator("#position-text")).to_have_text("\N{MINUS SIGN}0.50")
        second = page.locator("#images button").nth(1)
        second.focus()
        page.keyboard.press("Enter")
        expect(second).to_have_attribute("aria-pressed", "true")
        expect(page.locator("#guesses tr.wins")).to_have_count(1)


@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (390, "dark")])
def test_it_fits_a_phone_and_serves_everybody(
    browser: Browser, address: str, width: int, scheme: Any
) -> None:
    if not AXE.exists():
        pytest.skip("needs `make front`")
    with opened(browser, address, viewport={"width": width, "height": 800}, color_scheme=scheme) as page:
        at_rest(page)
        expect(page.locator("#path-plot .curve")).to_have_count(5)
        bar = page.locator(".row .bar i").first.evaluate("(bar) => getComputedStyle(bar).backgroundImage")
        assert bar.startswith("linear-gradient")
        page.screenshot(path=ARTIFACTS / f"explorer-page-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate("axe.run()")["violations"]
        assert not [each for each in found if each["impact"] in ("serious", "critical")], json.dumps(found)


def test_the_tab_key_alone_comes_to_everything_and_out_again(browser: Browser, address: str) -> None:
    told = """() => {
        const place = document.activeElement, { outlineStyle, boxShadow } = getComputedStyle(place);
        const box = place.getBoundingClientRect(), inside = box.top < innerHeight && box.bottom > 0;
        if (place === document.body) return null;
        const marked = inside && (outlineStyle !== "none" || boxShadow !== "none");
        return [place.id || place.className || place.getAttribute("aria-label") || place.type, marked];
    }"""
    with opened(browser, address) as page:
        page.locator("#images button").last.wait_for()
        stops: list[tuple[str, bool]] = []
        while True:
            page.keyboard.press("Tab")
            stop = page.evaluate(told)
            if not stop:
                break
            stops.append(stop)
        assert all(marked for _, marked in stops)
        names = [name for name, _ in stops]
        assert names[:4] == ["task", "view", "copy", "plane"]
        assert [name for name in names[4:] if not name.startswith("Image")] == [
            *["row"] * 5,
            "range",
            *["start", "end", "kind", "position", "scrolled", "guess-task", "scrolled"],
        ]
        assert len([name for name in names if name.startswith("Image")]) == 40


def test_it_prints_dark_on_light_and_nothing_over_another(browser: Browser, address: str) -> None:
    paper = {"width": 688, "height": 970}  # A4 within its margins
    with opened(browser, address, viewport=paper, color_scheme="dark") as page:
        at_rest(page)
        page.emulate_media(media="print", color_scheme="dark")
        expect(page.locator("form")).to_be_hidden()
        lightness = "(node) => Number(getComputedStyle(node)[NAME].match(/\\d+/)[0])"
        body = page.locator("body")
        assert body.evaluate(lightness.replace("NAME", "'color'")) < 60
        assert body.evaluate(lightness.replace("NAME", "'backgroundColor'")) == 255
        assert page.evaluate("document.documentElement.scrollWidth") <= paper["width"]
        plane, side = (page.locator(f".stage {part}").bounding_box() for part in (".plane", ".side"))
        assert plane
        assert side
        assert plane["x"] + plane["width"] < side["x"]
        names = page.locator(".row .name").evaluate_all(
            "(all) => all.map((each) => each.scrollWidth <= each.clientWidth)"
        )
        assert names == [True] * 5


def test_far_from_the_plane_the_place_reads_as_in_the_panel(browser: Browser, tmp_path: Path) -> None:
    """A page carries fewer directions than a large embedding has."""
    run = fit(
        Run(configure("split-digits", "hnet", steps=10, embedding_dim=32), device="cpu"), progress=False
    )
    explorer = EmbeddingExplorer(run)
    e = [round(each, 3) for each in np.random.default_rng(0).normal(size=32).tolist()]
    explorer.go(e)
    explorer.export(tmp_path / "page.html")
    place = explorer.pad.readout["place"].replace("-", "\N{MINUS SIGN}")
    explorer.close()
    assert "off the central plane" in place
    with opened(browser, f"{(tmp_path / 'page.html').as_uri()}#e={'_'.join(map(str, e))}") as page:
        at_rest(page)
        expect(page.locator(".foot")).to_contain_text(place)


def test_a_function_with_two_outputs_is_a_sentence_as_in_the_panel(browser: Browser, tmp_path: Path) -> None:
    def doubled(task: Task) -> Task:
        pairs = {name: getattr(task, name).repeat(1, 2) for name in ("y_train", "y_test")}
        return replace(task, head=range(2), **pairs)

    config = configure("regression", "hnet", steps=5)
    one = Run(config, device="cpu").sequence
    run = Run(config, device="cpu", sequence=replace(one, tasks=tuple(map(doubled, one.tasks)), outputs=2))
    explorer = EmbeddingExplorer(run)
    explorer.wait()
    explorer.export(tmp_path / "page.html")
    said = explorer.portrait.table.value
    explorer.close()
    with opened(browser, (tmp_path / "page.html").as_uri()) as page:
        expect(page.locator("#portrait")).to_have_text(said)


@pytest.mark.parametrize("exporter", [HTMLExporter, SlidesExporter])
def test_a_notebook_that_was_exported_keeps_it_alive_without_a_kernel(
    run: Run, browser: Browser, tmp_path: Path, exporter: type[HTMLExporter]
) -> None:
    explorer = EmbeddingExplorer(run)
    shown = explorer.page()._repr_html_()
    explorer.close()
    cell = new_code_cell("explorer.page()", outputs=[new_output("execute_result", {"text/html": shown})])
    text, _ = exporter().from_notebook_node(new_notebook(cells=[cell]))
    (tmp_path / "notebook.html").write_text(text, "utf-8")
    probe, faults = Probe.of(run, samples=100), list[str]()
    with browser.new_context(offline=True, viewport={"width": 1200, "height": 1000}) as context:
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto((tmp_path / "notebook.html").as_uri(), wait_until="domcontentloaded")
        page.locator("iframe").scroll_into_view_if_needed()
        inside = page.frame_locator("iframe")
        for task in (3, 1):
            inside.locator(".plane").press(f"{task + 1}")
            expect(inside.locator(".foot")).to_contain_text(f"embedding {task + 1} at")
            known = [probe.measure.readout(float(each)) for each in probe.scores(probe.embeddings)[task]]
            expect(inside.locator(".row .value")).to_have_text(known)
        expect(inside.locator("#copy")).to_be_hidden()  # the frame has no address that leads here
        page.wait_for_timeout(400)
        page.screenshot(path=ARTIFACTS / f"explorer-in-{exporter.__name__}.png")
    assert {*faults} <= {"require is not defined"}  # slides load what lays them out from the network
