"""Notebooks are stored as they are before anybody ran them: short cells, no outputs, no state."""

from pathlib import Path

import nbformat
import pytest

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
LINES_AT_MOST = 12


def read(path: Path) -> nbformat.NotebookNode:
    """The notebook as it is stored, not converted to a newer format."""
    notebook: nbformat.NotebookNode = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    return notebook


def test_the_first_notebook_exists() -> None:
    """`make lab` opens it."""
    assert FOLDER / "00_start_here.ipynb" in NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_is_stored_clean(path: Path) -> None:
    notebook = read(path)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code
    ran = [cell.source for cell in code if cell.outputs or cell.execution_count is not None]
    assert not ran, f"{path.name} was saved after running: `make format` clears it"
    assert "widgets" not in notebook.metadata, f"{path.name} holds widget state: `make format` clears it"
    assert not [cell.source for cell in notebook.cells if cell.get("attachments")]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_opens_with_the_environment_of_the_lab(path: Path) -> None:
    """The kernel named python3 is the one of the environment that JupyterLab runs in."""
    notebook = read(path)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"
    assert notebook.metadata.kernelspec.language == "python"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_cells_are_short_enough_to_explain(path: Path) -> None:
    notebook = read(path)
    long = [
        cell.source
        for cell in notebook.cells
        if cell.cell_type == "code" and cell.source.count("\n") >= LINES_AT_MOST
    ]
    assert not long
