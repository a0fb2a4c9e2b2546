"""Finished runs wherever they lie, such as those that `hnetlab train` has put into folders of its own."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from hnetlab.base.errors import DataError, StoreError
from hnetlab.experiments.config import Config
from hnetlab.results.folder import Replica, Results
from hnetlab.results.key import stored_keys
from hnetlab.runs.record import checksum
from hnetlab.runs.store import RunFolder


class ScatteredResults(Results):
    """The finished runs below `folders`, however deep, found by the same keys as those of `Results`.

    Data and network are looked at only of what has the settings of a stored run. Raises `DataError` for a
    folder that is not there, and `StoreError` for a run that is damaged: to leave it out would change means
    without a word.
    """

    def __init__(self, folders: Sequence[str | Path]) -> None:
        super().__init__(folders[0] if folders else ".")
        self._stored: dict[str, list[RunFolder]] = {}
        self._left_out: dict[Path, str] = {}
        self._used: set[Path] = set()
        for folder in map(Path, folders):
            if not folder.is_dir():
                raise DataError(f"There is no folder {folder}: name one that holds finished runs.")
            for run in _runs_below(folder):
                self._enter(run)

    def find(self, config: Config) -> dict[int, Replica]:
        """The finished replicas of `config` by seed."""
        found = super().find(config) if self._runs(config) else {}
        self._used |= {replica.folder.path for replica in found.values()}
        return found

    @property
    def notes(self) -> list[str]:
        """A sentence about each run that nobody has found: it is not finished, or not what was asked for."""
        unasked = {
            run.path: f"The run {run.path} is left out: nobody has asked for its settings and seeds."
            for runs in self._stored.values()
            for run in runs
            if run.path not in self._used
        }
        return list({**unasked, **self._left_out}.values())

    def _enter(self, run: RunFolder) -> None:
        config = run.config()
        if run.result() is None:
            self._left_out[run.path] = f"The run {run.path} is left out: it is not finished."
        elif not stored_keys(run):
            self._left_out[run.path] = (
                f"The run {run.path} is left out: its settings were changed on the way, or it has no "
                "fingerprints."
            )
        else:
            self._stored.setdefault(_settings(config), []).append(run)

    def _runs(self, config: Config) -> list[RunFolder]:
        return self._stored.get(_settings(config), [])


def _settings(config: Config) -> str:
    """What the rows of a config have in common, its data and network aside."""
    decisive = config.rows()[0].decisive()
    del decisive["seed"]
    return checksum(decisive)


def _runs_below(folder: Path) -> Iterator[RunFolder]:
    def failed(error: OSError) -> None:
        raise StoreError(f"{folder} can't be read ({error.strerror}): check its rights.") from error

    for place, inner, _ in os.walk(folder, onerror=failed):
        inner.sort()
        run = RunFolder(place)
        if run.holds_run:
            inner.clear()  # a run's folder holds no other run
            yield run
