"""Tests in the three scenarios: what a method answers, and how much of it is right."""

from collections.abc import Sequence

import torch
from torch import Tensor

from hnetlab.base.measure import TASK_ACCURACY
from hnetlab.learning.inference import Answers, answer_as, doubt_by, infer, taken_by_network
from hnetlab.learning.method import Method
from hnetlab.learning.problem import Problem
from hnetlab.learning.scoring import NO_ANSWER, largest, network_outputs, share_right
from hnetlab.tasks.scenario import Inference


def all_scores(method: Method, tasks: int) -> dict[str, Tensor]:
    """Test scores (S, tasks) of the first `tasks` tasks by the names of their measures.

    In scenario 1 each task's own weights answer it, in the others see `scores_untold`. Where validation
    samples are held out, the same of them follows under `validation ...`.
    """
    found = _scores(method, method.problem, tasks)
    held_out = method.problem.on_validation
    if held_out is None:
        return found
    validation = _scores(method, held_out, tasks)
    return found | {f"validation {name}": scores for name, scores in validation.items()}


def validation_score(method: Method, task: int) -> Tensor:
    """How well each replica (S,) does on the validation samples of `task`, told it; higher is better."""
    problem = method.problem.on_validation
    assert problem, "who watches validation scores has validation samples"
    statistics = method.statistics[task]
    score = problem.score(method.weights(task), problem.sequence[task], statistics=statistics)
    return score if problem.sequence.measure.higher_is_better else -score


def _scores(method: Method, problem: Problem, tasks: int) -> dict[str, Tensor]:
    """The scores on the test samples of `problem`, the method's or one that differs in these alone."""
    sequence = problem.sequence
    if sequence.scenario != 1:
        return _scores_untold(problem, answers(method, tasks, problem=problem))
    scores = [
        problem.score(method.weights(t), sequence[t], statistics=method.statistics[t]) for t in range(tasks)
    ]
    return {sequence.measure.name: torch.stack(scores, dim=1)}


def scores_untold(method: Method, given: Sequence[Answers]) -> dict[str, Tensor]:
    """How much of what `answers` gives is right, (S, tasks), by the names of the measures.

    Where tasks are inferred there is a second score, the share of samples whose task was.
    """
    return _scores_untold(method.problem, given)


def _scores_untold(problem: Problem, given: Sequence[Answers]) -> dict[str, Tensor]:
    sequence = problem.sequence
    right = [
        share_right(answer.outputs, task.y_test + task.head.start)
        for answer, task in zip(given, sequence, strict=False)
    ]
    found = {sequence.measure.name: torch.stack(right, dim=1)}
    if given[0].tasks is not None:
        found[TASK_ACCURACY.name] = task_shares(given).diagonal(dim1=1, dim2=2)
    return found


@torch.no_grad()
def answers(
    method: Method, seen: int, inference: Inference | None = None, *, problem: Problem | None = None
) -> list[Answers]:
    """Answers to the test samples of the first `seen` tasks, without being told the task.

    A method with a network per task infers it, by `inference` or else as the training's settings say. Of any
    other the largest output wins: of the shared head in scenario 2, of all classes seen in scenario 3.
    """
    problem = problem or method.problem
    if method.network_per_task:
        kind = inference or problem.training.inference
        if kind == "network":
            taken = taken_by_network(problem, method, seen)
            return answer_as(problem, method.weights, taken, method.statistics)
        doubt = doubt_by(kind, problem, method, seen)
        return infer(problem, method.weights, seen, doubt, method.statistics)
    w, tasks = method.weights(seen - 1), problem.sequence.tasks[:seen]
    apart = problem.sequence.scenario == 3
    ends = torch.tensor([task.head.stop for task in tasks], device=w.device)
    found = []
    for task in tasks:
        head = range(int(ends.max())) if apart else task.head
        outputs = network_outputs(
            problem.target,
            w,
            task.x_test,
            statistics=method.statistics[seen - 1],
            head=head,
            prepare=task.inputs,
        )
        named = largest(outputs)
        owners = torch.searchsorted(ends, named, right=True) if apart else None
        if owners is not None:
            owners.masked_fill_(named == NO_ANSWER, NO_ANSWER)
        found.append(Answers(named, owners))
    return found


@torch.no_grad()
def told_answers(method: Method, number: int, rows: Sequence[int] | slice = slice(None)) -> Tensor:
    """The outputs (S, B) that answer test samples of task `number`, all or `rows`, where the task is told."""
    task = method.problem.sequence[number]
    outputs = network_outputs(
        method.problem.target,
        method.weights(number),
        task.x_test[rows],
        statistics=method.statistics[number],
        head=task.head,
        prepare=task.inputs,
    )
    return largest(outputs, task.head.start)


def task_shares(given: Sequence[Answers]) -> Tensor:
    """The shares (S, T, T) of each task's samples (row) that are taken for each of the tasks (column)."""
    tasks = len(given)
    rows = []
    for answer in given:
        assert answer.tasks is not None, "the tasks of these answers were not asked for"
        rows.append(torch.stack([share_right(answer.tasks, other) for other in range(tasks)], dim=1))
    return torch.stack(rows, dim=1)
