"""Which preset the settings of a config are, whatever it was made from."""

from typing import Any

from hnetlab.base.errors import ConfigError
from hnetlab.experiments import configure, network_of, presets_of
from hnetlab.experiments.config import Config
from hnetlab.experiments.row import GROUPS, deciding_group

NO_MATTER = {"evaluate_every", "regularizer_form"}
"""Settings that change no number: how often is looked, and in which of several exact ways is calculated."""


def recognized(config: Config) -> tuple[str, dict[str, Any]]:
    """The preset whose settings a config has, and the settings in which it differs from it.

    That is the preset that it names, or, where it differs from that in something, any other that it is equal
    to. Seeds, the scenario and how tasks are inferred are not compared. Another target network than the
    preset's is a difference, and its settings are compared with those that it has in the preset.

    >>> from hnetlab import configure
    >>> recognized(configure("split-mnist", preset="paper", scenario=3))
    ('paper', {})
    >>> recognized(configure("split-digits", beta=0.5))
    ('quick', {'beta': 0.5})
    >>> recognized(configure("split-digits", network="lenet"))
    ('quick', {'network': 'lenet'})
    """
    presets = presets_of(config.benchmark)
    names = [name for name in (config.preset, *presets) if name in presets]
    found = [(name, _differences(config, name)) for name in dict.fromkeys(names)]
    return next(((name, changes) for name, changes in found if not changes), found[0])


def _differences(config: Config, preset: str) -> dict[str, Any]:
    usual, mine = _usual(config, preset), _flat(config)
    if usual:
        its, shown = _flat(usual), _flat(config, whole=True)
        mine = {name: shown.get(name) for name in {**mine, **its} if mine.get(name) != its.get(name)}
    other_network = config.network != network_of(config.benchmark, preset)
    return {"network": config.network, **mine} if other_network else mine


def _usual(config: Config, preset: str) -> Config | None:
    """The config that a preset gives in the same scenario with the same network; None where it can't."""
    data = {name: getattr(config.data, name) for name in type(config.data).model_fields}
    scenario = {name: value for name, value in data.items() if name == "scenario"}
    for known in (scenario, data):  # a user's own data has no preset
        try:
            return configure(
                config.benchmark,
                config.method,
                preset=preset,
                network=config.network,
                seeds=config.seeds,
                **known,
            )
        except ConfigError:
            continue
    return None


def _flat(config: Config, *, whole: bool = False) -> dict[str, Any]:
    """The settings that tell runs apart by their names, those of a group within another by dotted ones.

    With the `whole` of them also those of later versions that have their defaults, and so decide nothing.
    """
    found: dict[str, Any] = {}
    for name in GROUPS:
        group = getattr(config, name)
        _collect(group.model_dump(mode="json") if whole else deciding_group(group), "", found)
    found.pop("inference", None)
    return {name: value for name, value in found.items() if name not in NO_MATTER}


def _collect(values: dict[str, Any], prefix: str, found: dict[str, Any]) -> None:
    for name, value in values.items():
        if isinstance(value, dict):
            _collect(value, f"{prefix}{name}.", found)
        else:
            found[f"{prefix}{name}"] = value
