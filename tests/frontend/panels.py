"""What is to be seen in the panels."""

from playwright.sync_api import Locator

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
