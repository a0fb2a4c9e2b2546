"""The live panel in JupyterLab: what its buttons do, as somebody sees it who presses them."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from .browser import NotebookPage
from .panels import live_matrix
from .server import ROOT

LAB = """
from hnetlab import LiveLab

lab = LiveLab("split-digits", ["finetune", "hnet"], steps=3000, evaluate_every=20, device="cpu")
lab
"""
TRAINED = """
from hnetlab import LiveLab

lab = LiveLab("permuted-digits", ["finetune", "hnet"], tasks={tasks}, steps=6, evaluate_every=3, device="cpu")
lab.step(9)
lab.wait()
lab.knobs.beta.value = 0.0013
lab.step(2)
lab.wait()
lab.knobs.learning_rate.value = 0.01
lab.start()
lab.wait()
lab
"""
SECONDS_TO_MOVE = 60
# Panels of some 500 to 2000 pixels, beside the file browser; 667 high is 1000 at 150 % zoom.
WINDOWS = ((933, 667), (1080, 720), (1280, 720), (1920, 1080), (2420, 1200))
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"

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


def panel(notebook: NotebookPage) -> Locator:
    return notebook.page.locator(".hnetlab-panel.live")


def lanes(notebook: NotebookPage) -> Locator:
    return panel(notebook).locator(".lane")


def progress(notebook: NotebookPage) -> Locator:
    """The lines that say how far each run has come."""
    return panel(notebook).locator(".where")


def await_matrix(notebook: NotebookPage, lane: int) -> None:
    first = lanes(notebook).nth(lane).locator(".matrix text.cell").first
    expect(first).to_have_text(re.compile(r"\d"), timeout=1000 * SECONDS_TO_MOVE)


def seen(notebook: NotebookPage) -> tuple[list[list[str]], list[str]]:
    """Both matrices, and how far both runs have come."""
    return [live_matrix(lane) for lane in lanes(notebook).all()], progress(notebook).all_inner_texts()


def await_rest(notebook: NotebookPage) -> tuple[list[list[str]], list[str]]:
    """What is seen once nothing changes any more."""
    expect(notebook.button("Start")).to_have_attribute("aria-disabled", "false")
    expect(progress(notebook).filter(has_text="paused")).to_have_count(2)
    before = None
    while before != (now := seen(notebook)):
        before = now
        notebook.page.wait_for_timeout(1000)  # longer than a browser needs for a picture
    return now


def test_start_pause_save_load(notebook: NotebookPage) -> None:
    path = notebook.server.add_notebook("live.ipynb", LAB, "[status.state for status in lab.status]")
    notebook.open(path)
    notebook.run_all()
    warnings = notebook.page.locator('[data-mime-type="application/vnd.jupyter.stderr"]')
    assert warnings.all_inner_texts() == []
    expect(lanes(notebook)).to_have_count(2)
    assert seen(notebook)[0] == [[], []]

    notebook.button("Start").click()
    await_matrix(notebook, 0)
    await_matrix(notebook, 1)
    assert notebook.run_cell(1) == "['running', 'running']"

    notebook.button("Pause").click()
    resting = await_rest(notebook)
    assert notebook.run_cell(1) == "['paused', 'paused']"
    notebook.button("More").click()
    folder = panel(notebook).get_by_label("Folder")
    folder.fill("runs/kept")
    folder.press("Enter")
    notebook.button("Save").click()
    expect(panel(notebook).get_by_text("saved in runs/kept")).to_be_visible()

    notebook.button("Next task").click()
    expect(notebook.button("Pause")).to_have_attribute("aria-disabled", "false")
    notebook.button("Pause").click()
    assert await_rest(notebook) != resting
    notebook.button("Load").click()
    expect(panel(notebook).get_by_text("loaded from runs/kept")).to_be_visible()
    assert await_rest(notebook) == resting

    notebook.button("Stop").click()
    expect(notebook.button("Start")).to_have_attribute("aria-disabled", "true")
    notebook.button("Reset").click()
    expect(notebook.button("Start")).to_have_attribute("aria-disabled", "false")
    expect(lanes(notebook).locator("text.cell")).to_have_count(0)


def test_a_reloaded_page_shows_the_panel_as_it_is(notebook: NotebookPage) -> None:
    path = notebook.server.add_notebook("reloaded.ipynb", LAB)
    notebook.open(path)
    notebook.run_all()
    notebook.button("Step").click()
    notebook.button("Next task").click()
    await_matrix(notebook, 0)
    notebook.button("Pause").click()
    resting = await_rest(notebook)
    notebook.save()
    notebook.page.reload()
    await_matrix(notebook, 0)
    await_matrix(notebook, 1)
    assert await_rest(notebook) == resting


def test_keys_stay_in_the_panel_and_the_focus_where_it_was(notebook: NotebookPage) -> None:
    path = notebook.server.add_notebook("keys.ipynb", LAB, "lab.status[0].steps_done")
    notebook.open(path)
    notebook.run_all()
    cells = notebook.page.locator(".jp-Cell").count()
    step = notebook.button("Step")
    step.focus()
    for number in (1, 2):
        step.press("Enter")
        expect(progress(notebook).filter(has_text=f"step {number} of")).to_have_count(2)
        expect(step).to_have_attribute("aria-disabled", "false")
        expect(step).to_be_focused()
    for key in ("b", "x", "d", "d"):
        step.press(key)
    assert notebook.page.locator(".jp-Cell").count() == cells
    notebook.button("Reset").click()
    notebook.button("Settings").click()
    steps = panel(notebook).get_by_label("Steps", exact=True)
    steps.fill("x9")
    steps.press("Enter")
    expect(panel(notebook).get_by_role("alert")).to_contain_text("is no number")
    expect(steps).to_have_value("3000")
    notebook.button("More").click()
    notebook.button("Copy link").click()
    copied = panel(notebook).get_by_label("What was copied")
    expect(copied).to_have_value(re.compile(r"^hnetlab:live\?version=1&.*steps=3000.*check=[0-9a-f]{8}$"))
    assert notebook.page.locator(".jp-Cell").count() == cells


def turn(notebook: NotebookPage, theme: str) -> None:
    """Turns JupyterLab to its light or dark theme, which the server keeps."""
    page, light = notebook.page, str(theme == "light").lower()
    if page.evaluate("document.body.dataset.jpThemeLight") == light:
        return
    page.get_by_role("menuitem", name="Settings", exact=True).click()
    page.locator(".lm-Menu-itemLabel").get_by_text("Theme", exact=True).hover()
    page.locator(".lm-Menu-itemLabel").get_by_text(f"JupyterLab {theme.title()}", exact=True).click()
    page.wait_for_function("light => document.body.dataset.jpThemeLight === light", arg=light)


@pytest.mark.parametrize("tasks", [5, 20])
def test_it_is_whole_at_any_size_light_and_dark(notebook: NotebookPage, tasks: int) -> None:
    page = notebook.page
    notebook.open(notebook.server.add_notebook("sizes.ipynb", TRAINED.format(tasks=tasks)))
    notebook.run_all()
    expect(progress(notebook).filter(has_text=f"all {tasks} tasks learned")).to_have_count(2)
    for theme in ("dark", "light"):
        turn(notebook, theme)
        for width, height in WINDOWS if theme == "light" else WINDOWS[2:3]:
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(500)
            panel(notebook).evaluate("panel => panel.scrollIntoView()")
            notebook.screenshot(f"live_lab_{tasks}_{width}_{theme}")
            assert page.evaluate(_FAULTS) == [], f"{width} x {height}, {theme}"
            boxes: list[Any] = [lane.bounding_box() for lane in lanes(notebook).all()]
            wide = panel(notebook).evaluate("panel => panel.clientWidth")
            assert (boxes[0]["y"] == boxes[1]["y"]) == (wide >= 708), "lanes side by side"
            rows: list[Any] = [row.bounding_box() for row in panel(notebook).locator("> .row").all()]
            assert wide < 640 or all(row["height"] < 45 for row in rows), "controls in two rows"
        problems = axe(notebook)
        assert not problems, f"{theme}: {problems}"
    light_up(notebook)


def light_up(notebook: NotebookPage) -> None:
    """A cell under the mouse tells its number and lights up its task."""
    page = notebook.page
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.wait_for_timeout(500)
    field = lanes(notebook).nth(0).locator(".matrix .field").first
    before = lanes(notebook).nth(1).locator(".scores canvas").evaluate("canvas => canvas.toDataURL()")
    box: Any = field.bounding_box()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.8 * box["height"])
    expect(lanes(notebook).nth(0).locator(".matrix .tip").first).to_have_text(
        re.compile(r"after task \d+, on task \d+: [\d.]+ %")
    )
    page.wait_for_function(
        "before => document.querySelectorAll('.lane .scores canvas')[1].toDataURL() !== before",
        arg=before,
    )


def axe(notebook: NotebookPage) -> list[str]:
    """What axe-core finds serious in the panel, if it is installed."""
    if not AXE.exists():
        return []
    if not notebook.page.evaluate("() => 'axe' in window"):
        notebook.page.add_script_tag(path=AXE)
    found: list[str] = notebook.page.evaluate(
        """async () => {
            const { violations } = await axe.run('.hnetlab-panel.live', { resultTypes: ['violations'] });
            return violations
                .filter(({ impact }) => ['serious', 'critical'].includes(impact))
                .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).slice(0, 3)}`);
        }"""
    )
    return found
