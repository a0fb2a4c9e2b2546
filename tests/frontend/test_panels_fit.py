"""Panels at every width, light and dark: nothing cut off, nothing over something else, open to everybody."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hnetlab import EmbeddingExplorer, RegularizerMicroscope, Run, configure
from hnetlab.runs.engine import train
from hnetlab.runs.run import Position

from .browser import ARTIFACTS
from .hosted import Hosted, hosted
from .server import ROOT

# What a cell has of windows of 640 pixels, of 1280 at 150 %, of 1280 and of 2000 pixels, and a bare window.
WIDTHS = (500, 640, 840, 1280, 2000)
DARK_WIDTHS = (840,)  # what fits in the light fits in the dark
HERE = Path(__file__).parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def run():
    """Split digits in its third task of five, with embeddings of four numbers."""
    run = Run(configure("split-digits", steps=30, embedding_dim=4, seeds=2), device="cpu")
    for _ in train(run):
        if run.position == Position(2, 10):
            break
    return run


@pytest.fixture
def page(browser):
    with browser.new_context(viewport={"width": 1280, "height": 720}) as context:
        page = context.new_page()
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(error.stack or str(error)))
        page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
        yield page
        assert not problems, problems


def explorer(run, tool):
    panel = EmbeddingExplorer(run, samples=60)
    panel.tools.selected_index = tool
    if tool == 0:
        panel.paths.button.click()
    assert panel.wait(60)
    return panel


def microscope(run, _):
    panel = RegularizerMicroscope(run, steps=5)
    assert panel.wait(60)
    return panel


def faults(host: Hosted, name: str, widths: tuple[int, ...]) -> list[str]:
    found = []
    for script in ("overlap.js", "fit.js"):
        host.page.add_script_tag(path=HERE / script)
    for width in widths:
        host.page.set_viewport_size({"width": width, "height": 720})
        host.page.wait_for_timeout(250)  # figures are drawn anew
        host.page.screenshot(path=ARTIFACTS / f"fit_{name}_{width}.png", full_page=True)
        found += [f"{width}: {fault}" for fault in host.page.evaluate("panelFaults()")]
    return found


def barriers(page: Page) -> list[str]:
    """What axe finds that keeps somebody out."""
    if not AXE.exists() and os.environ.get("HNETLAB_BROWSER") != "required":
        pytest.skip("needs axe-core: `make front` adds it")
    page.add_script_tag(path=AXE)
    return page.evaluate(
        """async () => (await axe.run(document.querySelector(".hnetlab-panel"))).violations
            .filter(({ impact }) => impact === "serious" || impact === "critical")
            .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)}`))"""
    )


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("name", "make", "tool"),
    [("explorer", explorer, 0), ("explorer_guesses", explorer, 3), ("microscope", microscope, 0)],
)
def test_a_panel_fits_every_width_and_keeps_nobody_out(page, run, name, make, tool, dark):
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    with hosted(page, make(run, tool), dark=dark) as host:
        found = faults(host, f"{name}_{'dark' if dark else 'light'}", DARK_WIDTHS if dark else WIDTHS)
        assert not found, "\n".join(found)
        page.set_viewport_size({"width": 1280, "height": 720})
        assert not barriers(page)


def test_twenty_tasks_fit_beside_the_plane(page):
    run = Run(configure("permuted-digits", tasks=20, steps=1), device="cpu")
    for _ in train(run):
        pass
    with hosted(page, explorer(run, 3)) as host:
        found = faults(host, "explorer_20_tasks", (800, 840))
        assert not found, "\n".join(found)


def test_a_task_under_the_pointer_lights_up_everywhere(page, run):
    with hosted(page, explorer(run, 0)) as host:
        page.locator(".row").nth(2).hover()
        expect(page.locator(".plane .dot.lit")).to_have_text("2")
        expect(page.locator(".plane .dot.unlit")).to_have_count(4)
        pale = "() => document.querySelector('.js-plotly-plot').data.map((trace) => trace.opacity ?? 1)"
        page.wait_for_function(f"() => ({pale})().some((opacity) => opacity < 1)")
        opacities = page.evaluate(pale)
        assert [index for index, opacity in enumerate(opacities) if opacity == 1] == [2, 3]
        page.mouse.move(1, 1)
        expect(page.locator(".plane .dot.unlit")).to_have_count(0)

        host.page.locator(".sections button[aria-expanded]").nth(2).click()
        panel = host._panel
        assert panel.wait(60)
        host.catch_up()
        cell = page.locator(".pair .hnetlab-plot").nth(1).locator(".heatmaplayer image, .heatmaplayer path")
        box = cell.first.bounding_box()
        assert box is not None
        rows = 3  # tasks that were begun
        page.mouse.move(box["x"] + box["width"] * 2.5 / rows, box["y"] + box["height"] * 0.5 / rows)
        expect(page.locator(".plane .dot.lit")).to_have_count(2)
        assert page.locator(".plane .dot.lit").all_inner_texts() == ["1", "3"]


def test_what_is_typed_stays_in_the_panel_and_the_focus_where_it_was(page, run):
    panel = microscope(run, 0)
    with hosted(page, panel) as host:
        page.evaluate("() => { window.heard = []; window.onkeydown = ({ key }) => heard.push(key); }")
        again = page.get_by_role("button", name="Take a new step")
        again.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("b")
        number = page.get_by_label("beta, as a number")
        number.fill("7")
        number.press("Enter")
        expect(number).to_have_value("7")
        assert panel.beta.value == 7
        number.fill("much")
        number.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("'much' is no number")
        expect(number).to_have_value("7")
        expect(number).to_be_focused()
        assert page.evaluate("heard") == []
        assert panel.wait(60)
        host.catch_up()
        page.keyboard.press("Control+s")
        assert page.evaluate("heard") == ["Control", "s"]
