"""What an exported page says about a figure, without a browser."""

import json

import nbformat
import plotly.graph_objects as go
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from hnetlab.export import Figures
from hnetlab.figures import accuracy_matrix

FIGURE = "application/vnd.plotly.v1+json"


def exported(figure: go.Figure) -> str:
    output = new_output("display_data", {FIGURE: json.loads(figure.to_json())})
    notebook = new_notebook(cells=[new_code_cell("", outputs=[output])])
    page, _ = Figures(enabled=True, library="<!-- plotly -->")(notebook, {})
    nbformat.validate(page)
    return page.cells[0].outputs[0].data["text/html"]


def test_a_figure_of_the_lab_is_told_in_words_and_has_its_numbers() -> None:
    page = exported(accuracy_matrix([[0.9, 0.1], [0.7, 0.95]], ['<the "first">', "second"]))
    assert 'role="img" aria-label="Accuracy after each task.' in page
    assert page.count('<details class="hnetlab-numbers">') == 1
    assert '<the "first">' not in page, "names are text, whatever they are"


@pytest.mark.parametrize(
    "trace", [go.Heatmap(z=[["a"], ["b", "c"]]), go.Bar(x=[["a"], ["u"]], y=[1]), go.Scatter(x=[1], y=[2])]
)
def test_a_figure_of_another_stays_as_it_is(trace: go.Scatter) -> None:
    page = exported(go.Figure(trace, layout={"meta": {"table": "mine"}}))
    assert "Plotly.newPlot" in page
    assert "<details" not in page
    assert "aria-label" not in page
