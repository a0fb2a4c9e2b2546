"""Fig. 2: three functions learned one after the other, with and without the hypernetwork."""

import numpy as np
import plotly.graph_objects as go

from hnetlab import figures
from hnetlab.analysis.functions import known_functions
from hnetlab.analysis.metrics import summarize
from hnetlab.base.measure import ERROR
from hnetlab.experiments import configure
from hnetlab.paper.experiment import (
    FROM_SCRATCH,
    Cases,
    Exhibit,
    Experiment,
    Findings,
    Form,
    Number,
    Published,
)
from hnetlab.paper.tables import per_task
from hnetlab.results.outcome import Outcome

_SCRATCH = "a new network per task"
_CASES = {
    "hypernetwork": "hnet",
    "fine-tuning": "finetune",
    "all tasks at once": "joint",
    _SCRATCH: "scratch",
}
_PUBLISHED = (0.00419, 0.00239, 0.00607)


def _cases(form: Form, seeds: int) -> Cases:
    return {
        case: configure("regression", method, preset=form, seeds=seeds) for case, method in _CASES.items()
    }


def _show(found: Findings) -> list[Exhibit]:
    table = per_task(found)
    exhibits: list[Exhibit] = []
    for case in found:
        figure = _functions(found[case], f"What is left of three functions: {case}")
        summary = f"{case.capitalize()}: the final mean squared errors are {_errors(found, case)}."
        if case == _SCRATCH:
            summary = f"{summary} {FROM_SCRATCH}"
        numbers = table if not exhibits else None
        exhibits.append(Exhibit(case.replace(" ", "-"), case, _same_axes(figure), numbers, summary))
    return exhibits


def _functions(outcome: Outcome, title: str) -> go.Figure:
    """What the replicas that were asked for know, each of them in a run that may hold others too."""
    seen = outcome.look_at_all(known_functions)
    x, truth, predictions, x_train, y_train, names = seen[0][0]
    known = [np.stack([run[2][task][index] for run, index in seen]) for task in range(len(predictions))]
    return figures.fitted_functions(x, truth, known, x_train, y_train, names, title=title)


def _same_axes(figure: go.Figure) -> go.Figure:
    return figure.update_xaxes(range=[-4.2, 4.2]).update_yaxes(range=[-2.2, 3.2])


def _errors(found: Findings, case: str) -> str:
    outcome = found[case]
    return ", ".join(outcome.measure.text(error) for error in outcome.final.mean(axis=0).tolist())


def _numbers(found: Findings) -> list[Number]:
    case = "hypernetwork"
    outcome = found.get(case)
    return [
        Number(
            f"final error, function {task + 1}",
            None if outcome is None else summarize(outcome.final[:, task]),
            Published(value, None, "Fig. 2"),
            ERROR,
            comparable=found.form == "paper",
            seeds=found.seeds(case),
        )
        for task, value in enumerate(_PUBLISHED)
    ]


TOY_REGRESSION = Experiment(
    name="fig-2",
    title="Three functions, one after the other",
    place="Fig. 2",
    question="Three polynomials are learned one after the other. What is known of the first at the end?",
    seeds={"quick": 3, "paper": 20},
    build=_cases,
    show=_show,
    numbers=_numbers,
)
