"""What a notebook that nbconvert has executed keeps of its panels."""

from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from hnetlab.export.media import PANEL, STILL
from hnetlab.export.widgets import models_of

_REFERENCE = "IPY_MODEL_"


class Stored(Preprocessor):
    """Keeps the pictures of panels, and drops their models: megabytes, which nobody answers any more."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Takes the models of the panels, and what only they refer to, out of the notebook."""
        models = models_of(nb)
        for cell in nb.cells:
            for output in cell.get("outputs", ()):
                data = output.get("data", {})
                if PANEL in data and STILL in data.get("text/html", ""):
                    panel = models.pop(data[PANEL]["model_id"], {})
                    for value in panel.get("state", {}).values():
                        if isinstance(value, str) and value.startswith(_REFERENCE):
                            models.pop(value.removeprefix(_REFERENCE), None)
        if not models:
            nb.metadata.pop("widgets", None)
        return nb, resources
