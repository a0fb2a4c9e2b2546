"""A progress bar around the events of a training run."""

import sys
from collections.abc import Iterable, Iterator

from tqdm.auto import tqdm

from hnetlab.runs.engine import Event, Stepped, TaskStarted, train
from hnetlab.runs.process import at_work
from hnetlab.runs.run import Run

_BAR = "{desc}: {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} steps, {remaining} left, {rate_fmt}"
_SECONDS_BETWEEN_LINES = 5.0  # in a log file, where every update is a line of its own


def with_progress(
    run: Run, events: Iterable[Event], *, shown: bool = True, title: str = ""
) -> Iterator[Event]:
    """Passes `events` of `run` on and shows the task, the steps and the time left on standard error.

    `title` is put before the task's name.
    """
    shown = shown and sys.stderr is not None  # which the caller may have closed
    often = shown and (sys.stderr.isatty() or "ipykernel" in sys.modules)
    with tqdm(
        desc=_label(run, title),
        total=run.steps,
        initial=run.steps_done,
        unit="step",
        bar_format=_BAR,
        dynamic_ncols=True,
        mininterval=0.1 if often else _SECONDS_BETWEEN_LINES,
        disable=not shown,
    ) as bar:
        for event in events:
            if isinstance(event, TaskStarted):
                bar.set_description_str(_label(run, title), refresh=False)
            elif isinstance(event, Stepped):
                bar.update()
            yield event


def fit(run: Run, *, progress: bool = True, title: str = "") -> Run:
    """Trains `run` to its end, in memory only, with a progress bar; returns the same run.

    >>> from hnetlab import Run, configure
    >>> fit(Run(configure("regression", steps=10)), progress=False).finished
    True
    """
    with at_work(run) as stepped:
        for _ in with_progress(run, train(run), shown=progress, title=title):
            stepped()
    return run


def _label(run: Run, title: str) -> str:
    """Which task is being learned, for example "task 2/5: digits 2, 3"."""
    if run.finished:
        return title or "finished"
    task = run.position.task
    where = f"task {task + 1}/{len(run.sequence)}: {run.sequence[task].name}"
    return f"{title}, {where}" if title else where
