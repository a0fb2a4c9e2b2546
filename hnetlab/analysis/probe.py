"""What a hypernetwork knows at any place of its embedding space, apart from the run that trains it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from hnetlab.base.errors import ConfigError, DataError
from hnetlab.base.measure import Measure
from hnetlab.hypernet import Hypernetwork
from hnetlab.learning.hypernetwork import HypernetworkMethod
from hnetlab.learning.scoring import NO_ANSWER, ROWS, largest, network_outputs, of_head, score_of
from hnetlab.nets import TargetNetwork
from hnetlab.nets.parts import Division
from hnetlab.runs.run import Run
from hnetlab.tasks import Task, TaskSequence
from hnetlab.tasks.sequence import MEASURES

_BYTES_AT_ONCE = 64 * 2**20
_ROWS_AT_ONCE = 8192
_SMALLEST_SIDE = 4  # fewer than 4 x 4 features in a row are taken for measurements, not for an image


@dataclass(frozen=True, eq=False)
class Probe:
    """A frozen copy of one replica of a run, and the test samples to try it on.

    Using a probe changes nothing in the run and draws no random numbers. Any number of threads may use one
    probe at the same time, also while the run trains.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("split-digits", tasks=2, steps=40)), progress=False)
    >>> probe = Probe.of(run)
    >>> middle = probe.embeddings.mean(dim=0, keepdim=True)  # between the two tasks
    >>> probe.scores(middle).shape, probe.weights(middle).shape == (1, run.problem.target.size)
    (torch.Size([1, 2]), True)
    """

    embeddings: Tensor
    """Task embeddings (T, E) of all tasks, learned or not."""
    learned: int
    """How many tasks have had at least one step."""
    task_names: tuple[str, ...]
    """The name of each task."""
    measure: Measure
    """What the scores are: each task's within its own classes, as if it were told, in every scenario."""
    tasks: tuple[Task, ...]
    """All tasks, with the training data of the run and at most `samples` test samples each."""
    hypernet: Hypernetwork
    """The hypernetwork's structure."""
    theta: dict[str, Tensor]
    """The hypernetwork's parameters, with a replica axis of 1 in front."""
    target: TargetNetwork
    """The target network, the run's own: any number of threads may use it."""
    statistics: dict[str, Tensor] = field(default_factory=dict)
    """The network's running statistics, if it has any, (T, *shape) by name: for each task those it uses."""
    once: Tensor | None = None
    """Weights (K,) that are not generated, but were learned with the first task, if there are any."""
    division: Division | None = None
    """Which weights those are."""
    _made: dict[str, Tensor] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(cls, run: Run, *, replica: int = 0, samples: int = 1000) -> "Probe":
        """Replica number `replica` (from 0) of `run`, which must not take a step meanwhile.

        At most `samples` test samples of each task are kept, evenly spaced through its test set. Raises
        `ConfigError` for a method without a hypernetwork, for a replica that the run does not have, and where
        no sample would be kept.
        """
        method = run.method
        if not isinstance(method, HypernetworkMethod):
            raise ConfigError(
                f"The method {run.config.method} has no hypernetwork that generates the target network: "
                "take a run of hnet or finetune."
            )
        run.config.check_replica(replica)
        return cls(
            embeddings=torch.stack([e.detach()[replica] for e in method.e]),
            learned=run.position.begun,
            task_names=tuple(task.name for task in run.sequence),
            measure=_told(run.sequence),
            tasks=_thinned(run.sequence.tasks, samples),
            hypernet=method.hypernet,
            theta={
                name: value.detach()[replica : replica + 1].clone() for name, value in method.theta.items()
            },
            target=run.problem.target.to(run.device),
            statistics=method.statistics.of_all_tasks(len(run.sequence), replica),
            once=method.once.w.detach()[replica].clone() if method.once else None,
            division=run.problem.division,
        )

    def thinned(self, samples: int) -> "Probe":
        """The same with at most `samples` of its test samples of each task; raises `ConfigError` below 1."""
        return replace(self, tasks=_thinned(self.tasks, samples))

    @property
    def classifies(self) -> bool:
        """Whether its tasks are classifications; else they are regressions."""
        return not self.tasks[0].y_test.is_floating_point()

    @torch.inference_mode()
    def weights(self, e: Tensor | ArrayLike) -> Tensor:
        """The target weights (N, P) generated for embeddings `e` (N, E)."""
        return self.generated(self._embeddings(e))

    def generated(self, e: Tensor) -> Tensor:
        """The same, and gradients flow to `e`."""
        w = self.hypernet(self.theta, e[None]).squeeze(0)
        return w if self.division is None or self.once is None else self.division.joined(w, self.once)

    @torch.inference_mode()
    def scores(self, e: Tensor | ArrayLike, tasks: Sequence[int] | None = None) -> Tensor:
        """Test scores (N, len(tasks)) in float64 of embeddings `e` (N, E) on `tasks` (from 0), or on all.

        A network with running statistics has, wherever `e` is, those of `statistics_at`.
        """
        e = self._embeddings(e)
        chosen = range(len(self.tasks)) if tasks is None else [self.known_task(task) for task in tasks]
        if not chosen:
            raise DataError("Scores need at least one task: name some, or none for all.")
        scores = torch.empty(len(e), len(chosen), dtype=torch.float64, device=e.device)
        for columns in self._groups(chosen):
            tasks = [chosen[column] for column in columns]
            x = self._inputs_of(tasks)
            sizes = [len(self.tasks[task].y_test) for task in tasks]
            head = self.tasks[tasks[0]].head if len(tasks) == 1 else None
            for start, outputs in self._blocks(e, x, head, tasks[0]):
                for column, task, rows in zip(columns, tasks, outputs.split(sizes, dim=1), strict=True):
                    answers = rows if head else of_head(rows, self.tasks[task].head)
                    scores[start : start + len(rows), column] = score_of(self.tasks[task], answers)
        return scores

    @torch.inference_mode()
    def confusion(self, e: Tensor | ArrayLike, task: int) -> NDArray[np.int64]:
        """Counts (K, K) of the task's test samples by true class (row) and answer within the head (column).

        `e` is one embedding (E,). Samples whose outputs are NaN are not counted. Raises DataError for a
        regression.
        """
        if not self.classifies:
            raise DataError(
                "A regression has no classes to confuse: take a run on a classification benchmark."
            )
        chosen = self.tasks[self.known_task(task)]
        ((_, outputs),) = self._blocks(self._embedding(e), self._inputs_of([task]), chosen.head, task)
        answers = largest(outputs.squeeze(0))
        classes = len(chosen.head)
        pairs = (chosen.y_test * classes + answers)[answers != NO_ANSWER]
        pairs = torch.bincount(pairs, minlength=classes**2)
        return pairs.view(classes, classes).numpy(force=True)

    @torch.inference_mode()
    def filters(self, e: Tensor | ArrayLike, units: int = 25) -> NDArray[np.float32]:
        """First-layer weights (units, H, W) of the first `units` units, or of all if there are fewer.

        `e` is one embedding (E,). A linear layer shows what each unit takes from each pixel, a convolution
        its kernels; of several channels the first. Raises DataError if the input is no image.
        """
        first, constant = next(self.target.module.named_parameters())
        generated = self.target.layout.unflatten(self.weights(self._embedding(e)).squeeze(0))
        weight = generated.get(first, constant.detach())  # which `trained` may have left out
        weight = weight[:units] if weight.ndim else weight
        if weight.ndim == 4:
            return weight[:, 0].numpy(force=True)
        image = image_shape(self.target.input_shape)
        if weight.ndim != 2 or image is None or weight.shape[1] != math.prod(image):
            raise DataError(
                f"The first layer of this network can't be shown as images: its inputs have the shape "
                f"{self.target.input_shape} and its weights {tuple(weight.shape[1:])} per unit, so take a "
                "benchmark of images."
            )
        return weight.view(-1, *image)[:, 0].numpy(force=True)

    def images(self, task: int, count: int) -> NDArray[np.float32]:
        """The first `count` test samples of `task` as images (count, channels, H, W) from 0 to 1, unpermuted.

        Raises DataError if the data are no images.
        """
        data = self.tasks[self.known_task(task)].x_test[:count]
        image = image_shape(tuple(data.shape[1:]))
        if image is None or image[0] not in (1, 3):
            raise DataError(
                f"Samples of the shape {tuple(data.shape[1:])} can't be shown as images: take a benchmark of "
                "images."
            )
        values = data.reshape(len(data), *image).to(torch.float32)
        values = values / 255 if data.dtype == torch.uint8 else values
        low, high = min(0.0, float(values.min())), max(1.0, float(values.max()))
        return ((values - low) / (high - low)).numpy(force=True)

    @torch.inference_mode()
    def outputs(self, e: Tensor | ArrayLike, x: Tensor) -> Tensor:
        """The target network's answers (N, B, outputs) to inputs `x` (B, *input_shape), scaled as for it."""
        e = self._embeddings(e)
        x = x.to(e.device, e.dtype)
        blocks = [outputs for _, outputs in self._blocks(e, x)]
        return torch.cat(blocks) if blocks else e.new_empty(0, len(x), self.target.outputs)

    def statistics_at(self, e: Tensor, task: int | None = None) -> dict[str, Tensor]:
        """The running statistics (N, *shape) by name for networks at `e` (N, E); none where it has none.

        Those of the task whose data are shown, since they describe these data: so a task's score is the run's
        at its own embedding, and changes without a jump on the way to another one. For a task that has not
        been learned, and where no task is named, those of the learned task whose embedding is nearest.
        """
        if not self.statistics:
            return {}
        if task is None or task >= self.learned:
            near = torch.cdist(e, self.embeddings[: max(1, self.learned)]).argmin(dim=1)
        else:
            near = torch.full((len(e),), task, device=e.device)
        return {name: value[near] for name, value in self.statistics.items()}

    def _blocks(
        self, e: Tensor, x: Tensor, head: range | None = None, task: int | None = None
    ) -> Iterator[tuple[int, Tensor]]:
        """Outputs (n, B, outputs) for `x` (B, *input_shape), block by block with the number of its first row.

        Weights, inputs, what the network holds on the way and its outputs stay within a bound of memory.
        """
        rows = (
            ROWS if self.target.mixes_rows else max(2, min(_ROWS_AT_ONCE, _BYTES_AT_ONCE // self._row_bytes))
        )
        kept = len(x) * (self.target.outputs if head is None else len(head)) * e.element_size()
        place = 2 * self.target.size * e.element_size() + min(len(x), rows) * self._row_bytes + 2 * kept
        count = max(1, _BYTES_AT_ONCE // place)
        for start in range(0, len(e), count):
            part = e[start : start + count]
            statistics = self.statistics_at(part, task)
            yield (
                start,
                network_outputs(
                    self.target, self.weights(part), x, statistics=statistics, head=head, rows=rows
                ),
            )

    @property
    def _row_bytes(self) -> int:
        """What the network holds for one sample, about."""
        numbers = math.prod(self.target.input_shape) + self.target.numbers_per_row + self.target.outputs
        return numbers * self.embeddings.element_size()

    def _groups(self, tasks: Sequence[int]) -> list[list[int]]:
        """Columns of `tasks` that go through the network together: as many as the bound of memory allows."""
        groups: list[list[int]] = []
        room = 0
        for column, task in enumerate(tasks):
            size = len(self.tasks[task].y_test) * self._row_bytes
            if size > room or self.target.mixes_rows or self.statistics:
                groups.append([])
                room = _BYTES_AT_ONCE // 2
            groups[-1].append(column)
            room -= size
        return groups

    def _inputs_of(self, tasks: Sequence[int]) -> Tensor:
        """The test inputs of `tasks` in one tensor, as the network gets them; kept while there is room."""
        key = ",".join(map(str, tasks))
        made = self._made.get(key)
        if made is None:
            inputs = [self.tasks[task].inputs(self.tasks[task].x_test) for task in tasks]
            made = torch.cat(inputs) if len(inputs) > 1 else inputs[0]
            bound = _BYTES_AT_ONCE // made.element_size()
            if sum(each.numel() for each in list(self._made.values())) + made.numel() > bound:
                self._made.clear()
            self._made[key] = made
        return made

    def known_task(self, task: int) -> int:
        """`task` (from 0) itself; raises `DataError` if there is none of this number."""
        if task not in range(len(self.tasks)):
            raise DataError(
                f"There is no task {task} among {len(self.tasks)}: choose 0 to {len(self.tasks) - 1}."
            )
        return task

    def _embedding(self, e: Tensor | ArrayLike) -> Tensor:
        """One embedding (E,) as the rows (1, E) that the hypernetwork takes."""
        return self._embeddings(torch.as_tensor(e)[None])

    def _embeddings(self, e: Tensor | ArrayLike) -> Tensor:
        """Embeddings (N, E) as the hypernetwork takes them; refused if they have another shape."""
        rows = torch.as_tensor(e).to(self.embeddings)
        if rows.ndim != 2 or rows.shape[1] != self.hypernet.embedding_dim:
            raise DataError(
                f"Embeddings of shape {tuple(rows.shape)} do not fit this hypernetwork: give rows of "
                f"{self.hypernet.embedding_dim} numbers."
            )
        return rows


def _told(sequence: TaskSequence) -> Measure:
    """The measure of scores within each task's head, and its name where the run's own scores are others."""
    measure = MEASURES[sequence.kind].of_classes([len(task.head) for task in sequence])
    if sequence.scenario == 1:
        return measure
    return replace(measure, full_name=f"{measure.longest_name}, task told")


def _thinned(tasks: Sequence[Task], samples: int) -> tuple[Task, ...]:
    """The tasks with at most `samples` evenly spaced test samples each; shared tensors stay shared."""
    if samples < 1:
        raise ConfigError(f"{samples} test samples per task can't give a score: choose at least 1.")
    thinned: dict[int, Tensor] = {}

    def thin(data: Tensor) -> Tensor:
        if len(data) <= samples:
            return data
        if id(data) not in thinned:
            thinned[id(data)] = data[torch.arange(samples, device=data.device) * len(data) // samples]
        return thinned[id(data)]

    return tuple(replace(task, x_test=thin(task.x_test), y_test=thin(task.y_test)) for task in tasks)


def image_shape(shape: tuple[int, ...]) -> tuple[int, int, int] | None:
    """(channels, height, width) of inputs of `shape`, where a row of numbers may be a square image."""
    match shape:
        case (channels, height, width):
            return channels, height, width
        case (height, width):
            return 1, height, width
        case (features,):
            side = math.isqrt(features)
            return (1, side, side) if side**2 == features and side >= _SMALLEST_SIDE else None
        case _:
            return None
