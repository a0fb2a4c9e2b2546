"""What has to be said beside numbers: seeds with settings of their own, runs that are not alike."""

from collections.abc import Mapping

import plotly.graph_objects as go

from hnetlab.analysis.summary import change_texts, own_values_text
from hnetlab.experiments.config import Config
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

    That is the benchmark, the scenario, the number of tasks and of seeds or, where these agree, other samples
    than the first run's; settings that each seed has of its own, what was changed midway, and earlier code.
    """
    every = [*runs.values()]
    facts = {
        "benchmark": [run.config.benchmark for run in every],
        "scenario": [str(getattr(run.config.data, "scenario", "")) for run in every],
        "tasks": [str(len(run.description.task_names)) for run in every],
        "seeds": [str(len(run.config.seeds)) for run in every],
    }
    found = {name: texts for name, texts in facts.items() if len({*texts}) > 1}
    others = [every and other_tasks(every[0], run) for run in every]
    if any(others) and not {"benchmark", "scenario", "tasks"} & {*found}:
        found["samples"] = [text or "" for text in others]
    found["each seed has its own"] = [", ".join(run.config.own) for run in every]
    found["changed midway"] = ["; ".join(change_texts(run.history.told_changes())) for run in every]
    found["trained by"] = ["an earlier hnetlab" if run.earlier else "" for run in every]
    return {name: texts for name, texts in found.items() if any(texts)}


def other_tasks(one: Recording, other: Recording) -> str | None:
    """What is different about the tasks of another run; None if nothing is, as far as is known."""
    if one.fingerprint and other.fingerprint:
        tasks = one.fingerprint["tasks"], other.fingerprint["tasks"]
        return None if same_tasks(*tasks) else difference(*tasks)
    names = [", ".join(run.description.task_names) for run in (other, one)]
    return None if names[0] == names[1] else " in place of ".join(names)
