"""What is written of an experiment: figures as pages and pictures, tables for spreadsheets and for text."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from hnetlab.base.errors import StoreError
from hnetlab.base.files import disk_is_full, reason, replace_text, replacing
from hnetlab.paper.experiment import Exhibit, Experiment
from hnetlab.paper.pictures import PictureError, draw

FIGURES, TABLES = "figures", "tables"
_DRAWN = "drawn.json"
_LIBRARY = "plotly.min.js"
_PICTURES = ("svg", "png")


def file_name(experiment: Experiment, exhibit: Exhibit) -> str:
    """What the files of an exhibit are called, without their ends."""
    return experiment.name if exhibit.name == experiment.name else f"{experiment.name}-{exhibit.name}"


def write_exhibits(folder: Path, exhibits: Mapping[str, Exhibit]) -> str | None:
    """Writes all figures and tables below `folder`, by the name of their files; why no pictures, if so.

    Pictures that show what they did before are kept. Raises `StoreError` where files can't be written.
    """
    try:
        for name in (FIGURES, TABLES):
            (folder / name).mkdir(parents=True, exist_ok=True)
        for name, exhibit in exhibits.items():
            if exhibit.table is not None:
                replace_text(folder / TABLES / f"{name}.csv", exhibit.table.to_csv(index=False))
                replace_text(folder / TABLES / f"{name}.md", markdown(exhibit.table))
        figures = {name: each.figure for name, each in exhibits.items() if each.figure is not None}
        return _write_figures(folder / FIGURES, figures)
    except OSError as error:
        remedy = (
            "free some space" if disk_is_full(error) else "choose a folder that can be written with --out"
        )
        raise StoreError(f"Can't write to {folder} ({reason(error)}): {remedy}.") from error


def _write_figures(folder: Path, figures: Mapping[str, go.Figure]) -> str | None:
    library = folder / _LIBRARY
    if not library.exists():
        replace_text(library, get_plotlyjs())
    hashes = {name: hashlib.sha256(figure.to_json().encode()).hexdigest() for name, figure in figures.items()}
    drawn = _drawn(folder)
    stale = {
        name: figure
        for name, figure in figures.items()
        if drawn.get(name) != hashes[name]
        or not all((folder / f"{name}.{end}").exists() for end in ("html", *_PICTURES))
    }
    for name, figure in stale.items():
        shown = {"displaylogo": False, "responsive": True}
        page = figure.to_html(include_plotlyjs=_LIBRARY, config=shown, div_id=name)
        replace_text(folder / f"{name}.html", page)
        for end in _PICTURES:  # of another figure
            (folder / f"{name}.{end}").unlink(missing_ok=True)
    try:
        pictures = draw(stale)
    except PictureError as error:
        return str(error)
    for name, contents in pictures.items():
        for end, content in contents.items():
            with replacing(folder / f"{name}.{end}") as temporary:
                temporary.write_bytes(content)
    replace_text(folder / _DRAWN, json.dumps({**drawn, **hashes}, indent=2))
    return None


def _drawn(folder: Path) -> dict[str, str]:
    """Which figure each picture shows, by a hash of it."""
    try:
        found = json.loads((folder / _DRAWN).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def markdown(table: pd.DataFrame) -> str:
    """A table as Markdown."""

    def line(cells: Sequence[object]) -> str:
        return f"| {' | '.join(str(cell).replace('|', '/') for cell in cells)} |"

    head = [line(list(table.columns)), line(["---"] * len(table.columns))]
    return "\n".join([*head, *(line(row) for row in table.to_numpy().tolist())]) + "\n"
