"""Simple widgets of a notebook as they stood when it was saved: sliders, texts, bars, and what they drew."""

from collections.abc import Mapping
from html import escape
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

from hnetlab.export.media import PANEL, WIDGETS

_REFERENCE = "IPY_MODEL_"
_UNSEEN = ("none", "hidden")
_GONE = "<p><em>A widget stands here where the notebook runs.</em></p>"
Models = Mapping[str, Mapping[str, Any]]


class UnknownWidget(Exception):  # noqa: N818 - no fault
    """A widget that only its own code can show."""


def models_of(nb: NotebookNode) -> dict[str, Any]:
    """The widgets' models that the notebook has saved, by id."""
    found: dict[str, Any] = nb.metadata.get("widgets", {}).get(WIDGETS, {}).get("state", {})
    return found


def without_widgets(outputs: list[NotebookNode], models: Models) -> list[NotebookNode]:
    """The outputs of a cell with, in place of a widget, what it showed; others are left as they are.

    Of a widget that was not saved it is said that there was one: its text may be of its beginning.
    """
    plain: list[NotebookNode] = []
    for output in outputs:
        data = output.get("data", {})
        model = data.get(PANEL, {}).get("model_id")
        try:
            if model in models:
                plain += _shown(model, models)
            elif PANEL in data and "text/html" not in data:
                plain.append(new_output("display_data", {"text/html": _GONE}))
            else:
                plain.append(output)
        except UnknownWidget:
            plain.append(output)
    return plain


def _shown(name: str, models: Models) -> list[NotebookNode]:
    """What a widget shows, and those within it, as outputs of a cell."""
    model = models.get(name)
    if model is None:
        raise UnknownWidget(name)
    state, kind = model["state"], model.get("model_name", "")
    layout = models.get(_id(state.get("layout")), {}).get("state", {})
    if layout.get("display") in _UNSEEN or layout.get("visibility") in _UNSEEN:
        return []
    if kind == "OutputModel":
        return [NotebookNode(output) for output in state.get("outputs", ())]
    if "children" in state:
        return [output for child in state["children"] for output in _shown(_id(child), models)]
    text = _text(kind, state)
    return [new_output("display_data", {"text/html": f"<div>{text}</div>"})] if text else []


def _text(kind: str, state: Mapping[str, Any]) -> str:
    """What a widget without others in it says, as HTML."""
    label = escape(str(state.get("description") or ""))
    value = state.get("value")
    match kind.removesuffix("Model"):
        case "HTML" | "HTMLMath":
            return f"{label} {value}".strip()
        case "Label" | "Text" | "Textarea":
            return f"{label} {escape(str(value))}".strip()
        case "FloatProgress" | "IntProgress":
            return f'<progress value="{value:g}" max="{state.get("max", 100):g}"></progress>'
        case "Button":
            return ""
        case "Checkbox" | "ToggleButton":
            return f"{label} = {'on' if value else 'off'}"
        case "Dropdown" | "Select" | "RadioButtons" | "ToggleButtons":
            index, labels = state.get("index"), state.get("_options_labels", ())
            return f"{label} = {escape(str(labels[index]))}" if index is not None else label
    if isinstance(value, int | float):
        return f"{label} = {value:g}"
    raise UnknownWidget(kind)


def _id(reference: object) -> str:
    return str(reference).removeprefix(_REFERENCE)
