"""A page as the output of a notebook's cell, alive wherever the notebook is opened, without a kernel."""

from hnetlab.report.frame import frame

HEIGHT = 820
"""Pixels of a page in a notebook: its plane and what the handle's place knows are seen together."""


class PageOutput:
    """A cell that ends with it shows the page; the notebook, saved or exported, keeps it whole.

    `text` is the page, `title` what its frame is called, `height` in pixels; what is higher can be scrolled.
    """

    def __init__(self, text: str, *, title: str, height: int = HEIGHT) -> None:
        self.text = text
        self.title = title
        self.height = height

    def _repr_html_(self) -> str:
        return frame(self.text, title=self.title, height=self.height)

    def __repr__(self) -> str:
        return f"<{self.title}: a page of {len(self.text) / 1e6:.1f} MB>"
