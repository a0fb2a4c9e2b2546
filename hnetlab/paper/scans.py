"""Experiments in which one setting goes through several values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hnetlab.experiments import configure
from hnetlab.figures.against import by_seed, scores_against
from hnetlab.paper.experiment import Cases, Exhibit, Experiment, Findings, Form
from hnetlab.paper.tables import case_table, table


@dataclass(frozen=True)
class Scan:
    """One setting's values in a form, on a benchmark, with fields that all of them have."""

    benchmark: str
    setting: str
    values: tuple[Any, ...]
    fields: Mapping[str, Any]
    preset: str = "quick"


@dataclass(frozen=True)
class Scans:
    """How a scan is named and drawn: its groups are lines, for each of which it is done."""

    scans: Mapping[Form, Scan]
    groups: Mapping[str, tuple[str, Mapping[str, Any]]]
    """The lines by name, each a method with fields of its own."""
    title: str
    axis: str
    logarithmic: bool = True

    def cases(self, form: Form, seeds: int) -> Cases:
        """A case per group and value."""
        scan = self.scans[form]
        return {
            self.case(group, value, scan): configure(
                scan.benchmark,
                method,
                preset=scan.preset,
                seeds=seeds,
                **{**scan.fields, **fields, scan.setting: value},
            )
            for group, (method, fields) in self.groups.items()
            for value in scan.values
        }

    def case(self, group: str, value: Any, scan: Scan) -> str:
        """What a case is called."""
        prefix = f"{group}, " if len(self.groups) > 1 else ""
        return f"{prefix}{scan.setting} {_text(value)}"

    def show(self, found: Findings) -> list[Exhibit]:
        """Final score, and the one during training, against the setting."""
        scan = self.scans[found.form]
        places: dict[str, list[float | str]] = {}
        scores: dict[str, Any] = {}
        for group in self.groups:
            known = [value for value in scan.values if self.case(group, value, scan) in found]
            if not known:
                continue
            outcomes = [found[self.case(group, value, scan)] for value in known]
            at = [_text(value) if None in scan.values else float(value) for value in known]
            for kind, which in (("after the last task", "final"), ("right after learning it", "during")):
                name = f"{group}, {kind}" if len(self.groups) > 1 else kind
                if len(self.groups) > 1 and which == "during":
                    continue
                places[name] = at
                scores[name] = by_seed(getattr(outcome, which).mean(axis=1) for outcome in outcomes)
        figure = scores_against(
            places,
            scores,
            title=self.title,
            axis=self.axis,
            measure=found.measure,
            logarithmic=self.logarithmic and None not in scan.values,
        )
        return [Exhibit("scan", self.title, figure, case_table(found), _best(found))]


def _best(found: Findings) -> str:
    """Which case ends best, and by how much the worst is behind."""
    ranked = sorted(found, key=lambda case: found[case].average.mean, reverse=found.measure.higher_is_better)
    first, last = (found[case].average.mean for case in (ranked[0], ranked[-1]))
    measure = found.measure
    return (
        f"The best final {measure.name} is {measure.readout(first)} ({ranked[0]}), the worst "
        f"{measure.readout(last)} ({ranked[-1]})."
    )


def _text(value: Any) -> str:
    return "all" if value is None else f"{value:g}"


def _scan(
    name: str,
    title: str,
    place: str,
    question: str,
    seeds: Mapping[Form, int],
    scans: Scans,
    show: Callable[[Findings], list[Exhibit]] | None = None,
) -> Experiment:
    return Experiment(name, title, place, question, seeds, scans.cases, show or scans.show)


_LINE: Mapping[str, tuple[str, Mapping[str, Any]]] = {"": ("hnet", {})}

BETA = _scan(
    "beta",
    "Robustness to beta",
    "appendix",
    "How much does it matter how strongly the outputs for old embeddings are held?",
    {"quick": 3, "paper": 5},
    Scans(
        {
            "quick": Scan("permuted-digits", "beta", (0, 0.001, 0.01, 0.1, 1, 10), {"steps": 300}),
            "paper": Scan("split-mnist", "beta", (0, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10), {}, "paper"),
        },
        _LINE,
        "Accuracy against the strength of the regularizer",
        "beta",
    ),
)

EWC_LAMBDA = _scan(
    "ewc-lambda",
    "The scan of EWC's lambda",
    "appendix",
    "Online EWC trades old tasks against new ones by one number: which value is its best?",
    {"quick": 3, "paper": 1},
    Scans(
        {
            "quick": Scan(
                "permuted-digits", "ewc_lambda", (0, 1, 10, 100, 1000, 10_000), {"steps": 300, "tasks": 10}
            ),
            "paper": Scan(
                "permuted-mnist",
                "ewc_lambda",
                (1, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 7500, 10_000),
                {"gamma": 1},
                "paper-100",
            ),
        },
        {"": ("ewc", {})},
        "Accuracy against the strength of EWC",
        "lambda",
    ),
)

LOOKAHEAD = _scan(
    "lookahead",
    "What the lookahead is worth",
    "not in the paper",
    "The regularizer looks ahead, at the weights after the step of the task loss alone. Does it matter?",
    {"quick": 5, "paper": 20},
    Scans(
        {
            "quick": Scan("permuted-digits", "beta", (0.001, 0.01, 0.1, 1), {"steps": 300}),
            "paper": Scan("split-mnist", "beta", (1e-3, 1e-2, 1e-1), {}, "paper"),
        },
        {"with lookahead": ("hnet", {"lookahead": True}), "without": ("hnet", {"lookahead": False})},
        "With and without the lookahead",
        "beta",
    ),
)


def _subset_show(scans: Scans) -> Callable[[Findings], list[Exhibit]]:
    """Accuracy as in any scan, and apart from it what a step took, which is another number every time."""

    def show(found: Findings) -> list[Exhibit]:
        scan = scans.scans[found.form]
        cases = {scans.case("", value, scan): value for value in scan.values}
        times = {case: found[case].milliseconds_per_step for case in cases if case in found}
        rows = table(
            {
                "old tasks per step": _text(cases[case]),
                "milliseconds per step": f"{time:.2f}",
                "replicas in a step": _text(found[case].replicas_per_step),
            }
            for case, time in times.items()
        )
        text = "; ".join(f"{_text(cases[case])}: {time:.1f} ms" for case, time in times.items())
        summary = f"What a step took on average, by the number of old tasks in it: {text}."
        return [*scans.show(found), Exhibit("time", "Time of a step", None, rows, summary)]

    return show


_SUBSETS = Scans(
    {
        "quick": Scan("permuted-digits", "old_tasks_per_step", (1, 2, 4, None), {"steps": 200, "tasks": 10}),
        "paper": Scan("permuted-mnist", "old_tasks_per_step", (1, 2, 4, 8, None), {}, "paper"),
    },
    _LINE,
    "Accuracy against the number of old tasks in a step",
    "old tasks drawn per step",
    logarithmic=False,
)
SUBSETS = _scan(
    "old-task-subsets",
    "Random subsets of old tasks",
    "appendix",
    "Does it suffice to hold a few old tasks in each step, drawn anew every time, and what does that save?",
    {"quick": 3, "paper": 5},
    _SUBSETS,
    _subset_show(_SUBSETS),
)
