"""How Sphinx builds the site from the folder that build.py has put together."""

import re
from collections.abc import Iterator

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from hnetlab import __version__

project = "hnetlab"
release = __version__
copyright = "hnetlab developers"  # noqa: A001 - Sphinx's own name
extensions = ["myst_nb", "sphinx.ext.autodoc"]
root_doc = "index"
exclude_patterns = ["hnetlab", "tests", "extra"]
html_extra_path = ["extra"]
html_static_path = ["static"]
html_css_files = ["site.css"]
html_js_files = ["theme.js"]
html_theme = "furo"
html_title = "hnetlab"
html_show_sphinx = False
html_show_sourcelink = False
html_math_renderer = "mathml"

myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 4
myst_update_mathjax = False
nb_execution_mode = "off"  # build.py executes them, and gives every figure a form of HTML
nb_ipywidgets_js: dict[str, str] = {}  # a panel needs its kernel: no code for it from the network
suppress_warnings = ["mystnb.unknown_mime_type"]

default_role = "code"  # a docstring's `name`
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True}
autodoc_preserve_defaults = True


# Sizes of brackets, which browsers choose by themselves.
_BIG = re.compile(r"\\(?:big|Big|bigg|Bigg)[lrm]?(?![A-Za-z])")


def _mathml(node: nodes.Element, *, as_block: bool) -> str:
    return tex2mathml(_BIG.sub("", node.astext()), as_block=as_block)


def _inline(writer: HTML5Translator, node: nodes.math) -> None:
    writer.body.append(_mathml(node, as_block=False))
    raise nodes.SkipNode


def _block(writer: HTML5Translator, node: nodes.math_block) -> None:
    writer.body.append(f'<div class="math">{_mathml(node, as_block=True)}</div>')
    raise nodes.SkipNode


def _plain(lines: list[str]) -> Iterator[str]:
    """A docstring's lines, in which a star is a star, outside of code and examples."""
    example = False
    for line in lines:
        example = line.lstrip().startswith(">>>") or (example and bool(line.strip()))
        yield line if example else re.sub(r"(`[^`]*`)|\*", lambda found: found[1] or r"\*", line)


def _docstring(
    _app: Sphinx, _what: str, _name: str, _object: object, _options: object, lines: list[str]
) -> None:
    lines[:] = _plain(lines)


def setup(app: Sphinx) -> None:
    """Formulas as MathML, which browsers set by themselves, and docstrings as they are written here."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    app.connect("autodoc-process-docstring", _docstring)
