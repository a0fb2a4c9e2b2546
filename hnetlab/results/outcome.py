"""What the replicas of one config have come to, gathered from the runs in which they trained."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from hnetlab.analysis.metrics import Summary, summaries, summarize
from hnetlab.base.errors import DataError
from hnetlab.base.measure import Measure
from hnetlab.experiments.config import Config
from hnetlab.results.folder import Replica
from hnetlab.runs.history import History
from hnetlab.runs.run import Description, Run
from hnetlab.runs.store import RunFolder

Floats = NDArray[np.float64]
Found = TypeVar("Found")


@dataclass(frozen=True, eq=False)
class Outcome:
    """The finished replicas of `config`, whose seeds are those that there are, in the order asked for."""

    config: Config
    description: Description
    replicas: tuple[Replica, ...]
    histories: Mapping[str, History]
    """The history of each run, by its folder."""
    results: Mapping[str, Mapping[str, Any]]
    """The summary of each run, by its folder."""
    environments: Mapping[str, Mapping[str, Any]]
    """What each run was begun with, by its folder."""

    @classmethod
    def of(cls, config: Config, found: Mapping[int, Replica]) -> "Outcome":
        """Reads the runs in which the replicas by seed lie; raises `StoreError`, and `DataError` for none."""
        if not found:
            raise DataError(
                f"There is no result of {config.benchmark} with {config.method} yet: train it first."
            )
        folders = {str(replica.folder.path): replica.folder for replica in found.values()}
        return cls(
            config.model_copy(update={"seeds": tuple(found)}),
            next(iter(folders.values())).description(),
            tuple(found.values()),
            {place: folder.history() for place, folder in folders.items()},
            {place: folder.result() or {} for place, folder in folders.items()},
            {place: folder.environment() for place, folder in folders.items()},
        )

    @property
    def measure(self) -> Measure:
        """What its test scores are."""
        return self.description.measure

    @property
    def scores(self) -> Floats:
        """The test scores (S, T, T) on task j after learning task i, one row of S per seed."""
        return self.matrix(self.measure.name)

    def matrix(self, name: str) -> Floats:
        """The matrix (S, T, T) of any measure by its name, NaN where not measured."""
        return np.stack(
            [
                self.histories[str(replica.folder.path)].matrix(name)[replica.index]
                for replica in self.replicas
            ]
        )

    @property
    def final(self) -> Floats:
        """The test score (S, T) of each task after the last one was learned."""
        return self.scores[:, -1]

    @property
    def during(self) -> Floats:
        """The test score (S, T) of each task right after it was learned."""
        return np.diagonal(self.scores, axis1=1, axis2=2)

    @property
    def average(self) -> Summary:
        """The final score averaged over tasks."""
        return summarize(self.final.mean(axis=1))

    def metrics(self) -> dict[str, Summary]:
        """Every metric over the seeds; raises `DataError` where there is one task only."""
        return summaries(self.scores, measure=self.measure)

    @property
    def seconds(self) -> float:
        """Seconds of training per seed, where several trained together their share of it."""
        total = sum(
            float(result["seconds"])
            / len(result["seeds"])
            * sum(str(replica.folder.path) == place for replica in self.replicas)
            for place, result in self.results.items()
        )
        return total / len(self.replicas)

    @property
    def milliseconds_per_step(self) -> float:
        """How long one optimizer step of all replicas that trained together took, on average over the runs.

        It is longer the more there are, see `replicas_per_step`.
        """
        steps = next(iter(self.histories.values())).schedule.steps
        return float(np.mean([1000 * result["seconds"] / steps for result in self.results.values()]))

    @property
    def replicas_per_step(self) -> float:
        """How many replicas such a step had, on average over the runs, those of other settings too."""
        return float(np.mean([len(result["seeds"]) for result in self.results.values()]))

    def look_at_all(self, what: Callable[[Run], Found]) -> list[tuple[Found, int]]:
        """For each replica what `what` finds in its run, which is asked once, and its index in that run."""
        found = {
            place: what(RunFolder(place).run(device="cpu"))
            for place in dict.fromkeys(str(replica.folder.path) for replica in self.replicas)
        }
        return [(found[str(replica.folder.path)], replica.index) for replica in self.replicas]

    def look(self, what: Callable[[Run, int], Found], place: int = 0) -> Found:
        """What `what` finds in the run of replica number `place` (from 0), and its index in that run."""
        replica = self.replicas[place]
        return what(replica.folder.run(device="cpu"), replica.index)
