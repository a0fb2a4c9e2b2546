"""marimo, which knows no Jupyter widgets but this kind: a panel opens there, and its buttons do the same."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from .browser import VIEWPORT
from .panels import look_around
from .server import SECONDS_TO_START, SECONDS_TO_STOP

pytest.importorskip("marimo")

NOTEBOOK = """
import marimo

app = marimo.App()


@app.cell
def _():
    from hnetlab import LiveLab

    lab = LiveLab("split-digits", tasks=2, steps=40, evaluate_every=10, device="cpu")
    lab
    return


@app.cell
def _():
    from hnetlab import EmbeddingExplorer, RegularizerMicroscope, Run, Session, configure

    session = Session(lambda: Run(configure("split-digits", "hnet", tasks=3, steps=20), device="cpu"))
    session.step(30)
    session.wait()
    EmbeddingExplorer(session, samples=60)
    return RegularizerMicroscope, session


@app.cell
def _(RegularizerMicroscope, session):
    RegularizerMicroscope(session, steps=3)
    return


if __name__ == "__main__":
    app.run()
"""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Where marimo shows the notebook."""
    (tmp_path / "lab.py").write_text(NOTEBOOK)
    with closing(socket.socket()) as place:
        place.bind(("localhost", 0))
        port = place.getsockname()[1]
    options = ["--headless", "--no-token", "--host", "localhost", "--port", str(port)]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "marimo", "run", "lab.py", *options],
            cwd=tmp_path,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline and process.poll() is None:
            with closing(socket.socket()) as visitor:
                if visitor.connect_ex(("localhost", port)) == 0:
                    break
            time.sleep(0.2)
        yield f"http://localhost:{port}/"
    finally:
        process.terminate()
        process.wait(SECONDS_TO_STOP)


def test_the_panels_work_in_marimo(address: str, browser: Browser) -> None:
    with browser.new_context(viewport=VIEWPORT) as context:
        page = context.new_page()
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(address)
        panel = page.locator(".hnetlab-panel.live")
        panel.locator(".button", has_text="Start").first.click(timeout=1000 * SECONDS_TO_START)
        expect(panel.locator("text.cell")).to_have_count(3)
        expect(panel.locator(".where")).to_have_text("all 2 tasks learned")
        panel.locator(".button", has_text="Reset").click()
        expect(panel.locator("text.cell")).to_have_count(0)
        look_around(page)
    assert not problems
