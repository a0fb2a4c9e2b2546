"""How to repeat a run: the command line, or where that lacks the words, Python."""

import shlex
from typing import Any

from hnetlab.experiments import presets_of
from hnetlab.experiments.config import Config

_OPTIONS = ("tasks", "data", "split", "permute")  # settings with an option of their own


def how_to_repeat(config: Config, device: str = "auto") -> str:
    """The `hnetlab train` command for `config`; Python code for seeds that the command can't name."""
    if len(config.seeds) == 1 or config.seeds == tuple(range(1, len(config.seeds) + 1)):
        return _command(config, device)
    arguments = {"preset": config.preset, "seeds": config.seeds, **changed_fields(config)}
    written = "".join(f", {name}={_in_python(value)}" for name, value in arguments.items())
    return (
        "from hnetlab import Run, configure, fit\n\n"
        f"config = configure({config.benchmark!r}, {config.method!r}{written})\n"
        f"run = fit(Run(config, device={device!r}))"
    )


def changed_fields(config: Config) -> dict[str, Any]:
    """The settings whose values are neither the preset's nor the default, by field name."""
    preset = presets_of(config.benchmark).get(config.preset, {})
    return {
        name: getattr(group, name)
        for group in (config.data, config.target, config.training, config.learning)
        for name, field in type(group).model_fields.items()
        if getattr(group, name) != preset.get(name, field.default)
    }


def _command(config: Config, device: str) -> str:
    words = ["hnetlab", "train", config.benchmark, "--method", config.method, "--preset", config.preset]
    seeds = config.seeds
    words += ["--seed", str(seeds[0])] if len(seeds) == 1 else ["--seeds", str(len(seeds))]
    fields = changed_fields(config)
    for name in _OPTIONS:
        value = fields.pop(name, None)
        if value is True:
            words += [f"--{name}"]
        elif value is not None:
            words += [f"--{name}", str(value)]
    for name, value in fields.items():
        words += ["--set", f"{name}={_on_command_line(value)}"]
    return shlex.join([*words, "--device", device])


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
