"""Settings by name, whatever group of a config they belong to: what panels, links and tables speak of."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic.fields import FieldInfo

from hnetlab.base.settings import fields_of, for_all, values_of
from hnetlab.experiments import configure, network_of
from hnetlab.experiments.config import Config, changed, setting_groups
from hnetlab.learning import METHODS
from hnetlab.nets.networks import DEFAULT_NETWORK, NETWORKS

_EVALUATIONS_PER_TASK = 20
_STEPS_OF_EPOCHS = 1000  # what a task given in epochs is taken for, its data not being known yet
_GROUPS = ("data", "target", "training", "learning")


def configured(
    benchmark: str, method: str, preset: str, seeds: int | Sequence[int], wanted: Mapping[str, Any]
) -> Config:
    """The preset's config with the settings `wanted`, without those that only another method has.

    One of them may be the `network`.
    """
    network = network_of(benchmark, preset, wanted.get("network"))
    own = settings_of(benchmark, method, network=network)
    elsewhere = settings_of(benchmark, *METHODS, network=network)
    fields = {name: value for name, value in wanted.items() if name in own or name not in elsewhere}
    config = configure(benchmark, method, preset=preset, seeds=seeds, **{**fields, "network": network})
    if config.training.evaluate_every or "evaluate_every" in wanted:
        return config
    every = max(1, (config.training.steps or _STEPS_OF_EPOCHS) // _EVALUATIONS_PER_TASK)
    return altered(config, {"evaluate_every": every}, config.seeds)


def altered(config: Config, values: Mapping[str, Any], seeds: int | Sequence[int]) -> Config:
    """The same config with other values of some settings, or another network, and with these seeds."""
    seeds = tuple(range(1, seeds + 1)) if isinstance(seeds, int) else tuple(seeds)
    if values.get("network", config.network) != config.network:
        fields = overlaid(flat(config), values, config.benchmark, config.method)
        own = settings_of(config.benchmark, config.method, network=values["network"])
        return configure(
            config.benchmark,
            config.method,
            preset=config.preset,
            network=values["network"],
            seeds=seeds,
            **{name: value for name, value in fields.items() if name in own},
        )
    reseeded = config.model_copy(update={"seeds": seeds})
    return changed(reseeded, values, *_GROUPS)


def overlaid(
    fields: Mapping[str, Any], values: Mapping[str, Any], benchmark: str, method: str
) -> dict[str, Any]:
    """`fields` with other `values` of some, which are those of all seeds also where each had its own."""
    return {**fields, **for_all(values, *setting_groups(benchmark, method).values())}


def of_network(network: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of settings without those that only other networks have, and with this one as the `network`."""
    others = {name for each in NETWORKS.values() for name in fields_of(each.settings)}
    gone = others - set(fields_of(NETWORKS[network].settings))
    return {name: value for name, value in values.items() if name not in gone} | {"network": network}


def flat(config: Config) -> dict[str, Any]:
    """All settings of a config by name, and the name of its network."""
    groups = (config.data, config.target, config.training, config.learning)
    values = {name: value for group in groups for name, value in values_of(group).items()}
    return {"network": config.network, **values}


def settings_of(benchmark: str, *methods: str, network: str = DEFAULT_NETWORK) -> dict[str, FieldInfo]:
    """All settings that one of the methods has on a benchmark; of two with one name the last."""
    groups = [
        settings for method in methods for settings in setting_groups(benchmark, method, network).values()
    ]
    return {name: field for settings in groups for name, field in fields_of(settings).items()}


def changeable_of(methods: Iterable[str]) -> set[str]:
    """The settings that a run of one of the methods lets be changed on its way."""
    return {name for method in methods for name in METHODS[method].changeable}
