"""What was measured while a run trained: plain records, and arrays made from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Measurement:
    """Losses of one optimizer step, and the embedding being learned; tasks count from 0, steps from 1.

    `loss` and `regularizer` have a value per replica, `embedding` (S, embedding_dim) a row, or is None.
    """

    task: int
    step: int
    loss: tuple[float, ...]
    regularizer: tuple[float, ...]
    embedding: tuple[tuple[float, ...], ...] | None
    kind: Literal["measurement"] = "measurement"


@dataclass(frozen=True)
class Evaluation:
    """Test scores (S, tasks seen so far) after `step` steps on `task`; `final` after the task's last step.

    A score is an accuracy as a fraction, or a mean squared error.
    """

    task: int
    step: int
    scores: tuple[tuple[float, ...], ...]
    final: bool
    kind: Literal["evaluation"] = "evaluation"


@dataclass(frozen=True)
class Change:
    """Settings that were given other values after `step` steps on `task`, for the steps to come."""

    task: int
    step: int
    values: Mapping[str, Any]
    kind: Literal["change"] = "change"


Record = Measurement | Evaluation | Change


def record_from(data: Mapping[str, Any]) -> Record:
    """The record that `dataclasses.asdict` had turned into plain data; raises ValueError if it is none."""
    try:
        match data:
            case {"kind": "measurement", "embedding": embedding}:
                rows = None if embedding is None else tuple(map(tuple, embedding))
                pairs = {"loss": tuple(data["loss"]), "regularizer": tuple(data["regularizer"])}
                return Measurement(**{**data, **pairs, "embedding": rows})
            case {"kind": "evaluation", "scores": scores}:
                return Evaluation(**{**data, "scores": tuple(map(tuple, scores))})
            case {"kind": "change", "values": dict()}:
                return Change(**data)
    except (TypeError, KeyError) as error:
        raise ValueError(f"no record of a run: {error}") from error
    raise ValueError("no record of a run")


@dataclass(frozen=True, eq=False)
class Curves:
    """Losses over training: `steps` (K,) counted over all tasks, `loss` and `regularizer` (K, S)."""

    steps: NDArray[np.int64]
    loss: Floats
    regularizer: Floats

    @property
    def losses(self) -> dict[str, Floats]:
        """Every part (K, S) of what was descended, by its name."""
        return {"task": self.loss, "regularizer": self.regularizer}


@dataclass(frozen=True, eq=False)
class ScoreCurves:
    """Scores over training: `steps` (K,) over all tasks, `scores` (K, S, T), NaN before a task is seen."""

    steps: NDArray[np.int64]
    scores: Floats


class History:
    """The records of one run in the order of training, for `tasks` tasks of `steps` steps and `replicas`."""

    def __init__(self, tasks: int, steps: int, replicas: int, records: Iterable[Record] = ()) -> None:
        self.tasks = tasks
        self.steps = steps
        self.replicas = replicas
        self.records: list[Record] = list(records)

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
    def scores(self) -> Floats:
        """The accuracy matrix (S, T, T): score on task j after learning task i, NaN where not measured."""
        matrix = np.full((self.replicas, self.tasks, self.tasks), np.nan)
        for evaluation in self.evaluations:
            if evaluation.final:
                rows = np.asarray(evaluation.scores)
                matrix[:, evaluation.task, : rows.shape[1]] = rows
        return matrix

    def score_curves(self) -> ScoreCurves:
        """The scores of every evaluation, between tasks and within them."""
        evaluations = self.evaluations
        scores = np.full((len(evaluations), self.replicas, self.tasks), np.nan)
        for index, evaluation in enumerate(evaluations):
            rows = np.asarray(evaluation.scores)
            scores[index, :, : rows.shape[1]] = rows
        return ScoreCurves(self._total_steps(evaluations), scores)

    def curves(self) -> Curves:
        """Task loss and regularizer over training."""
        measurements = self.measurements
        shape = (len(measurements), self.replicas)
        return Curves(
            self._total_steps(measurements),
            np.asarray([item.loss for item in measurements], dtype=float).reshape(shape),
            np.asarray([item.regularizer for item in measurements], dtype=float).reshape(shape),
        )

    def trajectories(self) -> list[Floats]:
        """For each task begun so far, the path (K, S, embedding_dim) of its embedding; empty without any."""
        paths: dict[int, list[tuple[tuple[float, ...], ...]]] = {}
        for item in self.measurements:
            if item.embedding is not None:
                paths.setdefault(item.task, []).append(item.embedding)
        return [np.asarray(paths[task]) for task in sorted(paths)]

    def change_steps(self) -> NDArray[np.int64]:
        """The steps (K,), counted over all tasks, after which settings were changed."""
        return self._total_steps(self.changes)

    def _total_steps(self, records: Iterable[Record]) -> NDArray[np.int64]:
        return np.asarray([record.task * self.steps + record.step for record in records], dtype=np.int64)
