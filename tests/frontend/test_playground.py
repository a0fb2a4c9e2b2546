"""The playground in Chromium: opened from a file without a network, by mouse and by keyboard alone."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from hnetlab.experiments import configure
from hnetlab.pages.playground import write_playground
from hnetlab.runs.engine import train
from hnetlab.runs.run import Run
from hnetlab.widgets import LiveLab

from .browser import ARTIFACTS

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
QUICK = "steps=40&speed=fast"

_CUT = """plots => plots.flatMap(plot => {
    const { right } = plot.getBoundingClientRect();
    const cut = text => text.getBoundingClientRect().right > right;
    return [...plot.querySelectorAll("text")].filter(cut).map(text => text.textContent);
})"""


@pytest.fixture(scope="module")
def address(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("playground") / "page.html"
    write_playground(path)
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
        yield page
        assert not said


def scores(page: Page) -> list[list[str]]:
    rows = page.locator("#scores tr").all()
    return [row.locator("td > span").all_inner_texts() for row in rows]


def curves(page: Page) -> list[str | None]:
    return [line.get_attribute("points") for line in page.locator(".curve").all()]


def await_end(page: Page) -> None:
    expect(page.locator("#status")).to_contain_text("All tasks are learned")


def test_it_trains_by_itself_and_ends_where_the_library_does(browser: Browser, address: str) -> None:
    with opened(browser, f"{address}#{QUICK}&seed=5&beta=0.4") as page:
        await_end(page)
        held, tuned = zip(*scores(page), strict=True)
        shown = curves(page)
        link = page.url
    for method, found in (("hnet", held), ("finetune", tuned)):
        fields: dict[str, Any] = {"beta": 0.4} if method == "hnet" else {}
        run = Run(configure("regression", method, seeds=[5], steps=40, **fields), device="cpu")
        for _ in train(run):
            pass
        last = run.history.scores[0, -1]
        assert [float(text) for text in found] == pytest.approx(last.tolist(), abs=2e-3)
    with opened(browser, link) as page:  # sent to somebody else
        await_end(page)
        assert curves(page) == shown


def test_a_panels_link_goes_on_to_learn_what_the_panel_learned(browser: Browser, address: str) -> None:
    lab = LiveLab("regression", ["hnet"], steps=30, beta=0.2, seeds=[7], foreground=True)
    lab.step(45)
    lab.wait()
    for run in lab.runs:
        run.change(beta=0.01, learning_rate=0.02)
    link = lab.playground_link(address)
    lab.step(45)
    lab.wait()
    wanted = lab.runs[0].history.scores[0, -1].tolist()
    lab.close()
    with opened(browser, f"{link}&speed=fast") as page:
        await_end(page)
        assert [float(held) for held, _ in scores(page)] == pytest.approx(wanted, abs=2e-3)


def test_a_change_that_a_link_makes_on_the_way_is_seen_and_can_be_taken_back(
    browser: Browser, address: str
) -> None:
    with opened(browser, f"{address}#{QUICK}&beta=0.1&at=40_beta_5") as page:
        await_end(page)
        expect(page.locator("#beta")).to_have_value("5")
        expect(page.locator("#recipe-notes")).to_contain_text("beta 5 after step 40")
        page.locator("#again").click()
        expect(page.locator("#beta")).to_have_value("0.1")
        page.locator("#beta").fill("0.2")
        page.locator("#beta").press("Enter")
        expect(page.locator("#recipe")).to_contain_text("beta=0.2")
        expect(page.locator("#recipe-notes")).to_be_empty()


def test_a_teacher_hides_what_is_not_to_be_turned(browser: Browser, address: str) -> None:
    with opened(browser, f"{address}#{QUICK}&start=0&hide=beta-seed") as page:
        expect(page.locator("#run")).to_have_text("Start")
        expect(page.get_by_label("Learning rate")).to_be_visible()
        expect(page.locator("#beta")).to_be_hidden()
        expect(page.locator("#seed")).to_be_hidden()
        assert re.search(r"[#&]hide=beta-seed", page.url)


def test_a_wrong_value_is_told_and_changes_nothing(browser: Browser, address: str) -> None:
    with opened(browser, f"{address}#{QUICK}&start=0&rate=-3") as page:
        expect(page.get_by_role("alert")).to_contain_text("rate=-3")
        page.get_by_label("Seed").fill("1.5")
        page.get_by_label("Seed").press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("1.5 is not allowed")
        assert "seed=1&" in page.url
        page.get_by_label("Seed").fill("12")
        page.get_by_label("Seed").press("Enter")
        expect(page.get_by_role("alert")).to_have_text("")
        assert "seed=12&" in page.url


def test_a_curve_drawn_with_the_mouse_is_learned_last(browser: Browser, address: str) -> None:
    with opened(browser, f"{address}#{QUICK}&start=0", viewport={"width": 1200, "height": 1000}) as page:
        page.get_by_role("button", name="Draw a task").click()
        box = page.locator("#functions-0 svg").bounding_box()
        assert box
        page.mouse.move(box["x"] + 80, box["y"] + 60)
        page.mouse.down()
        page.mouse.move(box["x"] + 250, box["y"] + 160, steps=12)
        page.mouse.up()
        await_end(page)
        rows = scores(page)
        assert len(rows) == 4
        assert float(rows[3][0]) < 0.5
        assert "own=" in page.url


def test_the_keyboard_alone_draws_a_digit_that_both_answer(browser: Browser, address: str) -> None:
    with opened(browser, f"{address}#b=split-digits&start=0&steps=10&order=2-1&speed=fast") as page:
        page.locator("#benchmark").focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        await_end(page)
        for _ in range(30):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.classList.contains('digit-pad')"):
                break
        for key in ("ArrowRight", "ArrowRight", "ArrowRight", *[" ", "ArrowDown"] * 7):
            page.keyboard.press(key)
        expect(page.locator("#answers tr")).to_have_count(2)
        expect(page.locator("#answers .surest")).to_have_count(2)
        assert set(page.locator("#answers tr").first.locator("strong").all_inner_texts()) <= {"2", "3"}


@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (390, "dark")])
@pytest.mark.parametrize("benchmark", ["regression", "split-digits"])
def test_it_fits_a_phone_and_serves_everybody(
    browser: Browser, address: str, benchmark: str, width: int, scheme: Any
) -> None:
    if not AXE.exists():
        pytest.skip("needs `make front`")
    digit = "digit=" + "0" * 20 + "99" + "0" * 42
    size = {"width": width, "height": 800}
    link = f"{address}#b={benchmark}&steps=10&speed=fast&order=1-2&{digit if 'digits' in benchmark else ''}"
    with opened(browser, link, viewport=size, color_scheme=scheme) as page:
        await_end(page)
        page.screenshot(path=ARTIFACTS / f"playground-{benchmark}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate("axe.run()")["violations"]
        assert not [each for each in found if each["impact"] in ("serious", "critical")], json.dumps(found)


def test_on_a_phone_every_number_of_an_axis_is_seen_whole(browser: Browser, address: str) -> None:
    with opened(browser, address, viewport={"width": 390, "height": 800}) as page:
        expect(page.locator(".plot text", has_text="6000").first).to_be_visible()
        assert page.locator(".plot svg").evaluate_all(_CUT) == []
