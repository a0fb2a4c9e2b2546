"""The report in Chromium, opened from a file without a network, light and dark."""

import csv
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from hnetlab.experiments import configure
from hnetlab.pages.explorer import explorer_page
from hnetlab.report import write_report
from hnetlab.runs.engine import train
from hnetlab.runs.run import Run
from hnetlab.runs.store import RunFolder

from .browser import ARTIFACTS

_TURNED = """plots => plots.map(
    plot => [Boolean(plot.querySelector(".im")), getComputedStyle(plot).filter !== "none"]
)"""
_CUT = """plot => {
    const { left, right } = plot.getBoundingClientRect();
    const texts = [...plot.querySelectorAll(".annotation-text")];
    const out = text => text.left < left || text.right > right;
    return texts.filter(text => out(text.getBoundingClientRect())).map(text => text.textContent);
}"""


def trained(method: str, **fields: Any) -> Run:
    run = Run(configure("split-digits", method, seeds=[1], tasks=2, steps=3, **fields), device="cpu")
    for _ in train(run):
        pass
    return run


def reported(run: Run, path: Path, explorer: str | None = None) -> str:
    """The address of the run's report."""
    folder = RunFolder(path / "run")
    folder.save(run)
    write_report(folder, path / "report.html", explorer=explorer)
    return (path / "report.html").as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_holds_the_explorer_alive_on_the_same_ground(
    browser: Browser, tmp_path: Path, scheme: Literal["light", "dark"]
) -> None:
    run = trained("hnet", embedding_dim=3)
    report = reported(run, tmp_path, explorer=explorer_page(run))
    said = list[str]()
    size = ViewportSize(width=1200, height=1000)
    with browser.new_context(offline=True, viewport=size, color_scheme=scheme) as context:
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(report)
        page.get_by_role("heading", name="Embedding space").scroll_into_view_if_needed()
        inside = page.frame_locator("iframe")
        inside.locator(".plane").press("2")
        expect(inside.locator(".foot")).to_contain_text("embedding 2 at")
        page.wait_for_timeout(400)
        ground = "body => getComputedStyle(body).backgroundColor"
        grounds = [place.locator("body").evaluate(ground) for place in (page, inside)]
        assert grounds == [{"light": "rgb(255, 255, 255)", "dark": "rgb(22, 22, 22)"}[scheme]] * 2
        page.screenshot(path=ARTIFACTS / f"explorer-in-report-{scheme}.png", full_page=True)
        page.pdf(path=ARTIFACTS / f"explorer-in-report-{scheme}.pdf")
    assert not said


def test_in_the_dark_it_turns_figures_but_no_picture(browser: Browser, tmp_path: Path) -> None:
    report = reported(trained("hnet-r"), tmp_path)
    with browser.new_context(offline=True, color_scheme="dark") as context:
        page = context.new_page()
        page.goto(report)
        expect(page.locator(".plot .im image")).to_have_count(1)
        seen = page.locator(".plot").evaluate_all(_TURNED)
        cut = page.locator(".plot:has(.im)").evaluate(_CUT)
        page.screenshot(path=ARTIFACTS / "pictures-in-report-dark.png", full_page=True)
    assert sorted(map(tuple, seen)) == [(False, True)] * (len(seen) - 1) + [(True, False)]
    assert not cut


def test_the_numbers_of_a_figure_are_read_in_the_page_and_saved_as_csv(
    browser: Browser, tmp_path: Path
) -> None:
    run = trained("finetune-target")
    matrix = run.history.scores[0] * 100
    with browser.new_context(offline=True, accept_downloads=True) as context:
        page = context.new_page()
        page.goto(reported(run, tmp_path))
        numbers = page.locator(".hnetlab-numbers").first
        expect(numbers.get_by_role("table")).to_have_count(0)
        numbers.get_by_text("Numbers").click()
        cells = numbers.get_by_role("row").nth(3).get_by_role("cell").all_inner_texts()
        assert float(cells[2]) == pytest.approx(matrix[1, 1], rel=1e-5)
        with page.expect_download() as download:
            numbers.get_by_role("button", name="Save as CSV").click()
        assert download.value.suggested_filename == "Accuracy after each task.csv"
        with download.value.path().open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    assert rows[0][:3] == ["after learning", "test accuracy on", "accuracy (%)"]
    assert [row[:2] for row in rows[1:]] == [
        ["digits 0, 1"] * 2,
        ["digits 2, 3", "digits 0, 1"],
        ["digits 2, 3"] * 2,
    ]
    assert [float(row[2]) for row in rows[1:]] == [matrix[0, 0], matrix[1, 0], matrix[1, 1]]
