"""The explorer as a page: a run's hypernetwork and some test images, explored without a kernel."""

from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from hnetlab.analysis.directions import Frame, embedding_frame
from hnetlab.analysis.landscape import square_around
from hnetlab.analysis.probe import Probe
from hnetlab.base.errors import ConfigError
from hnetlab.base.measure import Measure
from hnetlab.figures.plane import axis_titles
from hnetlab.figures.score_scale import shown_color_range, shown_range
from hnetlab.figures.theme import task_color
from hnetlab.nets.mlp import ACTIVATIONS
from hnetlab.pages.packing import packed
from hnetlab.pages.page import assembled
from hnetlab.report.writing import write_page
from hnetlab.runs.run import Run
from hnetlab.runs.source import Source, look
from hnetlab.tasks import Task, TaskSequence

SAMPLES = 100
"""Test samples of each task that a page carries where nothing else is said."""
_DIRECTIONS = 6  # further ones, as the panel has at most


def write_explorer(
    source: Source,
    destination: Path | str,
    *,
    replica: int = 0,
    samples: int = SAMPLES,
    sequence: TaskSequence | None = None,
    module: nn.Module | None = None,
) -> None:
    """Writes the explorer of one replica of a run to the file `destination`, a page that needs nothing else.

    It carries the hypernetwork and at most `samples` test samples of each task, and computes from them in the
    browser what an `EmbeddingExplorer` with as many samples shows. Raises what `Probe.of` raises,
    `ConfigError` for a target network that is no MLP, and `StoreError` where the page can't be written.

    >>> from hnetlab import Run, configure, fit
    >>> write_explorer(fit(Run(configure("regression", steps=10)), progress=False), "explorer.html")
    """
    write_page(
        Path(destination),
        explorer_page(source, replica=replica, samples=samples, sequence=sequence, module=module),
        "explorer",
    )


def explorer_page(
    source: Source,
    *,
    replica: int = 0,
    samples: int = SAMPLES,
    sequence: TaskSequence | None = None,
    module: nn.Module | None = None,
) -> str:
    """The text of the page that `write_explorer` writes."""

    def take(run: Run) -> tuple[Probe, str]:
        return Probe.of(run, replica=replica, samples=samples), name_of(run, replica)

    return page_of(*look(source, take, sequence=sequence, module=module))


def page_of(probe: Probe, name: str) -> str:
    """The text of the page that explores `probe`, a copy of the run of this `name`."""
    learned, tasks = min(probe.learned, len(probe.tasks)), len(probe.tasks)
    return assembled("explorer_page", explorer_data(probe, f"{name}: {learned} of {tasks} tasks so far"))


def name_of(run: Run, replica: int) -> str:
    """What a page calls one replica of a run."""
    config = run.config
    return (
        f"{run.sequence.name}, method {config.method}, preset {config.preset}, seed {config.names[replica]}"
    )


def explorer_data(probe: Probe, about: str) -> dict[str, Any]:
    """All that the page computes from; weights in float32, as they are.

    Raises `ConfigError` for a target network that is no MLP, or is not generated whole, and for a task's own
    chunk embeddings.
    """
    hypernet = probe.hypernet
    if hypernet.own_chunks:
        raise ConfigError(
            "chunk_embeddings = per_task can't run in a page, which knows chunk embeddings that tasks share "
            "alone: take a run with shared ones."
        )
    if probe.once is not None:
        raise ConfigError(
            "others = first_task can't run in a page, which knows networks that are generated whole alone: "
            "take a run without."
        )
    embeddings = probe.embeddings.numpy(force=True).astype(np.float64)
    theta = torch.cat([probe.theta[name].flatten() for name in hypernet.shapes])
    tasks, measure = len(probe.tasks), probe.measure
    return {
        "about": about,
        "measure": _measure(measure),
        "hypernet": {
            "size": hypernet.layout.total,
            "embedding_dim": hypernet.embedding_dim,
            "hidden": hypernet.hidden,
            "activation": hypernet.activation,
            "chunk_size": hypernet.chunk_size,
            "chunk_embedding_dim": hypernet.chunk_embedding_dim,
        },
        "target": _target(probe),
        "theta": packed(theta.numpy(force=True)),
        "embeddings": embeddings.tolist(),
        "learned": min(probe.learned, tasks),
        "frame": _frame(embedding_frame(embeddings[: probe.learned or None]), embeddings),
        "image": _image(probe),
        "tasks": [
            {
                **_task(task),
                "color": task_color(number, tasks),
                "ends": shown_color_range(np.ones(1), measure, number),
            }
            for number, task in enumerate(probe.tasks)
        ],
    }


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "higher_is_better": measure.higher_is_better,
        "logarithmic": measure.logarithmic,
        "range": shown_range(np.ones(1), measure),
        "percent": measure.unit == "%",
        "name": measure.name,
        "full_name": measure.full_name or f"test {measure.name}",
    }


def _target(probe: Probe) -> dict[str, Any]:
    """Widths and activation of an MLP as `mlp` makes it."""
    module, names = probe.target.module, {kind: name for name, kind in ACTIVATIONS.items()}
    layers = [*module] if type(module) is nn.Sequential else []
    linear = [layer for layer in layers if type(layer) is nn.Linear and layer.bias is not None]
    between = {type(layer) for layer in layers[2::2]}
    if (
        not linear
        or type(layers[0]) is not nn.Flatten
        or (layers[0].start_dim, layers[0].end_dim) != (1, -1)
        or layers[1::2] != linear
        or len(layers) != 2 * len(linear)
        or any(layer.alpha != 1 for layer in layers if type(layer) is nn.ELU)
        or any(layer._forward_hooks or layer._forward_pre_hooks for layer in (module, *layers))
        or len(between) > 1
        or not between <= names.keys()
        or len(probe.target.layout.names) != 2 * len(linear)
    ):
        raise ConfigError(
            f"The target network {type(module).__name__} can't run in a page, which computes MLPs alone: "
            "take a run with the network mlp."
        )
    widths = [prod(probe.target.input_shape), *(layer.out_features for layer in linear)]
    return {"widths": widths, "activation": names[between.pop()] if between else "relu"}


def _frame(frame: Frame, embeddings: np.ndarray[Any, np.dtype[np.float64]]) -> dict[str, Any]:
    basis = frame.basis[: 2 + _DIRECTIONS]
    shares = np.zeros(len(basis)) if frame.explained is None else frame.explained[: len(basis)]
    names = [
        f"direction {number + 1}" + (f" ({100 * share:.0f} %)" if share >= 0.005 else "")
        for number, share in enumerate(shares.tolist())
    ]
    return {
        "origin": frame.origin.tolist(),
        "basis": basis.tolist(),
        "names": names,
        "axes": axis_titles(embeddings.shape[1], frame.plane.explained),
        "extent": square_around(frame.project(embeddings)[:, :2]),
    }


def _image(probe: Probe) -> tuple[int, int, int] | None:
    """Channels, height and width of an input that is a picture."""
    shape = probe.target.input_shape
    side = round(prod(shape) ** 0.5)
    if len(shape) == 3:
        return shape[0], shape[1], shape[2]
    if len(shape) == 2:
        return 1, shape[0], shape[1]
    return (1, side, side) if side**2 == prod(shape) and side >= 4 else None


def _task(task: Task) -> dict[str, Any]:
    """A task's samples as they are stored, and what `Task.inputs` does to them."""
    normalization, permutation = task.normalization, task.permutation
    return {
        "name": task.name,
        "head": [task.head.start, task.head.stop],
        "classes": list(task.class_names),
        "x": packed(task.x_test.numpy(force=True)),
        "y": packed(task.y_test.numpy(force=True)),
        "normalization": None if normalization is None else normalization.flatten(1).tolist(),
        "permutation": None if permutation is None else packed(permutation.numpy(force=True)),
    }
