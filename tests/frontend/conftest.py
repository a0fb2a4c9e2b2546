"""One server for all front ends, one browser with its store per file of tests, one page per test."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from .browser import ARTIFACTS, VIEWPORT, NotebookPage, find_chromium, launch
from .server import Server, serve


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is; without it the tests are skipped, or fail where they must not be."""
    found = find_chromium()
    if found is None:
        missing = "needs Chromium: on Debian 'apt-get install chromium' adds it"
        if os.environ.get("HNETLAB_BROWSER") == "required":
            pytest.fail(missing, pytrace=False)
        pytest.skip(missing)
    return found


@pytest.fixture(scope="session")
def server(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    with serve(tmp_path_factory.mktemp("frontend"), ARTIFACTS / "server.log") as server:
        yield server


# Not for the whole session: while Playwright runs, its event loop is the thread's, and notebooks that other
# tests execute need one of their own.
@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with launch(chromium) as browser:
        yield browser


# A front end is megabytes of JavaScript: read once for a file's tests, not for each.
@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(viewport=VIEWPORT, accept_downloads=True) as context:
        yield context


@pytest.fixture
def notebook(
    server: Server, context: BrowserContext, request: pytest.FixtureRequest
) -> Iterator[NotebookPage]:
    """A fresh page; at the end its picture is kept, and its console must be without errors."""
    with context.new_page() as page:
        notebook = NotebookPage(page, server)
        yield notebook
        notebook.screenshot(request.node.name)
    server.stop_kernels()
    assert not notebook.problems, "\n".join(notebook.problems)


@pytest.fixture
def notebooks_of_the_checkout() -> dict[Path, bytes]:
    """The notebooks in the repository as they were before the test."""
    folder = Path(__file__).parents[2] / "notebooks"
    return {path: path.read_bytes() for path in folder.glob("*.ipynb")}
