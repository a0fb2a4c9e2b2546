"""A cell that is run again, in a front end that is not Jupyter's."""

import sys
import threading

import pytest

from hnetlab.widgets.panel import Panel

CODE = "panel = Panel(); panel.publish(); made.append(panel)"


@pytest.fixture
def run(monkeypatch):
    """Runs a cell as marimo does, which names its code by its id; returns the panel that it makes."""
    monkeypatch.setitem(sys.modules, "marimo", sys)
    made: list[Panel] = []

    def run(cell):
        names = {"Panel": Panel, "made": made}
        exec(compile(CODE, f"/tmp/marimo_1/__marimo__cell_{cell}_.py", "exec"), names)
        return made[-1]

    yield run
    for panel in made:
        panel.close()


def test_running_a_cell_of_marimo_again_closes_the_panel_it_had_made(run):
    first, other = run("Hbol"), run("MJUe")
    second = run("Hbol")
    assert first.revision is None
    assert second.revision is not None
    assert other.revision is not None


def test_another_visitor_of_an_app_closes_nothing(run):
    mine = run("Hbol")
    visitor = threading.Thread(target=run, args=["Hbol"])
    visitor.start()
    visitor.join()
    assert mine.revision is not None
