"""What was changed in the middle of a run, in words, and when."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from hnetlab.base.schedule import Position
from hnetlab.runs.history import History

if TYPE_CHECKING:
    from hnetlab.experiments.config import Config


class SettingChange(NamedTuple):
    """Settings that have other values from some step on."""

    step: int
    """Optimizer steps, counted over all tasks, that had been taken."""
    text: str
    """For example "beta 0.1 → 50"."""
    where: str
    """For example "step 600 of task 2"."""

    @property
    def sentence(self) -> str:
        """For example "beta 0.1 → 50 at step 600 of task 2"."""
        return f"{self.text} at {self.where}"


def initial_settings(config: "Config") -> dict[str, Any]:
    """The settings by name, as they are at a run's start: a tuple where each seed has its own value."""
    return config.values


def setting_changes(history: History, before: Mapping[str, Any] | None = None) -> list[SettingChange]:
    """The changes in the order of training, those after the same step as one.

    `before` has the values at the start; without one the first change of a setting tells only what it became.
    What was set back before the next step is no change.
    """
    values: dict[str, Any] = dict(before or {})
    by_step: dict[int, dict[str, Any]] = {}
    places: dict[int, str] = {}
    for step, change in zip(history.change_steps().tolist(), history.changes, strict=True):
        by_step.setdefault(step, {}).update(change.values)
        position = Position(change.task, change.step, change.stage)
        task = min(change.task, history.tasks - 1)
        places[step] = f"step {history.schedule.steps_in_task(position)} of task {task + 1}"
    changes = []
    for step, new in by_step.items():
        texts = [
            f"{name} {setting_text(values[name])} → {setting_text(value)}"
            if name in values
            else f"{name} → {setting_text(value)}"
            for name, value in new.items()
            if name not in values or values[name] != value
        ]
        values.update(new)
        if texts:
            changes.append(SettingChange(step, ", ".join(texts), places[step]))
    return changes


def setting_text(value: Any) -> str:
    """A setting's value for people."""
    match value:
        case bool():
            return "on" if value else "off"
        case None:
            return "none"
        case float():
            return f"{value:g}"
        case tuple() | list():
            return ", ".join(map(setting_text, value))
    return str(value)
