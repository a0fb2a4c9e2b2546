"""A notebook asks to be changed: it goes on when its reader does so. Executed here outside of a kernel."""

from pathlib import Path
from typing import Any

import nbformat

FOLDER = Path(__file__).parents[1] / "notebooks"


def executed(name: str, *changes: tuple[str, str]) -> dict[str, Any]:
    """The names that the code of a notebook defines, with another text in place of one in each change."""
    cells = nbformat.read(FOLDER / name, as_version=nbformat.NO_CONVERT).cells
    code = "\n\n".join(cell.source for cell in cells if cell.cell_type == "code")
    for old, new in changes:
        assert code.count(old) == 1, old
        code = code.replace(old, new)
    names: dict[str, Any] = {"display": print}
    exec(compile(code, name, "exec"), names)
    return names


def test_the_paper_without_results_of_its_own_form_says_what_gives_them(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("HNETLAB_FAST", raising=False)
    monkeypatch.setenv("HNETLAB_REPRODUCED", str(tmp_path))
    names = executed("09_the_paper.ipynb", ('form = "quick"', 'form = "paper"'))
    command = f"hnetlab reproduce fig-4 --preset paper --out '{tmp_path}'"
    assert f"It takes: {command}" in capsys.readouterr().out
    assert names["glance"]("fig-4") == f"Not there yet. It takes: {command}"
    names["glance"]("table-1")
