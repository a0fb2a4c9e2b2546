"""When the picture of a panel that lies in a notebook is taken again."""

import pytest

from hnetlab.widgets import still
from hnetlab.widgets.panel import Panel
from hnetlab.widgets.still import Stills


class Handle:
    """The output of a cell, with what it was changed to."""

    def __init__(self):
        self.updates = []

    def update(self, bundle, *, raw):
        self.updates.append(bundle)


@pytest.fixture
def output(monkeypatch):
    """What `display` gives back."""
    handle = Handle()
    monkeypatch.setattr(still, "display", lambda bundle, **_: handle)
    return handle


def test_a_picture_is_taken_again_when_the_panel_changed_and_nobody_sees_it(output):
    panel = Panel()
    panel.publish()
    stills = Stills(panel)
    stills.display()
    stills.renew()
    assert output.updates == []
    panel.message.say("trained")
    stills.renew()
    stills.renew()
    assert [sorted(bundle) for bundle in output.updates] == [sorted(panel.bundle())]
    panel.message.say("seen")
    panel._handle_custom_msg({"kind": "hello", "view": "a", "revision": panel.revision}, [])
    stills.renew()
    assert len(output.updates) == 1, "a view that somebody looks at is not made anew"
    panel.close()
    stills.renew()


def test_a_bundle_has_the_panel_and_its_picture():
    panel = Panel()
    assert set(panel.bundle()) == {
        "text/plain",
        "text/html",
        "application/vnd.jupyter.widget-view+json",
    }
    panel.close()
