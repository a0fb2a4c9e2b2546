"""Finished runs as a table: benchmarks and scenarios by methods, with published numbers beside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import hypot
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hnetlab.analysis.metrics import Summary, average_accuracy, summarize
from hnetlab.base.errors import DataError
from hnetlab.base.measure import ACCURACY
from hnetlab.experiments import presets_of
from hnetlab.experiments.config import Config
from hnetlab.experiments.published import Published, published, published_name
from hnetlab.experiments.recognition import recognized
from hnetlab.learning import METHODS
from hnetlab.learning.training import TrainingSettings
from hnetlab.tasks import BENCHMARKS

if TYPE_CHECKING:
    import pandas as pd

Values = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Entry:
    """A finished run: its accuracy matrix `scores` (S, T, T), and what it learned from, to tell data apart.

    `task_scores` (S,) are the shares of samples whose task was inferred rightly, None where none was.
    """

    name: str
    config: Config
    scores: Values
    task_scores: Values | None = None
    network: str = ""
    """The name of a target network of its own; empty without one."""
    learned_from: Any = None
    """What tells its data and its network from others; None where that is not known."""
    earlier: bool = False
    """Whether an earlier hnetlab began it, by which equal settings may have come to other numbers."""


@dataclass(frozen=True, order=True)
class Row:
    """What is learned, and with which settings."""

    benchmark: str
    scenario: int
    preset: str
    changes: tuple[tuple[str, str], ...] = ()
    """Settings that are not those of the preset, with their values."""

    @property
    def settings(self) -> str:
        """For example "paper", or "quick with beta = 0.5"."""
        changed = ", ".join(f"{name} = {value}" for name, value in self.changes)
        return f"{self.preset} with {changed}" if changed else self.preset

    @property
    def label(self) -> str:
        """For example "split-mnist CL3, paper"."""
        return f"{self.benchmark} CL{self.scenario}, {self.settings}"


def usual_inference(method: str) -> str:
    """How a run of `method` infers tasks where no setting says it."""
    return METHODS[method].own_inference or str(TrainingSettings.model_fields["inference"].default)


@dataclass(frozen=True)
class Column:
    """A method, and how it infers tasks where that is not as usual."""

    method: str
    inference: str = ""

    @property
    def label(self) -> str:
        """For example "hnet", or "hnet, confidence"."""
        return f"{self.method}, {self.inference}" if self.inference else self.method

    @property
    def published_as(self) -> str:
        """What the method is called where its numbers were published; empty without any."""
        return "" if self.inference else published_name(self.method)


@dataclass
class Cell:
    """The runs of one method in one row, their seeds put together; accuracies are fractions."""

    row: Row
    column: Column
    seeds: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    task_values: list[float] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)
    earlier: bool = False
    """Whether an earlier hnetlab began its runs."""

    @property
    def summary(self) -> Summary:
        """The average accuracy over all seeds."""
        return summarize(self.values)

    @property
    def task_accuracy(self) -> Summary | None:
        """The share of samples whose task was inferred rightly; None where none was."""
        return summarize(self.task_values) if len(self.task_values) == len(self.values) else None

    @property
    def published(self) -> Published | None:
        """The published number of the same settings; None for settings that are not the preset's."""
        row, column = self.row, self.column
        if row.changes:
            return None
        inference = column.inference or usual_inference(column.method)
        told = row.scenario == 1
        return published(row.benchmark, row.preset, row.scenario, column.method, None if told else inference)

    @property
    def difference(self) -> float | None:
        """How far its mean lies above the published one."""
        return None if self.published is None else self.summary.mean - self.published.mean

    @property
    def difference_in_errors(self) -> float | None:
        """The difference in standard errors of both numbers together; None where one of them has none."""
        found, error = self.published, self.summary.standard_error
        if found is None or error is None or found.standard_error is None:
            return None
        together = hypot(error, found.standard_error)
        return (self.summary.mean - found.mean) / together if together else None


@dataclass(frozen=True, eq=False)
class ResultsTable:
    """Cells by row and column, and a sentence about whatever is not in them."""

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    cells: dict[tuple[Row, Column], Cell]
    notes: tuple[str, ...]

    @property
    def remarks(self) -> list[str]:
        """Where the published numbers are from, and what is to be known of them, a sentence each."""
        by_source: dict[Any, list[Cell]] = {}
        for cell in self.cells.values():
            if cell.published:
                by_source.setdefault(cell.published.source, []).append(cell)
        texts = []
        for source, cells in by_source.items():
            methods = ", ".join(dict.fromkeys(cell.column.method for cell in cells))
            benchmarks = ", ".join(dict.fromkeys(cell.row.benchmark for cell in cells))
            over = "one seed" if source.seeds == 1 else f"{source.seeds} seeds"
            remark = f"; {source.remark}" if source.remark else ""
            texts.append(f"Published of {methods} on {benchmarks}: {source.text}; {over}{remark}.")
        return texts

    def frame(self) -> "pd.DataFrame":
        """One line per cell as a pandas table, accuracies and differences in percent and points."""
        import pandas as pd

        return pd.DataFrame([_line(cell) for cell in self.cells.values()])


def results_table(entries: Iterable[Entry], notes: Sequence[str] = ()) -> ResultsTable:
    """The table of finished runs; `notes` are sentences about runs that it can't have.

    Runs of one method with the same settings share a cell, other settings make another row. What would
    count a seed twice, was begun by an earlier hnetlab than others in its cell, or has learned from other
    data than a run before it, is left out with a sentence, and one says of which runs the data are not
    known. Raises `DataError` where no run remains.
    """
    told = list(notes)
    cells: dict[tuple[Row, Column], Cell] = {}
    in_row: dict[Row, list[Entry]] = {}
    parts = [part for each in entries for part in _by_settings(each)]
    for entry in sorted(parts, key=lambda part: part.earlier):
        row, column = _row(entry), _column(entry.config)
        others = in_row.setdefault(row, [])
        first = next((other for other in others if other.learned_from is not None), entry)
        if entry.learned_from not in (None, first.learned_from):
            told.append(
                f"The run {entry.name} is left out, it has learned from other data or with another target "
                f"network than {first.name} in the same row: compare runs on the same data."
            )
            continue
        others.append(entry)
        cell = cells.setdefault((row, column), Cell(row, column))
        told += _pool(cell, entry)
    if not cells:
        raise DataError(told[0] if told else "There is no run to make a table of: name finished ones.")
    told += dict.fromkeys(
        f"From which data the run {entry.name} has learned is not known, and others stand in its row: train "
        "it again, or show it by itself."
        for others in in_row.values()
        for entry in others
        if entry.learned_from is None and len(others) > 1
    )
    rows = sorted({row for row, _ in cells}, key=_row_order)
    columns = sorted({column for _, column in cells}, key=_column_order)
    places = [(row, column) for row in rows for column in columns if (row, column) in cells]
    return ResultsTable(tuple(rows), tuple(columns), {place: cells[place] for place in places}, tuple(told))


def _by_settings(entry: Entry) -> list[Entry]:
    """A run whose seeds have settings of their own as one for each of these settings."""
    if not entry.config.own:
        return [entry]
    values = list(zip(*entry.config.own.values(), strict=True))
    parts = []
    for value in dict.fromkeys(values):
        chosen = [replica for replica, own in enumerate(values) if own == value]
        told = None if entry.task_scores is None else entry.task_scores[chosen]
        config = entry.config.only(chosen)
        parts.append(replace(entry, config=config, scores=entry.scores[chosen], task_scores=told))
    return parts


def _row(entry: Entry) -> Row:
    preset, changes = recognized(entry.config)
    if entry.network:
        changes = {**changes, "target network": entry.network}
    written = tuple((name, _written(value)) for name, value in sorted(changes.items()))
    return Row(entry.config.benchmark, getattr(entry.config.data, "scenario", 1), preset, written)


def _column(config: Config) -> Column:
    inferred = getattr(config.data, "scenario", 1) != 1 and METHODS[config.method].network_per_task
    inference = config.training.inference
    usual = inference == usual_inference(config.method)
    return Column(config.method, inference if inferred and not usual else "")


def _pool(cell: Cell, entry: Entry) -> list[str]:
    """Adds the seeds that the cell does not have yet; returns a sentence about the others."""
    if cell.seeds and entry.earlier and not cell.earlier:
        return [f"The run {entry.name} is left out: {', '.join(cell.runs)} in its place is of this hnetlab."]
    cell.earlier = entry.earlier
    values = average_accuracy(entry.scores)
    twice = []
    for index, seed in enumerate(entry.config.seeds):
        if seed in cell.seeds:
            twice.append(index)
            continue
        cell.seeds.append(seed)
        cell.values.append(float(values[index]))
        if entry.task_scores is not None:
            cell.task_values.append(float(entry.task_scores[index]))
    if not twice:
        cell.runs.append(entry.name)
        return []
    if len(twice) < len(entry.config.seeds):
        cell.runs.append(entry.name)
    seeds = ", ".join(str(entry.config.seeds[index]) for index in twice)
    other = [
        index for index in twice if values[index] != cell.values[cell.seeds.index(entry.config.seeds[index])]
    ]
    apart = ""
    if other:
        seed = entry.config.seeds[other[0]]
        there = cell.values[cell.seeds.index(seed)]
        apart = (
            f" and for {seed} the accuracy {ACCURACY.text(there)}, not {ACCURACY.text(values[other[0]])} %"
        )
    which = f"the seed {seeds} is" if len(twice) == 1 else f"the seeds {seeds} are"
    return [f"Of the run {entry.name} {which} left out, another run has it{apart}: take each seed once."]


def _row_order(row: Row) -> tuple[Any, ...]:
    presets = list(presets_of(row.benchmark))
    return list(BENCHMARKS).index(row.benchmark), presets.index(row.preset), row.changes, row.scenario


def _column_order(column: Column) -> tuple[Any, ...]:
    return list(METHODS).index(column.method), column.inference


def _written(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _line(cell: Cell) -> dict[str, Any]:
    summary, found, tasks, scale = cell.summary, cell.published, cell.task_accuracy, ACCURACY.scale
    error = summary.standard_error
    return {
        "benchmark": cell.row.benchmark,
        "scenario": cell.row.scenario,
        "settings": cell.row.settings,
        "method": cell.column.method,
        "inference": cell.column.inference,
        "seeds": len(cell.seeds),
        "accuracy": summary.mean * scale,
        "standard_error": None if error is None else error * scale,
        "task_accuracy": None if tasks is None else tasks.mean * scale,
        "published": None if found is None else found.mean * scale,
        "published_standard_error": _scaled(found.standard_error if found else None),
        "difference": _scaled(cell.difference),
        "difference_in_standard_errors": cell.difference_in_errors,
        "source": "" if found is None else found.source.text,
        "published_seeds": None if found is None else found.source.seeds,
        "remark": "" if found is None else found.source.remark,
        "runs": ", ".join(cell.runs),
    }


def _scaled(value: float | None) -> float | None:
    return None if value is None else value * ACCURACY.scale
