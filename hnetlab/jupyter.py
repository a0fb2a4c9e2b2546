"""An extension of Jupyter's server: panels answer a moving hand as fast as the browser and the kernel can.

A panel that follows a hand lives on small, quick messages, and two habits stand in their way. The server's
websockets leave Nagle's algorithm on, which holds a small packet back until the one before it has been
acknowledged; that can take 40 ms. And JupyterLab draws its toolbar anew whenever the kernel becomes busy or
idle, twice for each message of a widget, which costs the browser more than drawing the panel.
Besides, what its menu exports as HTML keeps its figures and needs no network, see `hnetlab.export`.
"""

from collections.abc import Callable
from typing import Any

PageConfig = dict[str, Any]
_EXPORTS = ("hnetlab.export.Figures", "hnetlab.export.Offline")


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "hnetlab.jupyter"}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Has the server's connections to kernels send without delay, and widgets' messages not shown as busy."""
    settings = server.web_app.settings
    present = settings["kernel_websocket_connection_class"]
    settings["kernel_websocket_connection_class"] = type(f"Prompt{present.__name__}", (_Prompt, present), {})
    exported = server.config.HTMLExporter  # the menu's export has the server's settings, not nbconvert's
    others = [name for name in exported.get("preprocessors", []) if name not in _EXPORTS]
    exported["preprocessors"] = [*others, *_EXPORTS]
    settings["page_config_hook"] = _quiet(settings.get("page_config_hook"))


class _Prompt:
    """Goes before a class of connections; its instances have a `websocket_handler`."""

    websocket_handler: Any

    def connect(self) -> Any:
        """Connects the browser to the kernel."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()  # type: ignore[misc]


def _quiet(
    earlier: Callable[[Any, PageConfig], PageConfig] | None,
) -> Callable[[Any, PageConfig], PageConfig]:
    """A hook for JupyterLab's page, after an `earlier` one: it shows a running cell as busy, not a widget.

    Only the page is told so. The server, which may end idle kernels, still counts a widget's messages as use.
    """

    def hook(handler: Any, page: PageConfig) -> PageConfig:
        if earlier:
            page = earlier(handler, page)
        untracked = page.get("untracked_message_types")  # an older JupyterLab has no such list
        return page if untracked is None else page | {"untracked_message_types": [*untracked, "comm_msg"]}

    return hook
