"""What the report of a run says, before it becomes HTML."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go

from hnetlab import views
from hnetlab.analysis.metrics import Summary, summaries
from hnetlab.base.errors import LabError
from hnetlab.base.measure import TASK_ACCURACY
from hnetlab.base.schedule import Position
from hnetlab.learning import METHODS
from hnetlab.nets.networks import NETWORKS
from hnetlab.runs.run import EARLIER
from hnetlab.tasks import BENCHMARKS
from hnetlab.views import Recording

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

_SCENARIOS = {
    2: " Scenario 2: at test time the task is not told, and all tasks share one head.",
    3: " Scenario 3: at test time the task is not told, and the classes of all tasks compete.",
}


@dataclass(frozen=True, eq=False)
class Facts:
    """One run as its folder tells it."""

    run: Recording
    environment: dict[str, Any]
    seconds: float
    path: Path
    explorer: str | None = None
    """The text of the page that explores the run."""

    @property
    def title(self) -> str:
        """The tasks and the method."""
        return f"{self.run.tasks_name} with {self.run.config.method}"

    @property
    def summary(self) -> str:
        """What was learned and how, in a few sentences."""
        config = self.run.config
        tasks, seeds, training = self.run.history.tasks, len(config.seeds), config.training
        length = (
            in_words(training.steps, "optimizer step")
            if training.steps
            else in_words(training.epochs or 0, "epoch")
        )
        return (
            f"{in_words(tasks, 'task').capitalize()} of {self._tasks}, learned one after the other. "
            f"The method {config.method}: {METHODS[config.method].summary}. {self._network}"
            f"{length.capitalize()} for each task, {in_words(seeds, 'seed')}."
            f"{_SCENARIOS.get(self.run.scenario, '')}"
        )

    @property
    def _tasks(self) -> str:
        name = self.run.tasks_name
        return name if "sequence" in self.run.description.own else f"{name} ({BENCHMARKS[name].summary})"

    @property
    def _network(self) -> str:
        """A sentence on the target network; none where a user gave another one, which the notes say."""
        if "module" in self.run.description.own:
            return ""
        name = self.run.config.network
        return f"The target network {name}: {NETWORKS[name].summary}. "

    @property
    def unfinished(self) -> str | None:
        """How far an unfinished run has come, or None."""
        learned, tasks = self.run.tasks_learned, self.run.history.tasks
        if learned == tasks:
            return None
        measurements = self.run.history.measurements
        on = measurements[-1] if measurements and measurements[-1].task == learned else None
        steps = self.run.history.schedule.steps_in_task(Position(on.task, on.step, on.stage)) if on else 0
        begun = f" and is {in_words(steps, 'step')} into the next" if on else ""
        return (
            f"This run is not finished: it has learned {learned} of {tasks} tasks{begun}. "
            "The page shows what there is."
        )

    @property
    def changes(self) -> dict[int, dict[str, Any]]:
        """The settings that were changed while the run was trained, by the steps of the run done before."""
        found: dict[int, dict[str, Any]] = {}
        history = self.run.history
        for step, change in zip(history.change_steps().tolist(), history.changes, strict=True):
            found.setdefault(step, {}).update(change.values)
        return found

    @property
    def notes(self) -> list[str]:
        """What makes the run another one than its settings say."""
        own = self.run.description.own
        names = {"sequence": "the task sequence", "module": "the target network"}
        notes = [f"It was given {names[what]} {own[what]} in place of the benchmark's." for what in own]
        for step, values in self.changes.items():
            written = ", ".join(f"{name} = {value}" for name, value in values.items())
            notes.append(f"Changed while it was trained, after step {step:,} of the whole run: {written}.")
        if self.run.earlier:
            notes.append(EARLIER)
        if isinstance(self.remembered, str):
            notes.append(f"What it remembers of old tasks is not shown. {self.remembered}")
        return notes

    @cached_property
    def remembered(self) -> go.Figure | str | None:
        """What its generator draws of each task, or why that can't be shown; None where there is none."""
        if not METHODS[self.run.config.method].draws or not self.run.tasks_learned:
            return None
        try:
            return views.replayed(self.path)
        except LabError as error:  # inputs that are no pictures, data or a network that only the user has
            return str(error)

    @property
    def tasks_compared(self) -> int:
        """How many tasks the metrics speak of: those learned so far."""
        return self.run.tasks_learned

    def metrics(self) -> dict[str, Summary]:
        """The metrics over the tasks learned so far; none before there are two."""
        learned = self.tasks_compared
        if learned < 2:
            return {}
        scores = self.run.history.scores[:, :learned, :learned]
        return summaries(scores, measure=self.run.measure)

    def figures(self) -> Iterator[go.Figure]:
        """Every figure that there is data for."""
        if self.run.history.evaluations:
            if self.run.tasks_learned:
                yield views.accuracy_matrix(self.run)
                if not np.isnan(self.run.history.matrix(TASK_ACCURACY.name)).all():
                    yield views.task_accuracy_matrix(self.run)
            yield views.accuracy_over_training(self.run)
        if self.run.history.measurements:
            yield views.loss_curves(self.run)
        if self.run.history.trajectories():
            yield views.embedding_plane(self.run)
        if isinstance(self.remembered, go.Figure):
            yield self.remembered
        if "output layer" in self.run.description.trainable_numbers:
            yield views.compression(self.run)


def in_words(count: int, thing: str) -> str:
    """For example "five tasks", "one seed" or "2,000 optimizer steps"."""
    number = _WORDS[count] if count < len(_WORDS) else f"{count:,}"
    return f"{number} {thing}" if count == 1 else f"{number} {thing}s"
