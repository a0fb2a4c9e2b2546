"""A panel on a bare page, its Python beside it: what does not depend on a front end is tried here, quickly.

The page has a model as a notebook's front end gives it to a widget. What the panel sends is kept until the
page asks for it; what the page sends is handled at once.
"""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page

from hnetlab.widgets.panel import Panel

from .browser import SECONDS_TO_ANSWER

_HOST = """
window.restored = (value) => {
    if (Array.isArray(value)) return value.map(restored);
    if (value === null || typeof value !== "object") return value;
    if ("base64" in value) {
        const bytes = Uint8Array.from(atob(value.base64), (letter) => letter.charCodeAt(0));
        return new DataView(bytes.buffer);
    }
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, restored(each)]));
};
window.host = async (esm, css, state) => {
    const style = document.createElement("style");
    style.textContent = css;
    document.head.append(style);
    const listeners = {};
    const values = restored(state);
    const model = {
        get: (name) => values[name],
        set: (name, value) => { values[name] = value; },
        on: (event, act) => (listeners[event] ??= new Set()).add(act),
        off: (event, act) => listeners[event]?.delete(act),
        send: (content) => window.toPython(JSON.stringify(content)).then(deliver),
    };
    window.deliver = (messages) => {
        for (const [content, buffers] of JSON.parse(messages)) {
            for (const act of listeners["msg:custom"] ?? []) act(content, restored(buffers));
        }
    };
    const url = URL.createObjectURL(new Blob([esm], { type: "text/javascript" }));
    const { default: widget } = await import(url);
    const place = document.createElement("div");
    document.body.append(place);
    await widget.initialize?.({ model });
    await widget.render({ model, el: place });
};
"""
_PAGE = """<!doctype html><html lang="en"><head><title>A panel</title><style>
    body { margin: 0; background: %s; } </style></head><body></body></html>"""


class Hosted:
    """A page with `panel` on it."""

    def __init__(self, page: Page, panel: Panel) -> None:
        self.page = page
        self._panel = panel
        self._messages: list[Any] = []
        page.set_default_timeout(1000 * SECONDS_TO_ANSWER)

    def open(self, *, dark: bool = False) -> None:
        """Shows the panel, and waits until all its figures are drawn."""
        panel = self._panel
        panel.__dict__["send"] = self._keep
        self.page.set_content(_PAGE % ("#111" if dark else "#fff"))
        self.page.add_script_tag(content=_HOST)
        state = {name: panel.get_state(name)[name] for name in ("state", "library", "plotly_version")}
        self.page.evaluate("given => host(...given)", [panel._esm, panel._css, _written(state)])
        self.page.wait_for_function(
            """() => [...document.querySelectorAll('.hnetlab-plot')].every(
                (plot) => !plot.offsetParent || plot.querySelector('.main-svg'))"""
        )

    def catch_up(self) -> None:
        """Brings what the panel has sent by itself to the page."""
        self.page.evaluate("messages => deliver(messages)", self.take())
        self.page.evaluate("() => new Promise(requestAnimationFrame)")

    def take(self) -> str:
        """What was sent since, as JSON."""
        messages, self._messages = self._messages, []
        return json.dumps(messages)

    def receive(self, content: str) -> str:
        """Handles what the page sends; what that made the panel send."""
        self._panel._handle_custom_msg(json.loads(content), [])
        return self.take()

    def _keep(self, content: Any, buffers: Any = None) -> None:
        self._messages.append([content, _written([bytes(each) for each in buffers or []])])


@contextmanager
def hosted(page: Page, panel: Panel, *, dark: bool = False) -> Iterator[Hosted]:
    """A page with the panel; both end."""
    host = Hosted(page, panel)
    page.expose_function("toPython", host.receive)
    host.open(dark=dark)
    yield host
    panel.close()


def _written(value: Any) -> Any:
    """The value with text in place of bytes."""
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    if isinstance(value, dict):
        return {key: _written(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_written(each) for each in value]
    return value
