"""The live panel in JupyterLab: what its buttons do, as somebody sees it who presses them."""

import re

from playwright.sync_api import Locator, expect

from .browser import NotebookPage
from .panels import live_matrix

LAB = """
from hnetlab import LiveLab

lab = LiveLab("split-digits", ["finetune", "hnet"], steps=3000, evaluate_every=20, device="cpu")
reports = []
for lane in lab.lanes:
    lane.figure.observe(reports.append, "_js2py_traceDeltas")
lab
"""
SECONDS_TO_MOVE = 60


def lanes(notebook: NotebookPage) -> Locator:
    return notebook.page.locator(".jp-OutputArea .js-plotly-plot")


def progress(notebook: NotebookPage) -> Locator:
    """The lines that say how far each run has come."""
    return notebook.page.locator(".widget-html").filter(has_text=re.compile(r"step \d+ of|learned"))


def await_matrix(notebook: NotebookPage, lane: int) -> None:
    first = lanes(notebook).nth(lane).locator(".heatmap-label").first
    expect(first).to_have_text(re.compile(r"\d"), timeout=1000 * SECONDS_TO_MOVE)


def seen(notebook: NotebookPage) -> tuple[list[list[str]], list[str]]:
    """Both matrices, and how far both runs have come."""
    return [live_matrix(lane) for lane in lanes(notebook).all()], progress(notebook).all_inner_texts()


def await_rest(notebook: NotebookPage) -> tuple[list[list[str]], list[str]]:
    """What is seen once nothing changes any more."""
    expect(notebook.button("Start")).to_be_enabled()
    expect(progress(notebook).filter(has_text="paused")).to_have_count(2)
    before = None
    while before != (now := seen(notebook)):
        before = now
        notebook.page.wait_for_timeout(1000)  # longer than a browser needs for a picture
    return now


def test_start_pause_save_load(notebook: NotebookPage) -> None:
    path = notebook.server.add_notebook(
        "live.ipynb", LAB, "[status.state for status in lab.status]", "len(reports)"
    )
    notebook.open(path)
    notebook.run_all()
    warnings = notebook.page.locator('[data-mime-type="application/vnd.jupyter.stderr"]')
    assert warnings.all_inner_texts() == []
    expect(lanes(notebook).get_by_text("after learning task")).to_have_count(2)
    assert live_matrix(lanes(notebook)) == []

    notebook.button("Start").click()
    await_matrix(notebook, 0)
    await_matrix(notebook, 1)
    assert notebook.run_cell(1) == "['running', 'running']"

    notebook.button("Pause").click()
    resting = await_rest(notebook)
    assert notebook.run_cell(1) == "['paused', 'paused']"
    notebook.page.locator("input[type=text]").last.fill("runs/kept")
    notebook.button("Save").click()
    expect(notebook.page.get_by_text("saved in runs/kept")).to_be_visible()

    notebook.button("Next task").click()
    expect(notebook.button("Pause")).to_be_enabled()
    notebook.button("Pause").click()
    assert await_rest(notebook) != resting
    notebook.button("Load").click()
    expect(notebook.page.get_by_text("loaded from runs/kept")).to_be_visible()
    assert await_rest(notebook) == resting
    notebook.screenshot("live_lab_loaded")

    assert notebook.run_cell(2) == "0"  # plotly's reports on itself would cost Python more than drawing

    notebook.button("Stop").click()
    expect(notebook.button("Start")).to_be_disabled()
    notebook.button("Reset").click()
    expect(notebook.button("Start")).to_be_enabled()
    expect(lanes(notebook).locator(".heatmap-label")).to_have_count(0)


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
    for _ in range(SECONDS_TO_MOVE):  # the widgets of a reloaded page come one after the other
        if seen(notebook) == resting:
            break
        notebook.page.wait_for_timeout(1000)
    assert seen(notebook) == resting
