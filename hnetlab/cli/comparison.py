"""Finished runs beside each other, with forward transfer against a run from scratch."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from hnetlab.analysis.metrics import Summary, summaries
from hnetlab.analysis.summary import plain_metric
from hnetlab.analysis.table import table as metric_table
from hnetlab.base.errors import ConfigError, StoreError
from hnetlab.base.measure import Measure
from hnetlab.cli.text import count, plain, table
from hnetlab.cli.training import continue_command
from hnetlab.experiments.config import Config
from hnetlab.runs.store import RunFolder


@dataclass(frozen=True, eq=False)
class FinishedRun:
    """What a comparison takes from a run's folder; `scores` is its accuracy matrix (S, T, T)."""

    path: Path
    config: Config
    kind: str
    measure: Measure
    scores: NDArray[np.float64]
    result: dict[str, Any]

    @classmethod
    def of(cls, path: Path) -> Self:
        """The run in a folder; raises `StoreError` where there is none or it has not been finished."""
        folder = RunFolder(path)
        config, result = folder.config(), folder.result()
        if result is None:
            raise StoreError(f'the run in {path} is not finished; finish it with "{continue_command(path)}"')
        description = folder.description()
        return cls(path, config, description.kind, description.measure, folder.history().scores, result)

    def metrics(self, scratch: "FinishedRun | None") -> dict[str, Summary]:
        """Every metric; forward transfer seed by seed where both runs have the same seeds."""
        alone = None
        if scratch and scratch is not self:
            alone = np.diagonal(scratch.scores, axis1=1, axis2=2)
            if scratch.config.seeds != self.config.seeds:
                alone = alone.mean(axis=0)
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
                    "score in common; compare runs of one kind"
                )
        return cls(runs, tuple(run.metrics(_scratch_for(run, runs)) for run in runs))

    def text(self, width: int) -> str:
        """One table with the runs as rows."""
        labels = _labels(self.runs)
        frame = metric_table(dict(zip(labels, self.metrics, strict=True)), measure=self.runs[0].measure)
        tops = [_in_two_lines(str(name)) for name in frame.columns]
        header = ["run", "benchmark", "method", "seeds", *tops, "compression\nratio", "seconds"]
        rows = [
            [
                label,
                run.config.benchmark,
                run.config.method,
                str(len(run.config.seeds)),
                *map(str, cells),
                plain(run.result["compression_ratio"]),
                count(run.result["seconds"]),
            ]
            for label, run, cells in zip(labels, self.runs, frame.to_numpy().tolist(), strict=True)
        ]
        if len({run.config.benchmark for run in self.runs}) == 1:
            header.pop(1)
            for row in rows:
                row.pop(1)
            title = self.runs[0].config.benchmark
        else:
            title = "Several benchmarks"
        return f"{title}, mean ± standard error over seeds:\n\n{table(header, rows, width)}"

    def plain(self) -> dict[str, Any]:
        """The summaries of the runs with their forward transfer, as plain values for JSON."""
        scale = self.runs[0].measure.scale
        rows = []
        for run, metrics in zip(self.runs, self.metrics, strict=True):
            transfer = metrics.get("forward_transfer")
            row = {**run.result, "run_dir": str(run.path.absolute())}
            rows.append(row | {"forward_transfer": transfer and plain_metric(transfer, scale)})
        return {"runs": rows}


def _scratch_for(run: FinishedRun, runs: Sequence[FinishedRun]) -> FinishedRun | None:
    """The first run from scratch on the same tasks."""
    return next(
        (
            other
            for other in runs
            if other.config.method == "scratch"
            and (other.config.benchmark, other.config.data) == (run.config.benchmark, run.config.data)
        ),
        None,
    )


def _labels(runs: Sequence[FinishedRun]) -> list[str]:
    """The folders' names without what other columns say, or, where two are the same, what was typed."""
    short = [
        run.path.resolve().name.removeprefix(f"{run.config.benchmark}-{run.config.method}-") for run in runs
    ]
    for labels in (short, [str(run.path) for run in runs]):
        if len(set(labels)) == len(labels):
            return labels
    return [f"{number} {run.path}" for number, run in enumerate(runs, start=1)]


def _in_two_lines(words: str) -> str:
    """A heading such as "average accuracy (%)", broken after its first word."""
    first, _, rest = words.partition(" ")
    return f"{first}\n{rest}"
