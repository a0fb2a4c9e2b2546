"""What is to be seen in the panels, and a hand that uses them."""

import re

from playwright.sync_api import Locator, Page, expect

_TEXTS = "nodes => nodes.map(node => node.textContent)"


def texts(figure: Locator, selector: str) -> list[str]:
    """The texts at `selector` in the drawing of a figure."""
    found: list[str] = figure.locator(selector).evaluate_all(_TEXTS)
    return found


def live_matrix(lane: Locator) -> list[str]:
    """The numbers in the matrix of a lane of a live panel."""
    return texts(lane, ".matrix text.cell")


def scores_at_handle(pad: Locator) -> list[str]:
    """The score of each task at the place of the pad's handle."""
    return pad.locator(".row .value").all_inner_texts()


def look_around(page: Page) -> None:
    """Uses an explorer and a microscope that are on the page: by key, by click and by slider.

    The run has taken ten steps of the second of its three tasks.
    """
    explorer, microscope = page.locator(".hnetlab-panel.explorer"), page.locator(".hnetlab-panel.microscope")
    foot = explorer.locator(".foot")
    expect(foot).to_contain_text("embedding 1 at")
    explorer.locator(".plane").press("2")
    expect(foot).to_contain_text("embedding 2 at")
    explorer.get_by_role("button", name="Which task is it?").click()
    explorer.locator(".sample").nth(4).click()
    expect(explorer.locator(".hnetlab-answers tbody tr")).to_have_count(2)
    expect(explorer.locator(".sample[aria-pressed=true]")).to_have_attribute(
        "title", re.compile("^Sample 5: ")
    )

    expect(microscope.get_by_text("Step 11 of task 2")).to_be_visible()
    microscope.get_by_label("beta, as a number").fill("30")
    microscope.get_by_label("beta, as a number").press("Enter")
    expect(microscope.get_by_text("β = 30, with lookahead")).to_be_visible()
