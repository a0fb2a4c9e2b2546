"""What an unseen task gains from the learned ones: only a new embedding is fitted, the hypernetwork stays."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from hnetlab.analysis.numbers import Array
from hnetlab.analysis.probe import Probe
from hnetlab.base.errors import DataError
from hnetlab.base.measure import Measure
from hnetlab.base.seeding import derive, generator
from hnetlab.learning.batch import draw
from hnetlab.learning.optimization import Adam
from hnetlab.learning.scoring import network_outputs, of_head, score_of
from hnetlab.nets import Statistics, TargetNetwork
from hnetlab.nets.initialization import initial_weights
from hnetlab.tasks import Task

COUNTS = (1, 2, 5, 10, 20, 50, 100)
"""Training samples of an unseen task: so many of each class, or in all for a regression."""

_EMBEDDING_RATE = 0.1
_SCRATCH_RATE = 1e-3


@dataclass(frozen=True, eq=False)
class Fit:
    """An embedding found for a task while the hypernetwork stayed as it was."""

    embedding: Array
    """The embedding (E,)."""
    losses: Array
    """The training loss (steps,) before each step: cross-entropy in nats, or mean squared error."""
    score: float
    """The task's test score at the embedding."""


@dataclass(frozen=True, eq=False)
class FewShot:
    """Test scores on an unseen task against the number of its training samples."""

    counts: tuple[int, ...]
    """Training samples (K) of each class, or in all for a regression."""
    embedding: Array
    """Scores (draws, K) of an embedding fitted to the samples; NaN where not known yet."""
    scratch: Array
    """Scores (draws, K) of new target weights trained on the same samples; NaN where not known yet."""
    measure: Measure
    """What the scores are."""


def fit_embedding(
    probe: Probe,
    task: int,
    samples: Tensor,
    *,
    head: range | None = None,
    steps: int = 200,
    learning_rate: float = _EMBEDDING_RATE,
) -> Fit:
    """Fits an embedding to training samples of task `task` (from 0), given by their indices (k,).

    Adam descends the loss on all k samples at once, in evaluation mode, with the running statistics that
    `Probe.statistics_at` has for the task. It starts where that loss is least among the learned embeddings of
    the other tasks and their mean. `head` names the outputs to use instead of the task's own, which the
    hypernetwork may never have trained. Raises DataError for a task or head that
    does not fit, and where no other task has been learned.
    """
    chosen = _with_head(probe, task, head)
    e, losses = _fit(probe, task, chosen, samples[None], steps, learning_rate)
    result = _test(probe.target, probe.generated(e), chosen, probe.statistics_at(e, task))
    return Fit(e[0].double().numpy(force=True), losses[0].double().numpy(force=True), result.item())


def few_shot(
    probe: Probe,
    task: int,
    counts: Sequence[int] | None = None,
    *,
    draws: int = 5,
    seed: int = 0,
    head: range | None = None,
    steps: int = 200,
) -> Iterator[FewShot]:
    """Test scores of task `task` (from 0) against the number of samples, with a result after each count.

    Each of `draws` random draws of samples fits an embedding, as `fit_embedding` does, and trains a target
    network from scratch, both for `steps` full-batch steps of Adam; a draw's smaller sets are part of its
    larger ones. `counts` are samples of each class, or in all for a regression: by default those of `COUNTS`
    that the task has. The last result is complete. Raises DataError as `fit_embedding` does, and for counts
    that the task does not have.
    """
    chosen = _with_head(probe, task, head)
    _starts(probe, task)
    available = min(map(len, _groups(chosen)))
    counts = [count for count in COUNTS if count <= available] if counts is None else counts
    wrong = [count for count in counts if not 1 <= count <= available]
    if wrong or not counts or draws < 1:
        raise DataError(
            f"Task {chosen.name!r} can't be learned from {wrong[0] if wrong else len(counts)} samples in "
            f"{draws} draws: choose counts from 1 to {available} and at least 1 draw."
        )
    return _few_shot(probe, task, chosen, tuple(counts), draws, seed, steps)


def draw_samples(task: Task, count: int, random: torch.Generator) -> Tensor:
    """Indices of `count` random training samples of each class, or in all for a regression.

    From generators in the same state a smaller draw is part of a larger one. Raises DataError where there are
    not as many.
    """
    groups = _groups(task)
    available = min(map(len, groups))
    if not 1 <= count <= available:
        raise DataError(
            f"Task {task.name!r} has no {count} training samples of each kind: choose 1 to {available}."
        )
    return torch.cat([rows[torch.randperm(len(rows), generator=random)[:count]] for rows in groups])


def _few_shot(
    probe: Probe, task: int, chosen: Task, counts: tuple[int, ...], draws: int, seed: int, steps: int
) -> Iterator[FewShot]:
    target = probe.target
    new = initial_weights(target, [generator(seed, "few-shot weights", number) for number in range(draws)])
    new = new.to(probe.embeddings.device)
    nothing = np.full((draws, len(counts)), np.nan)
    result = FewShot(counts, nothing, nothing, probe.measure)
    for column, count in enumerate(counts):
        sets = [
            draw_samples(chosen, count, generator(seed, "few-shot samples", number))
            for number in range(draws)
        ]
        samples = torch.stack(sets)
        e, _ = _fit(probe, task, chosen, samples, steps, _EMBEDDING_RATE)
        fitted = _test(target, probe.generated(e), chosen, probe.statistics_at(e, task))
        learned = _scratch(target, new, chosen, samples, seed, steps)
        embedding, scratch = result.embedding.copy(), result.scratch.copy()
        embedding[:, column], scratch[:, column] = fitted.numpy(force=True), learned.numpy(force=True)
        result = replace(result, embedding=embedding, scratch=scratch)
        yield result


def _fit(
    probe: Probe, task: int, chosen: Task, samples: Tensor, steps: int, rate: float
) -> tuple[Tensor, Tensor]:
    """Embeddings (N, E) fitted to N sets of samples (N, k), and the losses (N, steps) on the way."""
    starts = _starts(probe, task)
    target = probe.target

    def loss(e: Tensor, samples: Tensor) -> Tensor:
        statistics = probe.statistics_at(e.detach(), task)
        return _loss(chosen, samples, lambda x: target(probe.generated(e), x, statistics))

    with torch.no_grad():
        losses = [loss(starts, rows.expand(len(starts), -1)) for rows in samples]
    best = torch.stack(losses).argmin(dim=1)
    return _minimize(starts[best], lambda e, _: loss(e, samples), steps, rate)


def _scratch(
    target: TargetNetwork, new: Tensor, task: Task, samples: Tensor, seed: int, steps: int
) -> Tensor:
    """Test scores (N,) of new weights (N, P) after they have been trained on samples (N, k).

    In evaluation mode, but where there are running statistics: only in training they become the samples'.
    """
    statistics = {name: value.to(new.device) for name, value in target.new_statistics(len(new)).items()}
    if statistics and samples.shape[1] < target.least_rows:
        samples = samples.repeat(1, target.least_rows)

    def outputs(w: Tensor, step: int, x: Tensor) -> Tensor:
        if not statistics:
            return target(w, x)
        noise = None
        if target.stochastic:
            noise = [derive(seed, "few-shot noise", number, step) for number in range(len(w))]
        answers, moved = target.passed(w, x, statistics, noise_seeds=noise)
        statistics.update(moved)
        return answers

    w, _ = _minimize(
        new,
        lambda w, step: _loss(task, samples, lambda x: outputs(w, step, x)),
        steps,
        _SCRATCH_RATE,
    )
    return _test(target, w, task, statistics)


@torch.inference_mode(False)  # which also lets gradients flow where the caller has them off
def _minimize(
    start: Tensor, loss_at: Callable[[Tensor, int], Tensor], steps: int, rate: float
) -> tuple[Tensor, Tensor]:
    """Rows (N, n) whose losses (N,) in each step are small, and these losses (N, steps)."""
    rows = start.clone().requires_grad_()
    optimizer = Adam([rows], rate)
    losses = []
    for step in range(steps):
        loss = loss_at(rows, step)
        optimizer.step(torch.autograd.grad(loss.sum(), [rows]))
        losses.append(loss.detach())
    return rows.detach(), torch.stack(losses, dim=1)


def _loss(task: Task, samples: Tensor, outputs: Callable[[Tensor], Tensor]) -> Tensor:
    """Mean loss (N,) of what `outputs` (N, k, outputs) are to training samples (N, k) of the task."""
    batch = draw(task, samples.to(task.x_train.device))
    answers = of_head(outputs(batch.x), task.head)
    if batch.y.is_floating_point():
        return (answers - batch.y).square().mean(dim=(1, 2))
    losses = cross_entropy(answers.flatten(0, 1), batch.y.flatten(), reduction="none")
    return losses.view(batch.y.shape).mean(dim=1)


@torch.no_grad()
def _test(target: TargetNetwork, w: Tensor, task: Task, statistics: Statistics) -> Tensor:
    """Test scores (N,) of weights `w` (N, P)."""
    answers = network_outputs(
        target, w, task.x_test, statistics=statistics, head=task.head, prepare=task.inputs
    )
    return score_of(task, answers)


def _starts(probe: Probe, task: int) -> Tensor:
    """Where a fit may start, (N, E): the learned embeddings of other tasks, and their mean."""
    others = [other for other in range(probe.learned) if other != task]
    if not others:
        raise DataError(
            "No other task has been learned yet: train on at least one task before you fit an embedding to a "
            "new one."
        )
    learned = probe.embeddings[others]
    return torch.cat([learned.mean(dim=0, keepdim=True), learned])


def _with_head(probe: Probe, task: int, head: range | None) -> Task:
    """The task, answered by the outputs of `head` where one is given."""
    if not 0 <= task < len(probe.tasks):
        raise DataError(
            f"There is no task {task} among {len(probe.tasks)}: choose 0 to {len(probe.tasks) - 1}."
        )
    own = probe.tasks[task].head
    head = own if head is None else head
    if len(head) != len(own) or head.step != 1 or head.start < 0 or head.stop > probe.target.outputs:
        raise DataError(
            f"The head {head} does not fit task {task}: choose a range of {len(own)} of the "
            f"{probe.target.outputs} outputs."
        )
    return replace(probe.tasks[task], head=head)


def _groups(task: Task) -> list[Tensor]:
    """The indices of the training samples of each class, or of all for a regression."""
    if task.y_train.is_floating_point():
        return [torch.arange(len(task.y_train))]
    y = task.y_train.cpu()
    return [torch.nonzero(y == number).flatten() for number in range(len(task.head))]
