"""Notebooks are stored as they are before anybody ran them, and those that teach have one common form."""

import re
from pathlib import Path

import nbformat
import pytest

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
SOLUTIONS = sorted((FOLDER / "solutions").glob("*.ipynb"))
TAUGHT = [path for path in NOTEBOOKS if not path.name.startswith("00_")]
PANELS = ("LiveLab(", "EmbeddingExplorer(", "RegularizerMicroscope(", "interact(")
LINES_AT_MOST = 12

every_notebook = pytest.mark.parametrize(
    "path", NOTEBOOKS + SOLUTIONS, ids=lambda path: str(path.relative_to(FOLDER).with_suffix(""))
)
every_lesson = pytest.mark.parametrize("path", TAUGHT, ids=lambda path: path.stem)


def read(path: Path) -> nbformat.NotebookNode:
    """The notebook as it is stored, not converted to a newer format."""
    notebook: nbformat.NotebookNode = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    return notebook


def sources(path: Path, kind: str) -> list[str]:
    """The cells of one kind, `code` or `markdown`."""
    return [cell.source for cell in read(path).cells if cell.cell_type == kind]


def after(path: Path, heading: str) -> list[nbformat.NotebookNode]:
    """The cells from the one that holds the line `heading` to the one that holds the next heading."""
    cells = read(path).cells
    starts = [
        index
        for index, cell in enumerate(cells)
        if cell.cell_type == "markdown" and heading in cell.source.splitlines()
    ]
    assert len(starts) == 1, f"{path.name} has {len(starts)} headings {heading!r}"
    (start,) = starts
    section = [cells[start]]
    for cell in cells[start + 1 :]:
        if cell.cell_type == "markdown" and re.search(r"^## ", cell.source, re.MULTILINE):
            break
        section.append(cell)
    return section


def test_the_first_notebook_exists() -> None:
    """`make lab` opens it."""
    assert FOLDER / "00_start_here.ipynb" in NOTEBOOKS


@every_notebook
def test_notebook_is_stored_clean(path: Path) -> None:
    notebook = read(path)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code
    ran = [cell.source for cell in code if cell.outputs or cell.execution_count is not None]
    assert not ran, f"{path.name} was saved after running: `make format` clears it"
    assert "widgets" not in notebook.metadata, f"{path.name} holds widget state: `make format` clears it"
    assert not [cell.source for cell in notebook.cells if cell.get("attachments")]


@every_notebook
def test_scores_are_drawn_in_their_measure_so_that_colors_begin_at_guessing(path: Path) -> None:
    for source in sources(path, "code"):
        for call in re.findall(r"figures\.(?:landscape|accuracy_matrix)\((?:[^()]|\([^()]*\))*\)", source):
            assert "measure=" in call, call


@every_notebook
def test_notebook_opens_with_the_environment_of_the_lab(path: Path) -> None:
    """The kernel named python3 is the one of the environment that JupyterLab runs in."""
    notebook = read(path)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"
    assert notebook.metadata.kernelspec.language == "python"


@every_notebook
def test_cells_are_short_enough_to_explain(path: Path) -> None:
    assert not [source for source in sources(path, "code") if source.count("\n") >= LINES_AT_MOST]


@every_notebook
def test_links_to_files_lead_somewhere(path: Path) -> None:
    text = "\n".join(sources(path, "markdown"))
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert not [link for link in links if not (path.parent / link).exists()]


@every_lesson
def test_a_lesson_asks_first_and_shows_then(path: Path) -> None:
    """A question in bold, something to predict, something to play with, figures that need no kernel."""
    text, code = "\n".join(sources(path, "markdown")), "\n".join(sources(path, "code"))
    assert text.startswith("# ")
    assert "**" in (beginning := read(path).cells[0].source)
    assert "?" in beginning
    assert "> **Predict" in text
    assert any(panel in code for panel in PANELS)


@every_lesson
def test_a_lesson_checks_its_claim(path: Path) -> None:
    """Running the cells of this section is what holds the text to the truth."""
    section = after(path, "## The claim, checked")
    assert any(re.search(r"^ *assert ", cell.source, re.MULTILINE) for cell in section)


@every_lesson
def test_a_lesson_ends_in_exercises_with_solutions(path: Path) -> None:
    headings = [f"## {count} exercises" for count in ("Two", "Three")]
    (heading,) = re.findall(f"^({'|'.join(headings)})$", "\n".join(sources(path, "markdown")), re.MULTILINE)
    section = after(path, heading)
    expected = ["1", "2", "3"][: 2 + headings.index(heading)]
    assert re.findall(r"^\*\*(\d)\. ", section[0].source, re.MULTILINE) == expected
    assert section[-1].cell_type == "code", "a cell to try them in"
    assert f"(solutions/{path.name})" in section[0].source
    assert FOLDER / "solutions" / path.name in SOLUTIONS


def test_every_solution_belongs_to_a_lesson() -> None:
    assert {path.name for path in SOLUTIONS} <= {path.name for path in NOTEBOOKS}


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_a_solution_works_all_exercises_out(path: Path) -> None:
    """Each with code and with an assertion: a solution is executed with the tests."""
    headings = re.findall(r"^## (?:Exercise )?(\d)", "\n".join(sources(path, "markdown")), re.MULTILINE)
    lesson = "\n".join(sources(FOLDER / path.name, "markdown"))
    assert headings == (re.findall(r"^\*\*(\d)\. ", lesson, re.MULTILINE) or ["1", "2"])
    assert any(re.search(r"^ *assert ", source, re.MULTILINE) for source in sources(path, "code"))


@every_lesson
def test_the_page_for_teachers_names_every_lesson(path: Path) -> None:
    assert f"({path.name})" in (FOLDER / "README.md").read_text(encoding="utf-8")
