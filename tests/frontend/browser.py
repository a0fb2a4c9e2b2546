"""A notebook in headless Chromium: opened, run and saved as a person does it, with an ear on the console."""

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    Response,
    ViewportSize,
    expect,
    sync_playwright,
)

from .server import ROOT, Server

ARTIFACTS = Path(os.environ.get("HNETLAB_ARTIFACTS") or ROOT / "tests" / "frontend" / "artifacts")
SECONDS_TO_LOAD = 90  # on two busy cores; an idle machine takes five
SECONDS_TO_ANSWER = 30
VIEWPORT = ViewportSize(width=1400, height=1000)

_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
    # A lab without network: whatever a page asks of another host is an error in its console.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost",
]

# What Jupyter's own pages say on the console without harm, and why.
HARMLESS: tuple[tuple[str, str], ...] = ()

_SVG_TEXTS = "nodes => nodes.map(node => node.textContent)"
# The last code cell has been run, or a cell has failed and the rest stays as it is.
_ALL_RAN = """() => {
    const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputArea-prompt')];
    const last = prompts.length ? prompts[prompts.length - 1].textContent : '';
    const failed = document.querySelector('[data-mime-type="application/vnd.jupyter.error"]');
    return /\\[\\d+\\]/.test(last) || failed !== null;
}"""


def find_chromium() -> str | None:
    """Where Chromium is installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def launch(executable: str) -> Iterator[Browser]:
    """A headless browser that reaches nothing but this machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=_ARGUMENTS)
        yield browser
        browser.close()


class NotebookPage:
    """One notebook on one page; `problems` are the errors of its console and of its scripts."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server
        self.path = server.root
        self.problems: list[str] = []
        page.set_default_timeout(1000 * SECONDS_TO_ANSWER)
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))

    def _listen(self, message: ConsoleMessage) -> None:
        text = f"{message.text} ({message.location['url']})"
        if message.type == "error" and not any(re.search(known, text) for known, _ in HARMLESS):
            self.problems.append(text)

    def open(self, path: str, front_end: str = "lab") -> None:
        """Opens the notebook at `path` in JupyterLab ("lab") or Notebook 7 ("notebooks"), with its kernel."""
        self.path = self.server.root / path
        # A workspace of its own: JupyterLab shows no notebook that an earlier test had open.
        place = (
            f"lab/workspaces/{self.path.stem}-{time.monotonic_ns()}/tree" if front_end == "lab" else front_end
        )
        self.page.goto(f"{self.server.url}{place}/{path}?token={self.server.token}")
        kernel = self.page.locator(".jp-NotebookPanel-toolbar .jp-KernelName")
        expect(kernel).to_contain_text("Python 3", timeout=1000 * SECONDS_TO_LOAD)
        self.await_idle(SECONDS_TO_LOAD)

    def await_idle(self, seconds: float = SECONDS_TO_ANSWER) -> None:
        """Waits until the kernel has nothing to do."""
        indicator = self.page.locator(".jp-Notebook-ExecutionIndicator").first
        expect(indicator).to_have_attribute("data-status", "idle", timeout=1000 * seconds)

    def menu(self, menu: str, entry: str) -> None:
        """Chooses an entry of the menu bar."""
        self.page.get_by_role("menuitem", name=menu, exact=True).click()
        self.page.locator(".lm-Menu-itemLabel").get_by_text(entry, exact=True).click()

    def run_all(self, seconds: float = 180) -> None:
        """Runs every cell and waits for the last; raises AssertionError with what a failing one says."""
        self.menu("Run", "Run All Cells")
        self.page.wait_for_function(_ALL_RAN, timeout=1000 * seconds)
        failed = self.page.locator('[data-mime-type="application/vnd.jupyter.error"]')
        assert not failed.count(), failed.first.inner_text()

    def cell(self, index: int) -> Locator:
        """Code cell `index`, from 0, scrolled to where it can be seen; -1 is the last."""
        cell = self.page.locator(".jp-CodeCell").nth(index)
        cell.scroll_into_view_if_needed()
        return cell

    def save(self) -> nbformat.NotebookNode:
        """Saves the notebook; returns what then lies on the disk."""
        with self.page.expect_response(_is_save):
            self.menu("File", "Save Notebook")
        saved: nbformat.NotebookNode = nbformat.read(self.path, as_version=nbformat.NO_CONVERT)
        return saved

    def button(self, text: str, index: int = 0) -> Locator:
        """The panel's button with this text beside its icon; `index` where several panels have one."""
        has_text = re.compile(rf"^\s*{text}\s*$")
        return self.page.locator("button.jupyter-button").filter(has_text=has_text).nth(index)

    def screenshot(self, name: str) -> None:
        """Keeps what is to be seen now, as NAME.png in `ARTIFACTS`."""
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=ARTIFACTS / f"{name}.png")


def _is_save(response: Response) -> bool:
    return response.request.method == "PUT" and "/api/contents/" in response.url


def svg_texts(figures: Locator, selector: str) -> list[str]:
    """The texts in the drawings of plotly figures at `selector`, such as the numbers in a matrix's cells."""
    texts: list[str] = figures.locator(selector).evaluate_all(_SVG_TEXTS)
    return texts
