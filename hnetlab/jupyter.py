"""An extension of Jupyter's server: what a kernel says reaches the browser at once.

The server's websockets leave Nagle's algorithm on, which holds a small packet back until the one before it
has been acknowledged; that can take 40 ms. A panel that answers a moving hand sends little but small packets.
"""

from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "hnetlab.jupyter"}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Has the server's connections to kernels, whatever their class, send without delay."""
    settings = server.web_app.settings
    present = settings["kernel_websocket_connection_class"]
    settings["kernel_websocket_connection_class"] = type(f"Prompt{present.__name__}", (_Prompt, present), {})


class _Prompt:
    """Goes before a class of connections; its instances have a `websocket_handler`."""

    websocket_handler: Any

    def connect(self) -> Any:
        """Connects the browser to the kernel."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()  # type: ignore[misc]
