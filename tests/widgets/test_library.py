from types import SimpleNamespace

import ipywidgets as ipw
import pytest

from hnetlab.widgets import library
from hnetlab.widgets.library import shared_library
from hnetlab.widgets.panel import Panel


@pytest.fixture
def in_jupyter(monkeypatch):
    monkeypatch.setattr(library, "sys", SimpleNamespace(modules={"ipykernel": None}))


@pytest.mark.usefixtures("in_jupyter")
def test_plotly_is_sent_once_and_not_with_every_panel():
    first, second = Panel(), Panel()
    states = [panel.get_state() for panel in (first, second)]
    assert all(len(str(state)) < 10_000 for state in states)
    assert states[0]["library"] == states[1]["library"]
    assert first.library is not None
    assert len(first.library.source) > 1_000_000
    assert first.library.version == states[0]["plotly_version"]
    first.close()
    second.close()


@pytest.mark.usefixtures("in_jupyter")
def test_the_library_is_there_again_after_all_widgets_were_closed():
    before = shared_library()
    ipw.Widget.close_all()
    after = shared_library()
    assert before is not after
    assert after is not None
    assert after.comm is not None


def test_where_models_do_not_name_each_other_the_panel_is_asked(monkeypatch):
    monkeypatch.setattr(library, "sys", SimpleNamespace(modules={}))
    panel = Panel()
    assert panel.library is None
    panel.close()
