"""Long sequences of permuted images: Fig. 3a, the final score of each task, and the appendix's 250 tasks."""

from typing import Any

import numpy as np

from hnetlab.experiments import configure
from hnetlab.figures.against import scores_against
from hnetlab.learning import METHODS
from hnetlab.paper.experiment import Cases, Exhibit, Experiment, Findings, Form
from hnetlab.paper.tables import case_table, per_task

_METHODS = {"hypernetwork": "hnet", "online EWC": "ewc", "SI": "si", "generative replay": "dgr"}


def _hundred(form: Form, seeds: int) -> Cases:
    def config(method: str) -> Any:
        if form == "paper":
            return configure("permuted-mnist", method, preset="paper-100", seeds=seeds)
        return configure("permuted-digits", method, seeds=seeds, tasks=20, steps=200)

    return {name: config(method) for name, method in _METHODS.items() if method in METHODS}


def _two_hundred_and_fifty(form: Form, seeds: int) -> Cases:
    if form == "paper":
        return {"hypernetwork": configure("permuted-mnist", "hnet", preset="paper-250", seeds=seeds)}
    config = configure("permuted-digits", "hnet", seeds=seeds, tasks=50, steps=100, old_tasks_per_step=8)
    return {"hypernetwork": config}


def _show_final(found: Findings) -> list[Exhibit]:
    tasks = len(next(iter(found.outcomes.values())).description.task_names)
    numbers = list(range(1, tasks + 1))
    figure = scores_against(
        dict.fromkeys(found, numbers),
        {case: found[case].final for case in found},
        title=f"What is left of each of {tasks} tasks",
        axis="number of the task",
        measure=found.measure,
    )
    words = [
        f"{case} ends at {found.measure.readout(found[case].average.mean)}, from "
        f"{found.measure.readout(found[case].final[:, 0].mean())} on the first task to "
        f"{found.measure.readout(found[case].final[:, -1].mean())} on the last"
        for case in found
    ]
    spread = Exhibit("per-task", figure.layout.title.text, figure, per_task(found), _sentence(words))
    return [spread, Exhibit("summary", "On average over tasks", None, case_table(found), _sentence(words))]


def _show_one(found: Findings) -> list[Exhibit]:
    outcome = found["hypernetwork"]
    tasks = len(outcome.description.task_names)
    places = {"after the last task": range(1, tasks + 1), "right after learning it": range(1, tasks + 1)}
    figure = scores_against(
        {name: list(numbers) for name, numbers in places.items()},
        dict(zip(places, (outcome.final, outcome.during), strict=True)),
        title=f"{tasks} tasks, a few old ones held in each step",
        axis="number of the task",
        measure=outcome.measure,
        fit_range=True,
    )
    measure = outcome.measure
    lost = measure.scale * np.mean(outcome.during - outcome.final)
    summary = (
        f"After {tasks} tasks the average {measure.name} is {measure.readout(outcome.average.mean)}; between "
        f"learning and the end {lost:.2f} points were lost."
    )
    return [Exhibit("per-task", figure.layout.title.text, figure, per_task(found), summary)]


def _sentence(parts: list[str]) -> str:
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."


HUNDRED_TASKS = Experiment(
    name="fig-3a",
    title="A long sequence of permuted images",
    place="Fig. 3a",
    question="Many tasks, one after the other: how well is each of them known at the end?",
    seeds={"quick": 3, "paper": 5},
    build=_hundred,
    show=_show_final,
)
TWO_HUNDRED_AND_FIFTY = Experiment(
    name="permuted-250",
    title="An even longer sequence, with random subsets of old tasks",
    place="appendix",
    question="Does it still hold with 250 tasks, of which a few old ones, drawn anew, are held in each step?",
    seeds={"quick": 1, "paper": 1},
    build=_two_hundred_and_fifty,
    show=_show_one,
)
