"""A few test images of the first tasks, and what a run answers to them now: forgetting, seen one by one."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hnetlab.analysis.probe import image_shape
from hnetlab.learning import Method
from hnetlab.learning.inference import Contest, doubt_by
from hnetlab.learning.scoring import NO_ANSWER, NO_NUMBER, largest, network_outputs
from hnetlab.learning.testing import answers, told_answers
from hnetlab.runs.run import Run
from hnetlab.tasks import Task, TaskSequence


class Answer(NamedTuple):
    """What is answered to one image, and whether that is right."""

    text: str
    right: bool


@dataclass(frozen=True, eq=False)
class Specimens:
    """N test images, in the order of their tasks; the same for every run on the same tasks.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("split-digits", tasks=2, steps=20)), progress=False)
    >>> specimens = Specimens.of(run)
    >>> specimens.images.shape, specimens.truths[:2]
    ((8, 8, 8), ('0', '1'))
    >>> [answer is not None for answer in specimens.answers(run)][-1]
    True
    """

    images: NDArray[np.uint8]
    """(N, H, W) gray or (N, H, W, 3) in color, from 0 to 255, before a task permutes them."""
    tasks: tuple[int, ...]
    """The task (from 0) of each."""
    rows: tuple[int, ...]
    """Which of its task's test samples each is."""
    truths: tuple[str, ...]
    """The name of the true class of each."""

    @classmethod
    def of(cls, run: Run, *, tasks: int = 3, each: int = 4) -> "Specimens":
        """`each` images, spread over the classes, of each of the first `tasks` tasks; none of no images.

        They are taken by their places in the test set alone, whatever is answered to them.
        """
        sequence = run.sequence
        shape = image_shape(sequence.input_shape)
        chosen = [
            (number, row) for number, task in enumerate(sequence.tasks[:tasks]) for row in _spread(task, each)
        ]
        if sequence.kind != "classification" or shape is None:
            return cls(np.empty((0, 1, 1), np.uint8), (), (), ())
        images = [_picture(sequence[task].x_test[row], shape) for task, row in chosen]
        return cls(
            np.stack(images),
            tuple(task for task, _ in chosen),
            tuple(row for _, row in chosen),
            tuple(sequence[task].class_names[int(sequence[task].y_test[row])] for task, row in chosen),
        )

    @torch.no_grad()
    def answers(self, run: Run, *, replica: int = 0) -> list[Answer | None]:
        """What one replica of `run` answers now, in the run's scenario; None for tasks it has not begun."""
        run.config.check_replica(replica)
        seen = min(run.position.begun, len(run.sequence))
        known = [index for index, task in enumerate(self.tasks) if task < seen]
        found: list[Answer | None] = [None] * len(self.tasks)
        if not known:
            return found
        outputs = self._outputs(run.method, seen, known)[replica].tolist()
        for index, output in zip(known, outputs, strict=True):
            task = run.sequence[self.tasks[index]]
            right = output == int(task.y_test[self.rows[index]]) + task.head.start
            found[index] = Answer(_name(run.sequence, task, output), right)
        return found

    def _outputs(self, method: Method, seen: int, known: Sequence[int]) -> Tensor:
        """The numbers of the outputs (S, len(known)) that answer the images `known`."""
        problem = method.problem
        sequence, target = problem.sequence, problem.target
        if target.mixes_rows:  # an answer depends on all samples that are tested together
            return self._of_all(method, seen, known)
        parts = []
        if sequence.scenario == 1:
            for number in dict.fromkeys(self.tasks[index] for index in known):
                rows = [self.rows[i] for i in known if self.tasks[i] == number]
                parts.append(told_answers(method, number, rows))
            return torch.cat(parts, dim=1)
        inputs = torch.cat(
            [
                sequence[self.tasks[i]].inputs(sequence[self.tasks[i]].x_test[self.rows[i]][None])
                for i in known
            ]
        )
        if not method.network_per_task:
            apart = sequence.scenario == 3
            stop = max(task.head.stop for task in sequence.tasks[:seen]) if apart else sequence[0].head.stop
            w, statistics = method.weights(seen - 1), method.statistics[seen - 1]
            return largest(network_outputs(target, w, inputs, statistics=statistics, head=range(stop)))
        return _inferred(method, seen, inputs)

    def _of_all(self, method: Method, seen: int, known: Sequence[int]) -> Tensor:
        """The same from the answers to whole test sets."""
        problem, first = method.problem, max(self.tasks[index] for index in known) + 1
        if problem.sequence.scenario == 1:
            every = [told_answers(method, number) for number in range(first)]
        else:
            every = [answer.outputs for answer in answers(method, seen)]
        return torch.stack([every[self.tasks[index]][:, self.rows[index]] for index in known], dim=1)


def _inferred(method: Method, seen: int, inputs: Tensor) -> Tensor:
    """Output numbers (S, N) for `inputs` whose task is inferred among the first `seen`, as in a test."""
    problem = method.problem
    sequence = problem.sequence
    labels = inputs.new_zeros(len(inputs), dtype=torch.int64)
    asked = replace(sequence[0], x_test=inputs, y_test=labels, permutation=None, normalization=None)
    # One more task behind the candidates: the ways to measure doubt ask for it by its number.
    tasks = (*sequence.tasks[:seen], asked)
    more = replace(problem, sequence=cast(TaskSequence, _Tasks(tasks=tasks)))
    twin = copy(method)
    twin.problem = more
    doubt = doubt_by(problem.training.inference, more, twin, seen)
    contest = Contest()
    for candidate in range(seen):
        head = sequence[candidate].head
        w, statistics = method.weights(candidate), method.statistics[candidate]
        outputs = network_outputs(problem.target, w, inputs, statistics=statistics, head=head)
        contest.enter(candidate, head, outputs, doubt(candidate, seen, outputs))
    return contest.answers.outputs


class _Tasks(SimpleNamespace):
    """Tasks by their numbers."""

    tasks: tuple[Task, ...]

    def __getitem__(self, index: int) -> Task:
        return self.tasks[index]


def _spread(task: Task, count: int) -> list[int]:
    """`count` rows of the test set, the first ones of classes that are as far apart as can be."""
    if task.y_test.is_floating_point():
        return []
    classes = len(task.head)
    wanted = [index % classes if classes < count else index * classes // count for index in range(count)]
    rows: list[int] = []
    for index, label in enumerate(wanted):
        of_class = (task.y_test == label).nonzero()[:, 0].tolist()
        earlier = wanted[:index].count(label)
        rows += of_class[earlier : earlier + 1]
    return rows


def _picture(x: Tensor, shape: tuple[int, int, int]) -> NDArray[np.uint8]:
    """One input as (H, W, 3), or as gray levels (H, W) unless it has three channels.

    They go from its least to its largest value where they are no bytes.
    """
    image = x.reshape(shape).to(torch.float64)
    image = image.permute(1, 2, 0) if len(image) == len("RGB") else image.mean(dim=0)
    if x.dtype != torch.uint8:
        low, high = image.min(), image.max()
        image = 255 * (image - low) / ((high - low) or 1.0)
    pixels: NDArray[Any] = image.round().numpy(force=True)
    return pixels.astype(np.uint8)


def _name(sequence: TaskSequence, task: Task, output: int) -> str:
    """What an output says to a sample of `task`: a class, and of which task where that is open."""
    if output == NO_ANSWER:
        return NO_NUMBER
    if sequence.scenario != 3:
        return task.class_names[output - task.head.start]
    owners = [(number, each) for number, each in enumerate(sequence) if output in each.head]
    number, owner = owners[0]
    name = owner.class_names[output - owner.head.start]
    alike = sum(name in each.class_names for each in sequence)
    return name if alike == 1 else f"{name} of task {number + 1}"
