"""A progress bar around the events of a training run."""

from collections.abc import Iterable, Iterator

from tqdm.auto import tqdm

from hnetlab.engine import Event, Stepped, TaskStarted, train
from hnetlab.run import Run


def with_progress(run: Run, events: Iterable[Event], *, shown: bool = True) -> Iterator[Event]:
    """Passes `events` of `run` on and shows the task, the steps and the time left on standard error."""
    with tqdm(total=run.steps, initial=run.steps_done, unit="step", disable=not shown) as bar:
        for event in events:
            if isinstance(event, TaskStarted):
                bar.set_description(f"task {event.task + 1}/{len(run.sequence)}: {event.name}")
            elif isinstance(event, Stepped):
                bar.update()
            yield event


def fit(run: Run, *, progress: bool = True) -> Run:
    """Trains `run` to its end, in memory only, with a progress bar; returns the same run."""
    for _ in with_progress(run, train(run), shown=progress):
        pass
    return run
