"""Finished runs wherever they lie, such as those that `hnetlab train` has put into folders of its own."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from hnetlab.base.errors import DataError, StoreError
from hnetlab.experiments.config import Config
from hnetlab.experiments.row import Row
from hnetlab.results.folder import Replica, Results
from hnetlab.results.key import stored_keys
from hnetlab.runs.record import checksum
from hnetlab.runs.run import NUMBERS
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
            for run in self._runs_stored()
            if run.path not in self._used
        }
        return list({**unasked, **self._left_out}.values())

    def _runs_stored(self) -> list[RunFolder]:
        return list({run.path: run for runs in self._stored.values() for run in runs}.values())

    def _enter(self, run: RunFolder) -> None:
        config = run.config()
        if run.result() is None:
            self._left_out[run.path] = f"The run {run.path} is left out: it is not finished."
        elif run.problem().numbers != NUMBERS:
            self._left_out[run.path] = (
                f"The run {run.path} is left out: an earlier hnetlab has begun it, by which equal "
                "settings may have come to other numbers."
            )
        elif not stored_keys(run):
            self._left_out[run.path] = (
                f"The run {run.path} is left out: its settings were changed on the way, or it has no "
                "fingerprints."
            )
        else:
            for settings in dict.fromkeys(map(_settings, config.rows())):
                self._stored.setdefault(settings, []).append(run)

    def _runs(self, *configs: Config) -> list[RunFolder]:
        known = dict.fromkeys(_settings(row) for config in configs for row in config.rows())
        runs = {run.path: run for settings in known for run in self._stored.get(settings, [])}
        return list(runs.values())


def _settings(row: Row) -> str:
    """What a row has in common with those of other seeds, its data and network aside."""
    decisive = row.decisive()
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
