"""A folder of results: runs in which each replica is found again by its key, whoever trained with it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hnetlab.base.errors import StoreError
from hnetlab.experiments.config import Config
from hnetlab.results.key import Fingerprints, stored_keys
from hnetlab.runs.record import checksum
from hnetlab.runs.store import RunFolder

_LONGEST_LIST = 6


@dataclass(frozen=True, eq=False)
class Replica:
    """Where one result lies: replica number `index` (from 0) of a finished run."""

    folder: RunFolder
    index: int


@dataclass(frozen=True)
class Batch:
    """Rows that train together in a run's folder: seeds of one config, or of several that are much alike."""

    config: Config
    path: Path

    @property
    def folder(self) -> RunFolder:
        """Where they train."""
        return RunFolder(self.path)

    @property
    def name(self) -> str:
        """What the files beside its folder begin with."""
        return f"{self.path.parent.name}-{self.path.name}"


class Results:
    """Finished and unfinished runs below `path`, in a folder for all rows that differ only by their seed.

    Rows that also differ by settings that may vary by replica train in another folder that they share.

    Any number of processes may use it at once: each run is locked by whoever trains it, and a run that two
    begin is the same. Raises `StoreError` where it can't be read.

    >>> from hnetlab import Run, configure, fit
    >>> results = Results("runs/paper")
    >>> config = configure("regression", seeds=2, steps=10)
    >>> [batch.config.seeds for batch in results.missing(config)]
    [(1, 2)]
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.fingerprints = Fingerprints()
        self._keys: dict[Path, tuple[tuple[Any, ...], tuple[str, ...]]] = {}
        self._folders: dict[Path, RunFolder] = {}

    def find(self, config: Config) -> dict[int, Replica]:
        """The finished replicas of `config` by seed; what is damaged, or another's, is not one of them."""
        wanted = dict(zip(self.fingerprints.keys(config), config.seeds, strict=True))
        found: dict[int, Replica] = {}
        for folder in self._runs(config):
            for index, key in enumerate(self._finished_keys(folder)):
                if key in wanted:
                    found.setdefault(wanted[key], Replica(folder, index))
        return {seed: found[seed] for seed in config.seeds if seed in found}

    def missing(self, config: Config) -> list[Batch]:
        """What has to be trained for `config`: runs that were begun for some seeds, then one for the rest."""
        found = self.find(config)
        rest = [config.only([place]) for place, seed in enumerate(config.seeds) if seed not in found]
        begun, rest = self.begun(rest)
        return [*begun, *([self.batch(rest)] if rest else [])]

    def begun(self, rows: Sequence[Config]) -> tuple[list[Batch], list[Config]]:
        """Runs that were begun for some of `rows`, each a config of one replica; and those left."""
        wanted = {self.fingerprints.keys(row)[0]: row for row in rows}
        batches = []
        for folder in self._runs(*rows):
            keys = self._begun_keys(folder)
            if keys and set(keys) <= wanted.keys():
                first, *others = [wanted.pop(key) for key in keys]
                batches.append(Batch(first.together(others), folder.path))
        return batches, list(wanted.values())

    def batch(self, rows: Sequence[Config]) -> Batch:
        """A new run of `rows`, each a config of one replica, which differ only by what may vary so."""
        config = rows[0].together(rows[1:])
        if config.own:
            return Batch(config, self._company(rows[0]) / rows_name(config))
        return Batch(config, self.place(rows[0]) / seeds_name(config.seeds))

    def place(self, config: Config) -> Path:
        """The folder of runs whose rows differ from those of `config` only by their seeds."""
        return self.path / f"{config.benchmark}-{config.method}-{self.fingerprints.family(config)[:16]}"

    def _company(self, config: Config) -> Path:
        """The folder of runs in which rows of `config` train with others, also of other settings."""
        key = self.fingerprints.company(config)[:16]
        return self.path / f"{config.benchmark}-{config.method}-together-{key}"

    def _runs(self, *configs: Config) -> list[RunFolder]:
        places = [place for config in configs for place in (self.place(config), self._company(config))]
        paths = [path for place in dict.fromkeys(places) for path in _folders_in(place)]
        # The same objects each time, which need not read again what they have read.
        folders = [self._folders.setdefault(path, RunFolder(path)) for path in paths]
        return [folder for folder in folders if folder.holds_run]

    def _finished_keys(self, folder: RunFolder) -> tuple[str, ...]:
        """The keys of a finished run's replicas; none of one that is not finished or can't be used."""
        stamps = folder.stamps()
        known = self._keys.get(folder.path)
        if known is None or known[0] != stamps:
            try:
                keys = () if folder.result() is None else stored_keys(folder)
            except StoreError:  # whoever trains in its place is told what is damaged
                keys = ()
            known = self._keys[folder.path] = stamps, keys
        return known[1]

    def _begun_keys(self, folder: RunFolder) -> tuple[str, ...]:
        """The keys of a run that can go on; none of one that is finished, changed or damaged."""
        try:
            return () if folder.result() is not None else stored_keys(folder)
        except StoreError:
            return ()


def _folders_in(place: Path) -> list[Path]:
    try:
        return sorted(entry for entry in place.iterdir() if entry.is_dir()) if place.is_dir() else []
    except OSError as error:
        raise StoreError(
            f"The results in {place} can't be read ({error.strerror}): choose another folder with --out."
        ) from error


def rows_name(config: Config) -> str:
    """For example "rows-6-0123456789ab", the same for the same rows in the same order."""
    digest = checksum([row.decisive() for row in config.rows()])[:12]
    return f"rows-{len(config.seeds)}-{digest}"


def seeds_name(seeds: Sequence[int]) -> str:
    """For example "seeds-1-to-5", the same for the same seeds in the same order."""
    if len(seeds) == 1:
        return f"seed-{seeds[0]}"
    if list(seeds) == list(range(seeds[0], seeds[0] + len(seeds))):
        return f"seeds-{seeds[0]}-to-{seeds[-1]}"
    if len(seeds) <= _LONGEST_LIST:
        return f"seeds-{'-'.join(map(str, seeds))}"
    digest = hashlib.sha256(json.dumps(list(seeds)).encode()).hexdigest()[:12]
    return f"seeds-{len(seeds)}-{digest}"
