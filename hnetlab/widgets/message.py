"""The line in which a panel tells what was done and what went wrong."""

from html import escape

import ipywidgets as ipw

from hnetlab.base.errors import LabError


class Message(ipw.HTML):  # type: ignore[misc]
    """One sentence, plain or, for an error, in red."""

    def say(self, text: str) -> None:
        """Shows `text` in place of what was there; an empty one clears the line."""
        self.value = escape(text)

    def show_error(self, error: Exception) -> None:
        """Shows an error; an unexpected one with its type, to search for."""
        kind = "" if isinstance(error, LabError) else f"{type(error).__name__}: "
        color = "var(--jp-error-color1, #b00020)"
        self.value = f'<b style="color: {color}">{escape(kind + str(error))}</b>'
