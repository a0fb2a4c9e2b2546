"""A picture of a panel for a page without a kernel, such as an exported notebook.

The browser draws it with the panel's own code from the state that the panel had, so that it looks the same;
its controls can't be used. Plotly's code is left to the page, see `hnetlab.export`.
"""

import base64
import gzip
import json
import os
from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from uuid import uuid4
from weakref import WeakSet

from IPython import get_ipython
from IPython.display import DisplayHandle, display

_SENTENCE = "A picture of this panel at one moment: run its cell in a notebook to use the panel."
_PLOTS = " Its plots are missing, since this page has no plotly: export it where hnetlab is installed."
# What is packed is text of JSON and of scripts: it takes a quarter of the bytes. It is drawn in a tree of its
# own, where the page's styles, such as those of slides, don't reach.
_PAGE = """<div class="hnetlab-still" id="{place}"><p><em>{sentence}</em></p></div>
<script>
(async () => {{
  const place = document.getElementById("{place}");
  const packed = Uint8Array.from(atob("{packed}"), (letter) => letter.charCodeAt(0));
  const text = new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
  const {{ script, style, parts, buffers }} = await text;
  const url = URL.createObjectURL(new Blob([script], {{ type: "text/javascript" }}));
  const {{ default: panel }} = await import(url);
  const root = place.appendChild(document.createElement("div")).attachShadow({{ mode: "open" }});
  root.appendChild(document.createElement("style")).textContent = style;
  const el = root.appendChild(document.createElement("div"));
  const missing = () => place.querySelector("em").append("{plots}");
  panel.still({{ el, parts, buffers, missing }});
}})();
</script>
"""


class Shown(Protocol):
    """What has a view in a notebook."""

    seen: bool
    """Whether a browser has made a view of it."""

    @property
    def revision(self) -> int | None:
        """The number of its last change; None when it is closed."""

    def settle(self) -> None:
        """Waits a little for what is being drawn."""

    def bundle(self) -> dict[str, Any]:
        """What is displayed, by media type."""


class Stills:
    """Displays a panel, and keeps its picture up to date as long as no browser shows the panel itself.

    Whoever executes a notebook without a browser gets the picture of the panel as its last cell left it. In
    a browser it stays that of the moment of display: to change an output there is to make its view anew.
    """

    def __init__(self, panel: Shown) -> None:
        self._panel = panel
        self._handle: DisplayHandle | None = None
        self._drawn: int | None = None

    def display(self) -> None:
        """Displays the panel in the cell that runs."""
        self._drawn = self._panel.revision
        self._handle = display(self._panel.bundle(), raw=True, display_id=True)
        _watch(self)

    def renew(self) -> None:
        """Takes the picture again if the panel has changed, and nobody looks at it."""
        if self._handle is None or self._panel.seen or self._panel.revision is None:
            return
        self._panel.settle()
        if self._panel.revision != self._drawn:
            self._drawn = self._panel.revision
            self._handle.update(self._panel.bundle(), raw=True)


def still(script: str, style: str, parts: Mapping[str, Any], buffers: Sequence[bytes]) -> str:
    """HTML that draws a panel by its `script` from what its `parts` show, with bytes apart in `buffers`."""
    content = {
        "script": script,
        "style": style,
        "parts": parts,
        "buffers": [base64.b64encode(each).decode() for each in buffers],
    }
    packed = base64.b64encode(gzip.compress(json.dumps(content, allow_nan=False).encode(), mtime=0)).decode()
    place = f"hnetlab-still-{uuid4().hex}"
    return _PAGE.format(place=place, sentence=_SENTENCE, plots=_PLOTS, packed=packed)


_watched: WeakSet[Stills] = WeakSet()


def _watch(stills: Stills) -> None:
    """Has pictures renewed after each cell, unless a server of Jupyter has a browser for them."""
    shell = get_ipython()
    if shell is None or "JPY_SESSION_NAME" in os.environ:
        return
    shell.events.register("post_run_cell", _renew)  # once, however often it is asked
    _watched.add(stills)


def _renew(*_: object) -> None:
    for stills in list(_watched):
        stills.renew()
