"""Finished runs beside each other, with forward transfer against a run from scratch."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from hnetlab.analysis.metrics import Summary, paired_rows, summaries
from hnetlab.analysis.summary import change_texts, own_values_text, plain_metric
from hnetlab.analysis.table import table as metric_table
from hnetlab.base.errors import ConfigError, StoreError
from hnetlab.base.measure import TASK_ACCURACY, Measure
from hnetlab.cli.text import clean, count, plain, table
from hnetlab.cli.training import continue_command
from hnetlab.experiments.config import Config
from hnetlab.learning import METHODS
from hnetlab.runs.source import Recording, recording
from hnetlab.runs.store import RunFolder
from hnetlab.views.notes import other_strengths, unlike

_OF_SEEDS = {"seeds", "each seed has its own", "changed midway"}
_ELSEWHERE = {"benchmark", "scenario", "each seed has its own", "changed midway"}
"""Differences that columns or sentences of their own tell."""


@dataclass(frozen=True, eq=False)
class FinishedRun:
    """What a comparison takes from a run's folder; `scores` is its accuracy matrix (S, T, T)."""

    path: Path
    config: Config
    kind: str
    measure: Measure
    scores: NDArray[np.float64]
    result: dict[str, Any]
    known: Recording

    @classmethod
    def of(cls, path: Path) -> Self:
        """The run in a folder; raises `StoreError` where there is none or it has not been finished."""
        folder = RunFolder(path)
        config, result = folder.config(), folder.result()
        if result is None:
            raise StoreError(f'The run in {path} is not finished: finish it with "{continue_command(path)}".')
        known = recording(folder)
        kind = known.description.kind
        return cls(path, config, kind, known.measure, known.history.scores, result, known)

    @property
    def task_accuracy(self) -> str:
        """The share of samples whose task was inferred rightly; empty where none was."""
        found = self.result.get(TASK_ACCURACY.key)
        if not found:
            return ""
        parts = [found["mean"]] + ([] if found["standard_error"] is None else [found["standard_error"]])
        return " ± ".join(map(TASK_ACCURACY.written, parts))

    @property
    def alone(self) -> bool:
        """Whether it learned each task by itself, with the same settings throughout."""
        return METHODS[self.config.method].alone and not self.result["changes"]

    def differs_in_more_than_the_method(self, other: "FinishedRun") -> str | None:
        """What else is different about another run, seeds and their changes aside; None if nothing is."""
        facts = unlike({"mine": self.known, "other": other.known})
        if "benchmark" in facts:
            return "benchmark"
        return ", ".join(what for what in facts if what not in _OF_SEEDS) or None

    def metrics(self, scratch: "FinishedRun | None") -> dict[str, Summary]:
        """Every metric; forward transfer seed by seed where both runs have the same seeds."""
        alone = None
        if scratch:
            alone = np.diagonal(scratch.scores, axis1=1, axis2=2)
            rows = paired_rows(self.config.names, scratch.config.names)
            alone = alone.mean(axis=0) if rows is None else alone[rows]
        return summaries(self.scores, scratch=alone, measure=self.measure)


@dataclass(frozen=True, eq=False)
class Comparison:
    """Runs of one kind, in the order in which they were named, and the metrics of each."""

    runs: tuple[FinishedRun, ...]
    metrics: tuple[dict[str, Summary], ...]

    @classmethod
    def of(cls, paths: Sequence[Path]) -> Self:
        """Reads the folders; raises `LabError` where runs can't be compared."""
        runs = tuple(FinishedRun.of(path) for path in paths)
        for run in runs[1:]:
            if run.kind != runs[0].kind:
                raise ConfigError(
                    f"{runs[0].path} is a {runs[0].kind} and {run.path} is a {run.kind}, which have no "
                    "score in common: compare runs of one kind."
                )
        return cls(runs, tuple(run.metrics(_scratch_for(run, runs)) for run in runs))

    def text(self, width: int) -> str:
        """One table with the runs as rows."""
        labels = _labels(self.runs)
        frame = metric_table(dict(zip(labels, self.metrics, strict=True)), measure=self.runs[0].measure)
        tops = [_in_two_lines(str(name)) for name in frame.columns]
        columns: dict[str, list[str]] = {
            "run": labels,
            "benchmark": [run.known.tasks_name for run in self.runs],
            "method": [run.config.method for run in self.runs],
            "scenario": [str(run.known.scenario) for run in self.runs],
            "seeds": [str(len(run.config.seeds)) for run in self.runs],
            **{
                top: [str(cell) for cell in frame[name]]
                for top, name in zip(tops, frame.columns, strict=True)
            },
            _in_two_lines(TASK_ACCURACY.label): [run.task_accuracy for run in self.runs],
            "compression\nratio": [plain(run.result["compression_ratio"]) for run in self.runs],
            "seconds": [count(run.result["seconds"]) for run in self.runs],
        }
        if not any(run.task_accuracy for run in self.runs):
            del columns[_in_two_lines(TASK_ACCURACY.label)]
        if {run.known.scenario for run in self.runs} == {1}:
            del columns["scenario"]
        if len({run.known.tasks_name for run in self.runs}) == 1:
            del columns["benchmark"]
            title = self.runs[0].known.tasks_name
        else:
            title = "Several benchmarks"
        header, rows = [*columns], [[*cells] for cells in zip(*columns.values(), strict=True)]
        several = any(len(run.config.seeds) > 1 for run in self.runs)
        over = "mean ± standard error over seeds" if several else "one seed each"
        notes = [
            f"{label} was changed while it was trained: {'; '.join(change_texts(run.result['changes']))}."
            for label, run in zip(labels, self.runs, strict=True)
            if run.result["changes"]
        ]
        notes += [
            f"{label}: {own_values_text(run.config.own)}."
            for label, run in zip(labels, self.runs, strict=True)
            if run.config.own
        ]
        notes += [
            f"They differ in {what}: {', '.join(_told(labels, texts))}."
            for what, texts in self._unlike().items()
            if what not in _ELSEWHERE
        ]
        notes += self._without_transfer(labels)
        unpaired = [
            label for label, run in zip(labels, self.runs, strict=True) if _paired(run, self.runs) is False
        ]
        if unpaired:
            notes.append(
                f"{', '.join(unpaired)}: forward transfer is against the mean from scratch, without its "
                "error, as the seeds are others."
            )
        return "\n\n".join([f"{title}, {over}:", table(header, rows, width), *notes])

    def _unlike(self) -> dict[str, list[str]]:
        known = {str(number): run.known for number, run in enumerate(self.runs)}
        return {**unlike(known), **other_strengths([*known.values()])}

    def _without_transfer(self, labels: Sequence[str]) -> list[str]:
        """Why runs have no forward transfer though there is one that learned each task by itself."""
        alone = [(label, run) for label, run in zip(labels, self.runs, strict=True) if run.alone]
        notes = []
        for label, run, metrics in zip(labels, self.runs, self.metrics, strict=True):
            if alone and not METHODS[run.config.method].alone and "forward_transfer" not in metrics:
                name, other = alone[0]
                difference = run.differs_in_more_than_the_method(other)
                if difference != "benchmark":
                    notes.append(
                        f"{label} has no forward transfer: {name} differs from it in more than the method "
                        f"({difference})."
                    )
        return notes

    def plain(self) -> dict[str, Any]:
        """The summaries of the runs with their forward transfer, as plain values for JSON."""
        scale = self.runs[0].measure.scale
        rows, facts = [], self._unlike()
        for number, (run, metrics) in enumerate(zip(self.runs, self.metrics, strict=True)):
            transfer = metrics.get("forward_transfer")
            row = {**run.result, "scenario": run.known.scenario, "run_dir": str(run.path.absolute())}
            row["differs_in"] = {what: texts[number] for what, texts in facts.items() if texts[number]}
            value = transfer and plain_metric(transfer, scale) | {"paired": _paired(run, self.runs)}
            rows.append(row | {"forward_transfer": value})
        return {"runs": rows}


def _told(labels: Sequence[str], texts: Sequence[str]) -> list[str]:
    return [f"{label} {text}" for label, text in zip(labels, texts, strict=True) if text]


def _scratch_for(run: FinishedRun, runs: Sequence[FinishedRun]) -> FinishedRun | None:
    """The first run that learned each task by itself and otherwise differs from `run` in nothing."""
    if METHODS[run.config.method].alone:
        return None
    return next(
        (other for other in runs if other.alone and not run.differs_in_more_than_the_method(other)), None
    )


def _paired(run: FinishedRun, runs: Sequence[FinishedRun]) -> bool | None:
    """Whether its forward transfer is seed by seed, not against a mean over other seeds; None without any."""
    scratch = _scratch_for(run, runs)
    if scratch is None:
        return None
    return paired_rows(run.config.names, scratch.config.names) is not None


def _labels(runs: Sequence[FinishedRun]) -> list[str]:
    """The folders' names, or, where two are the same, what was typed; marked where settings varied."""
    marks = ["*" if run.result["changes"] or run.config.own else "" for run in runs]
    for names in ([run.path.resolve().name for run in runs], [str(run.path) for run in runs]):
        labels = [clean(name) + mark for name, mark in zip(names, marks, strict=True)]
        if len(set(labels)) == len(labels):
            return labels
    return [f"{number} {label}" for number, label in enumerate(labels, start=1)]


def _in_two_lines(words: str) -> str:
    """A heading such as "average accuracy (%)", broken after its first word."""
    first, _, rest = words.partition(" ")
    return f"{first}\n{rest}"
