"""A user's own question as an experiment: a grid of settings, the best chosen by validation."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hnetlab.analysis.metrics import Summary, summarize
from hnetlab.base.errors import ConfigError
from hnetlab.base.settings import number_text
from hnetlab.experiments import configure
from hnetlab.experiments.config import Config
from hnetlab.figures.grid import grid_map, parallel_coordinates
from hnetlab.paper.experiment import Cases, Exhibit, Experiment, Findings, Form
from hnetlab.paper.tables import table, why, with_error
from hnetlab.results.outcome import Outcome

HELD_OUT = 0.1
"""The share of training samples that a sweep holds out to choose by, where nobody says another."""
_MOST_COMBINATIONS = 10_000


@dataclass(frozen=True, eq=False)
class Sweep:
    """A grid of settings for one benchmark and method; `fields` are what all combinations share.

    `network` names the target network; by default it is the preset's.
    """

    benchmark: str
    method: str
    preset: str
    seeds: int
    grid: Mapping[str, tuple[Any, ...]]
    fields: Mapping[str, Any]
    network: str | None = None

    def __post_init__(self) -> None:
        """Raises `ConfigError` for a grid that is empty, too large or says a setting twice."""
        if not self.grid:
            raise ConfigError("A sweep needs a grid: give --grid FIELD=VALUE,VALUE at least once.")
        for name, values in self.grid.items():
            if name in self.fields:
                raise ConfigError(f"{name} is given twice, by --grid and by itself: give it once.")
            if len(set(map(_text, values))) < len(values):
                raise ConfigError(f"--grid {name} has a value twice: give each of its values once.")
        combinations = int(np.prod([len(values) for values in self.grid.values()]))
        if combinations > _MOST_COMBINATIONS:
            raise ConfigError(
                f"This grid has {combinations:,} combinations: take at most {_MOST_COMBINATIONS:,}."
            )

    @property
    def combinations(self) -> list[dict[str, Any]]:
        """Every combination of values, the last setting running fastest."""
        return [dict(zip(self.grid, values, strict=True)) for values in product(*self.grid.values())]

    def cases(self, form: Form = "quick", seeds: int = 0) -> Cases:
        """The config of each combination; raises `ConfigError` for what is not possible."""
        return {_name(each): self._config(each) for each in self.combinations}

    def experiment(self) -> Experiment:
        """The sweep as an experiment, which is trained and shown like every other."""
        count = len(self.combinations)
        return Experiment(
            name="sweep",
            title=f"{', '.join(self.grid)} on {self.benchmark}",
            place=f"{count} combinations",
            question=f"Which {' and '.join(self.grid)} {'suit' if len(self.grid) > 1 else 'suits'} "
            f"{self.method} best on {self.benchmark}?",
            seeds={"quick": self.seeds, "paper": self.seeds},
            build=self.cases,
            show=self.show,
        )

    def ranked(self, found: Findings) -> list[str]:
        """The cases with results, those of all seeds before those of some, the best by validation first."""
        higher = found.measure.higher_is_better
        by_score = sorted(found, key=lambda case: validation(found[case]).mean, reverse=higher)
        return sorted(by_score, key=found.gaps.__contains__)

    def show(self, found: Findings) -> list[Exhibit]:
        """The table, the best first; a line per combination; and a map of the first two settings."""
        measure, by_name = found.measure, {_name(each): each for each in self.combinations}
        ranked = self.ranked(found)
        rows: list[dict[str, Any]] = []
        for case in (*ranked, *(case for case in found.cases if case not in found)):
            row: dict[str, Any] = {name: _text(value) for name, value in by_name[case].items()}
            if case in found:
                row[f"validation {measure.label}"] = with_error(validation(found[case]), measure)
                row[f"test {measure.label}"] = with_error(found[case].average, measure)
                row["seeds"] = len(found.seeds(case))
            if case not in found or case in found.gaps:
                row["missing"] = why(found, case)
            rows.append(row)
        best = ranked[0]
        summary = (
            f"Chosen by validation samples, from which nothing is learned: {best}. Its test "
            f"{measure.name} is {with_error(found[best].average, measure)}{measure.suffix}.{_lacking(found)}"
        )
        numbers = {name: [by_name[case][name] for case in ranked] for name in self.grid}
        scores = [validation(found[case]).mean for case in ranked]
        lines = parallel_coordinates(numbers, scores, measure=measure)
        exhibits = [Exhibit("combinations", "Every combination of settings", lines, table(rows), summary)]
        if len(self.grid) > 1:
            exhibits.append(self._map(found, by_name))
        return exhibits

    def _map(self, found: Findings, by_name: Mapping[str, Mapping[str, Any]]) -> Exhibit:
        (across, columns), (down, rows), *others = self.grid.items()
        measure = found.measure
        scores: NDArray[np.float64] = np.full((len(rows), len(columns)), np.nan)
        for case in self.ranked(found):
            at = (
                [repr(value) for value in rows].index(repr(by_name[case][down])),
                [repr(value) for value in columns].index(repr(by_name[case][across])),
            )
            if np.isnan(scores[at]):
                scores[at] = validation(found[case]).mean
        note = f"the best over {', '.join(name for name, _ in others)}" if others else ""
        figure = grid_map((across, columns), (down, rows), scores, measure=measure, note=note)
        summary = f"Validation {measure.name} by {across} and {down}{', ' + note if note else ''}."
        return Exhibit("map", f"{measure.title} over two settings", figure, None, summary)

    def _config(self, values: Mapping[str, Any]) -> Config:
        fields = {"validation": HELD_OUT, **self.fields, **values}
        config = configure(
            self.benchmark,
            self.method,
            preset=self.preset,
            network=self.network,
            seeds=self.seeds,
            **fields,
        )
        if not config.training.validation:
            raise ConfigError("validation = 0 leaves nothing to choose by: hold out a share, such as 0.1.")
        return config


def validation(outcome: Outcome) -> Summary:
    """The score on validation samples after the last task, averaged over tasks."""
    return summarize(outcome.matrix(f"validation {outcome.measure.name}")[:, -1].mean(axis=1))


def _lacking(found: Findings) -> str:
    """A sentence about combinations that have results of some of their seeds only; empty without any."""
    lacking = [
        f"{case} ({', '.join(str(seed) for seed in config.seeds if seed not in found.seeds(case))})"
        for case, config in found.cases.items()
        if case in found and case in found.gaps
    ]
    if not lacking:
        return ""
    return f" Ranked behind complete ones, as seeds are missing: {'; '.join(lacking)}."


def _name(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {_text(value)}" for name, value in values.items())


def _text(value: Any) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return str(value).lower()
        case int() | float():
            return number_text(value)
        case tuple() | list():
            return f"[{', '.join(map(str, value))}]"
    return str(value)
