"""Notebook 7 and Voila: panels open, and do what they do in JupyterLab."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from .browser import ARTIFACTS, NotebookPage
from .panels import look_around
from .server import Server, notebook_command, serve

LAB = """
from hnetlab import LiveLab

lab = LiveLab("split-digits", tasks=2, steps=40, evaluate_every=10, device="cpu")
lab
"""
OTHERS = """
from hnetlab import EmbeddingExplorer, RegularizerMicroscope, Run, Session, configure

session = Session(lambda: Run(configure("split-digits", "hnet", tasks=3, steps=20), device="cpu"))
session.step(30)
session.wait()
explorer = EmbeddingExplorer(session, samples=60)
microscope = RegularizerMicroscope(session, steps=3)
"""


@pytest.fixture(scope="module")
def server(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Started by `jupyter notebook` in place of `make lab`."""
    folder = tmp_path_factory.mktemp("notebook7")
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    with serve(folder, ARTIFACTS / "notebook7.log", notebook_command) as server:
        yield server


def press_start(notebook: NotebookPage) -> None:
    """Trains both tasks to their end, and sees the three numbers of their matrix."""
    notebook.button("Start").click()
    expect(notebook.page.locator(".hnetlab-panel.live text.cell")).to_have_count(3)
    expect(notebook.button("Start")).to_be_disabled()


@pytest.mark.parametrize("front", ["notebook", "voila"])
def test_all_panels(notebook: NotebookPage, front: str) -> None:
    """In Voila the notebook has run before the page opens, which must show the panels all the same."""
    notebook.open(notebook.server.add_notebook("all.ipynb", LAB, OTHERS, "explorer", "microscope"), front)
    if front == "notebook":
        notebook.run_all()
    else:
        notebook.await_panels(3)
    expect(notebook.page.locator(".lane .matrix").first).to_be_visible()
    press_start(notebook)
    look_around(notebook.page)
