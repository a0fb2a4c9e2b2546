"""Fig. 5 and the appendix's comparison with SI: pictures in color, learned by convolutional networks."""

import numpy as np
from numpy.typing import NDArray

from hnetlab.experiments import configure
from hnetlab.figures.against import scores_against
from hnetlab.paper.experiment import FROM_SCRATCH, Cases, Exhibit, Experiment, Findings, Form
from hnetlab.paper.tables import case_table, per_task

_SCRATCH = "a new network per task"
_CASES = {"hypernetwork": "hnet", _SCRATCH: "scratch", "fine-tuning": "finetune"}
_RIVALS = {"hypernetwork": "hnet", "SI": "si"}
_PLACES = {"quick": ("colored-digits", "quick"), "paper": ("split-cifar", "paper")}


def _cases(form: Form, seeds: int) -> Cases:
    benchmark, preset = _PLACES[form]
    return {case: configure(benchmark, method, preset=preset, seeds=seeds) for case, method in _CASES.items()}


def _rivals(form: Form, seeds: int) -> Cases:
    benchmark, preset = _PLACES[form] if form == "quick" else ("split-cifar", "paper-zenkenet")
    return {
        case: configure(benchmark, method, preset=preset, seeds=seeds) for case, method in _RIVALS.items()
    }


def _show(found: Findings) -> list[Exhibit]:
    lines: dict[str, NDArray[np.float64]] = {}
    for case in found:
        outcome = found[case]
        lines[f"{case}, at the end"] = outcome.final
        if case == "hypernetwork":
            lines[f"{case}, right after learning"] = outcome.during
    names = next(iter(found.outcomes.values())).description.task_names
    places: list[float | str] = [f"{number}: {name}" for number, name in enumerate(names, start=1)]
    figure = scores_against(
        dict.fromkeys(lines, places),
        lines,
        title="What is known of each task at the end",
        axis="task",
        measure=found.measure,
    )
    figure.update_xaxes(ticktext=list(range(1, len(names) + 1)), tickvals=list(range(len(names))))
    words = [f"{case}: {found.measure.readout(found[case].average.mean)}" for case in found]
    summary = f"On average over the tasks, after the last one: {'; '.join(words)}."
    if _SCRATCH in found:
        summary = f"{summary} {FROM_SCRATCH}"
    return [
        Exhibit("tasks", "What is known of each task at the end", figure, per_task(found), summary),
        Exhibit("summary", "On average over tasks", None, case_table(found), summary),
    ]


PICTURES = Experiment(
    name="fig-5",
    title="Pictures in color",
    place="Fig. 5",
    question="A deep convolutional network learns kinds of pictures task by task. What does it keep?",
    seeds={"quick": 1, "paper": 5},
    build=_cases,
    show=_show,
)
AGAINST_SI = Experiment(
    name="zenkenet",
    title="A convolutional network, against SI",
    place="appendix",
    question="The convolutional network on which SI was shown: does the hypernetwork keep more with it?",
    seeds={"quick": 1, "paper": 5},
    build=_rivals,
    show=_show,
)
