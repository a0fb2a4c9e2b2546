"""What limits task inference: forgetting, or networks that are sure of another task's samples."""

from contextlib import suppress

import numpy as np

from hnetlab.analysis.inference import Inferred, inferred
from hnetlab.analysis.metrics import summarize
from hnetlab.base.errors import ConfigError
from hnetlab.base.measure import ACCURACY, TASK_ACCURACY
from hnetlab.experiments import configure
from hnetlab.figures.against import Level, scores_against
from hnetlab.paper.experiment import Cases, Exhibit, Experiment, Findings, Form
from hnetlab.paper.tables import table, with_error
from hnetlab.results.outcome import Outcome
from hnetlab.runs.run import Run
from hnetlab.tasks.scenario import Inference

_TOLD, _CASES = "the task is told", {"hypernetwork": "hnet", "a network per task": "scratch"}
_FIELDS = ("accuracy", "task_accuracy", "shares")
_WAYS: tuple[Inference, ...] = ("entropy", "confidence", "agreement", "gradient")


def _cases(form: Form, seeds: int) -> Cases:
    benchmark = {"quick": "split-digits", "paper": "split-mnist"}[form]
    untold = {
        case: configure(benchmark, method, preset=form, seeds=seeds, scenario=3)
        for case, method in _CASES.items()
    }
    return {_TOLD: configure(benchmark, "hnet", preset=form, seeds=seeds), **untold}


def _show(found: Findings) -> list[Exhibit]:
    ways = {case: _infer(found[case]) for case in _CASES if case in found}
    told = found.average(_TOLD)
    rows = [
        {
            "network": case,
            "inference": way,
            "accuracy (%)": with_error(summarize(each.accuracy.mean(axis=1)), ACCURACY),
            "tasks inferred rightly (%)": with_error(
                summarize(each.task_accuracy.mean(axis=1)), TASK_ACCURACY
            ),
        }
        for case, by_way in ways.items()
        for way, each in by_way.items()
    ]
    rows.insert(0, {"network": _TOLD, "accuracy (%)": with_error(told, ACCURACY)})
    levels = [] if told is None else [Level(100 * told.mean, "hypernetwork, task told")]
    figure = None
    if ways:
        figure = scores_against(
            {case: list(by_way) for case, by_way in ways.items()},
            {
                case: [
                    [float(by_way[way].accuracy[seed].mean()) for way in by_way]
                    for seed in range(len(found[case].replicas))
                ]
                for case, by_way in ways.items()
            },
            title="When nobody tells the task",
            axis="way to infer the task",
            levels=levels,
        )
    summary = _summary(found, ways)
    return [Exhibit("inference", "When nobody tells the task", figure, table(rows), summary)]


def _infer(outcome: Outcome) -> dict[Inference, Inferred]:
    """All replicas by each way of inference that the method has what it takes for."""

    def ask(run: Run) -> dict[Inference, Inferred]:
        found: dict[Inference, Inferred] = {}
        for way in _WAYS:
            with suppress(ConfigError):  # it needs embeddings, and there are none
                found[way] = inferred(run, way)
        return found

    each = outcome.look_at_all(ask)
    return {
        way: Inferred(
            *(np.stack([getattr(found[way], name)[index] for found, index in each]) for name in _FIELDS)
        )
        for way in each[0][0]
    }


def _summary(found: Findings, ways: dict[str, dict[Inference, Inferred]]) -> str:
    by_entropy = {case: by_way["entropy"].accuracy.mean() for case, by_way in ways.items()}
    words = [f"{100 * value:.1f} % with {_article(case)}" for case, value in by_entropy.items()]
    told = found.average(_TOLD)
    start = "" if told is None else f"With the task told {100 * told.mean:.1f} % are right. "
    return (
        f"{start}By least entropy it is {', '.join(words)}. Separate networks forget nothing: what they "
        "lack, the inference lacks."
    )


def _article(case: str) -> str:
    return case if case.startswith("a ") else f"the {case}"


TASK_INFERENCE = Experiment(
    name="task-inference",
    title="What limits task inference",
    place="not in the paper",
    question="When the task has to be inferred from the sample, much is lost. Is it lost by forgetting?",
    seeds={"quick": 3, "paper": 5},
    build=_cases,
    show=_show,
)
