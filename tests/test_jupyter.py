import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from traitlets.config import Config

from hnetlab.jupyter import _jupyter_server_extension_points, _load_jupyter_server_extension

CONFIG = Path(sys.prefix) / "etc" / "jupyter" / "jupyter_server_config.d" / "hnetlab.json"


class Connection:
    """Stands for the server's own class."""

    def __init__(self, **names):
        self.calls: list[object] = []
        self.names = names
        self.websocket_handler = SimpleNamespace(set_nodelay=self.calls.append)

    def connect(self):
        self.calls.append("connected")
        return "what the server's class returns"


def loaded(**settings) -> dict[str, Any]:
    """The settings of a server with these, once it has loaded the extension."""
    settings = {"kernel_websocket_connection_class": Connection, **settings}
    server = SimpleNamespace(web_app=SimpleNamespace(settings=settings), config=Config())
    _load_jupyter_server_extension(server)
    assert server.config.HTMLExporter.preprocessors == ["hnetlab.export.Figures", "hnetlab.export.Offline"]
    return settings


def test_connections_send_without_delay_and_else_stay_what_they_were():
    settings = loaded(other=1)
    made = settings["kernel_websocket_connection_class"](parent="kernel")
    assert isinstance(made, Connection)
    assert made.names == {"parent": "kernel"}
    assert made.connect() == "what the server's class returns"
    assert made.calls == [True, "connected"]
    assert settings["other"] == 1


def test_the_page_does_not_show_a_widgets_messages_as_busy_and_the_server_still_counts_them():
    hook = loaded()["page_config_hook"]
    of_server = ["debug_request"]
    page = {"untracked_message_types": of_server, "theme": "dark"}
    for _ in range(2):  # the server keeps the page's settings for the next page
        assert hook("handler", page) == {
            "untracked_message_types": ["debug_request", "comm_msg"],
            "theme": "dark",
        }
    assert of_server == ["debug_request"]
    assert hook("handler", {"theme": "dark"}) == {"theme": "dark"}


def test_another_hook_for_the_page_is_kept():
    hook = loaded(page_config_hook=lambda handler, page: page | {"asked_by": handler})["page_config_hook"]
    page = hook("handler", {"untracked_message_types": []})
    assert page == {"untracked_message_types": ["comm_msg"], "asked_by": "handler"}


def test_an_installed_hnetlab_tells_jupyter_of_its_extension():
    enabled = json.loads(CONFIG.read_text("utf-8"))["ServerApp"]["jpserver_extensions"]
    assert enabled == {point["module"]: True for point in _jupyter_server_extension_points()}


@pytest.mark.skipif(
    not shutil.which("node"), reason="needs Node.js, without which JupyterLab asks for no yarn"
)
def test_the_yarn_that_jupyterlab_asks_at_its_start_is_no_module_of_ours():
    """As one it fails, and JupyterLab shows all of its text in the terminal."""
    (yarn,) = Path(sys.prefix).glob("lib/python*/site-packages/jupyter_builder/yarn.js")
    asked = subprocess.run(["node", yarn, "--version"], capture_output=True, text=True, check=False)
    assert asked.returncode == 0, asked.stderr[-300:]
