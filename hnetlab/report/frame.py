"""A page within another: its whole text in the frame itself, so that both stay one file."""

from html import escape

_STYLE = "display: block; box-sizing: border-box; width: 100%; height: {height}px; border: 1px solid #8884"


def frame(page: str, *, title: str, height: int) -> str:
    """The HTML of a frame, `height` pixels high, that holds the text of a whole page.

    `title` is what the frame is called. The page's scripts run, but can't reach what is around the frame.
    """
    return (
        f'<iframe title="{escape(title)}" sandbox="allow-scripts" loading="lazy" '
        f'style="{_STYLE.format(height=height)}" srcdoc="{escape(page)}"></iframe>'
    )
