"""The configuration of a run: what is learned, by which method, how, and with which seeds."""

import json
import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Self, TypeVar

from pydantic import Field, SerializeAsAny, ValidationError, model_validator

from hnetlab.base.errors import ConfigError
from hnetlab.base.settings import (
    Settings,
    fields_of,
    for_all,
    later,
    nested,
    number_text,
    of_replica,
    own_settings,
    values_of,
    with_values,
)
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
    """One replica per seed, which may come again where a setting that varies by replica is another one."""
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
        names = {name: getattr(self, name) for name in ("benchmark", "method", "network")}
        return tuple(
            Row(seed=seed, **names, **{group: of_replica(getattr(self, group), replica) for group in GROUPS})
            for replica, seed in enumerate(self.seeds)
        )

    @property
    def own_names(self) -> dict[str, str]:
        """The settings that may vary by replica, each with that which has the values of all replicas."""
        return {
            name: several
            for group in GROUPS
            for name, several in own_settings(type(getattr(self, group))).items()
        }

    @property
    def own(self) -> dict[str, tuple[Any, ...]]:
        """The values of the settings that vary by replica here, by the names of these settings."""
        values = _values(self)
        return {name: values[several] for name, several in self.own_names.items() if values[several]}

    @property
    def values(self) -> dict[str, Any]:
        """The value of every setting by its name, where replicas have their own a tuple of one for each."""
        return {**_values(self), **self.own}

    @property
    def names(self) -> tuple[str, ...]:
        """What tells its replicas apart: the seed, with what each has of its own where seeds come again."""
        if len(set(self.seeds)) == len(self.seeds):
            return tuple(map(str, self.seeds))
        return tuple(
            ", ".join(
                [str(seed), *(f"{name} {number_text(values[replica])}" for name, values in self.own.items())]
            )
            for replica, seed in enumerate(self.seeds)
        )

    def check_replica(self, replica: int) -> None:
        """Raises `ConfigError` where there is no replica of this number, counted from 0."""
        last = len(self.seeds) - 1
        if not 0 <= replica <= last:
            raise ConfigError(f"There is no replica {replica} in a run of {last + 1}: choose 0 to {last}.")

    def only(self, replicas: Sequence[int]) -> Self:
        """The config of some of its replicas, by their numbers from 0, each with what it has of its own."""
        seeds = tuple(self.seeds[replica] for replica in replicas)
        chosen = {name: [values[replica] for replica in replicas] for name, values in self.own.items()}
        return self._with_own(seeds, chosen)

    def together(self, others: Sequence[Self]) -> Self:
        """The config of all replicas of this one and of others, which only differ by what may vary so."""
        configs = (self, *others)
        seeds = tuple(seed for config in configs for seed in config.seeds)
        chosen: dict[str, list[Any]] = {name: [] for name in self.own_names}
        for config in configs:
            values, own = _values(config), config.own
            for name, column in chosen.items():
                column += own.get(name, (values[name],) * len(config.seeds))
        return self._with_own(seeds, chosen)

    @property
    def shared(self) -> Self:
        """The same for all configs that only differ by seeds and by settings that may vary by replica."""
        fields = {
            name: field for group in GROUPS for name, field in fields_of(type(getattr(self, group))).items()
        }
        return self._with_own((0,), {name: [fields[name].default] for name in self.own_names})

    def _with_own(self, seeds: tuple[int, ...], chosen: Mapping[str, Sequence[Any]]) -> Self:
        """The config with these seeds, each with its value of settings that may vary by replica."""
        update: dict[str, Any] = {"seeds": seeds}
        for group in GROUPS:
            settings = getattr(self, group)
            values: dict[str, Any] = {}
            for name, several in own_settings(type(settings)).items():
                if name in chosen:
                    differ = any(value != chosen[name][0] for value in chosen[name])
                    values |= {name: chosen[name][0], several: tuple(chosen[name]) if differ else ()}
            update[group] = with_values(settings, values)
        return self.model_copy(update=update)

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

    @model_validator(mode="after")
    def _one_for_each(self) -> Self:
        own = self.own
        for name, values in own.items():
            if len(values) != len(self.seeds):
                raise ValueError(
                    f"{self.own_names[name]} = {values} are {len(values)} for {len(self.seeds)} seeds: give "
                    "one for each"
                )
        if len(set(zip(self.seeds, *own.values(), strict=True))) < len(self.seeds):
            again = f", or with another {' or '.join(own)} each time" if own else ""
            raise ValueError(f"seeds = {self.seeds!r} is not allowed: each seed may occur only once{again}")
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


def _values(config: Config) -> dict[str, Any]:
    """The value of every setting by its name, whatever its group."""
    return {name: value for group in GROUPS for name, value in values_of(getattr(config, group)).items()}


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

    The value of a setting that may vary by replica is that of all, also where each had its own.
    """
    plain = config.model_dump()
    for group in groups:
        settings = getattr(config, group)
        before, after = values_of(settings), for_all(values, type(settings))
        plain[group] = nested(before | {name: value for name, value in after.items() if name in before})
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
        named = re.match(r"[a-z_.]+ = ", message)  # a rule about several fields, which names them itself
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
