"""Figures and panels of a notebook in a page of HTML.

A notebook stores a figure as data, which JupyterLab draws and nbconvert leaves out. Here the exported page
gets plotly's code once and draws each figure itself; the notebook stays as small as it was. Of a panel the
page shows the picture that lies in its output.
"""

import json
from html import escape
from itertools import count
from typing import Any

import plotly.graph_objects as go
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from plotly.offline import get_plotlyjs
from traitlets import Unicode

from hnetlab.export.media import FIGURE, PANEL, STILL
from hnetlab.export.widgets import models_of, without_widgets
from hnetlab.figures.numbers import numbers_html, numbers_script
from hnetlab.figures.tabular import is_of_this_lab, text_summary

_NARROW = 500
"""Pixels below which a title may be wider than its figure."""
_SETTINGS = {"responsive": True, "displaylogo": False}
# A page may have a loader of modules, to which plotly would give itself in place of the page.
_LIBRARY = """<script>window.hnetlabDefine = window.define; window.define = undefined;</script>
<script>{code}</script>
<script>window.define = window.hnetlabDefine;</script>
"""
# A slide has room for its figure alone.
_NUMBERS = """<style>
  .hnetlab-numbers {{ font-size: 0.85em; margin: 0 0 1em; }}
  .hnetlab-numbers > summary {{ cursor: pointer; }}
  .hnetlab-numbers > div {{ max-height: 20rem; overflow: auto; }}
  .reveal .hnetlab-numbers {{ display: none; }}
  @media print {{ .hnetlab-numbers:not([open]), .hnetlab-numbers > button {{ display: none; }} }}
</style>
<script>{code}</script>
"""
# On a slide that is not shown yet a figure has no width: it is drawn anew when it gets one.
_DRAWING = """<div class="hnetlab-figure" id="hnetlab-figure-{number}"{label}></div>
{numbers}<script>
(() => {{
  const place = document.getElementById("hnetlab-figure-{number}");
  const figure = {figure};
  const {{ title, margin, template }} = figure.layout;
  const width = place.offsetWidth;
  if (title?.text && width && width < {narrow}) {{ // a phone: words go on in the next line
    const lines = (text) => text.split("<br>");
    const broken = (text, most) =>
      lines(text).join(" ").replace(RegExp(`(.{{1,${{most}}}})(?: |$)`, "g"), "$1<br>").replace(/<br>$/, "");
    const usual = template?.layout?.title;
    for (const [part, look] of [[title, usual], [title.subtitle ?? {{}}, usual?.subtitle]]) {{
      const size = part.font?.size ?? look?.font?.size ?? 17; // as plotly has it
      const text = part.text ?? "";
      part.text = broken(text, Math.floor(width / (0.58 * size)));
      if (margin?.t) margin.t += 1.3 * size * Math.max(0, lines(part.text).length - lines(text).length);
    }}
  }}
  Plotly.newPlot(place, figure.data, figure.layout, {settings});
  new ResizeObserver(() => place.offsetWidth && Plotly.Plots.resize(place)).observe(place);
}})();
</script>
"""


class Figures(Preprocessor):
    """Gives every plotly figure of a notebook, and every panel, a form that a page of HTML shows by itself.

    A figure is drawn from its data, a panel from the picture that its output holds, and simple widgets, such
    as the sliders of `interact`, give way to what they showed.

    >>> import nbformat
    >>> output = nbformat.v4.new_output("display_data", {"application/vnd.plotly.v1+json": {"data": []}})
    >>> notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=[output])])
    >>> page, _ = Figures(enabled=True)(notebook, {})
    >>> "Plotly.newPlot" in page.cells[0].outputs[0].data["text/html"]
    True
    """

    library = Unicode(help="HTML that loads plotly, in place of its whole code.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Adds HTML to the outputs that are figures; the first of them, or of the panels, brings plotly."""
        numbers, models = count(), models_of(nb)
        for cell in nb.cells:
            if "outputs" in cell:
                cell.outputs = without_widgets(cell.outputs, models)
        shown = [output.get("data", {}) for cell in nb.cells for output in cell.get("outputs", ())]
        for data in shown:
            if FIGURE in data:
                number = next(numbers)
                data["text/html"] = self._loading(number) + _drawing(data[FIGURE], number)
            elif PANEL in data and STILL in data.get("text/html", ""):
                data["text/html"] = self._loading(next(numbers)) + data["text/html"]
                del data[PANEL]  # it needs a kernel
        if not any(PANEL in data for data in shown):
            nb.metadata.pop("widgets", None)  # for these the page would ask the network for code
        return nb, resources

    def _loading(self, number: int) -> str:
        """In front of number 0 what loads plotly, or its code."""
        if number:
            return ""
        return (self.library or _LIBRARY.format(code=get_plotlyjs())) + _NUMBERS.format(code=numbers_script())


def _drawing(figure: dict[str, Any], number: int) -> str:
    """One figure as HTML, with what it shows in words and its numbers as a table to open."""
    shown = {"data": figure.get("data", []), "layout": figure.get("layout", {})}
    # A figure's text is data to HTML: nothing in it may end the element that holds it.
    text = json.dumps(shown).replace("<", "\\u003c")
    read = go.Figure(shown, skip_invalid=True)
    own = is_of_this_lab(read)  # of another, who knows what its numbers mean
    return _DRAWING.format(
        number=number,
        label=f' role="img" aria-label="{escape(text_summary(read))}"' if own else "",
        numbers=numbers_html(read) if own else "",
        figure=text,
        settings=json.dumps(_SETTINGS),
        narrow=_NARROW,
    )
