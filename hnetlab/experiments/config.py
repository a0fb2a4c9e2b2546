"""The configuration of a run: what is learned, by which method, how, and with which seeds."""

import json
import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, Self, TypeVar

from pydantic import Field, SerializeAsAny, ValidationError, field_validator, model_validator

from hnetlab.base.errors import ConfigError
from hnetlab.base.settings import Settings, fields_of, later, nested, values_of
from hnetlab.experiments.row import GROUPS, Row
from hnetlab.learning import METHODS, TrainingSettings
from hnetlab.nets.networks import DEFAULT_NETWORK, NETWORKS
from hnetlab.tasks import BENCHMARKS

Value = TypeVar("Value")


class Config(Settings):
    """Everything that decides what a run computes: with the same device, the same numbers.

    >>> from hnetlab import configure
    >>> config = configure("split-digits", beta=0.5)
    >>> Config.from_json(config.model_dump_json()) == config
    True
    """

    benchmark: str
    """Name of the benchmark."""
    method: str
    """Name of the method."""
    preset: str
    """The preset that the settings started from."""
    seeds: tuple[int, ...] = Field(min_length=1)
    """One replica per seed."""
    data: SerializeAsAny[Settings]
    """The benchmark's settings."""
    network: str = later(DEFAULT_NETWORK)
    """Name of the target network."""
    target: SerializeAsAny[Settings]
    """The target network's settings."""
    training: TrainingSettings
    """How each task is trained."""
    learning: SerializeAsAny[Settings]
    """The method's settings."""

    def rows(self) -> tuple[Row, ...]:
        """Its replicas as rows, one per seed: two configs that learn the same have the same rows."""
        settings = {name: getattr(self, name) for name in ("benchmark", "method", "network", *GROUPS)}
        return tuple(
            Row(seed=seed, **{**settings, "training": self.training.of_replica(replica)})
            for replica, seed in enumerate(self.seeds)
        )

    @model_validator(mode="before")
    @classmethod
    def _typed(cls, values: Any) -> Any:
        """Reads `data`, `target` and `learning` with the classes that benchmark, network and method name."""
        if not isinstance(values, Mapping):
            return values
        groups = setting_groups(
            values.get("benchmark"), values.get("method"), values.get("network", DEFAULT_NETWORK)
        )
        return {
            name: groups[name].model_validate(value) if name in ("data", "target", "learning") else value
            for name, value in values.items()
        }

    @field_validator("seeds")
    @classmethod
    def _distinct(cls, seeds: tuple[int, ...]) -> tuple[int, ...]:
        if len(set(seeds)) < len(seeds):
            raise ValueError("each seed may occur only once")
        return seeds

    @model_validator(mode="after")
    def _rate_of_each(self) -> Self:
        rates = self.training.learning_rates
        if rates and len(rates) != len(self.seeds):
            raise ValueError(
                f"learning_rates = {rates} are {len(rates)} for {len(self.seeds)} seeds: give one for each"
            )
        return self

    @classmethod
    def build(cls, **values: Any) -> Self:
        """The validated config; raises `ConfigError` with one sentence about the first wrong value."""
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise ConfigError(_first_problem(error)) from error

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The config that `model_dump_json` wrote; raises `ConfigError`."""
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise ConfigError(_first_problem(error)) from error

    @classmethod
    def from_plain(cls, values: Mapping[str, Any]) -> Self:
        """The config that `model_dump(mode="json")` gave; raises `ConfigError`."""
        return cls.from_json(json.dumps(values))


def setting_groups(
    benchmark: object, method: object, network: object = DEFAULT_NETWORK
) -> dict[str, type[Settings]]:
    """The settings class of each group of a config.

    Raises `ConfigError` for an unknown name, and where two groups have a setting of the same name.
    """
    groups: dict[str, type[Settings]] = {
        "data": _known("benchmark", benchmark, BENCHMARKS).settings,
        "target": _known("network", network, NETWORKS).settings,
        "training": TrainingSettings,
        "learning": _known("method", method, METHODS).settings_type,
    }
    owner: dict[str, str] = {}
    for group, settings in groups.items():
        for name in fields_of(settings):
            if name in owner:
                raise ConfigError(
                    f"{name} is a setting both of the group {owner[name]} and of the group {group} for the "
                    f"method {method} on {benchmark}: give one of them another name."
                )
            owner[name] = group
    return groups


def changed(config: Config, values: Mapping[str, Any], *groups: str) -> Config:
    """The config with other values of settings by their names, in these `groups`; raises `ConfigError`.

    Another learning rate is that of all seeds, also where each had its own.
    """
    plain = config.model_dump()
    if values.get("learning_rate", config.training.learning_rate) != config.training.learning_rate:
        values = {"learning_rates": (), **values}
    for group in groups:
        own = values_of(getattr(config, group))
        plain[group] = nested(own | {name: value for name, value in values.items() if name in own})
    return Config.build(**plain)


def _known(what: str, name: object, registry: Mapping[str, Value]) -> Value:
    if not isinstance(name, str) or name not in registry:
        raise ConfigError(f"Unknown {what} {name!r}{suggestion(str(name), registry)}")
    return registry[name]


def suggestion(name: str, allowed: Mapping[str, Any]) -> str:
    """The end of an error's sentence: the name that was probably meant, and all that are allowed if few."""
    close = get_close_matches(name, allowed, n=1)
    every = ", ".join(sorted(allowed))
    if not close:
        return f": choose one of {every}."
    return f": did you mean {close[0]!r}" + (f", one of {every}?" if len(allowed) <= 10 else "?")


def _first_problem(error: ValidationError) -> str:
    """One sentence: the field, its value and what is allowed."""
    problem = error.errors(include_url=False)[0]
    message = problem["msg"].removeprefix("Value error, ")
    message = f"{message[0].lower()}{message[1:]}".replace("input should", "it should")
    if not problem["loc"] and problem["type"] == "value_error":
        named = re.match(r"[a-z_]+ = ", message)  # a rule about several fields, which names them itself
        return f"{message if named else message[:1].upper() + message[1:]}."
    names = [part for part in problem["loc"] if isinstance(part, str)]
    if len(names) > 1 and names[0] in GROUPS:
        del names[0]  # nobody names these
    field = ".".join(names) or "the config"
    if problem["type"] == "missing":
        return f"{field} is missing: give it a value."
    if problem["type"] == "extra_forbidden":
        return f"Unknown field {field} = {problem['input']!r}: remove it."
    return f"{field} = {problem['input']!r} is not allowed: {message}."
