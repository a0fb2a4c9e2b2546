"""The three scenarios of continual learning: what is told at test time, and which outputs compete.

1, task-incremental (CL1): the task is told, and its own head answers. 2, domain-incremental (CL2): it is not
told, and all tasks share one head. 3, class-incremental (CL3): it is not told, and the classes of all tasks
learned so far compete. Source: van de Ven and Tolias 2019, "Three scenarios for continual learning".
"""

from collections.abc import Mapping
from typing import Any, Literal, Self, get_args

from pydantic import Field, model_validator

from hnetlab.base.errors import ConfigError
from hnetlab.base.settings import Settings

Scenario = Literal[1, 2, 3]
HeadKind = Literal["per_task", "shared"]
Inference = Literal["entropy", "confidence", "agreement", "gradient", "network"]
"""What tells the task of a sample, where each task has a network."""


class ScenarioSettings(Settings):
    """What the network is asked, and by which outputs it answers."""

    scenario: Scenario = Field(
        1,
        json_schema_extra={
            "label": "Task",
            "options": ["told", "not told, one head", "not told, all classes"],
        },
    )
    """1: the task is told at test time; 2: it is not, one head for all; 3: neither, all classes compete."""
    head: HeadKind = "per_task"
    """A head per task, or one that all tasks share, as scenario 2 always has it."""

    @model_validator(mode="before")
    @classmethod
    def _head_of_the_scenario(cls, values: Any) -> Any:
        if isinstance(values, Mapping) and values.get("scenario") == 2 and "head" not in values:
            return {**values, "head": "shared"}
        return values

    @model_validator(mode="after")
    def _fitting_head(self) -> Self:
        wanted = {2: "shared", 3: "per_task"}.get(self.scenario, self.head)
        if self.head != wanted:
            raise ValueError(f"scenario = {self.scenario} has head = {wanted}: leave head = {self.head} out")
        return self


def head_of(scenario: Scenario, wanted: HeadKind | None = None) -> HeadKind:
    """The heads that are wanted, or else those of a scenario; raises `ConfigError` for no such heads."""
    if wanted not in (None, *get_args(HeadKind)):
        raise ConfigError(f"head = {wanted!r} is not allowed: choose {' or '.join(get_args(HeadKind))}.")
    return wanted or ("shared" if scenario == 2 else "per_task")
