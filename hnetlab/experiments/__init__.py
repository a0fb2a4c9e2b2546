"""Named experiments: presets and how a config is made from one."""

from collections.abc import Iterable, Sequence
from typing import Any

from hnetlab.base.errors import ConfigError
from hnetlab.base.settings import fields_of, nested
from hnetlab.experiments.config import Config, setting_groups, suggestion
from hnetlab.experiments.presets import PRESETS, presets_of
from hnetlab.experiments.row import GROUPS
from hnetlab.experiments.tuned import tuned
from hnetlab.learning import METHODS
from hnetlab.nets.networks import DEFAULT_NETWORK

__all__ = ["PRESETS", "configure", "network_of", "plain", "preset_values", "presets_of"]


def plain(value: Any) -> Any:
    """A number or an array of numpy or torch as Python's own; anything else as it is."""
    return value.tolist() if hasattr(value, "tolist") else value


def configure(
    benchmark: str,
    method: str = "hnet",
    *,
    preset: str = "quick",
    network: str | None = None,
    seeds: int | Sequence[int] = (1,),
    **fields: Any,
) -> Config:
    """The config of a preset with single `fields` changed, whatever group of settings they belong to.

    `network` names the target network, one of `NETWORKS`; by default it is the preset's, mostly an MLP.
    `seeds` is a list of seeds, or how many: 3 stands for 1, 2, 3. Raises `ConfigError` for anything
    unknown or impossible.

    >>> config = configure("split-digits", "hnet", seeds=3, beta=0.5, steps=100)
    >>> config.seeds, config.learning.beta, config.training.steps
    ((1, 2, 3), 0.5, 100)
    """
    network = network_of(benchmark, preset, network)
    groups = setting_groups(benchmark, method, network)
    presets = presets_of(benchmark)
    if preset not in presets:
        raise ConfigError(f"The benchmark {benchmark} has no preset {preset!r}{suggestion(preset, presets)}")
    seeds, fields = plain(seeds), {name: plain(value) for name, value in fields.items()}
    if isinstance(seeds, int):
        if seeds < 1:
            raise ConfigError(f"seeds = {seeds} is not allowed: at least one seed is needed.")
        seeds = range(1, seeds + 1)
    if not isinstance(seeds, Iterable) or isinstance(seeds, str | bytes):
        raise ConfigError(
            f"seeds = {seeds!r} is not allowed: give a whole number of seeds, or a list of them."
        )
    owner = {field: group for group, settings in groups.items() for field in fields_of(settings)}
    for name, value in fields.items():
        if name not in owner:
            raise ConfigError(
                f"Unknown field {name} = {value!r} for the method {method} on {benchmark} with the "
                f"network {network}"
                f"{suggestion(name, owner)}"
            )
    values: dict[str, dict[str, Any]] = {group: {} for group in groups}
    chosen = {**preset_values(benchmark, method, preset, fields.get("scenario", 1)), **fields}
    for wanted, other in (("steps", "epochs"), ("epochs", "steps")):  # one replaces a preset's other
        if fields.get(wanted) is not None and other not in fields:
            chosen[other] = None
    for name, value in chosen.items():
        if name in owner:  # a preset speaks of all methods; this one may lack a field
            values[owner[name]][name] = value
    grouped = {group: nested(own) for group, own in values.items()}
    config = Config.build(
        benchmark=benchmark, method=method, preset=preset, network=network, seeds=tuple(seeds), **grouped
    )
    for group in GROUPS:
        getattr(config, group).check_asked(fields)
    return config


def preset_values(benchmark: str, method: str, preset: str, scenario: int = 1) -> dict[str, Any]:
    """What a preset has for a method in a scenario, by field name; all other fields have their defaults.

    >>> preset_values("split-mnist", "ewc", "paper")["ewc_lambda"]
    100000000.0
    """
    inference = METHODS[method].own_inference
    return {
        **({"inference": inference} if inference else {}),
        **presets_of(benchmark)[preset],
        **tuned(benchmark, preset, method, scenario),
    }


def network_of(benchmark: str, preset: str, network: str | None = None) -> str:
    """The target network's name: `network` where it is given, or else that of the preset."""
    return network or str(presets_of(benchmark).get(preset, {}).get("network", DEFAULT_NETWORK))
