"""What has to be said beside numbers: seeds with settings of their own, runs that are not alike."""

from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import PurePath
from typing import Any

import plotly.graph_objects as go

from hnetlab.analysis.summary import change_texts, own_values_text
from hnetlab.base.settings import number_text, values_of
from hnetlab.experiments.config import Config
from hnetlab.experiments.recognition import NO_MATTER
from hnetlab.figures.theme import explain
from hnetlab.runs.source import Recording
from hnetlab.tasks import difference, same_tasks


def note_own_values(figure: go.Figure, config: Config, name: str = "") -> go.Figure:
    """Says below the title where the seeds of a run, called `name`, have settings of their own."""
    if config.own:
        explain(figure, ": ".join(part for part in (name, own_values_text(config.own)) if part))
    return figure


def seed_note(config: Config, replica: int) -> str:
    """Which seed what is shown of one replica (from 0) is of, for a subtitle; empty where a run has one."""
    return f"seed {config.names[replica]}" if len(config.seeds) > 1 else ""


def unlike(runs: Mapping[str, Recording]) -> dict[str, list[str]]:
    """In what runs differ beside their methods, by what it is: a text per run, in their order.

    That is what they learn (benchmark, scenario, number of tasks, target network), with which settings of the
    data, the network and the training, and how many seeds or, of as many, which; where all of that agrees,
    samples or weights that are still others than those of the first run. Besides settings that each seed has
    of its own, what was changed midway, and earlier code.
    """
    every = [*runs.values()]
    found = _differing(
        {
            "benchmark": [run.tasks_name for run in every],
            "scenario": [str(run.scenario) for run in every],
            "tasks": [str(len(run.description.task_names)) for run in every],
            "network": [run.network_name for run in every],
        }
    )
    found |= _other_settings(every, [] if "benchmark" in found else ["data"])
    others = [other_tasks(every[0], run) for run in every]
    if any(others) and not {"benchmark", "scenario", "tasks"} & {*found}:
        found["samples"] = [text or "" for text in others]
    found |= _other_settings(every, ["training", *([] if "network" in found else ["target"])])
    explained = {"benchmark", "scenario", "tasks", "network", *_settings_of(every, "target")} & {*found}
    if not explained and any(other_network(every[0], run) for run in every):
        found["target weights"] = [f"{run.description.target_weights:,}" for run in every]
    counts = [str(len(run.config.seeds)) for run in every]
    names = [", ".join(sorted(run.config.names)) for run in every]
    found |= _differing({"seeds": counts if len({*counts}) > 1 else names})
    found["each seed has its own"] = [", ".join(run.config.own) for run in every]
    found["changed midway"] = ["; ".join(change_texts(run.history.told_changes())) for run in every]
    found["code"] = ["of an earlier hnetlab" if run.earlier else "" for run in every]
    return {name: texts for name, texts in found.items() if any(texts)}


def other_strengths(runs: Sequence[Recording]) -> dict[str, list[str]]:
    """The settings of their methods in which those runs differ that have them, by name: a text per run.

    It is empty for a run whose method has no such setting. For a table in which runs go by names that need
    not say it.
    """
    known = [values_of(run.config.learning) for run in runs]
    found = {
        name: [text if name in values else "" for text, values in zip(texts, known, strict=True)]
        for name, texts in _other_settings(runs, ["learning"]).items()
    }
    return {name: texts for name, texts in found.items() if len({*filter(None, texts)}) > 1}


def _differing(facts: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {name: texts for name, texts in facts.items() if len({*texts}) > 1}


def _other_settings(runs: Sequence[Recording], groups: Sequence[str]) -> dict[str, list[str]]:
    """The settings of these groups that decide numbers and differ, but for those that say what is learned."""
    found: dict[str, list[str]] = {}
    for group in groups:
        every = [{**values_of(getattr(run.config, group)), **_own(run.config, group)} for run in runs]
        told = {"tasks", "scenario", *NO_MATTER, *chain(*(run.config.own_names.values() for run in runs))}
        for name in dict.fromkeys(chain(*every)):
            values = [each.get(name) for each in every]
            if name not in told and not any(isinstance(value, PurePath) for value in values):
                found[name] = [_written(value) for value in values]
    return _differing(found)


def _own(config: Config, group: str) -> dict[str, tuple[Any, ...]]:
    """The values of a group's settings that seeds have of their own."""
    names = values_of(getattr(config, group))
    return {name: values for name, values in config.own.items() if name in names}


def _settings_of(runs: Sequence[Recording], group: str) -> set[str]:
    return {name for run in runs for name in values_of(getattr(run.config, group))}


def _written(value: Any) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(map(_written, value)) or "none"
    return "none" if value is None else number_text(value)


def other_tasks(one: Recording, other: Recording) -> str | None:
    """What is different about the tasks of another run; None if nothing is, as far as is known."""
    if one.fingerprint and other.fingerprint:
        tasks = one.fingerprint["tasks"], other.fingerprint["tasks"]
        return None if same_tasks(*tasks) else difference(*tasks)
    names = [", ".join(run.description.task_names) for run in (other, one)]
    return None if names[0] == names[1] else " in place of ".join(names)


def other_network(one: Recording, other: Recording) -> bool:
    """Whether the target network of another run is another one, as far as is known."""
    if one.fingerprint and other.fingerprint:
        return bool(one.fingerprint["network"] != other.fingerprint["network"])
    return one.description.target_weights != other.description.target_weights
