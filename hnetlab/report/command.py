"""How to repeat a run: the command line, or where that lacks the words, Python."""

import shlex
from collections.abc import Collection, Mapping
from pathlib import PurePath
from typing import Any

from hnetlab.base.settings import fields_of, values_of
from hnetlab.experiments import network_of, preset_values
from hnetlab.experiments.config import Config
from hnetlab.experiments.own import DECIDES
from hnetlab.experiments.words import parse_names, parse_value, write_names, write_value

_LOADERS = {"sequence": "load_sequence", "module": "load_module"}
_OPTIONS = ("tasks", "data", "split", "classes", "permute")  # settings with an option of their own


def how_to_repeat(
    config: Config,
    device: str = "auto",
    *,
    own: Mapping[str, str] | None = None,
    changes: Mapping[int, Mapping[str, Any]] | None = None,
) -> str:
    """The `hnetlab train` command for `config`, or Python code for what the command has no words for.

    That is seeds other than 1 to N, a value that it would read as another, a sequence or a module in `own`
    that came from no file, and `changes` of settings by the number of steps after which they were made.
    """
    own, changes = own or {}, changes or {}
    fields = changed_fields(config, own)
    command = _command(config, fields, device, own)
    if command and not changes and all(".py:" in place for place in own.values()):
        return command
    arguments = {"preset": config.preset, **_network(config), "seeds": config.seeds, **fields}
    nested = {name: value for name, value in arguments.items() if "." in name}
    written = "".join(
        f", {name}={_in_python(value)}" for name, value in arguments.items() if name not in nested
    )
    if nested:  # names that Python takes as text only
        inside = ", ".join(f"{name!r}: {_in_python(value)}" for name, value in nested.items())
        written += f", **{{{inside}}}"
    given = "".join(f", {what}={what}" for what in own)
    loaders = sorted(_LOADERS[what] for what, place in own.items() if ".py:" in place)
    lines = [f"from hnetlab import Run, configure, {'train' if changes else 'fit'}"]
    if loaders:
        lines.append(f"from hnetlab.experiments.own import {', '.join(loaders)}")
    lines.append("")
    for what, place in own.items():
        value = f"{_LOADERS[what]}({place!r})" if ".py:" in place else f"...  # your own, {_in_a_line(place)}"
        lines.append(f"{what} = {value}")
    lines.append(f"config = configure({config.benchmark!r}, {config.method!r}{written})")
    made = f"Run(config, device={device!r}{given})"
    if not changes:
        return "\n".join([*lines, f"run = fit({made})"])
    steered = {step: dict(values) for step, values in changes.items()}
    return "\n".join(
        [
            *lines,
            f"run = {made}",
            f"changes = {steered!r}  # by the steps done before",
            "run.change(**changes.pop(0, {}))",
            "for _ in train(run):",
            "    run.change(**changes.pop(run.steps_done, {}))",
        ]
    )


def changed_fields(config: Config, own: Collection[str] = ()) -> dict[str, Any]:
    """The settings, by field name, whose values `configure` would not give by itself.

    Without those that mean nothing beside the `sequence` or the `module` that `own` names.
    """
    scenario = getattr(config.data, "scenario", 1)
    usual = preset_values(config.benchmark, config.method, config.preset, scenario)
    found: dict[str, Any] = {}
    idle = {name for what in own for name in values_of(getattr(config, DECIDES[what]))} - {"scenario"}
    for group in (config.data, config.target, config.training, config.learning):
        usual = {name: field.default for name, field in fields_of(type(group)).items()} | usual
        found |= {name: value for name, value in values_of(group).items() if value != usual[name]}
    return {name: value for name, value in found.items() if name not in idle}


def _command(config: Config, fields: Mapping[str, Any], device: str, own: Mapping[str, str]) -> str | None:
    """The command line; None where it has no words for the seeds or for the value of a setting."""
    words = ["hnetlab", "train", config.benchmark, "--method", config.method, "--preset", config.preset]
    seeds = config.seeds
    if len(seeds) > 1 and seeds != tuple(range(1, len(seeds) + 1)):
        return None
    words += [word for name, value in _network(config).items() for word in (f"--{name}", value)]
    words += ["--seed", str(seeds[0])] if len(seeds) == 1 else ["--seeds", str(len(seeds))]
    for name, value in fields.items():
        written = _on_command_line(name, value)
        if written is None:
            return None
        if name in _OPTIONS and value:
            words += [f"--{name}"] if value is True else [f"--{name}", written]
        else:
            words += ["--set", f"{name}={written}"]
    for what, place in own.items():
        words += [f"--{what}", place]
    return shlex.join([*words, "--device", device])


def _network(config: Config) -> dict[str, str]:
    """The target network's name, where it is another than the preset's."""
    other = config.network != network_of(config.benchmark, config.preset)
    return {"network": config.network} if other else {}


def _in_a_line(text: str) -> str:
    return " ".join(text.split())


def _on_command_line(name: str, value: Any) -> str | None:
    """A setting's value in words; None where they would be understood as another one."""
    value = _plain(value)
    if name == "data":
        return str(value)
    if name == "classes" and value is not None:
        written = write_names(value)
        return written if parse_names(written) == value else None
    written = write_value(value)
    if isinstance(value, list) and len(value) > 1:
        written = written[1:-1]
    return written if parse_value(written) == value else None


def _in_python(value: Any) -> str:
    return repr(str(value) if isinstance(value, PurePath) else value)


def _plain(value: Any) -> Any:
    """A path as text and a tuple as a list, as they are read from a command line."""
    return str(value) if isinstance(value, PurePath) else list(value) if isinstance(value, tuple) else value
