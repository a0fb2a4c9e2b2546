"""How to repeat a run: the command line, or where that lacks the words, Python."""

import shlex
from collections.abc import Mapping
from typing import Any

from hnetlab.base.settings import fields_of, values_of
from hnetlab.experiments import network_of, presets_of
from hnetlab.experiments.config import Config

_LOADERS = {"sequence": "load_sequence", "module": "load_module"}
_OPTIONS = ("tasks", "data", "split", "permute")  # settings with an option of their own


def how_to_repeat(
    config: Config,
    device: str = "auto",
    *,
    own: Mapping[str, str] | None = None,
    changes: Mapping[int, Mapping[str, Any]] | None = None,
) -> str:
    """The `hnetlab train` command for `config`, or Python code for what the command has no words for.

    That is seeds other than 1 to N, a sequence or a module in `own` that came from no file, and `changes` of
    settings by the number of steps after which they were made.
    """
    own, changes = own or {}, changes or {}
    countable = len(config.seeds) == 1 or config.seeds == tuple(range(1, len(config.seeds) + 1))
    if countable and not changes and all(".py:" in place for place in own.values()):
        return _command(config, device, own)
    arguments = {"preset": config.preset, **_network(config), "seeds": config.seeds, **changed_fields(config)}
    written = "".join(f", {name}={_in_python(value)}" for name, value in arguments.items())
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


def changed_fields(config: Config) -> dict[str, Any]:
    """The settings whose values are neither the preset's nor the default, by field name."""
    preset = presets_of(config.benchmark).get(config.preset, {})
    return {
        name: value
        for group in (config.data, config.target, config.training, config.learning)
        for name, value in values_of(group).items()
        if value != preset.get(name, fields_of(type(group))[name].default)
    }


def _command(config: Config, device: str, own: Mapping[str, str]) -> str:
    words = ["hnetlab", "train", config.benchmark, "--method", config.method, "--preset", config.preset]
    seeds = config.seeds
    words += [word for name, value in _network(config).items() for word in (f"--{name}", value)]
    words += ["--seed", str(seeds[0])] if len(seeds) == 1 else ["--seeds", str(len(seeds))]
    fields = changed_fields(config)
    for name in _OPTIONS:
        value = fields.pop(name, None)
        if value is True:
            words += [f"--{name}"]
        elif value is not None:
            words += [f"--{name}", _on_command_line(value)]
    for name, value in fields.items():
        words += ["--set", f"{name}={_on_command_line(value)}"]
    for what, place in own.items():
        words += [f"--{what}", place]
    return shlex.join([*words, "--device", device])


def _network(config: Config) -> dict[str, str]:
    """The target network's name, where it is another than the preset's."""
    other = config.network != network_of(config.benchmark, config.preset)
    return {"network": config.network} if other else {}


def _in_a_line(text: str) -> str:
    return " ".join(text.split())


def _on_command_line(value: Any) -> str:
    match value:
        case ():
            return "[]"
        case tuple():
            return ",".join(map(str, value))
        case None | bool():
            return str(value).lower()
    return str(value)


def _in_python(value: Any) -> str:
    return repr(value if isinstance(value, int | float | tuple | None) else str(value))
