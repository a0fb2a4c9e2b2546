"""A folder of results: runs in which each replica is found again by its key, whoever trained with it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hnetlab.base.errors import StoreError
from hnetlab.experiments.config import Config
from hnetlab.results.key import Fingerprints, stored_keys
from hnetlab.runs.store import RunFolder

_LONGEST_LIST = 6


@dataclass(frozen=True, eq=False)
class Replica:
    """Where one result lies: replica number `index` (from 0) of a finished run."""

    folder: RunFolder
    index: int


@dataclass(frozen=True)
class Batch:
    """Rows that train together: seeds of one config, in a run's folder."""

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
        self._keys: dict[tuple[str, int, int], tuple[str, ...]] = {}

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
        rest = [seed for seed in config.seeds if seed not in found]
        batches = []
        for folder in self._runs(config):
            begun = self._begun_seeds(folder)
            if begun and set(begun) <= set(rest):
                batches.append(Batch(config.model_copy(update={"seeds": begun}), folder.path))
                rest = [seed for seed in rest if seed not in begun]
        if rest:
            new = config.model_copy(update={"seeds": tuple(rest)})
            batches.append(Batch(new, self.place(config) / _seeds_name(rest)))
        return batches

    def place(self, config: Config) -> Path:
        """The folder of all runs whose rows differ from those of `config` only by their seeds."""
        return self.path / f"{config.benchmark}-{config.method}-{self.fingerprints.family(config)[:16]}"

    def _runs(self, config: Config) -> list[RunFolder]:
        place = self.place(config)
        try:
            paths = sorted(entry for entry in place.iterdir() if entry.is_dir()) if place.is_dir() else []
        except OSError as error:
            raise StoreError(
                f"The results in {place} can't be read ({error.strerror}): choose another folder with --out."
            ) from error
        return [folder for folder in map(RunFolder, paths) if folder.holds_run]

    def _finished_keys(self, folder: RunFolder) -> tuple[str, ...]:
        """The keys of a finished run's replicas; none of one that is not finished or can't be used."""
        try:
            if folder.result() is None:
                return ()
            stamp = (folder.path / "checkpoint.safetensors").stat()
            place = str(folder.path), stamp.st_ino, stamp.st_mtime_ns
            if place not in self._keys:
                self._keys[place] = stored_keys(folder)
            return self._keys[place]
        except (StoreError, OSError):  # whoever trains in its place is told what is damaged
            return ()

    def _begun_seeds(self, folder: RunFolder) -> tuple[int, ...]:
        """The seeds of a run that can go on; none of one that is finished, changed or damaged."""
        try:
            if folder.result() is not None or not stored_keys(folder):
                return ()
            return folder.config().seeds
        except StoreError:
            return ()


def _seeds_name(seeds: Sequence[int]) -> str:
    """For example "seeds-1-to-5", the same for the same seeds in the same order."""
    if len(seeds) == 1:
        return f"seed-{seeds[0]}"
    if list(seeds) == list(range(seeds[0], seeds[0] + len(seeds))):
        return f"seeds-{seeds[0]}-to-{seeds[-1]}"
    if len(seeds) <= _LONGEST_LIST:
        return f"seeds-{'-'.join(map(str, seeds))}"
    digest = hashlib.sha256(json.dumps(list(seeds)).encode()).hexdigest()[:12]
    return f"seeds-{len(seeds)}-{digest}"
