"""JupyterLab as `make lab` starts it."""

import shlex
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import expect

from .browser import NotebookPage
from .panels import texts
from .server import ROOT, lab_command


def test_the_server_is_started_as_make_lab_starts_it(tmp_path: Path) -> None:
    """Only the Python, the folder and what is added at the end differ."""
    said = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", "-o", ".venv/.ready", "lab", "ARGS="],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    python, *ours = lab_command(tmp_path, "--no-browser")
    plain = shlex.split(said.replace("\\\n", " "))
    assert python == sys.executable
    assert [part.replace(str(tmp_path), str(ROOT)) for part in ours] == [*plain[1:], "--no-browser"]


def test_first_notebook(notebook: NotebookPage, notebooks_of_the_checkout: dict[Path, bytes]) -> None:
    """It runs to its end, shows its figures and leaves the checkout as it was."""
    notebook.open("notebooks/00_start_here.ipynb")
    notebook.run_all()
    figures = notebook.page.locator(".jp-OutputArea .js-plotly-plot")
    expect(figures).to_have_count(5)
    figures.nth(1).scroll_into_view_if_needed()
    expect(figures.nth(1)).to_be_visible()
    assert len(texts(figures.nth(1), ".textpoint text")) == 5 * 6 / 2
    saved = notebook.save()
    assert all(cell.execution_count for cell in saved.cells if cell.cell_type == "code")
    assert notebooks_of_the_checkout == {path: path.read_bytes() for path in notebooks_of_the_checkout}
