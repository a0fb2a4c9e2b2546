"""The live panel at any size, light and dark, for few tasks and many, on a page without a kernel."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from hnetlab import LiveLab, front
from hnetlab.base.measure import ACCURACY
from hnetlab.figures.course import course, scene

from .browser import ARTIFACTS
from .gallery import history, names
from .server import ROOT

WIDTHS = (640, 702, 760, 1020, 1280, 2000)
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"

# A model that knows the state and sends nowhere.
_SHOW = """async ([script, state]) => {
    const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
    const { default: widget } = await import(url);
    const get = (name) => (name === 'state' ? state : '');
    document.body.replaceChildren(document.createElement('main'));
    const nothing = () => {};
    const model = { get, set: nothing, on: nothing, off: nothing, send: nothing };
    widget.render({ model, el: document.querySelector('main') });
}"""

# What a person would call broken: texts that lie over each other, stand out of the panel, or are cut off.
_FAULTS = """() => {
    const panel = document.querySelector('.hnetlab-panel.live'), edge = panel.getBoundingClientRect();
    const found = [];
    const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    for (const field of panel.querySelectorAll('.chart .field')) {
        if (!shown(field)) continue;
        const frame = field.getBoundingClientRect();
        const texts = [...field.querySelectorAll('text')].filter((text) => !text.classList.contains('point'));
        const boxes = texts.map((text) => ({ said: text.textContent, box: text.getBoundingClientRect() }));
        for (const [index, { said, box }] of boxes.entries()) {
            if (box.left < frame.left - 1 || box.right > frame.right + 1) found.push(`cut off: ${said}`);
            if (box.top < frame.top - 2 || box.bottom > frame.bottom + 2) found.push(`cut off: ${said}`);
            for (const other of boxes.slice(index + 1)) {
                const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
                const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
                if (across > 1.5 && down > 3) found.push(`${said} | ${other.said}`);
            }
        }
    }
    const parts = 'button, .field:not(.chart .field), .heading, .remark, li, progress, figure, input, select';
    for (const element of panel.querySelectorAll(parts)) {
        const box = element.getBoundingClientRect();
        if (!box.width || !shown(element)) continue;
        if (box.left < edge.left - 1 || box.right > edge.right + 1) {
            found.push(`outside: ${element.className} ${element.textContent.trim().slice(0, 30)}`);
        }
    }
    return found;
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context() as context:
        page = context.new_page()
        style = front.style("live").read_text("utf-8")
        page.set_content(
            f"<!doctype html><html lang=en><title>Lab</title><style>{style}</style><body></body>"
        )
        yield page


def state_of_a_lab(tasks: int) -> dict[str, Any]:
    """What a browser is told of two trained runs, with changes on the way."""
    lab = LiveLab(
        "permuted-digits", ["finetune", "hnet"], tasks=tasks, steps=6, evaluate_every=3, device="cpu"
    )
    lab.step(9)
    lab.wait()
    lab.knobs.beta.value = 0.0013
    lab.step(2)
    lab.wait()
    lab.knobs.learning_rate.value = 0.01
    lab.start()
    lab.wait()
    state = lab.read()
    lab.close()
    return state


def state_of_many(tasks: int) -> dict[str, Any]:
    """The same of invented runs: a hundred tasks take a minute to learn."""
    state, ten = state_of_a_lab(2), ACCURACY.of_classes([10] * tasks)
    for name in ("lane.0", "lane.1"):
        long = history(tasks)
        told = {"scene": scene(long, names(tasks), ten)} | course(long, ten, {"beta": 0.1})
        state["parts"][name] |= told
    return state


def shown(page: Page, tasks: int) -> None:
    show(page, state_of_a_lab(tasks) if tasks < 100 else state_of_many(tasks))


def show(page: Page, state: dict[str, Any]) -> None:
    page.evaluate("document.body.style = 'margin: 0; background: white'")
    page.evaluate(_SHOW, [front.script("live").read_text("utf-8"), json.loads(json.dumps(state))])
    page.locator(".lane .matrix text").first.wait_for(state="attached")


def resize(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_timeout(250)  # a frame or two


@pytest.mark.parametrize("tasks", [2, 5, 20, 100])
def test_it_is_whole_at_any_size_and_zoom(page: Page, tasks: int) -> None:
    shown(page, tasks)
    for width in WIDTHS:
        resize(page, width)
        assert page.evaluate(_FAULTS) == [], width
        tops = page.locator(".lane").evaluate_all("lanes => lanes.map((lane) => lane.offsetTop)")
        assert (tops[0] == tops[1]) == (width >= 708), f"lanes side by side at {width}"
        rows = page.locator(".hnetlab-panel > .row").evaluate_all(
            "rows => rows.map((row) => row.offsetHeight)"
        )
        assert max(rows) < 40, f"controls in two rows at {width}"
    resize(page, 1280)
    for zoom in (1.5, 2):
        page.evaluate("zoom => { document.body.style.zoom = zoom; }", zoom)
        page.wait_for_timeout(250)
        assert page.evaluate(_FAULTS) == [], f"zoom {zoom}"
    page.evaluate("document.body.style.zoom = 1")


def test_250_tasks_are_readable_and_each_is_found_under_the_mouse(page: Page) -> None:
    shown(page, 250)
    for width in (640, 1280):
        resize(page, width)
        assert page.evaluate(_FAULTS) == [], width
    assert page.locator(".lane").first.locator(".legend li").count() == 3, "a ramp in place of 250 names"
    box: Any = page.locator(".lane .matrix .field").first.bounding_box()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.7 * box["height"])
    tip = page.locator(".lane .matrix .tip").first
    expect(tip).to_have_text(re.compile(r"^after task \d{2,3}, on task \d{2}: [\d.]+ %$"))
    page.mouse.move(1, 1)


def test_large_type_open_drawers_and_the_dark_have_no_faults_that_axe_finds(page: Page) -> None:
    shown(page, 5)
    resize(page, 1280)
    for name in ("Settings", "More"):
        page.locator(".button", has_text=name).click()
    page.locator(".trials summary").click()
    for ground in ("white", "#111111"):
        page.evaluate("ground => { document.body.style.background = ground; }", ground)
        dark = page.locator(".hnetlab-panel[data-dark]")
        expect(dark).to_have_count(int(ground != "white"))
        for large in (False, True):
            page.evaluate(
                "on => document.querySelector('.hnetlab-panel').classList.toggle('large', on)", large
            )
            page.wait_for_timeout(250)
            assert page.evaluate(_FAULTS) == [], f"{ground}, large: {large}"
        page.screenshot(path=ARTIFACTS / f"live_lab_{ground.strip('#')}.png")
        if AXE.exists():
            if not page.evaluate("'axe' in window"):
                page.add_script_tag(path=AXE)
            assert page.evaluate(_SERIOUS) == [], ground


def test_a_cell_under_the_mouse_tells_its_number_and_lights_up_its_task(page: Page) -> None:
    shown(page, 5)
    resize(page, 1280)
    canvas = page.locator(".lane").nth(1).locator(".scores canvas")
    before = canvas.evaluate("canvas => canvas.toDataURL()")
    box: Any = page.locator(".lane .matrix .field").first.bounding_box()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.8 * box["height"])
    tip = page.locator(".lane .matrix .tip").first
    expect(tip).to_have_text(re.compile(r"^after task \d, on task \d: [\d.]+ %$"))
    page.wait_for_timeout(250)
    assert canvas.evaluate("canvas => canvas.toDataURL()") != before
    pale = page.locator(".lane").nth(1).locator(".legend li.pale")
    expect(pale).to_have_count(4)
    page.mouse.move(1, 1)
    expect(pale).to_have_count(0)


_SERIOUS = """async () => {
    const { violations } = await axe.run('.hnetlab-panel', { resultTypes: ['violations'] });
    return violations
        .filter(({ impact }) => ['serious', 'critical'].includes(impact))
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).slice(0, 3)}`);
}"""
