"""The microscope in JupyterLab: a hand on its slider, and a new step from a session that went on."""

from playwright.sync_api import Locator, expect

from .browser import NotebookPage

MICROSCOPE = """
from hnetlab import RegularizerMicroscope, Run, Session, configure

session = Session(lambda: Run(configure("split-digits", "hnet", tasks=3, steps=40), device="cpu"))
session.step(60)
session.wait()
microscope = RegularizerMicroscope(session, steps=5)
microscope
"""
SECONDS_TO_FOLLOW = 30
GO_ON = "session.step(3)\nsession.wait().steps_done"
_DATA = """figure => JSON.stringify(
    figure.data.map(trace => [...Array.from(trace.x ?? []), ...Array.from(trace.y ?? [])]))"""


def drawn(figure: Locator) -> str:
    """The numbers that a figure shows, as text."""
    numbers: str = figure.evaluate(_DATA)
    return numbers


def test_the_slider_and_a_new_step_change_what_is_drawn(notebook: NotebookPage) -> None:
    path = notebook.server.add_notebook("microscope.ipynb", MICROSCOPE, "microscope.beta.value", GO_ON)
    notebook.open(path)
    notebook.run_all()
    figure = notebook.page.locator(".jp-OutputArea .js-plotly-plot")
    expect(figure.get_by_text("Step 24 of task 2")).to_have_count(0)
    expect(figure.get_by_text("Step 21 of task 2")).to_be_visible()

    before, beta = drawn(figure), float(notebook.run_cell(1))
    handle = notebook.page.get_by_label("beta", exact=True)
    for _ in range(10):
        handle.press("ArrowRight")
    notebook.page.wait_for_function(
        f"before => ({_DATA})(document.querySelector('.js-plotly-plot')) !== before", arg=before
    )
    for _ in range(SECONDS_TO_FOLLOW):  # the slider sends its next value when the last has been answered
        if float(notebook.run_cell(1)) > 5 * beta:
            break
        notebook.page.wait_for_timeout(1000)
    assert float(notebook.run_cell(1)) > 5 * beta

    notebook.button("Take a new step from the run").click()
    expect(figure.get_by_text("Step 24 of task 2")).to_be_visible()
    notebook.screenshot("microscope")
