import threading

import pytest

from hnetlab.widgets import LiveLab

from .panels import TINY


@pytest.fixture
def make():
    """Makes panels that are closed at the end."""
    panels = []

    def panel(benchmark="split-digits", methods="hnet", **fields):
        left_out = "target_hidden" if "network" in fields else ""  # which another network has not
        tiny = {name: value for name, value in TINY.items() if name != left_out}
        panels.append(LiveLab(benchmark, methods, **{**tiny, **fields}))
        return panels[-1]

    yield panel
    for each in panels:
        each.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("hnetlab")]
