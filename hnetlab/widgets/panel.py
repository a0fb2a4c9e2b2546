"""A panel: one anywidget, made of parts, with one state that can be read without a browser.

A subclass names its bundle of `hnetlab.front` and adds its parts under names that the bundle knows:

    class Counter(Panel):
        _esm, _css = front.script("counter"), front.style("counter")

        def __init__(self) -> None:
            super().__init__()
            self.more = self.add("more", Button("One more"))
            self.count = self.add("count", Note("0"))
            self.more.on_click(lambda _: self.count.say(str(int(self.count.value) + 1)))
            self.publish()

and in hnetlab/front/source/bundles/counter.js, where `button` and `note` bind to the parts by their names:

    export default panelWidget("counter", ({ root, parts, signal }) => {
      button(root, { parts, signal }, "more");
      note(root, { parts, signal }, "count");
    });

`state` is all that the browser gets: by name of part, the traits tagged `shown`. What changes is sent at
once, or together at the end of `holding`; an act of somebody in the browser is answered by one message with
all that it changed. A change may come from any thread. Beside the panel its output holds a picture of it, for
pages without a kernel (`hnetlab.widgets.still`).
"""

import random
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import anywidget
import traitlets
from ipywidgets import widget_serialization

from hnetlab.base.errors import LabError
from hnetlab.widgets.cell import replace_earlier
from hnetlab.widgets.library import Library, library_source, library_version, shared_library
from hnetlab.widgets.parts import Part
from hnetlab.widgets.shown import Note
from hnetlab.widgets.still import Stills, still

P = TypeVar("P", bound=Part)
Fields = dict[str, dict[str, None]]
"""The names of parts, and of what changed in them, in the order of the changes."""
SECONDS_TO_SETTLE = 5.0


class Panel(anywidget.AnyWidget):
    """A widget of parts; `message` is the line that says what was done and what went wrong."""

    state = traitlets.Dict().tag(sync=True, to_json=lambda _, panel: panel.read())
    _quiet = False
    library = traitlets.Instance(Library, allow_none=True).tag(sync=True, **widget_serialization)
    plotly_version = traitlets.Unicode().tag(sync=True)

    def __init__(self) -> None:
        self._parts: dict[str, Part] = {}
        self._sending = threading.RLock()
        self._held = threading.local()
        self._revision = random.randrange(1 << 40)  # what an earlier kernel had sent is known as not this
        self._published = False
        self._stills = Stills(self)
        self.seen = False
        super().__init__(library=shared_library(), plotly_version=library_version())
        self.message = self.add("message", Note())
        self.on_msg(self._receive)

    def add(self, name: str, part: P) -> P:
        """Takes `part` in under `name`; what is shown of it is sent from now on."""
        self._parts[name] = part
        part.observe(lambda change: self._changed({name: {change["name"]: None}}), part.shown)
        self._changed({name: dict.fromkeys(part.shown)})
        return part

    def drop(self, name: str) -> None:
        """Takes a part away."""
        self._parts.pop(name).unobserve_all()
        self._changed({name: {}})

    def read(self) -> dict[str, Any]:
        """The whole state: `parts` by name, and the number of the last change that it has."""
        with self._sending:
            parts = {name: part.state() for name, part in self._parts.items()}
            return {"revision": self._revision, "parts": parts}

    @property
    def revision(self) -> int | None:
        """The number of the last change; None before `publish` and after `close`."""
        return self._revision if self._published else None

    def settle(self) -> None:
        """Waits a little for what is being drawn, where a panel draws in the background."""

    def bundle(self) -> dict[str, Any]:
        """What is displayed, by media type: the panel, and for a page without a kernel its picture."""
        shown: tuple[dict[str, Any], dict[str, Any]] | None = super()._repr_mimebundle_()
        buffers: list[bytes] = []
        parts = _without_bytes(self.read()["parts"], buffers)
        picture = still(str(self._esm), str(getattr(self, "_css", "")), parts, buffers)
        return (shown[0] if shown else {}) | {"text/html": picture}

    def _ipython_display_(self) -> None:
        self._stills.display()

    def publish(self) -> None:
        """Shows the parts, at the end of `__init__`; an earlier panel of the same cell ends."""
        self._published = True
        self.send_state("state")
        replace_earlier(self)

    @contextmanager
    def holding(self) -> Iterator[None]:
        """What this thread changes within is sent in one message at the end."""
        outer: Fields | None = getattr(self._held, "fields", None)
        fields: Fields = {} if outer is None else outer
        self._held.fields = fields
        try:
            yield
        finally:
            if outer is None:
                self._held.fields = None
                self._send_changes(fields)

    @contextmanager
    def making(self) -> Iterator[None]:
        """Closes the panel where its making fails within: nobody would have it to close it."""
        try:
            yield
        except BaseException:
            self.close()
            raise

    @contextmanager
    def _silence(self) -> Iterator[None]:
        """Controls turned within are not a person's, which `_quiet` says."""
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False

    @contextmanager
    def showing_errors(self) -> Iterator[None]:
        """Shows an error raised within; unless the input is to blame, it is raised as well."""
        self.message.say("")
        try:
            yield
        except (LabError, OSError) as error:
            self.message.show_error(error)
        except Exception as error:
            self.message.show_error(error)
            raise

    def close(self) -> None:
        """Ends the panel: the browser takes it away, and nothing listens to its parts."""
        self._published = False
        for part in self._parts.values():
            part.unobserve_all()
        layout = self.layout
        super().close()
        if layout is not None:
            layout.close()

    def _changed(self, changed: Fields) -> None:
        fields: Fields | None = getattr(self._held, "fields", None)
        if fields is None:
            self._send_changes(changed)
            return
        for name, names in changed.items():
            fields.setdefault(name, {}).update(names)

    def _send_changes(self, fields: Fields, **more: Any) -> None:
        """Sends what is now shown of these fields: the newest, whoever changed them."""
        if not self._published or (not fields and not more):
            return
        with self._sending:
            self._revision += 1
            parts = {
                name: self._parts[name].state(list(names)) if name in self._parts else None
                for name, names in fields.items()
            }
            buffers: list[bytes] = []
            self.send({"kind": "patch", "parts": _without_bytes(parts, buffers)} | more, buffers)

    def _receive(self, _: object, content: Mapping[str, Any], __: object) -> None:
        """A message of the browser: somebody did something, or a page opened or needs the library."""
        match content:
            case {"kind": "act", "part": str(name), "id": str(done)} if name in self._parts:
                self._act(self._parts[name], name, content, done)
            case {"kind": "hello", "view": view, "revision": revision}:
                self.seen = True
                state = self.read()
                if revision != state["revision"]:
                    buffers: list[bytes] = []
                    parts = _without_bytes(state["parts"], buffers)
                    self.send({"kind": "patch", "view": view, "parts": parts}, buffers)
            case {"kind": "library"}:
                self.send({"kind": "library"}, [library_source()])

    def _act(self, part: Part, name: str, content: Mapping[str, Any], done: str) -> None:
        fields: Fields = {}
        self._held.fields = fields
        try:
            part.act(content)
        except (LabError, OSError) as error:
            self.message.show_error(error)
            fields.setdefault(name, {}).update(dict.fromkeys(part.shown))  # the browser has what was refused
        except Exception as error:
            self.message.show_error(error)
            raise
        finally:
            self._held.fields = None
            self._send_changes(fields, done=done)


def _without_bytes(value: Any, buffers: list[bytes]) -> Any:
    """`value` with numbers in place of bytes, which go to `buffers`: text can't hold them."""
    if isinstance(value, bytes):
        buffers.append(value)
        return {"bytes": len(buffers) - 1}
    if isinstance(value, dict):
        return {key: _without_bytes(each, buffers) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_without_bytes(each, buffers) for each in value]
    return value
