"""What runs in the browser: JavaScript modules in `source`, and what `make front` makes of them in `built`.

Each file of `source/bundles` becomes one script, with its style sheet, or one style sheet, that needs no
other and no network.
`make lint` checks the types that the modules declare in comments, and `node --test` runs tests/front.
"""

from pathlib import Path

_BUILT = Path(__file__).with_name("built")


def script(name: str) -> Path:
    """The script of the bundle `name`, an ES module."""
    return _BUILT / f"{name}.js"


def style(name: str) -> Path:
    """The style sheet of the bundle `name`."""
    return _BUILT / f"{name}.css"


def talk() -> tuple[str, str, str]:
    """Code and style of reveal.js for a notebook's slides, and the license under which they are passed on."""
    code, look = script("talk").read_text("utf-8"), style("talk").read_text("utf-8")
    return code, look, Path(__file__).with_name("reveal-license.txt").read_text("utf-8")
