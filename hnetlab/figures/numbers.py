"""The numbers of a figure in a page: a table to open below it, with a button that saves them as CSV."""

from __future__ import annotations

import json
import math
from importlib.resources import files

import plotly.graph_objects as go

from hnetlab.figures.tabular import data_table

_TABLE = "application/vnd.hnetlab.table+json"
"""The type of the elements that hold a figure's numbers."""


def numbers_html(figure: go.Figure) -> str:
    """What `figure` draws as a table, which `numbers_script` writes when it is opened; "" without numbers."""
    table = data_table(figure)
    if table.empty:
        return ""
    table = table.replace([math.inf, -math.inf], math.nan)  # which JSON does not have
    rows = table.astype(object).where(table.notna(), None).to_numpy().tolist()
    title = (figure.layout.title.text or "numbers").replace("<br>", " ")
    data = json.dumps({"title": title, "columns": [*table.columns], "rows": rows}).replace("<", "\\u003c")
    return (
        '<details class="hnetlab-numbers">\n<summary>Numbers</summary>\n'
        '<button type="button">Save as CSV</button>\n<div tabindex="0"></div>\n'
        f'<script type="{_TABLE}">{data}</script>\n</details>\n'
    )


def numbers_script() -> str:
    """The code that a page with `numbers_html` needs, once and anywhere."""
    return (files("hnetlab.figures") / "numbers.js").read_text("utf-8")
