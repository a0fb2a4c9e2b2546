"""An exported notebook asks nothing of the network: formulas, slides and all."""

import base64
import json
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from hnetlab import front
from hnetlab.export.formulas import with_mathml
from hnetlab.export.media import PANEL

_NO_SCRIPT = "data:text/javascript,"
_NO_STYLE = "data:text/css,"
_NO_MODULE = "data:text/javascript,export default { initialize() {} };"
_NO_MATHJAX = "data:text/javascript,MathJax = { Hub: { getAllJax() {} } };"
_FETCHED_REVEAL = "https://unpkg.com/"
# The page asks for it as a script of old, whose names would be the page's; its license goes with it.
_SCRIPT = """/* reveal.js:
{license}*/
(() => {{
const style = document.createElement("style");
style.textContent = {style};
document.head.append(style);
{code}
}})();
"""


class Offline(Preprocessor):
    """Takes out of a page of HTML what it would fetch, and puts in what of that it needs; after `Figures`.

    Formulas of the texts become MathML, slides bring reveal.js along. The page still fetches what this leaves
    open: MathJax for a formula that it could not read or that an output has, and the code of widgets that are
    not this lab's.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Changes the texts of the notebook, and where the page will look for its scripts."""
        complete = True
        for cell in nb.cells:
            if cell.cell_type == "markdown":
                cell.source, whole = with_mathml(cell.source)
                complete &= whole
        shown = [output.get("data", {}) for cell in nb.cells for output in cell.get("outputs", ())]
        if complete and not any("text/latex" in data for data in shown):
            resources["mathjax_url"] = _NO_MATHJAX
        if any(PANEL in data for data in shown):
            return nb, resources  # somebody's widgets, for which the page must load what it can
        resources["require_js_url"] = _NO_SCRIPT
        drawn_of_text = any("```mermaid" in cell.source for cell in nb.cells if cell.cell_type == "markdown")
        if not drawn_of_text and not any("text/vnd.mermaid" in data for data in shown):
            resources["mermaid_js_url"] = _NO_MODULE
        reveal = resources.get("reveal", {})
        if str(reveal.get("url_prefix", "")).startswith(_FETCHED_REVEAL):
            reveal["url_prefix"] = _NO_STYLE
            resources["require_js_url"] = _talk()
            if not reveal.get("scroll"):  # all that the page needs jquery for
                resources["jquery_url"] = _NO_SCRIPT
        return nb, resources


def _talk() -> str:
    """An address that is itself the script for slides."""
    code, style, license_of_reveal = front.talk()
    script = _SCRIPT.format(code=code, style=json.dumps(style), license=license_of_reveal)
    return f"data:text/javascript;base64,{base64.b64encode(script.encode()).decode()}"
