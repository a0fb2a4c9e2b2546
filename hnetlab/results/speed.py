"""How long a batch will take, from a few steps of it taken now."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import torch

from hnetlab.base.device import pick_device, wait_for
from hnetlab.experiments.config import Config
from hnetlab.results.dealing import most_rows
from hnetlab.results.folder import Batch
from hnetlab.runs.captured import Steps
from hnetlab.runs.engine import Evaluated, Event, Stepped, train
from hnetlab.runs.process import at_work
from hnetlab.runs.record import checksum
from hnetlab.runs.run import Run

_STEPS, _TASKS = 6, 2
_STEPS_ON_A_GPU = 40  # of which the first few make the graph that takes the others
_FIRST_ON_A_GPU = 5
_GUESS = 0.01
"""Seconds of a step that can't be taken."""


@dataclass(frozen=True)
class Cost:
    """What a batch takes: optimizer steps in all, and about how many seconds."""

    steps: int
    seconds: float


class Speedometer:
    """Measures batches on a `device`, once for all that differ only in numbers that make no step longer."""

    def __init__(self, device: str = "auto") -> None:
        self.device = pick_device(device).type
        self._known: dict[str, Cost] = {}

    def cost(self, batch: Batch) -> Cost:
        """What is left of a batch; raises `LabError` where it can't even be begun."""
        whole = self._whole(batch.config)
        folder = batch.folder
        if not folder.holds_run or not folder.holds_progress:
            return whole
        done = folder.history().curves().steps
        last = int(done[-1]) if len(done) else 0
        left = max(0, whole.steps - last)
        seconds = folder.seconds()
        rate = seconds / last if last and seconds else whole.seconds / max(1, whole.steps)
        return Cost(left, left * rate)

    def _whole(self, config: Config) -> Cost:
        # Some rows may need what others do without, such as a regularizer, and all of them then wait for it.
        sizes = [checksum(_sizes(row.decisive())) for row in config.rows()]
        shape = checksum([sorted(set(sizes)), len(sizes)])
        if shape not in self._known:
            run = Run(config.only([0]), device="cpu")
            steps, tasks = run.steps, len(run.sequence)
            most = most_rows(run.problem.target.layout.total, config.training.batch_size, self.device)
            measured = some_of_each(sizes, most)
            seconds = self._seconds(config.only(measured), steps, tasks)
            self._known[shape] = Cost(steps, seconds * len(sizes) / len(measured))
        return self._known[shape]

    def _seconds(self, config: Config, steps: int, tasks: int) -> float:
        """From the first steps of the first two tasks, and from how long it takes to end these."""
        on_gpu = self.device != "cpu"
        training = config.training.model_copy(
            update={
                "steps": _STEPS_ON_A_GPU if on_gpu else _STEPS,
                "epochs": None,
                "evaluate_every": None,
            }
        )
        times: list[float] = []
        ends: list[float] = []
        # Whatever it fails of, such as full memory: whoever trains it will tell, and may do so in parts.
        with suppress(Exception):
            run = Run(config.model_copy(update={"training": training}), device=self.device)
            if on_gpu:
                times, ends = paced(run, min(_TASKS, tasks))
            else:
                for event, seconds in _watched(run):
                    match event:
                        case Stepped(task=task, step=step) if step > 1:
                            times = [*times, seconds] if task or not times else times
                        case Evaluated(evaluation=evaluation) if evaluation.final:
                            ends.append(seconds)
                            if evaluation.task + 1 == min(_TASKS, tasks):
                                break
        return steps * (fmean(times) if times else _GUESS) + seconds_at_ends(ends, tasks)


def _watched(run: Run) -> Iterator[tuple[Event, float]]:
    """The events of training, each with the seconds since the one before."""
    with at_work(run) as stepped:
        before = time.perf_counter()
        for event in train(run):
            stepped()
            now = time.perf_counter()
            yield event, now - before
            before = now


def paced(run: Run, tasks: int) -> tuple[list[float], list[float]]:
    """Seconds of a step in each stage of the last of the first `tasks` tasks, and of the end of each task.

    For devices that work while they are asked for the next step: they are waited for before and after many.
    """
    times: list[float] = []
    ends: list[float] = []
    for task in range(tasks):
        times = []
        for stage in run.schedule.stages[task]:
            run.method.begin(stage)
            steps = Steps(run, stage)
            for step in range(_FIRST_ON_A_GPU):
                steps(step)
            begun = _now(run.device)
            for step in range(_FIRST_ON_A_GPU, stage.steps):
                steps(step)
            times.append((_now(run.device) - begun) / (stage.steps - _FIRST_ON_A_GPU))
            begun = _now(run.device)
            run.method.end(stage)
            if run.schedule.is_last(stage):
                run.test(task + 1)
                ends.append(_now(run.device) - begun)
    return times, ends


def _now(device: torch.device) -> float:
    """Seconds, after a GPU has done what it was asked for."""
    wait_for(device)
    return time.perf_counter()


def some_of_each(kinds: Sequence[str], most: int) -> list[int]:
    """Numbers of rows to measure in place of all: one of each kind, and others up to `most`.

    Beyond that many, company makes a step no cheaper, so all of them take as many times as long.

    >>> some_of_each(["a", "a", "b", "a"], 3), some_of_each(["a", "a", "b", "a"], 1)
    ([0, 1, 2], [0, 2])
    """
    firsts = sorted({kind: row for row, kind in reversed(list(enumerate(kinds)))}.values())
    others = [row for row in range(len(kinds)) if row not in firsts]
    return sorted(firsts + others[: max(0, most - len(firsts))])


def seconds_at_ends(measured: Sequence[float], tasks: int) -> float:
    """Seconds that the ends of all `tasks` take, from those of the first, or of the first two.

    What is done at the end of a task, such as measuring how much each weight matters, takes the same each
    time; the test of all tasks so far takes a share for each.

    >>> seconds_at_ends([3.0, 4.0], 3), seconds_at_ends([1.0, 2.0], 3), seconds_at_ends([2.0, 2.0], 3)
    (12.0, 6.0, 6.0)
    """
    if not measured:
        return 0.0
    first, last = measured[0], measured[-1]
    per_test = min(max(0.0, last - first), last / 2) if len(measured) > 1 else first
    return tasks * (last - len(measured) * per_test) + per_test * tasks * (tasks + 1) / 2


def _sizes(values: Any) -> Any:
    """Plain values without their fractions, such as rates and strengths: those make no step longer."""
    match values:
        case Mapping():
            return {
                name: _sizes(value) for name, value in values.items() if name not in ("seed", "task_seed")
            }
        case float():
            return bool(values)
    return values
