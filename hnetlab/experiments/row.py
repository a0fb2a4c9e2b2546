"""One replica of a config: what its numbers depend on, the same however it was asked for."""

from pathlib import PurePath
from typing import Any

from pydantic import SerializeAsAny

from hnetlab.base.settings import Settings, deciding, later
from hnetlab.nets.networks import DEFAULT_NETWORK

GROUPS = ("data", "target", "training", "learning")
"""The groups of settings in a config and in a row."""


class Row(Settings):
    """One seed with all settings that it learns with, without the name of the preset they came from.

    >>> from hnetlab import configure
    >>> first, second = configure("split-digits", seeds=2).rows()
    >>> first.seed, second.seed, first.learning == second.learning
    (1, 2, True)
    """

    benchmark: str
    """Name of the benchmark."""
    method: str
    """Name of the method."""
    seed: int
    """The seed of its only replica."""
    network: str = later(DEFAULT_NETWORK)
    """Name of the target network."""
    data: SerializeAsAny[Settings]
    """The benchmark's settings."""
    target: SerializeAsAny[Settings]
    """The target network."""
    training: SerializeAsAny[Settings]
    """How each task is trained."""
    learning: SerializeAsAny[Settings]
    """The method's settings."""

    def decisive(self) -> dict[str, Any]:
        """What decides the numbers, in plain values: not where files lie."""
        names = {name: getattr(self, name) for name in ("benchmark", "method", "seed", "network")}
        return deciding(self, names) | {name: deciding_group(getattr(self, name)) for name in GROUPS}


def deciding_group(group: Settings) -> dict[str, Any]:
    """What decides of a group of settings, in plain values: what files hold counts, not where they lie."""
    return {
        name: value
        for name, value in deciding(group, group.model_dump(mode="json")).items()
        if not isinstance(getattr(group, name), PurePath)
    }
