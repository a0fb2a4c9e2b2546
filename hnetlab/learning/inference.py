"""Which task is it? Answers to samples whose task is not told, from a network per task.

Every task learned so far is a candidate. For each sample the candidate whose network doubts least answers
(HNET+ENT of the paper, section 4, and other ways to measure doubt). Doubts are compared as logarithms in
float64: softmax outputs that round to 0 and 1 still differ there, so that no candidate wins by being first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import Tensor

from hnetlab.base.errors import ConfigError
from hnetlab.base.seeding import generator
from hnetlab.learning.problem import Problem
from hnetlab.learning.scoring import NO_ANSWER, largest, network_outputs
from hnetlab.learning.statistics import TaskStatistics
from hnetlab.tasks import TaskSequence
from hnetlab.tasks.scenario import Inference

_NEIGHBORS = 8
_STEP = 0.01  # of the numerical derivative, as a share of the way from the mixture to a candidate
_DISTANCE = 0.1  # of neighbors, as a share of the embedding's length


@dataclass(frozen=True, eq=False)
class Answers:
    """What is answered to the N test samples of one task: output numbers `outputs` (S, N) of the network.

    `tasks` (S, N) are the tasks that the samples are taken to belong to; None where that is not asked. Both
    are `NO_ANSWER` where an output is NaN.
    """

    outputs: Tensor
    tasks: Tensor | None


class Generator(Protocol):
    """A method whose networks come from embeddings."""

    statistics: TaskStatistics

    def embeddings(self) -> Tensor | None:
        """Task embeddings (S, T, embedding_dim)."""

    def weights_at(self, e: Tensor) -> Tensor:
        """Target weights (S, N, P) generated for embeddings (S, N, embedding_dim); gradients flow."""


Doubt = Callable[[int, int, Tensor], Tensor]
"""The doubt (S, N) of a candidate on the samples of a task, from its head's outputs: the less, the better."""


@torch.no_grad()
def infer(
    problem: Problem,
    weights: Callable[[int], Tensor],
    seen: int,
    doubt: Doubt,
    statistics: TaskStatistics | None = None,
) -> list[Answers]:
    """Answers to the test samples of each of the first `seen` tasks, which are also the candidates.

    `weights(t)` gives the target weights (S, P) of task `t`. One candidate's weights are there at a time,
    with its own of the network's `statistics`, if it has any.
    """
    sequence, target = problem.sequence, problem.target
    tasks = sequence.tasks[:seen]
    contests = [Contest() for _ in tasks]
    for candidate, owner in enumerate(tasks):
        w, own = weights(candidate), statistics[candidate] if statistics else None
        for number, (task, contest) in enumerate(zip(tasks, contests, strict=True)):
            outputs = network_outputs(
                target, w, task.x_test, statistics=own, head=owner.head, prepare=task.inputs
            )
            contest.enter(candidate, owner.head, outputs, doubt(candidate, number, outputs))
    return [contest.answers for contest in contests]


@torch.no_grad()
def answer_as(
    problem: Problem,
    weights: Callable[[int], Tensor],
    taken: Sequence[Tensor],
    statistics: TaskStatistics | None = None,
) -> list[Answers]:
    """Answers to the test samples of the first tasks, each by the task (S, N) that it is `taken` for.

    See `infer`, which asks every candidate about every sample: here only those samples go through a network
    that some replica takes for its task, so the work grows with the number of tasks, not with its square.
    """
    target, tasks = problem.target, problem.sequence.tasks[: len(taken)]
    found = [torch.full_like(owners, NO_ANSWER) for owners in taken]
    for candidate, owner in enumerate(tasks):
        w, own = weights(candidate), statistics[candidate] if statistics else None
        for task, owners, outputs in zip(tasks, taken, found, strict=True):
            mine = owners == candidate
            # Where outputs depend on the other samples of a test set, all of it goes through.
            rows = (mine | target.mixes_rows).any(dim=0).nonzero()[:, 0]
            if len(rows):
                said = network_outputs(
                    target, w, task.x_test[rows], statistics=own, head=owner.head, prepare=task.inputs
                )
                named = largest(said, owner.head.start)
                outputs[:, rows] = torch.where(mine[:, rows], named, outputs[:, rows])
    return [
        Answers(outputs, owners.masked_fill(outputs == NO_ANSWER, NO_ANSWER))
        for outputs, owners in zip(found, taken, strict=True)
    ]


class Contest:
    """Which candidate doubts least about each sample, the first of equals, and what it answers.

    Nobody wins where somebody's outputs or doubt are NaN: no order is known then.
    """

    def __init__(self) -> None:
        self._least: Tensor | None = None
        self._found = self._tasks = self._unknown = torch.empty(0)

    def enter(self, candidate: int, head: range, outputs: Tensor, doubts: Tensor) -> None:
        """One more candidate, with the outputs (S, N, len(head)) of its head and its doubts (S, N)."""
        found, unknown = outputs.argmax(-1) + head.start, outputs.isnan().any(-1) | doubts.isnan()
        if self._least is None:
            self._least, self._found, self._unknown = doubts, found, unknown
            self._tasks = torch.full_like(found, candidate)
            return
        better = doubts < self._least
        self._least = torch.where(better, doubts, self._least)
        self._found = torch.where(better, found, self._found)
        self._tasks = self._tasks.masked_fill(better, candidate)
        self._unknown = self._unknown | unknown

    @property
    def answers(self) -> Answers:
        """The answers of those who doubt least."""
        return Answers(*(each.masked_fill(self._unknown, NO_ANSWER) for each in (self._found, self._tasks)))


def doubt_by(kind: Inference, problem: Problem, method: Any, seen: int) -> Doubt:
    """How doubt is measured; raises `ConfigError` where `kind` needs embeddings that `method` lacks."""
    if kind == "entropy":
        return lambda _candidate, _task, outputs: log_entropy(outputs)
    if kind == "confidence":
        return lambda _candidate, _task, outputs: log_rest(outputs)
    if kind == "network":
        check_own_network(type(method))
        return _ByNetwork(problem, method, seen)
    embeddings = method.embeddings()
    if embeddings is None:
        raise _without_hypernetwork(kind)
    check_hypernetwork(kind, type(method))
    generated: Generator = method
    if kind == "agreement":
        return _Disagreement(problem, generated, embeddings)
    return _Slope(problem, generated, embeddings[:, :seen])


def check_inference(kind: Inference, method: Any, sequence: TaskSequence) -> None:
    """Raises `ConfigError` for a class of methods that could not infer these tasks so where none is told."""
    if kind == "network":
        check_own_network(method)
        return
    if sequence.scenario == 1 or not method.network_per_task:
        return
    if kind in ("agreement", "gradient"):
        check_hypernetwork(kind, method)
    alone = [task.name for task in sequence if len(task.head) == 1]
    if alone and kind != "gradient":
        raise ConfigError(
            f'inference = {kind!r} does not go with the task "{alone[0]}", whose network has one class to '
            "choose from and so is never in doubt: give each task two classes at least, or choose gradient, "
            "or a method with one network for all tasks."
        )


def check_hypernetwork(kind: Inference, method: Any) -> None:
    """Raises `ConfigError` for a class of methods whose networks come from no embeddings."""
    if not hasattr(method, "weights_at"):
        raise _without_hypernetwork(kind)


def _without_hypernetwork(kind: Inference) -> ConfigError:
    return ConfigError(
        f"inference = {kind!r} needs a hypernetwork, which this method does not have: choose entropy or "
        "confidence."
    )


def check_own_network(method: Any) -> None:
    """Raises `ConfigError` for a class of methods that learns no network of its own to infer the task."""
    if not hasattr(method, "inferred_tasks"):
        raise ConfigError(
            "inference = network needs a network that infers the task, which this method does not learn: "
            "choose entropy or confidence, or a method that does."
        )


def taken_by_network(problem: Problem, method: Any, seen: int) -> list[Tensor]:
    """Which of the first `seen` tasks (S, N) the method's own network takes each task's test samples for.

    Raises `ConfigError` for a method without one.
    """
    check_own_network(type(method))
    return [method.inferred_tasks(task, seen) for task in problem.sequence.tasks[:seen]]


class _ByNetwork:
    """No doubt about the task that the method's own network takes a sample for, and some about others."""

    def __init__(self, problem: Problem, method: Any, seen: int) -> None:
        self._problem = problem
        self._method = method
        self._seen = seen
        self._told: dict[int, Tensor] = {}

    def __call__(self, candidate: int, task: int, outputs: Tensor) -> Tensor:
        if task not in self._told:
            self._told[task] = self._method.inferred_tasks(self._problem.sequence[task], self._seen)
        told = self._told[task]
        return (told != candidate).double().masked_fill(told == NO_ANSWER, torch.nan)


def log_entropy(outputs: Tensor) -> Tensor:
    """The logarithm of the entropy in nats of softmax(outputs), over the last axis, finite also where sure.

    With m the largest output and s = sum over the others of exp(o - m), the largest has -log p = log(1 + s).
    """
    logits = outputs.double()
    log_p = logits.log_softmax(-1)
    top = logits.argmax(-1, keepdim=True)
    # -log p of the largest rounds to 0 when the others are far below: log(1 + s) from log s keeps it.
    log_s = _log_sum_of_others(logits, top)
    surprise = (-log_p).clamp_min(torch.finfo(torch.float64).tiny).log()
    surprise.scatter_(-1, top, _log_log1p(log_s))
    return (log_p + surprise).logsumexp(-1)


def log_rest(outputs: Tensor) -> Tensor:
    """The logarithm of what the greatest probability of softmax(outputs) lacks of 1, over the last axis."""
    logits = outputs.double()
    log_s = _log_sum_of_others(logits, logits.argmax(-1, keepdim=True)).squeeze(-1)
    return log_s - torch.logaddexp(log_s, torch.zeros_like(log_s))


def _log_sum_of_others(logits: Tensor, top: Tensor) -> Tensor:
    """log of the sum of exp(o - m) over all but the largest m, at the place `top`; keeps the last axis."""
    others = (logits - logits.gather(-1, top)).scatter(-1, top, -torch.inf)
    return others.logsumexp(-1, keepdim=True)


def _log_log1p(log_s: Tensor) -> Tensor:
    """log(log(1 + s)) from log s; for small s it is log s itself."""
    exact = torch.log(torch.log1p(log_s.exp()).clamp_min(torch.finfo(torch.float64).tiny))
    return torch.where(log_s < -30, log_s, exact)


class _Disagreement:
    """How much the networks of nearby embeddings differ in what they say.

    Source: the agreement of samples in Henning, Cervera et al. 2021; here the samples are neighbors of the
    embedding, at a tenth of its length in fixed random directions.
    """

    def __init__(self, problem: Problem, method: Generator, embeddings: Tensor) -> None:
        self._problem = problem
        self._method = method
        self._embeddings = embeddings
        self._weights: tuple[int, list[Tensor]] | None = None

    def __call__(self, candidate: int, task: int, outputs: Tensor) -> Tensor:
        owner, asked = self._problem.sequence[candidate], self._problem.sequence[task]
        shares = [
            network_outputs(
                self._problem.target,
                w,
                asked.x_test,
                statistics=self._method.statistics[candidate],
                head=owner.head,
                prepare=asked.inputs,
            ).softmax(-1)
            for w in self._neighbors(candidate)
        ]
        variance = torch.stack([outputs.softmax(-1), *shares]).double().var(dim=0).sum(-1)
        # Where all are sure nothing differs; then the surer one is right more often.
        return torch.where(variance > 0, variance.log(), -1e3 + log_rest(outputs))

    def _neighbors(self, candidate: int) -> list[Tensor]:
        if self._weights is None or self._weights[0] != candidate:
            e = self._embeddings[:, candidate]
            random = generator(0, "neighbors", candidate)
            ways = torch.randn(_NEIGHBORS, *e.shape[1:], generator=random).to(e)
            ways = _DISTANCE * ways / ways.norm(dim=-1, keepdim=True)
            near = e.unsqueeze(1) + e.norm(dim=-1)[:, None, None] * ways
            self._weights = candidate, [self._method.weights_at(one)[:, 0] for one in near.split(1, dim=1)]
        return self._weights[1]


class _Slope:
    """How the entropy of evenly mixed embeddings changes as a candidate's share grows: it is to fall most.

    Source: Wortsman et al. 2020 ("Supermasks in superposition"), section 3.3, one step, for embeddings in
    place of masks. A network's running statistics, if it has any, are those of the candidate on both sides.
    """

    def __init__(self, problem: Problem, method: Generator, embeddings: Tensor) -> None:
        self._problem = problem
        self._method = method
        self._embeddings = embeddings
        self._mixed = embeddings.mean(dim=1, keepdim=True)
        heads = [task.head for task in problem.sequence.tasks[: embeddings.shape[1]]]
        self._weights: tuple[int, list[Tensor]] | None = None
        self._asked = range(min(head.start for head in heads), max(head.stop for head in heads))

    def __call__(self, candidate: int, task: int, outputs: Tensor) -> Tensor:
        asked = self._problem.sequence[task]
        less, more = (
            _entropy(
                network_outputs(
                    self._problem.target,
                    w,
                    asked.x_test,
                    statistics=self._method.statistics[candidate],
                    head=self._asked,
                    prepare=asked.inputs,
                )
            )
            for w in self._beside(candidate)
        )
        return (more - less) / (2 * _STEP)

    def _beside(self, candidate: int) -> list[Tensor]:
        """Weights a little less and a little more on the way from the mixture to the candidate."""
        if self._weights is None or self._weights[0] != candidate:
            way = self._embeddings[:, candidate].unsqueeze(1) - self._mixed
            places = (self._mixed - _STEP * way, self._mixed + _STEP * way)
            self._weights = candidate, [self._method.weights_at(e)[:, 0] for e in places]
        return self._weights[1]


def _entropy(outputs: Tensor) -> Tensor:
    """The entropy in nats of softmax(outputs), over the last axis."""
    log_p = outputs.double().log_softmax(-1)
    return -(log_p.exp() * log_p).sum(-1)
