"""Pages of runs as a browser would find them."""

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from hnetlab.experiments.config import Config
from hnetlab.report import write_report
from hnetlab.runs.run import Run
from hnetlab.runs.store import RunFolder


class Page(HTMLParser):
    """What a browser would find in a page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: tuple[str, dict[str, str | None]] = ("", {})
        self.words: list[str] = []
        self.figures: list[dict[str, Any]] = []
        self.styles = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = (tag, dict(attrs))
        self.tags.append(self.inside)

    def handle_endtag(self, tag: str) -> None:
        self.inside = ("", {})

    def handle_data(self, data: str) -> None:
        tag, attributes = self.inside
        if tag == "style":
            self.styles += data
        elif tag == "script":
            if attributes.get("type") == "application/json":
                self.figures.append(json.loads(data))
        elif data.strip():
            self.words.append(data.strip())

    @property
    def text(self) -> str:
        """Everything that a reader sees as text."""
        return " ".join(" ".join(self.words).split())

    @property
    def headings(self) -> list[str]:
        """The titles above the figures."""
        labels = [attributes["aria-label"] or "" for _, attributes in self.tags if "aria-label" in attributes]
        return [label.split(". ")[0] for label in labels]


def stored(path: Path, config: Config, *, steps: int | None = None) -> RunFolder:
    """The folder of a run that was trained to its end, or left after so many steps."""
    run, folder = Run(config), RunFolder(path)
    folder.create(run)
    events = folder.record(run)
    while not run.finished and run.steps_done != steps:
        next(events)
    events.close()
    return folder


def page_of(folder: RunFolder, destination: Path) -> Page:
    write_report(folder.path, destination)
    return Page(destination.read_text("utf-8"))
