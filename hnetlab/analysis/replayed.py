"""What a run's generator draws of old tasks: the memory of a method that replays, as pictures."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hnetlab.analysis.probe import image_shape
from hnetlab.base.errors import ConfigError, DataError
from hnetlab.learning.recall import GenerativeReplay
from hnetlab.runs.run import Run
from hnetlab.tasks import Task


@dataclass(frozen=True, eq=False)
class Replayed:
    """Pictures from latents that stay the same, drawn after each task that was learned."""

    pictures: tuple[tuple[NDArray[np.uint8], ...], ...]
    """Of each task so far (columns) after each task (rows), (n, H, W) gray or (n, H, W, 3) in color."""
    rows: tuple[str, ...]
    """The names of the tasks after which they were drawn."""
    after: tuple[int, ...]
    """The numbers (from 0) of these tasks."""
    columns: tuple[str, ...]
    """The names of the tasks of which they are; a single one where the generator knows of no tasks."""
    of_tasks: bool
    """Whether the generator knows of tasks."""


def times_drawn(run: Run) -> int:
    """After how many tasks so far a generator has drawn pictures of what it remembers; 0 without any."""
    memory, shape = getattr(run.method, "memory", None), image_shape(run.sequence.input_shape)
    if not isinstance(memory, GenerativeReplay) or shape is None or shape[0] not in (1, 3):
        return 0
    return len(memory.album)


def replayed(run: Run, *, replica: int = 0) -> Replayed:
    """The pictures that one replica's generator has drawn so far: nothing is calculated, they are kept.

    Raises ConfigError for a method without a generator and for a replica that there is not, and DataError for
    inputs that are no pictures and before the first generator is learned.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("split-digits", "hnet-r", tasks=2, steps=5)), progress=False)
    >>> found = replayed(run)
    >>> [len(row) for row in found.pictures], found.pictures[1][0].shape
    ([1, 2], (20, 8, 8))
    """
    memory = getattr(run.method, "memory", None)
    if not isinstance(memory, GenerativeReplay):
        raise ConfigError(
            f"The method {run.config.method} draws no samples of old tasks: take a run of one that does."
        )
    run.config.check_replica(replica)
    shape = image_shape(run.sequence.input_shape)
    if shape is None or shape[0] not in (1, 3):
        raise DataError(f"The inputs of {run.sequence.name} are no pictures: take a run on pictures.")
    if not memory.album:
        raise DataError("No generator has been learned yet: train the run to the end of its first task.")
    album = {task: pictures[replica].cpu() for task, pictures in sorted(memory.album.items())}
    tasks = run.sequence.tasks if memory.per_task else ()
    rows = tuple(
        tuple(_bytes(each, tasks[column] if tasks else None, shape) for column, each in enumerate(row))
        for row in album.values()
    )
    names = tuple(task.name for task in run.sequence)
    columns = names[: max(map(len, rows))] if tasks else ("all tasks",)
    return Replayed(rows, tuple(names[task] for task in album), tuple(album), columns, memory.per_task)


@torch.no_grad()
def _bytes(x: Tensor, task: Task | None, shape: tuple[int, int, int]) -> NDArray[np.uint8]:
    """Drawn inputs (n, pixels) as they were before a task permuted and normalized them."""
    if task is not None and task.permutation is not None:
        x = x[:, task.permutation.cpu().argsort()]
    x = x.view(len(x), *shape)
    if task is not None and task.normalization is not None:
        mean, deviation = task.normalization.cpu().view(2, -1, 1, 1)
        x = x * deviation + mean
    if bool(x.min() < 0) or bool(x.max() > 1):  # of inputs that are no pixels the range says nothing
        x = (x - x.min()) / (x.max() - x.min()).clamp_min(1e-12)
    array: NDArray[np.uint8] = (255 * x).round().to(torch.uint8).numpy()
    return array[:, 0] if shape[0] == 1 else array.transpose(0, 2, 3, 1)
