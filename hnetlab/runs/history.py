"""What was measured while a run trained: plain records, and arrays made from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from hnetlab.base.measure import ACCURACY, Measure
from hnetlab.base.schedule import Position, Schedule

Floats = NDArray[np.float64]


Rows = tuple[tuple[float, ...], ...]
"""Numbers (S, n) as plain values: a row per replica."""


@dataclass(frozen=True)
class Measurement:
    """Losses of one optimizer step, and the embedding being learned; tasks count from 0, steps from 1.

    `losses` have a value per replica under each loss's name, `embedding` (S, embedding_dim) a row, or is
    None. `stage` counts the stages of the task from 0. `old_embeddings` are those of the tasks before, where
    they move.
    """

    task: int
    step: int
    losses: Mapping[str, tuple[float, ...]]
    embedding: Rows | None
    stage: int = 0
    old_embeddings: tuple[Rows, ...] = ()
    kind: Literal["measurement"] = "measurement"


@dataclass(frozen=True)
class Evaluation:
    """Test scores after `step` steps on `task`; `final` after the last step of its last stage.

    `scores` have, under each measure's name, the values (S, tasks seen so far): accuracies as fractions, or
    mean squared errors.
    """

    task: int
    step: int
    scores: Mapping[str, Rows]
    final: bool
    stage: int = 0
    kind: Literal["evaluation"] = "evaluation"


@dataclass(frozen=True)
class Change:
    """Settings that were given other values after `step` steps on `task`, for the steps to come."""

    task: int
    step: int
    values: Mapping[str, Any]
    stage: int = 0
    kind: Literal["change"] = "change"


Record = Measurement | Evaluation | Change


def record_from(data: Mapping[str, Any], measure: Measure = ACCURACY) -> Record:
    """The record that `dataclasses.asdict` had turned into plain data; raises ValueError if it is none.

    In records of version 0.1 losses and scores have no names: those scores are taken to be of `measure`.
    """
    try:
        match data:
            case {"kind": "measurement", "embedding": embedding}:
                values = dict(data)
                if "losses" not in values:
                    old = {"task": values.pop("loss"), "regularizer": values.pop("regularizer")}
                    values["losses"] = old
                losses = {str(name): tuple(map(float, row)) for name, row in values["losses"].items()}
                rows = None if embedding is None else _rows(embedding)
                old_rows = tuple(map(_rows, values.get("old_embeddings", ())))
                read = {"losses": losses, "embedding": rows, "old_embeddings": old_rows}
                return Measurement(**{**values, **read})
            case {"kind": "evaluation", "scores": scores}:
                named = scores if isinstance(scores, Mapping) else {measure.name: scores}
                return Evaluation(
                    **{**data, "scores": {str(name): _rows(rows) for name, rows in named.items()}}
                )
            case {"kind": "change", "values": dict()}:
                return Change(**data)
    except (TypeError, KeyError, AttributeError, ValueError) as error:
        raise ValueError(f"no record of a run: {error}") from error
    raise ValueError("no record of a run")


def _rows(values: Any) -> Rows:
    return tuple(tuple(map(float, row)) for row in values)


@dataclass(frozen=True, eq=False)
class Curves:
    """Losses over training: `steps` (K,) counted over all tasks, and under its name each loss (K, S).

    A loss that a step does not have is NaN there.
    """

    steps: NDArray[np.int64]
    losses: Mapping[str, Floats]


@dataclass(frozen=True, eq=False)
class ScoreCurves:
    """Scores over training: `steps` (K,) over all tasks, `scores` (K, S, T), NaN before a task is seen."""

    steps: NDArray[np.int64]
    scores: Floats


class History:
    """The records of one run in the order of training, for the tasks of `schedule` and so many `replicas`.

    `measure` is what the sequence's scores are.
    """

    def __init__(
        self,
        schedule: Schedule,
        replicas: int,
        records: Iterable[Record] = (),
        measure: Measure = ACCURACY,
    ) -> None:
        self.schedule = schedule
        self.replicas = replicas
        self.measure = measure
        self.records: list[Record] = list(records)

    @property
    def tasks(self) -> int:
        """T, the number of tasks."""
        return self.schedule.tasks

    def add(self, record: Record) -> None:
        """Appends a record."""
        self.records.append(record)

    @property
    def evaluations(self) -> list[Evaluation]:
        """All evaluations so far."""
        return [record for record in self.records if isinstance(record, Evaluation)]

    @property
    def measurements(self) -> list[Measurement]:
        """All measurements so far."""
        return [record for record in self.records if isinstance(record, Measurement)]

    @property
    def changes(self) -> list[Change]:
        """All changes of settings so far."""
        return [record for record in self.records if isinstance(record, Change)]

    @property
    def tasks_learned(self) -> int:
        """How many tasks have had their last step."""
        return sum(evaluation.final for evaluation in self.evaluations)

    @property
    def task_ends(self) -> list[int]:
        """The steps, counted over the whole run, after which the tasks learned so far had been learned."""
        return list(self.schedule.ends[: self.tasks_learned])

    @property
    def scores(self) -> Floats:
        """The accuracy matrix (S, T, T): score on task j after learning task i, NaN where not measured."""
        return self.matrix(self.measure.name)

    def matrix(self, name: str) -> Floats:
        """The matrix (S, T, T) of any measure by its name, NaN where not measured."""
        matrix = np.full((self.replicas, self.tasks, self.tasks), np.nan)
        for evaluation in self.evaluations:
            if evaluation.final and name in evaluation.scores:
                rows = np.asarray(evaluation.scores[name])
                matrix[:, evaluation.task, : rows.shape[1]] = rows
        return matrix

    def score_curves(self, name: str | None = None) -> ScoreCurves:
        """The scores of every evaluation, between tasks and within them, in any measure by its name."""
        name = name or self.measure.name
        evaluations = [each for each in self.evaluations if name in each.scores]
        scores = np.full((len(evaluations), self.replicas, self.tasks), np.nan)
        for index, evaluation in enumerate(evaluations):
            rows = np.asarray(evaluation.scores[name])
            scores[index, :, : rows.shape[1]] = rows
        return ScoreCurves(self._total_steps(evaluations), scores)

    def curves(self) -> Curves:
        """Every loss over training."""
        measurements = self.measurements
        names = dict.fromkeys(name for item in measurements for name in item.losses)
        missing = (np.nan,) * self.replicas
        shape = (len(measurements), self.replicas)
        return Curves(
            self._total_steps(measurements),
            {
                name: np.asarray([item.losses.get(name, missing) for item in measurements]).reshape(shape)
                for name in names
            },
        )

    def trajectories(self) -> list[Floats]:
        """For each task begun so far, the path (K, S, embedding_dim) of its embedding; empty without any.

        It goes on in later tasks where these move it.
        """
        paths: dict[int, list[Rows]] = {}
        for item in self.measurements:
            if item.embedding is not None:
                for task, rows in enumerate(item.old_embeddings):
                    paths.setdefault(task, []).append(rows)
                paths.setdefault(item.task, []).append(item.embedding)
        return [np.asarray(paths[task]) for task in sorted(paths)]

    def change_steps(self) -> NDArray[np.int64]:
        """The steps (K,), counted over all tasks, after which settings were changed."""
        return self._total_steps(self.changes)

    def told_changes(self) -> list[dict[str, Any]]:
        """The changes of settings in plain values: the task from 1, the step within it, the `values`."""
        return [
            {
                "task": change.task + 1,
                "step": self.schedule.steps_in_task(Position(change.task, change.step, change.stage)),
                "values": dict(change.values),
            }
            for change in self.changes
        ]

    def steps_of(self, records: Iterable[Record]) -> list[int]:
        """The steps, counted over all tasks, after which `records` were made."""
        found: list[int] = self._total_steps(records).tolist()
        return found

    def _total_steps(self, records: Iterable[Record]) -> NDArray[np.int64]:
        begins: dict[tuple[int, int], int] = {}  # of each stage, asked for once: there are many records
        steps = []
        for record in records:
            place = record.task, record.stage
            if place not in begins:
                begins[place] = self.schedule.steps_done(Position(record.task, 0, record.stage))
            steps.append(begins[place] + record.step)
        return np.asarray(steps, dtype=np.int64)
