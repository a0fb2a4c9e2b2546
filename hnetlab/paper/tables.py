"""The numbers of a figure as a table: what a screen reader reads and a spreadsheet opens."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from hnetlab.analysis.metrics import Summary, summarize, summary_text
from hnetlab.base.measure import Measure
from hnetlab.paper.experiment import Findings, Number
from hnetlab.results.outcome import Outcome


def table(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """A row per mapping, a column per name, in the order in which names come up; absent cells are empty."""
    listed = list(rows)
    names = list(dict.fromkeys(name for row in listed for name in row))
    return pd.DataFrame([[row.get(name, "") for name in names] for row in listed], columns=names)


def with_error(summary: Summary | None, measure: Measure) -> str:
    """For example "97.57 ± 0.02"; "missing" without a value."""
    return "missing" if summary is None else summary_text(summary, measure=measure)


def published_text(number: Number) -> str:
    """For example "97.57 ± 0.02"; empty where nothing was published."""
    published = number.published
    if published is None:
        return ""
    written = number.measure.written
    error = "" if published.error is None else f" ± {written(published.error)}"
    return f"{written(published.value)}{error}"


def case_row(name: str, outcome: Outcome) -> dict[str, Any]:
    """What every table says of a case: its seeds, its scores at the end and on the way, and forgetting."""
    measure = outcome.measure
    metrics = outcome.metrics() if outcome.scores.shape[-1] > 1 else {"average_accuracy": outcome.average}
    row = {"case": name, "seeds": len(outcome.replicas)}
    for metric, words in (
        ("average_accuracy", measure.with_unit(f"final {measure.name}")),
        ("during_accuracy", measure.with_unit(f"{measure.name} during training")),
        ("forgetting", measure.with_unit("forgetting", difference=True)),
    ):
        if metric in metrics:
            row[words] = summary_text(metrics[metric], measure=measure)
    return row


def case_table(found: Findings) -> pd.DataFrame:
    """A row per case, those that are missing with the reason."""
    return table(
        case_row(case, found[case])
        if case in found
        else {"case": case, "seeds": 0, "missing": why(found, case)}
        for case in found.cases
    )


def per_task(found: Findings, cases: Sequence[str] | None = None) -> pd.DataFrame:
    """A row per case, a column per task: the score after the last task."""
    rows = []
    for case in found.cases if cases is None else cases:
        row: dict[str, Any] = {"case": case}
        if case in found:
            outcome = found[case]
            names = outcome.description.task_names
            for number, name in enumerate(names):
                label = f"{number + 1}: {name}" if len(names) <= 20 else str(number + 1)
                row[label] = with_error(summarize(outcome.final[:, number]), outcome.measure)
        rows.append(row)
    return table(rows)


def why(found: Findings, case: str) -> str:
    """Why there is no result of a case."""
    return found.gaps.get(case, "It has not been trained yet.")
