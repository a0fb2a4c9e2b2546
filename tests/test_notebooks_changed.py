"""A notebook asks to be changed: it goes on when its reader does so. Executed here outside of a kernel."""

from pathlib import Path
from typing import Any

import nbformat
import pytest

FOLDER = Path(__file__).parents[1] / "notebooks"


def executed(name: str, *changes: tuple[str, str], cells: int | None = None) -> dict[str, Any]:
    """The names that the code of a notebook's first cells defines, with each change of a text to another."""
    read = nbformat.read(FOLDER / name, as_version=nbformat.NO_CONVERT).cells[:cells]
    code = "\n\n".join(cell.source for cell in read if cell.cell_type == "code")
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


@pytest.mark.parametrize("methods", [["ewc", "hnet"], ["hnet"]], ids=" and ".join)
def test_the_live_lab_is_told_of_by_the_methods_chosen_in_it(monkeypatch, capsys, methods):
    monkeypatch.setenv("HNETLAB_FAST", "1")
    chosen = ('["finetune", "hnet"], seeds=3, steps=40', f"{methods}, seeds=1, steps=4")
    names = executed("04_live_lab.ipynb", chosen, ("seeds=3, steps=40 if FAST else 200", "steps=4"))
    titles = {
        "ewc": "Elastic weight consolidation: accuracy while learning",
        "hnet": "Hypernetwork with regularizer: accuracy while learning",
    }
    curves = [names["curves"](run).layout.title.text.replace("<br>", " ") for run in names["lab"].runs]
    assert curves == [titles[method] for method in methods]
    assert "What the claim says of the panel is of fine-tuning" in capsys.readouterr().out
    names["lab"].close()


def test_what_is_said_of_forgetting_needs_no_method_in_the_panel(monkeypatch):
    monkeypatch.setenv("HNETLAB_FAST", "1")
    chosen = ('methods=("finetune", "hnet")', 'methods="ewc"')
    names = executed("01_catastrophic_forgetting.ipynb", chosen, ("steps = 100", "steps = 8"), cells=9)
    assert [names[run].config.method for run in ("lost", "kept")] == ["finetune", "hnet"]
    names["lab"].close()


def test_pictures_are_trained_on_with_what_the_exercises_ask_for(monkeypatch):
    monkeypatch.setenv("HNETLAB_FAST", "1")
    names = executed("08_pictures.ipynb", ("(1, 8) if fast", "(1, 1) if fast"), cells=10)
    run = names["trained"]("scratch", names["sequence"], learning_rate=5e-4)
    assert run.config.training.learning_rate == 5e-4
