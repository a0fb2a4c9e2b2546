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
SECONDS_TO_LOAD = 120  # on two cores that are busy; idle ones take five
SECONDS_TO_ANSWER = 60
expect.set_options(timeout=1000 * SECONDS_TO_ANSWER)
VIEWPORT = ViewportSize(width=1400, height=1000)

ARGUMENTS = [
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
HARMLESS = (
    (r"reading 'schema'.*static/notebook", "Notebook 7 looks up a setting before its settings have arrived"),
    (
        r"shared module is not a function.*voila",
        "Voila tries an extension of Notebook 7 that it has no use for",
    ),
    (r"403 \(Forbidden\).*voila/api/shutdown", "Voila may not stop the kernel of a page that is left"),
    (r"ERR_NAME_NOT_RESOLVED.*fontawesome", "Voila fetches the icons of its buttons from the network"),
    (r"ERR_NAME_NOT_RESOLVED.*mathjax", "Voila fetches what sets formulas from the network"),
)

# Where each front end shows a notebook.
_PLACES = {"lab": "lab/workspaces/{workspace}/tree", "notebook": "notebooks", "voila": "voila/render"}

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
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
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
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self._note(error.stack or str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._note(f"{message.text} ({message.location['url']})")

    def _note(self, text: str) -> None:
        if not any(re.search(known, text, re.DOTALL) for known, _ in HARMLESS):
            self.problems.append(text)

    def open(self, path: str, front_end: str = "lab") -> None:
        """Opens the notebook at `path` and waits for its kernel; Voila also runs it and shows its outputs."""
        self.visit(path, front_end)
        if front_end == "voila":
            self.page.locator(".jp-OutputArea-output").first.wait_for(timeout=1000 * SECONDS_TO_LOAD)
        else:
            self.await_kernel()

    def visit(self, path: str, front_end: str = "lab") -> None:
        """Goes to the address of a notebook or a folder."""
        self.path = self.server.root / path
        # A workspace of its own: JupyterLab shows no notebook that an earlier test had open.
        place = _PLACES[front_end].format(workspace=f"{self.path.stem}-{time.monotonic_ns()}")
        self.page.goto(f"{self.server.url}{place}/{path}?token={self.server.token}")

    def await_kernel(self) -> None:
        """Waits until the notebook has a kernel, and that has nothing to do."""
        kernel = self.page.locator(".jp-NotebookPanel-toolbar .jp-KernelName")
        expect(kernel).to_contain_text("Python 3", timeout=1000 * SECONDS_TO_LOAD)
        self.await_idle(SECONDS_TO_LOAD)

    def await_idle(self, seconds: float = SECONDS_TO_ANSWER) -> None:
        """Waits until the kernel has nothing to do."""
        indicator = self.page.locator(".jp-Notebook-ExecutionIndicator").first
        expect(indicator).to_have_attribute("data-status", "idle", timeout=1000 * seconds)

    def await_panels(self, count: int = 1, tries: int = 3) -> None:
        """Waits until a page that asks the kernel for its panels shows `count` of them.

        The widget manager looks two seconds for each and gives up for good: then the page is loaded again.
        """
        given_up = self.page.get_by_text("Error displaying widget: model not found")
        last = self.page.locator(".hnetlab-panel").nth(count - 1)
        for _ in range(tries):
            expect(last.or_(given_up).first).to_be_visible(timeout=1000 * SECONDS_TO_LOAD)
            if not given_up.count():
                return
            self.problems[:] = [text for text in self.problems if "widget model not found" not in text]
            self.page.reload()
        expect(last).to_be_visible(timeout=1000 * SECONDS_TO_LOAD)

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

    def start_cell(self, index: int) -> Locator:
        """Runs one code cell by keyboard, without waiting for it; returns it."""
        cell = self.cell(index)
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")
        return cell

    def run_cell(self, index: int) -> str:
        """Runs one code cell, while others may go on; returns the text of its result."""
        cell = self.start_cell(index)
        prompt = cell.locator(".jp-InputArea-prompt")
        expect(prompt).to_have_text(re.compile(r"\[\d+\]"))
        return cell.locator(".jp-OutputArea-executeResult .jp-OutputArea-output").inner_text()

    def save(self) -> nbformat.NotebookNode:
        """Saves the notebook; returns what then lies on the disk."""
        with self.page.expect_response(_is_save):
            self.menu("File", "Save Notebook")
        saved: nbformat.NotebookNode = nbformat.read(self.path, as_version=nbformat.NO_CONVERT)
        return saved

    def button(self, text: str, index: int = 0) -> Locator:
        """The panel's button with this text beside its icon; `index` where several panels have one."""
        has_text = re.compile(rf"^\s*{text}\s*$")
        return (
            self.page.locator("button.jupyter-button, .hnetlab-panel .button")
            .filter(has_text=has_text)
            .nth(index)
        )

    def screenshot(self, name: str) -> None:
        """Keeps what is to be seen now, as NAME.png in `ARTIFACTS`."""
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=ARTIFACTS / f"{name}.png")


def _is_save(response: Response) -> bool:
    return response.request.method == "PUT" and "/api/contents/" in response.url
