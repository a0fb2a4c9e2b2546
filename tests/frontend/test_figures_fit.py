"""In every figure, as small as a notebook shows it and as large, texts stand apart and nothing is cut off."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from plotly.offline import get_plotlyjs

from .gallery import all_figures, other_figures

# A cell beside the file browser in windows of 933 x 667, 1280 x 720 and 1920 x 1080 pixels.
WIDTHS = (500, 840, 1480)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context() as context:
        page = context.new_page()
        page.set_content("<!doctype html><body style='margin: 0'></body>")
        page.add_script_tag(content=get_plotlyjs())
        page.add_script_tag(path=Path(__file__).with_name("overlap.js"))
        yield page


def faults(page, name, figure, widths=WIDTHS):
    widths = widths[:1] if figure.layout.width else widths
    found = page.evaluate(
        "async ([written, widths]) => { const all = [], drawn = JSON.parse(written); "
        "for (const width of widths) "
        "all.push(...(await faults(drawn, width)).map((text) => `${width}: ${text}`)); return all; }",
        [figure.to_json(), widths],  # text: of millions of numbers Playwright would look at each
    )
    return [f"{name}, {fault}" for fault in found]


@pytest.mark.parametrize("tasks", [2, 5, 11, 20, 100, 250])
def test_the_texts_of_figures_stand_apart(page, tasks):
    widths = WIDTHS if tasks <= 100 else WIDTHS[:1]  # the larger ones take seconds to draw
    assert not [fault for name, figure in all_figures(tasks) for fault in faults(page, name, figure, widths)]


def test_the_texts_of_the_other_figures_stand_apart(page):
    assert not [fault for name, figure in other_figures() for fault in faults(page, name, figure)]


def test_texts_that_lie_over_each_other_or_are_cut_off_are_found(page):
    import plotly.graph_objects as go

    figure = go.Figure(layout={"margin": {"l": 0, "r": 0}})
    figure.add_annotation(x=0.5, y=0.5, xref="paper", yref="paper", text="one text", showarrow=False)
    figure.add_annotation(x=0.52, y=0.5, xref="paper", yref="paper", text="another", showarrow=False)
    figure.add_annotation(x=1.5, y=0.2, xref="paper", yref="paper", text="far", showarrow=False)
    found = " ".join(faults(page, "bad", figure))
    assert "one text | another" in found
    assert "cut off: far" in found


def test_no_toolbar_offers_to_send_a_figure_anywhere(page):
    _, figure = next(all_figures(2))
    titles = page.evaluate(
        """async (figure) => {
            const place = document.createElement("div");
            document.body.append(place);
            await Plotly.newPlot(place, figure.data, figure.layout, { displayModeBar: true });
            return [...place.querySelectorAll(".modebar-btn")].map((each) => each.dataset.title);
        }""",
        json.loads(figure.to_json()),
    )
    assert any(title.startswith("Download") for title in titles if title)
    assert not [title for title in titles if title and "hare" in title]
