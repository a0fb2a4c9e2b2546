"""The live panel in JupyterLab: what its buttons do, as somebody sees it who presses them."""

import re

from playwright.sync_api import Locator, expect

from .browser import NotebookPage
from .panels import live_matrix

LAB = """
from hnetlab import LiveLab

lab = LiveLab("split-digits", ["finetune", "hnet"], steps=3000, evaluate_every=20, device="cpu")
lab
"""
SECONDS_TO_MOVE = 60


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
    expect(progress(notebook).filter(has_text="paused")).to_have_count(2)  # while it runs, no other is taken
    expect(notebook.button("Next task")).to_have_attribute("aria-disabled", "false")
    notebook.button("Next task").click()
    await_matrix(notebook, 0)
    notebook.button("Pause").click()
    resting = await_rest(notebook)
    notebook.save()
    notebook.page.reload()
    notebook.await_panels()
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
