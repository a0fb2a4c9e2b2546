"""What is kept of widgets where nothing but HTML is shown."""

import ipywidgets as widgets
import pytest
from ipywidgets import embed
from nbformat.v4 import new_output

from hnetlab.export.media import PANEL
from hnetlab.export.widgets import without_widgets


@pytest.fixture
def kept():
    """The HTML of what is kept of a widget."""

    def kept(widget):
        models = embed.dependency_state([widget], drop_defaults=False)
        view = new_output("display_data", {PANEL: {"model_id": widget.model_id}})
        return [output.data.get("text/html") for output in without_widgets([view], models)]

    yield kept
    widgets.Widget.close_all()


def test_controls_say_how_they_stand(kept):
    box = widgets.VBox(
        [
            widgets.IntSlider(7, description="a < b"),
            widgets.Checkbox(True, description="on it"),
            widgets.Dropdown(options=[("one", 1), ("two", 2)], value=2, description="which"),
            widgets.Label("<said>"),
            widgets.Button(description="go"),
        ]
    )
    assert kept(box) == [
        "<div>a &lt; b = 7</div>",
        "<div>on it = on</div>",
        "<div>which = two</div>",
        "<div>&lt;said&gt;</div>",
    ]


def test_what_was_drawn_is_kept_and_what_is_hidden_is_not(kept):
    drawn = widgets.Output(outputs=(new_output("display_data", {"text/html": "<b>drawn</b>"}),))
    hidden = widgets.Label("gone", layout={"visibility": "hidden"})
    assert kept(widgets.VBox([drawn, hidden])) == ["<b>drawn</b>"]


def test_a_widget_of_another_kind_stays_for_its_own_code(kept):
    assert kept(widgets.VBox([widgets.Label("x"), widgets.ColorPicker()])) == [None]


def test_other_outputs_stay():
    output = new_output("display_data", {"text/plain": "5"})
    assert without_widgets([output], {"a": {}}) == [output]


def test_of_a_widget_that_was_not_saved_nothing_old_is_told():
    bar = new_output("display_data", {PANEL: {"model_id": "b"}, "text/plain": "0%|     | 0/2000"})
    (kept,) = without_widgets([bar], {})
    assert "A widget stands here" in kept.data["text/html"]
    assert "text/plain" not in kept.data
