"""The parts of a panel that are only looked at: sentences, pictures, and sections of which one is open."""

from collections.abc import Mapping, Sequence
from typing import Any

import traitlets

from hnetlab.base.errors import LabError
from hnetlab.widgets.parts import Act, Part


class Note(Part):
    """A sentence, which the browser shows as it is; in red where it says what failed."""

    value = traitlets.Unicode("").tag(shown=True)
    failed = traitlets.Bool(False).tag(shown=True)

    def say(self, text: str) -> None:
        """Shows `text` in place of what was there; an empty one clears the line."""
        self.failed, self.value = False, text

    def show_error(self, error: Exception) -> None:
        """Shows an error; an unexpected one with its type, to search for."""
        kind = "" if isinstance(error, LabError) else f"{type(error).__name__}: "
        self.failed, self.value = True, kind + str(error)


class Markup(Part):
    """HTML, in which everything that is not the lab's own was escaped."""

    value = traitlets.Unicode("").tag(shown=True)


class Picture(Part):
    """A PNG; `alt` says in words what it shows."""

    value = traitlets.Bytes(b"").tag(shown=True)
    alt = traitlets.Unicode("").tag(shown=True)


class Sections(Part):
    """Sections with these `titles`, of which one is open, or none."""

    titles: traitlets.List[str] = traitlets.List(traitlets.Unicode()).tag(shown=True)
    selected_index = traitlets.Int(None, allow_none=True).tag(shown=True)

    def __init__(self, titles: Sequence[str], **traits: Any) -> None:
        super().__init__(titles=list(titles), **traits)

    def act(self, act: Act) -> None:
        self.selected_index = act["index"]

    @traitlets.validate("selected_index")
    def _one_of_them(self, proposal: Mapping[str, Any]) -> int | None:
        index = proposal["value"]
        if index is not None and not 0 <= index < len(self.titles):
            raise traitlets.TraitError(f"There is no section {index} among {len(self.titles)}.")
        return index
