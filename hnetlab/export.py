"""Notebooks exported by nbconvert keep their figures, without a kernel and without a network.

A notebook stores a figure as data, which JupyterLab draws and nbconvert leaves out. Here the exported page
gets plotly's code once and draws each figure itself; the notebook stays as small as it was.
"""

import json
from itertools import count
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from plotly.offline import get_plotlyjs
from traitlets import Unicode

_FIGURE = "application/vnd.plotly.v1+json"
_SETTINGS = {"responsive": True, "displaylogo": False}
# A page may have a loader of modules, to which plotly would give itself in place of the page.
_LIBRARY = """<script>window.hnetlabDefine = window.define; window.define = undefined;</script>
<script>{code}</script>
<script>window.define = window.hnetlabDefine;</script>
"""
# On a slide that is not shown yet a figure has no width: it is drawn anew when it gets one.
_DRAWING = """<div class="hnetlab-figure" id="hnetlab-figure-{number}"></div>
<script>
(() => {{
  const place = document.getElementById("hnetlab-figure-{number}");
  const figure = {figure};
  Plotly.newPlot(place, figure.data, figure.layout, {settings});
  new ResizeObserver(() => place.offsetWidth && Plotly.Plots.resize(place)).observe(place);
}})();
</script>
"""


class Figures(Preprocessor):
    """Gives every plotly figure of a notebook a form that a page of HTML shows by itself.

    >>> import nbformat
    >>> output = nbformat.v4.new_output("display_data", {"application/vnd.plotly.v1+json": {"data": []}})
    >>> notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=[output])])
    >>> page, _ = Figures(enabled=True)(notebook, {})
    >>> "Plotly.newPlot" in page.cells[0].outputs[0].data["text/html"]
    True
    """

    library = Unicode(help="HTML that loads plotly, in place of its whole code.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Adds HTML to the outputs that are figures; the first one brings plotly along."""
        numbers = count()
        for cell in nb.cells:
            for output in cell.get("outputs", ()):
                figure = output.get("data", {}).get(_FIGURE)
                if figure is not None:
                    output.data["text/html"] = _page(figure, next(numbers), self.library)
        return nb, resources


def _page(figure: dict[str, Any], number: int, library: str) -> str:
    """One figure as HTML; number 0 with what loads plotly, or with its code, in front."""
    shown = {"data": figure.get("data", []), "layout": figure.get("layout", {})}
    # A figure's text is data to HTML: nothing in it may end the element that holds it.
    text = json.dumps(shown).replace("<", "\\u003c")
    loaded = "" if number else library or _LIBRARY.format(code=get_plotlyjs())
    return loaded + _DRAWING.format(number=number, figure=text, settings=json.dumps(_SETTINGS))
