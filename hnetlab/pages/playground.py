"""The playground: a page that trains a hypernetwork, and fine-tunes it beside, in the browser itself."""

from math import prod
from pathlib import Path
from typing import Any

from hnetlab.experiments import configure
from hnetlab.experiments.config import Config
from hnetlab.pages.packing import packed
from hnetlab.pages.page import assembled
from hnetlab.report.writing import write_page
from hnetlab.tasks import BENCHMARKS, Task, TaskSequence

OFFERED = {"regression": "Three functions", "split-digits": "Ten digits in pairs"}
"""What the page offers, with its title there; all of it is installed with the library."""
_FROM = {
    "target": ("target_activation",),
    "training": ("steps", "batch_size", "learning_rate"),
    "learning": (
        "hypernetwork_hidden",
        "hypernetwork_activation",
        "embedding_dim",
        "chunk_embedding_dim",
        "chunk_size",
        "beta",
        "lookahead",
    ),
}


def write_playground(destination: Path | str) -> None:
    """Writes the playground to the file `destination`: one page that needs nothing else, and no network.

    Raises `StoreError` where it can't be written; a page that was there before then stays as it was.

    >>> write_playground("playground.html")
    """
    write_page(Path(destination), assembled("playground", playground_data()), "playground")


def playground_data() -> dict[str, Any]:
    """The benchmarks that the page offers: their quick presets' settings and all data of their tasks."""
    return {name: _benchmark(title, configure(name, "hnet")) for name, title in OFFERED.items()}


def _benchmark(title: str, config: Config) -> dict[str, Any]:
    sequence = BENCHMARKS[config.benchmark].build(config.data)
    return {
        "title": title,
        "settings": _settings(config, sequence),
        "tasks": [_task(task) for task in sequence],
    }


def _settings(config: Config, sequence: TaskSequence) -> dict[str, Any]:
    hidden = config.target.model_dump()["target_hidden"]
    widths = [prod(sequence.input_shape), *hidden, sequence.outputs]
    chosen = {
        name: value
        for group, names in _FROM.items()
        for name, value in getattr(config, group).model_dump(mode="json").items()
        if name in names
    }
    return {"kind": sequence.kind, "widths": widths, **chosen}


def _task(task: Task) -> dict[str, Any]:
    arrays = ("x_train", "y_train", "x_test", "y_test")
    return {
        "name": task.name,
        "classes": list(task.class_names),
        **{name: packed(getattr(task, name).numpy(force=True)) for name in arrays},
    }
