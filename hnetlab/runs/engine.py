"""Training as a plain generator of events: whoever asks for the next one decides the pace."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from hnetlab.base.errors import TrainingError
from hnetlab.learning import Losses
from hnetlab.runs.history import Evaluation, Measurement
from hnetlab.runs.run import Position, Run

_MEASUREMENTS_PER_TASK = 50
_STEPS_BETWEEN_CHECKS = 50  # on a GPU, where looking at a loss waits for the device


@dataclass(frozen=True)
class TaskStarted:
    """Task `task` is about to take its first step."""

    task: int
    name: str


@dataclass(frozen=True, eq=False)
class Stepped:
    """`step` optimizer steps have been taken on `task`; `losses` are those of the last."""

    task: int
    step: int
    losses: Losses


@dataclass(frozen=True)
class Evaluated:
    """The run's history has a new evaluation."""

    evaluation: Evaluation


@dataclass(frozen=True)
class Finished:
    """Every task has been learned."""


Event = TaskStarted | Stepped | Evaluated | Finished


def train(run: Run) -> Iterator[Event]:
    """Trains `run` from where it is to its end, one event at a time.

    Between two events the run is consistent: it can be looked at, saved, left alone or trained on by
    a new call.
    Raises `TrainingError` when a loss is not finite.
    """
    while not run.finished:
        yield from _train_task(run)
    yield Finished()


def _train_task(run: Run) -> Iterator[Event]:
    task, steps = run.position.task, run.config.training.steps
    evaluate_every = run.config.training.evaluate_every
    if run.position.step == 0:
        run.method.begin_task(task)
        yield TaskStarted(task, run.sequence[task].name)
    while run.position.step < steps:
        losses = run.method.step(task, run.position.step)
        step = run.position.step + 1
        if run.device.type == "cpu" or step % _STEPS_BETWEEN_CHECKS == 0 or step == steps:
            _check_finite(run, losses, task, step)
        run.position = Position(task, step)
        if step == 1 or step == steps or step % max(1, steps // _MEASUREMENTS_PER_TASK) == 0:
            run.history.add(_measurement(run, losses, task, step))
        if evaluate_every and step % evaluate_every == 0 and step < steps:
            yield Evaluated(_evaluate(run, task, step, final=False))
        yield Stepped(task, step, losses)
    run.method.end_task(task)
    evaluation = _evaluate(run, task, steps, final=True)
    run.position = Position(task + 1, 0)
    yield Evaluated(evaluation)


def _evaluate(run: Run, task: int, step: int, *, final: bool) -> Evaluation:
    scores = run.scores(task + 1)
    if not bool(torch.isfinite(scores).all() and torch.isfinite(run.method.weights(task)).all()):
        # The last step of a task can diverge without a loss that shows it.
        raise TrainingError(
            f"the network has weights or outputs that are not finite after step {step} of task {task + 1} "
            f"({run.sequence[task].name}); lower learning_rate, now {run.settings.training.learning_rate:g}, "
            "and try again"
        )
    evaluation = Evaluation(task, step, tuple(map(tuple, scores.tolist())), final)
    run.history.add(evaluation)
    return evaluation


def _measurement(run: Run, losses: Losses, task: int, step: int) -> Measurement:
    embeddings = run.method.embeddings()
    row = None if embeddings is None else tuple(map(tuple, embeddings[:, task].tolist()))
    return Measurement(task, step, tuple(losses.task.tolist()), tuple(losses.regularizer.tolist()), row)


def _check_finite(run: Run, losses: Losses, task: int, step: int) -> None:
    if bool(torch.isfinite(losses.task + losses.regularizer).all()):
        return
    which, values = ("task loss", losses.task)
    if bool(torch.isfinite(values).all()):
        which, values = ("regularizer", losses.regularizer)
    seed, value = _first_bad(values, run.config.seeds)
    raise TrainingError(
        f"the {which} of seed {seed} became {value} at step {step} of task {task + 1} "
        f"({run.sequence[task].name}); lower learning_rate, now {run.settings.training.learning_rate:g}, "
        "and try again"
    )


def _first_bad(values: Tensor, seeds: tuple[int, ...]) -> tuple[int, float]:
    index = int((~torch.isfinite(values)).nonzero()[0, 0])
    return seeds[index], float(values[index])
