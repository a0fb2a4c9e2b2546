import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

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


def test_connections_send_without_delay_and_else_stay_what_they_were():
    settings: dict[str, Any] = {"kernel_websocket_connection_class": Connection, "other": 1}
    _load_jupyter_server_extension(SimpleNamespace(web_app=SimpleNamespace(settings=settings)))
    made = settings["kernel_websocket_connection_class"](parent="kernel")
    assert isinstance(made, Connection)
    assert made.names == {"parent": "kernel"}
    assert made.connect() == "what the server's class returns"
    assert made.calls == [True, "connected"]
    assert settings["other"] == 1


def test_an_installed_hnetlab_tells_jupyter_of_its_extension():
    enabled = json.loads(CONFIG.read_text("utf-8"))["ServerApp"]["jpserver_extensions"]
    assert enabled == {point["module"]: True for point in _jupyter_server_extension_points()}
