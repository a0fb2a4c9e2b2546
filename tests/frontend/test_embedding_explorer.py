"""The pad of the embedding explorer in JupyterLab, under a mouse and a keyboard."""

import json
import re
import time

import pytest
from playwright.sync_api import Locator, expect

from .browser import SECONDS_TO_ANSWER, NotebookPage
from .panels import scores_at_handle

STATUS_CHANGES = """() => {
    window.statuses = [];
    const indicator = document.querySelector('.jp-Notebook-ExecutionIndicator');
    new MutationObserver(() => window.statuses.push(indicator.dataset.status))
        .observe(indicator, { attributeFilter: ['data-status'] });
}"""
EXPLORER = """
from hnetlab import Run, configure, fit
from hnetlab.widgets import EmbeddingExplorer

settings = {"embedding_dim": 2, "tasks": 3, "steps": 60}
run = fit(Run(configure("split-digits", "hnet", **settings), device="cpu"), progress=False)
explorer = EmbeddingExplorer(run)
explorer
"""
SLOW = """
import time
from hnetlab.analysis.probe import Probe

quick_scores, answered = Probe.scores, []

def scores(probe, e, tasks=None):
    answered.append(e)
    time.sleep(0.4)
    return quick_scores(probe, e, tasks)

Probe.scores = scores
"""
ANSWERED = """
import json
(x, y), (west, east, south, north) = explorer.pad.position, explorer.pad.scene["extent"]
json.dumps([(x - west) / (east - west), (y - south) / (north - south), len(answered)])
"""


@pytest.fixture
def pad(notebook: NotebookPage) -> Locator:
    """The pad with its handle on the first task's embedding, where it begins."""
    notebook.open(notebook.server.add_notebook("explorer.ipynb", EXPLORER, "'still code'"))
    notebook.run_all()
    notebook.cell(0)
    pad = notebook.page.locator(".hnetlab-pad")
    expect(pad.locator(".foot")).to_contain_text("embedding 1 at")
    return pad


def await_answer(pad: Locator, before: list[str]) -> list[str]:
    """The scores once they differ from `before`."""
    pad.page.wait_for_function(
        """([pad, before]) => {
            const values = [...pad.querySelectorAll('.row .value')].map(node => node.innerText);
            return values.join() !== before.join();
        }""",
        arg=[pad.element_handle(), before],
    )
    return scores_at_handle(pad)


def test_mouse_keys_and_rows_move_the_handle_and_the_scores_follow(
    notebook: NotebookPage, pad: Locator
) -> None:
    check_mouse(notebook, pad)
    check_keys(notebook, pad)


def check_mouse(notebook: NotebookPage, pad: Locator) -> None:
    """A drag to a corner; scores on its way and at its end."""
    mouse = notebook.page.mouse
    start = scores_at_handle(pad)
    assert len(start) == 3
    assert all(re.fullmatch(r"[\d.]+ %", score) for score in start)
    plane = pad.locator(".plane").bounding_box()
    handle = pad.locator(".handle").bounding_box()
    assert plane is not None
    assert handle is not None
    mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
    mouse.down()
    corners = [(0.02, 0.02), (0.98, 0.02), (0.98, 0.98), (0.02, 0.98)]
    seen = [start]
    for across, down in corners:
        mouse.move(plane["x"] + across * plane["width"], plane["y"] + down * plane["height"], steps=12)
        seen.append(scores_at_handle(pad))
    await_answer(pad, start)
    mouse.up()
    moved = pad.locator(".handle").bounding_box()
    assert moved is not None
    middle = moved["x"] + moved["width"] / 2, moved["y"] + moved["height"] / 2
    corner = plane["x"] + 0.02 * plane["width"], plane["y"] + 0.98 * plane["height"]
    assert middle == pytest.approx(corner, abs=3)
    expect(pad.locator(".foot")).to_contain_text("ms")
    notebook.screenshot("explorer_dragged")

    # Released, the handle stays, wherever the mouse goes.
    resting = pad.locator(".foot").inner_text()
    mouse.move(plane["x"] + plane["width"] / 2, plane["y"] + plane["height"] / 2, steps=3)
    assert pad.locator(".foot").inner_text().split(" · ")[0] == resting.split(" · ")[0]


def check_keys(notebook: NotebookPage, pad: Locator) -> None:
    """Keys that mean something else to the notebook, which is left alone, and the buttons of the tasks."""
    keys, foot = notebook.page.keyboard, pad.locator(".foot")
    notebook.await_idle()
    notebook.page.evaluate(STATUS_CHANGES)
    pad.locator(".plane").focus()
    keys.press("1")
    expect(foot).to_contain_text("embedding 1 at")
    start = scores_at_handle(pad)
    keys.press("3")
    expect(foot).to_contain_text("embedding 3 at")
    for _ in range(10):
        keys.press("Shift+ArrowLeft")
    for _ in range(10):
        keys.press("Shift+ArrowUp")
    expect(foot).not_to_contain_text("embedding")
    await_answer(pad, start)
    keys.press("1")
    expect(foot).to_contain_text("embedding 1 at")
    assert scores_at_handle(pad) == start
    pad.locator("button.row").nth(1).click()
    expect(foot).to_contain_text("embedding 2 at")
    # For JupyterLab a digit makes a heading of a cell, an arrow goes to the next one.
    expect(notebook.page.locator(".jp-CodeCell")).to_have_count(2)
    # It would draw its toolbar twice for every move, which takes longer than an answer; a cell it shows.
    assert notebook.page.evaluate("window.statuses") == []
    notebook.start_cell(1)
    notebook.page.wait_for_function("window.statuses.join() === 'busy,idle'")


def test_where_answers_take_long_the_newest_place_is_asked_for(notebook: NotebookPage) -> None:
    notebook.open(notebook.server.add_notebook("slow.ipynb", EXPLORER, "explorer.wait()", SLOW, ANSWERED))
    notebook.run_all()
    pad, mouse = notebook.page.locator(".hnetlab-pad"), notebook.page.mouse
    plane = pad.locator(".plane")
    plane.scroll_into_view_if_needed()
    box = plane.bounding_box()
    assert box is not None
    mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.2 * box["height"])
    mouse.down()
    mouse.move(box["x"] + 0.75 * box["width"], box["y"] + 0.5 * box["height"], steps=100)
    mouse.up()
    # The place where the hand stopped, and few of those on its way there.
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    reached: list[float] = []
    count = 0
    while reached != pytest.approx([0.75, 0.5], abs=0.01) and time.monotonic() < deadline:
        *reached, count = json.loads(notebook.run_cell(3).strip("'"))
    assert reached == pytest.approx([0.75, 0.5], abs=0.01)
    assert 1 < count < 20
