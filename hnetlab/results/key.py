"""The key of a result: a hash of all that decides its numbers, and of nothing else."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from hnetlab.base.errors import ConfigError, StoreError
from hnetlab.experiments.config import Config
from hnetlab.experiments.row import Row
from hnetlab.nets.networks import NETWORKS
from hnetlab.runs.reading import StoredRun
from hnetlab.runs.record import checksum
from hnetlab.runs.run import NUMBERS, Run
from hnetlab.tasks import BENCHMARKS

_OF_STEPS = frozenset({"steps", "epochs", "batch_size", "learning_rate", "evaluate_every", "inference"})
"""Settings of training that make neither other tasks nor another network."""


def row_key(row: Row, tasks: str, network: Mapping[str, Any], numbers: int) -> str:
    """The key of one replica: its settings, the SHA-256 of its `tasks`, its `network`, and `NUMBERS`."""
    return checksum({"numbers": numbers, "row": row.decisive(), "tasks": tasks, "network": network})


def family_key(row: Row, tasks: str, network: Mapping[str, Any]) -> str:
    """The same for all rows that differ only by their seed."""
    decisive = row.decisive()
    del decisive["seed"]
    return checksum({"numbers": NUMBERS, "family": decisive, "tasks": tasks, "network": network})


def stored_keys(folder: StoredRun) -> tuple[str, ...]:
    """The keys of a stored run's replicas, in its order; none where settings were changed on the way.

    They are made of what the run itself has kept: its fingerprints, and the code that began it. Raises
    `StoreError` for a damaged run.
    """
    problem = folder.problem()
    if problem.tasks is None or problem.network is None or folder.history().changes:
        return ()
    tasks, network = problem.tasks["sha256"], problem.network
    return tuple(row_key(row, tasks, network, problem.numbers) for row in folder.config().rows())


def check_no_own(config: Config) -> None:
    """Raises `ConfigError` where seeds have settings of their own: results are those of one setting."""
    for name, values in config.own.items():
        raise ConfigError(
            f"{config.own_names[name]} = {values} is for runs by themselves: to compare values of {name} "
            f"over the same seeds, give several values of {name}."
        )


class Fingerprints:
    """What configs learn from, found out once for all that share tasks, network and training."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, dict[str, Any]]] = {}
        self._weights: dict[str, int] = {}
        self._registered: dict[str, tuple[Any, Any]] = {}
        self._of_files: set[str] = set()

    def of(self, config: Config) -> tuple[str, dict[str, Any]]:
        """The SHA-256 of the tasks of `config`, and the structure of its network; raises `LabError`."""
        return self._known[self._found(config)]

    def weights(self, config: Config) -> int:
        """P, the number of weights of its target network."""
        return self._weights[self._found(config)]

    def forget_files(self) -> None:
        """Reads users' own files anew: whoever has replaced one has other tasks under the same name."""
        self._known = {same: found for same, found in self._known.items() if same not in self._of_files}
        self._of_files.clear()

    def _found(self, config: Config) -> str:
        """Where it is noted what a config learns from."""
        check_no_own(config)
        config = config.shared
        groups = config.rows()[0].decisive()
        others = ("method", "seed", "learning")
        groups["training"] = {n: value for n, value in groups["training"].items() if n not in _OF_STEPS}
        same = checksum({name: group for name, group in groups.items() if name not in others})
        # Where files lie does not decide numbers, but what they hold does.
        same += repr(config.data)
        # A notebook may enter another benchmark or network under the name of an earlier one.
        registered = BENCHMARKS[config.benchmark], NETWORKS[config.network]
        if same not in self._known or self._registered[same] != registered:
            run = Run(config, device="cpu")
            tasks, network = run.fingerprint["tasks"]["sha256"], run.fingerprint["network"]
            if not isinstance(tasks, str):
                raise StoreError(f"The tasks of {config.benchmark} have no fingerprint: update hnetlab.")
            self._known[same] = tasks, network
            self._weights[same] = run.problem.target.size
            self._registered[same] = registered
            if any(isinstance(value, PurePath) for _, value in config.data):
                self._of_files.add(same)
        return same

    def keys(self, config: Config) -> tuple[str, ...]:
        """The keys of the rows of `config`."""
        found = self.of(config)
        return tuple(row_key(row, *found, NUMBERS) for row in config.rows())

    def family(self, config: Config) -> str:
        """What its rows have in common."""
        return family_key(config.rows()[0], *self.of(config))

    def company(self, config: Config) -> str:
        """What all rows have in common that can train with its own."""
        return family_key(config.shared.rows()[0], *self.of(config))
