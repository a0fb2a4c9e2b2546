"""Training as a plain generator of events: whoever asks for the next one decides the pace."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from typing import Any
from weakref import ref

import torch
from torch import Tensor

from hnetlab.base.errors import TrainingError
from hnetlab.base.settings import told_now
from hnetlab.learning import Losses, Position, Stage
from hnetlab.learning.testing import validation_score
from hnetlab.runs.captured import Steps
from hnetlab.runs.claim import taking_a_step
from hnetlab.runs.history import Evaluation, Measurement
from hnetlab.runs.interrupt import interrupts_wait
from hnetlab.runs.run import Run

_MEASUREMENTS_PER_STAGE = 50
_STEPS_BETWEEN_CHECKS = 50  # on a GPU, where looking at a loss waits for the device
_LARGE_INPUT = 100.0  # beyond it the scale of the data is a likelier cause than the learning rate


@dataclass(frozen=True)
class TaskStarted:
    """Task `task` is about to take its first step."""

    task: int
    name: str


@dataclass(frozen=True, eq=False)
class Stepped:
    """`step` optimizer steps have been taken in a stage of `task`; `losses` are those of the last."""

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


def train(run: Run, trainer: "ref[Any] | None" = None) -> Iterator[Event]:
    """Trains `run` from where it is to its end, one event at a time.

    Between two events the run is consistent: it can be looked at, saved, left alone, restored to another
    moment or trained on by a new call; this one then goes on from where the run is.
    Raises `TrainingError` when a loss, or what the run has learned, is not finite, and `SessionError` where a
    session, other than the one that `trainer` refers to, or another thread is training the run.

    >>> from hnetlab import Run, configure
    >>> run = Run(configure("regression", steps=10))
    >>> for event in train(run):
    ...     if isinstance(event, Evaluated):
    ...         break
    >>> run.position.task, run.steps_done, run.steps
    (1, 10, 30)
    """
    while stage := run.schedule.stage_at(run.position):
        yield from _timed(run, _train_stage(run, stage), trainer)
    yield Finished()


def _timed(run: Run, events: Iterator[Event], trainer: "ref[Any] | None") -> Iterator[Event]:
    """Passes `events` on and adds the time that they took to the run's."""
    while True:
        started = time.perf_counter()
        with taking_a_step(run, trainer), interrupts_wait(), _in_one_piece(run):
            event = next(events, None)
        if event is None:
            return
        run.seconds += time.perf_counter() - started
        yield event


@contextmanager
def _in_one_piece(run: Run) -> Iterator[None]:
    """Marks a run in which something broke off a step; raises `TrainingError` for one that is so marked.

    Weights may have moved whose embedding has not, or a task may have ended twice: nobody would see it.
    """
    if run.torn:
        raise TrainingError(
            "This run was broken off in the middle of a step and can't go on: build it anew, or go on from a "
            "folder that it was saved in, RunFolder(...).run()."
        )
    try:
        yield
    except BaseException:
        run.torn = True
        raise


def _train_stage(run: Run, stage: Stage) -> Iterator[Event]:
    """Trains from where the run is to the end of `stage`, or until someone else has moved the run.

    Whoever is told of an event may restore the run elsewhere, or train it by another call.
    """
    evaluate_every = run.config.training.evaluate_every
    between = max(1, stage.steps // _MEASUREMENTS_PER_STAGE)
    here = run.position
    if here.step == 0:
        run.method.begin(stage)
        run.method.pace.begin()
        if stage.number == 0:
            yield TaskStarted(stage.task, run.sequence[stage.task].name)
            if run.position is not here:
                return
    steps = Steps(run, stage)
    while run.position.step < stage.steps:
        losses = steps(run.position.step)
        step = run.position.step + 1
        measured = step in (1, stage.steps) or step % between == 0
        if measured or run.device.type == "cpu" or step % _STEPS_BETWEEN_CHECKS == 0:
            _check_losses(run, losses, stage, step)
        if measured:
            _check_state(run, stage, step)
        here = run.position = Position(stage.task, step, stage.number)
        if run.method.pace.watches and run.method.classifies(stage) and step % _epoch(run, stage) == 0:
            run.method.pace.observe(validation_score(run.method, stage.task))
        if measured:
            run.history.add(_measurement(run, losses, stage, step))
        if evaluate_every and step % evaluate_every == 0 and step < stage.steps:
            yield Evaluated(_evaluate(run, stage, step, final=False))
            if run.position is not here:
                return
        yield Stepped(stage.task, step, losses)
        if run.position is not here:
            return
    run.method.end(stage)
    # Scores at the end of a stage within a task say what the next one begins with.
    evaluation = _evaluate(run, stage, stage.steps, final=run.schedule.is_last(stage))
    run.position = run.schedule.after(stage)
    yield Evaluated(evaluation)


def _epoch(run: Run, stage: Stage) -> int:
    return run.problem.training.epoch(run.method.samples(stage.task))


def _evaluate(run: Run, stage: Stage, step: int, *, final: bool) -> Evaluation:
    scores = run.test(stage.task + 1)
    main = scores[run.sequence.measure.name]
    weights = run.method.weights(stage.task)
    if not bool(torch.isfinite(main).all() and torch.isfinite(weights).all()):
        # The last step of a task can diverge without a loss that shows it.
        raise TrainingError(
            f"The network has weights or outputs that are not finite after step {step} of "
            f"{_where(run, stage)}: {_remedy(run, stage)}.",
            sorted({*not_finite(main, run.problem.replicas), *not_finite(weights, run.problem.replicas)}),
        )
    named = {name: tuple(map(tuple, values.tolist())) for name, values in scores.items()}
    evaluation = Evaluation(stage.task, step, named, final, stage.number)
    run.history.add(evaluation)
    return evaluation


def _measurement(run: Run, losses: Losses, stage: Stage, step: int) -> Measurement:
    embeddings = run.method.embeddings()
    values = {name: tuple(loss.tolist()) for name, loss in losses.items()}
    if embeddings is None:
        return Measurement(stage.task, step, values, None, stage.number)
    first = 0 if run.method.moves_old_embeddings else stage.task
    *old, row = (tuple(map(tuple, e.tolist())) for e in embeddings[:, first : stage.task + 1].unbind(dim=1))
    return Measurement(stage.task, step, values, row, stage.number, tuple(old))


def _check_losses(run: Run, losses: Losses, stage: Stage, step: int) -> None:
    """Refuses to go on with a loss that is not finite, naming the first."""
    if bool(torch.isfinite(reduce(torch.add, losses.values())).all()):
        return
    for name, values in losses.items():
        if not bool(torch.isfinite(values).all()):
            bad = not_finite(values, run.problem.replicas)
            first, value = run.config.names[bad[0]], float(values[bad[0]])
            what = name if name == "regularizer" else f"{name} loss"
            raise TrainingError(
                f"The {what} of seed {first} became {value} at step {step} of {_where(run, stage)}: "
                f"{_remedy(run, stage, name)}.",
                bad,
            )


def _check_state(run: Run, stage: Stage, step: int) -> None:
    """Refuses to go on with numbers that are not finite, at steps that no checkpoint decides."""
    for name, value in run.state().items():
        if not _all_finite(value):
            raise TrainingError(
                f"What the run has learned is not finite ({name}) after step {step} of {_where(run, stage)}: "
                f"{_remedy(run, stage)}.",
                not_finite(value, run.problem.replicas),
            )


def _all_finite(values: Tensor) -> bool:
    """Whether no number is infinite or NaN, read once: a NaN is both the least and the largest."""
    if not values.numel():
        return True
    least, largest = values.aminmax()
    return bool(torch.isfinite(least) & torch.isfinite(largest))


def _where(run: Run, stage: Stage) -> str:
    return f"task {stage.task + 1} ({run.sequence[stage.task].name})"


def _remedy(run: Run, stage: Stage, loss: str = "task") -> str:
    """What most likely helps: smaller inputs where they are large, else a smaller learning rate."""
    rate = told_now(run.settings.training, "learning_rate")
    learning = run.settings.learning
    if loss == "regularizer" and hasattr(learning, "beta"):
        return f"lower {told_now(learning, 'beta')}, or {rate}, and try again"
    task = run.sequence[stage.task]
    largest = float(task.x_train.abs().max()) if task.x_train.is_floating_point() else 1.0
    if largest > _LARGE_INPUT:
        return (
            f"its inputs go up to {largest:.3g}, so bring them to a range of about -1 to 1 first, "
            f"or lower {rate}, and try again"
        )
    return f"lower {rate}, and try again"


def not_finite(values: Tensor, replicas: int) -> tuple[int, ...]:
    """The replicas, by number from 0, with values (S, ...) that are not finite; none of what all share."""
    if values.shape[:1] != (replicas,):
        return ()
    bad = ~torch.isfinite(values).flatten(1).all(1) if values.ndim > 1 else ~torch.isfinite(values)
    return tuple(bad.nonzero().flatten().tolist())
