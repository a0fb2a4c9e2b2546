"""A panel without a browser: what it would be told, and what it answers to acts of somebody."""

import threading

import plotly.graph_objects as go
import pytest
from ipywidgets.widgets import widget as registry
from torch import nn

from hnetlab.base.errors import DataError, LabError
from hnetlab.experiments import configure
from hnetlab.runs.run import Run
from hnetlab.widgets import EmbeddingExplorer, LiveLab, RegularizerMicroscope
from hnetlab.widgets.panel import Panel
from hnetlab.widgets.parts import Button, Choice, Entry, Number, Slider, Toggle
from hnetlab.widgets.plot import Plot
from hnetlab.widgets.shown import Note, Picture, Sections


@pytest.fixture
def panel(monkeypatch):
    """A panel whose messages are kept in `sent`."""
    panel = Panel()
    panel.sent = []
    monkeypatch.setattr(panel, "send", lambda content, buffers=None: panel.sent.append((content, buffers)))
    yield panel
    panel.close()


def act(panel, part, **what):
    panel._handle_custom_msg({"kind": "act", "part": part, "id": "a1", **what}, [])


def merged(state, patch):
    """What the browser makes of a patch."""
    for name, fields in patch.items():
        for field, value in fields.items():
            if isinstance(value, dict) and "at" in value:
                items = list(state[name].get(field, []))[: value["length"]]
                items += [None] * (value["length"] - len(items))
                for index, item in value["at"].items():
                    items[int(index)] = item
                value = items
            state.setdefault(name, {})[field] = value
    return state


def test_the_state_is_all_that_is_shown(panel):
    beta = panel.add("beta", Slider("beta", min=0, max=10, value=3))
    panel.publish()
    parts = panel.get_state()["state"]["parts"]
    assert set(parts) == {"message", "beta"}
    assert (parts["beta"]["label"], parts["beta"]["value"], parts["beta"]["max"]) == ("beta", 3, 10)
    beta.value = 4
    assert panel.get_state()["state"]["parts"]["beta"]["value"] == 4
    assert panel.sent[-1][0]["parts"] == {"beta": {"value": 4.0}}


def test_an_act_is_answered_by_one_message_with_all_that_it_changed(panel):
    beta, said = panel.add("beta", Slider("beta", max=10)), panel.add("said", Note())
    panel.add("go", Button("Go")).on_click(lambda _: setattr(beta, "value", 2))
    beta.observe(lambda change: said.say(f"beta is {change['new']:g}"), "value")
    panel.publish()
    act(panel, "go", do="click")
    ((content, _),) = panel.sent
    assert content["parts"] == {"beta": {"value": 2}, "said": {"value": "beta is 2"}}
    assert content["done"] == "a1"
    act(panel, "beta", do="set", value=2)
    assert panel.sent[-1][0] == {"kind": "patch", "parts": {}, "done": "a1"}, "also where nothing changed"


def test_what_another_thread_changes_meanwhile_is_sent_at_once(panel):
    said = panel.add("said", Note())
    panel.publish()
    with panel.holding():
        panel.message.say("held")
        other = threading.Thread(target=said.say, args=["now"])
        other.start()
        other.join()
        assert [list(content["parts"]) for content, _ in panel.sent] == [["said"]]
    assert panel.sent[-1][0]["parts"]["message"]["value"] == "held"


def test_bytes_go_beside_the_text(panel):
    picture = panel.add("picture", Picture(alt="a"))
    panel.publish()
    picture.value = b"\x89PNG"
    content, buffers = panel.sent[-1]
    assert content["parts"]["picture"]["value"] == {"bytes": 0}
    assert buffers == [b"\x89PNG"]


def test_a_page_that_missed_something_gets_the_whole_state(panel):
    note = panel.add("said", Note())
    panel.publish()
    known = panel.read()
    panel._handle_custom_msg({"kind": "hello", "view": "v", "revision": known["revision"]}, [])
    assert panel.sent == []
    note.say("later")
    panel._handle_custom_msg({"kind": "hello", "view": "v", "revision": known["revision"]}, [])
    content, _ = panel.sent[-1]
    assert content["view"] == "v"
    assert content["parts"] == panel.read()["parts"]


def test_a_page_without_the_library_is_sent_it(panel):
    panel.publish()
    panel._handle_custom_msg({"kind": "library"}, [])
    ((content, (source,)),) = panel.sent
    assert content == {"kind": "library"}
    assert len(source) > 1_000_000
    assert panel.plotly_version in source[:200].decode()


def test_what_is_wrong_is_said_and_the_browser_gets_back_what_holds(panel):
    steps = panel.add("steps", Number("Steps", 5, min=1, max=50, integer=True))
    panel.publish()
    act(panel, "steps", do="type", text="7")
    assert (steps.value, steps.text) == (7, "7")
    for text in ("many", "0", "1.5", "nan"):
        act(panel, "steps", do="type", text=text)
        assert panel.message.failed
        assert panel.message.value.startswith("Steps")
        assert panel.sent[-1][0]["parts"]["steps"]["text"] == "7"
    assert steps.value == 7
    broken = panel.add("broken", Button("Broken"))
    broken.on_click(lambda _: 1 / 0)
    act(panel, "broken", do="click")
    assert panel.message.value == "ZeroDivisionError: division by zero"
    assert panel.sent[-1][0]["done"] == "a1"


def test_a_figure_sends_the_traces_that_changed(panel):
    plot = panel.add("figure", Plot())
    panel.publish()
    browser = merged({}, panel.read()["parts"])
    plot.show(go.Figure({"data": [{"type": "scatter", "y": [1, 2]}, {"type": "bar", "y": [3]}]}))
    browser = merged(browser, panel.sent[-1][0]["parts"])
    panel.read()
    with plot.changing() as figure:
        figure.data[1].y = [4]
    patch = panel.sent[-1][0]["parts"]
    assert list(patch["figure"]) == ["traces"]
    assert list(patch["figure"]["traces"]["at"]) == ["1"]
    assert merged(browser, patch)["figure"]["traces"] == plot.traces
    plot.show(go.Figure({"data": [{"type": "scatter", "y": [1, 2]}]}))
    assert merged(browser, panel.sent[-1][0]["parts"])["figure"]["traces"] == plot.traces


def test_a_choice_keeps_its_value_while_it_is_offered():
    choice = Choice("Task", options=[("one", 1), ("two", 2)])
    assert (choice.value, choice.index, choice.state()["options"]) == (1, 0, ["one", "two"])
    choice.value = 2
    choice.options = [("two", 2), ("three", 3)]
    assert (choice.value, choice.index) == (2, 0)
    choice.options = [("four", 4)]
    assert (choice.value, choice.index) == (4, 0)
    with pytest.raises(DataError, match="Task 5 is not offered: choose one of 4"):
        choice.value = 5
    choice.options = []
    assert choice.value is None
    assert choice.state()["index"] is None


def test_a_slider_keeps_to_its_ends():
    linear = Slider("Position", min=-1, max=1)
    assert (linear.value, Slider("Position", value=0, min=-1).value) == (-1, 0)
    linear.value = 7
    assert linear.value == 1
    linear.max = 0.5
    assert linear.value == 0.5
    assert Slider("beta", scale="log", min=-2, max=3).value == 0.01
    log = Slider("beta", scale="log", min=-2, max=3, value=10)
    log.value = 1e9
    assert log.value == 1000
    log.act({"do": "type", "text": "0,5"})
    assert log.value == 0.5
    whole = Slider("Steps", min=1, max=9, value=3, integer=True)
    whole.value = 4.6
    assert whole.value == 5


def test_a_disabled_button_does_nothing():
    pressed: list[Button] = []
    button = Button("Go", disabled=True)
    button.on_click(pressed.append)
    button.click()
    assert not pressed
    button.disabled = False
    button.click()
    assert pressed == [button]


def test_the_other_controls_do_as_they_are_told():
    toggle, entry, sections = Toggle("On"), Entry("Name"), Sections(["a", "b"])
    toggle.act({"do": "set", "value": True})
    entry.act({"do": "type", "text": "runs/a"})
    sections.act({"do": "open", "index": 1})
    assert (toggle.value, entry.value, entry.text, sections.selected_index) == (True, "runs/a", "runs/a", 1)


def test_a_closed_panel_says_nothing_more(panel):
    note = panel.add("said", Note())
    panel.publish()
    panel.close()
    note.say("nobody listens")
    assert panel.sent == []


def test_an_act_on_what_is_only_looked_at_is_an_error_that_is_seen(panel):
    note = panel.add("note", Note(value="as it was"))
    panel.publish()
    act(panel, "note", value="other")
    assert note.value == "as it was"
    assert "only looked at" in panel.message.value


REFUSED = {
    "a seed that there is not": lambda run: EmbeddingExplorer(run, replica=3),
    "a task that there is not": lambda run: EmbeddingExplorer(run, task=7),
    "of a step no seed": lambda run: RegularizerMicroscope(run, replica=3),
    "a setting": lambda run: LiveLab("split-digits", beta=-1.0),
    "too many methods": lambda run: LiveLab("split-digits", ["hnet", "hnet", "hnet"]),
    "a network": lambda run: LiveLab("split-digits", module=nn.Linear(2, 10)),
}


@pytest.mark.parametrize("make", REFUSED.values(), ids=REFUSED)
def test_a_panel_that_is_refused_leaves_nothing(make):
    run = Run(configure("split-digits", steps=2, tasks=2), device="cpu")
    before = set(registry._instances)
    with pytest.raises(LabError):
        make(run)
    assert set(registry._instances) == before
