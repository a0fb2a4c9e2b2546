"""Whether a run learns what a stored one has learned, and if not, what to give it."""

import shlex
from pathlib import Path
from typing import Any

from hnetlab.base.errors import ConfigError, StoreError
from hnetlab.experiments.config import Config
from hnetlab.nets.difference import network_difference
from hnetlab.runs.record import ProblemRecord, decisive
from hnetlab.runs.run import NUMBERS, Description
from hnetlab.tasks import difference

_NAMES = {"sequence": "a task sequence", "module": "a target network"}


def check_same_config(path: Path, stored: Config, wanted: Config) -> None:
    """Raises `StoreError` with the first setting that decides a number and is another one."""
    before, now = decisive(stored), decisive(wanted)
    for name in now:
        if before[name] != now[name]:
            old, new = _first_difference(name, before[name], now[name])
            raise StoreError(
                f"The run in {path} has {old} where {new} is asked for: resume it with its own "
                "settings, or choose another folder."
            )


def check_given(path: Path, stored: ProblemRecord, **given: Any) -> None:
    """Raises `StoreError` where a run had a `sequence` or a `module` of its own and None is given for it."""
    own = stored.description.own
    for what, value in given.items():
        if what in own and value is None:
            raise StoreError(
                f"The run in {path} was begun with {_NAMES[what]} of its own, {own[what]}: give it again, "
                f"{_how_to_give(own, what)}."
            )


def check_learns_the_same(path: Path, config: Config, stored: ProblemRecord, present: ProblemRecord) -> None:
    """Raises `StoreError` with what is different about the data or the network, and with what to give."""
    own = stored.description.own
    if stored.tasks is None or stored.network is None:  # the format 1 had no fingerprints
        if change := _changed_field(stored.description, present.description):
            raise StoreError(
                f"The run in {path} learns something else, {change}: give it the data and the network that "
                "it was begun with."
            )
        return
    if change := difference(stored.tasks, present.tasks or {}):
        if "sequence" in own:
            remedy = f"give it its own task sequence, {_how_to_give(own, 'sequence')}"
        elif reads_given_data(config):
            remedy = (
                "name a file with the data that it was begun with, "
                f"hnetlab train --resume --out {shlex.quote(str(path))} --data FILE on the command line or "
                "RunFolder(...).run(data=...) in Python"
            )
        else:
            remedy = f"give it the data of {config.benchmark} that it was begun with"
        raise StoreError(f"The run in {path} has learned from other data, {change}: {remedy}.")
    network = present.network or {}
    if stored.numbers != NUMBERS:  # runs of before had not noted what scales begin with and statistics become
        unknown = {"begun", "moved"} - stored.network.keys()
        network = {part: value for part, value in network.items() if part not in unknown}
    if change := network_difference(stored.network, network):
        remedy = (
            f"give it its own, {_how_to_give(own, 'module')}"
            if "module" in own
            else "leave out the module, it was begun without one"
        )
        raise StoreError(f"The run in {path} has learned with another target network, {change}: {remedy}.")


def reads_given_data(config: Config) -> bool:
    """Whether its tasks are made of a file or folder of a user's own, whose contents no setting tells."""
    return "data" in type(config.data).model_fields


def with_data(config: Config, data: str | Path) -> Config:
    """The config with its data read from another file; raises `ConfigError` where it reads none."""
    if not reads_given_data(config):
        raise ConfigError(f"data = {data} does not apply to {config.benchmark}: leave it out.")
    values = config.model_dump()
    values["data"]["data"] = Path(data)
    return Config.build(**values)


def _how_to_give(own: dict[str, str], what: str) -> str:
    """For example "--module nets.py:small on the command line, or RunFolder(...).run(module=...)"."""
    place = own[what] if ".py:" in own[what] else "FILE.py:NAME"
    return f"--{what} {place} on the command line, or RunFolder(...).run({what}=...) in Python"


def _first_difference(name: str, stored: Any, wanted: Any, *, dotted: bool = False) -> tuple[str, str]:
    if isinstance(stored, dict) and isinstance(wanted, dict):
        for key in {**stored, **wanted}:
            if stored.get(key) != wanted.get(key):
                inner = f"{name}.{key}" if dotted else key
                return _first_difference(inner, stored.get(key), wanted.get(key), dotted=True)
    return f"{name} = {stored}", f"{name} = {wanted}"


def _changed_field(stored: Description, present: Description) -> str | None:
    """The first name or size in which what two runs learn differs, as the middle of a sentence."""
    for name in ("kind", "task_names", "target_weights", "trainable_numbers"):
        old, new = getattr(stored, name), getattr(present, name)
        if old != new:
            return f"{name.replace('_', ' ')} {new} in place of {old}"
    return None
