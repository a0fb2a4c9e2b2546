"""What a command line asks to be learned, turned into a config."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from hnetlab.base.errors import ConfigError
from hnetlab.cli.field import add_field, parse_fields
from hnetlab.experiments import configure, network_of
from hnetlab.experiments.config import Config, setting_groups
from hnetlab.experiments.own import DECIDES
from hnetlab.experiments.words import parse_names, parse_value
from hnetlab.runs.likeness import with_data
from hnetlab.runs.store import RunFolder
from hnetlab.tasks import BENCHMARKS

_FIELD_OPTIONS = ("tasks", "scenario", "data", "split", "classes", "size", "permute", "standardize", "layout")


@dataclass(frozen=True)
class Request:
    """The options of `hnetlab train` that decide what is learned, under their names there.

    What was not given is None, or empty.
    """

    method: str | None = None
    network: str | None = None
    preset: str | None = None
    seeds: int | None = None
    seed: int | None = None
    set: Sequence[str] = ()
    tasks: int | None = None
    scenario: int | None = None
    data: Path | None = None
    split: str | int | None = None
    classes: str | None = None
    size: int | None = None
    permute: bool = False
    standardize: bool = False
    layout: str | None = None

    def config(self, benchmark: str, *, own: Collection[str] = ()) -> Config:
        """The config for `benchmark`; raises `ConfigError`.

        `own` has "sequence" or "module" where these are given: then nothing else may say what they decide.
        """
        if self.seeds is not None and self.seed is not None:
            raise ConfigError("--seeds and --seed exclude each other: give how many seeds, or which one.")
        method, preset = self.method or "hnet", self.preset or "quick"
        network = network_of(benchmark, preset, self.network)
        known = setting_groups(benchmark, method, network)["data"].model_fields
        for name in _FIELD_OPTIONS:
            if self._given(name) and name not in known:
                raise ConfigError(f"--{name} does not apply to {benchmark}: leave it out.")
        values = parse_fields(self.set, benchmark, method, network)
        for name in _FIELD_OPTIONS:
            if self._given(name):
                add_field(values, name, self._value(name))
        if "sequence" in own and BENCHMARKS[benchmark].required:
            raise ConfigError(
                f"{benchmark} learns from data that are given, --sequence has tasks already: name another "
                "benchmark, such as split-digits, for its settings."
            )
        for what in own:
            decided = setting_groups(benchmark, method, network)[DECIDES[what]].model_fields.keys()
            for name in values.keys() & decided - {"scenario"}:
                option = f"--{name}" if name in _FIELD_OPTIONS and self._given(name) else name
                raise ConfigError(f"{option} would change nothing beside --{what}: leave it out.")
        if not values.keys() >= set(BENCHMARKS[benchmark].required):
            raise ConfigError(f"{benchmark} can't do without options: give {BENCHMARKS[benchmark].options}.")
        seeds = self.seeds if self.seeds is not None else (1 if self.seed is None else self.seed,)
        return configure(benchmark, method, preset=preset, network=network, seeds=seeds, **values)

    def stored_config(self, folder: RunFolder | None) -> Config:
        """The config of the run that is to go on without its benchmark being named; raises `LabError`."""
        if folder is None:
            raise ConfigError("No benchmark is named: give one, as in hnetlab train split-digits.")
        if not folder.holds_run:
            raise ConfigError(f"{folder.path} holds no run to continue: name a benchmark to begin one there.")
        given = [field.name for field in fields(self) if self._given(field.name) and field.name != "data"]
        if given:
            raise ConfigError(
                f"--{given[0]} needs the benchmark's name before it: without one the run in {folder.path} "
                "goes on with its own settings."
            )
        config = folder.config()
        return config if self.data is None else with_data(config, self.data)

    def _value(self, name: str) -> Any:
        """An option's value as the settings take it."""
        value = getattr(self, name)
        if name == "split" and isinstance(value, str):
            return parse_value(value)
        return parse_names(value) if name == "classes" else value

    def _given(self, name: str) -> bool:
        value = getattr(self, name)
        return not (value is None or value is False or value == ())
