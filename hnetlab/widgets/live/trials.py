"""What was tried in a live panel: settings, seeds, what was changed on the way, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hnetlab.analysis.changes import initial_settings, setting_changes, setting_text
from hnetlab.analysis.metrics import average_accuracy, forgetting
from hnetlab.base.measure import Measure
from hnetlab.experiments.config import Config
from hnetlab.runs.run import Run
from hnetlab.widgets.live.settings import flat


@dataclass(frozen=True)
class Outcome:
    """How far one run came, with the means over its seeds of what it had learned."""

    config: Config
    steps: int
    """Optimizer steps taken."""
    tasks: int
    """How many tasks it had learned, of `of`."""
    of: int
    """How many tasks there are."""
    average: float | None
    """The average score over these tasks; None before the first was learned."""
    forgetting: float | None
    """What was forgotten of them; None before the second was learned."""
    changes: tuple[str, ...]
    """What was changed on the way."""
    measure: Measure
    """What the scores are."""

    @classmethod
    def of_run(cls, run: Run) -> "Outcome":
        """That of a run between two steps."""
        learned = run.history.tasks_learned
        scores = run.history.scores[:, :learned, :learned]
        changes = setting_changes(run.history, initial_settings(run.config))
        measure = run.sequence.measure
        return cls(
            run.config,
            run.steps_done,
            learned,
            len(run.sequence),
            float(np.mean(average_accuracy(scores))) if learned else None,
            float(np.mean(forgetting(scores, measure=measure))) if learned > 1 else None,
            tuple(change.sentence for change in changes),
            measure,
        )


@dataclass(frozen=True)
class Trial:
    """What one reset began and the next one ended: an outcome per lane."""

    outcomes: tuple[Outcome, ...]

    @property
    def configs(self) -> tuple[Config, ...]:
        """What each lane began with."""
        return tuple(outcome.config for outcome in self.outcomes)

    def repeats(self, other: "Trial") -> bool:
        """Whether the same was begun and changed in the same way, not less far: `other` adds nothing."""
        return self.configs == other.configs and all(
            mine.steps >= its.steps and mine.changes == its.changes
            for mine, its in zip(self.outcomes, other.outcomes, strict=True)
        )


class Trials:
    """The trials of a panel in their order, counted from 1; those that add nothing are left out."""

    def __init__(self) -> None:
        self._past: list[Trial] = []

    def add(self, trial: Trial) -> None:
        """Keeps a trial that took a step, in place of those that it repeats."""
        if any(outcome.steps for outcome in trial.outcomes):
            self._past = self.with_present(trial)

    def with_present(self, present: Trial | None) -> list[Trial]:
        """All trials, the one that goes on last."""
        if present is None or not any(outcome.steps for outcome in present.outcomes):
            return list(self._past)
        return [*(trial for trial in self._past if not present.repeats(trial)), present]


def table(trials: Sequence[Trial]) -> list[dict[str, str]]:
    """A row per run: the number of its trial, the settings in which runs differ, and what came of it."""
    outcomes = [outcome for trial in trials for outcome in trial.outcomes]
    differing = _differing([outcome.config for outcome in outcomes])
    measures = {outcome.measure.name: outcome.measure for outcome in outcomes}
    rows = []
    for number, trial in enumerate(trials, start=1):
        for outcome in trial.outcomes:
            settings = _named(outcome.config)
            row = {"trial": str(number), "method": outcome.config.method}
            row |= {name: setting_text(settings[name]) if name in settings else "" for name in differing}
            row |= {
                "seeds": setting_text(outcome.config.seeds),
                "tasks learned": f"{outcome.tasks} of {outcome.of}",
            }
            for measure in measures.values():
                own = outcome.measure.name == measure.name
                average = measure.with_unit(f"average {measure.name}")
                row[average] = "" if not own or outcome.average is None else measure.text(outcome.average)
                lost = measure.with_unit("forgetting", difference=True)
                row[lost] = "" if not own or outcome.forgetting is None else measure.text(outcome.forgetting)
            row["changed on the way"] = "; ".join(outcome.changes)
            rows.append(row)
    return rows


def told_apart(configs: Sequence[Config]) -> list[str]:
    """What tells runs beside each other apart where their methods don't: settings, or else seeds."""
    if len({config.method for config in configs}) == len(configs):
        return [""] * len(configs)
    named = [{**_named(config), "seeds": config.seeds} for config in configs]
    names = _differing(configs) or ["seeds"]
    return [
        ", ".join(f"{name} = {setting_text(settings[name])}" for name in names if name in settings)
        for settings in named
    ]


def _differing(configs: Sequence[Config]) -> list[str]:
    """The settings that not all configs have alike, the method and the seeds apart, which each row has."""
    named = [_named(config) for config in configs]
    every = dict.fromkeys(name for settings in named for name in settings)
    return [
        name
        for name in every
        if len({setting_text(settings[name]) for settings in named if name in settings}) > 1
        and name not in ("method", "seeds")
    ]


def _named(config: Config) -> dict[str, Any]:
    return {"benchmark": config.benchmark, "preset": config.preset, **flat(config)}
