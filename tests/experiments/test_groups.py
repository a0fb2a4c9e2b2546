"""Settings in groups within a group: a method with two hypernetworks has two of each."""

from typing import Any

import pytest

from hnetlab.base.errors import ConfigError
from hnetlab.base.settings import Settings
from hnetlab.cli.field import parse_fields
from hnetlab.experiments import configure
from hnetlab.experiments.config import Config, changed
from hnetlab.learning import METHODS
from hnetlab.learning.target_finetuning import TargetFineTuning


class Memory(Settings):
    beta: float = 0.5
    """Strength."""
    widths: tuple[int, ...] = (4, 2)
    """Units."""


class TwofoldSettings(Settings):
    beta: float = 0.1
    """Strength."""
    memory: Memory = Memory()
    """A second network."""


class Twofold(TargetFineTuning):
    settings_type = TwofoldSettings


class ClashingSettings(Settings):
    steps: int = 3
    """What training has, too."""


class Clashing(TargetFineTuning):
    settings_type = ClashingSettings


@pytest.fixture(autouse=True)
def _registered(monkeypatch):
    monkeypatch.setitem(METHODS, "twofold", Twofold)
    monkeypatch.setitem(METHODS, "clashing", Clashing)


def learning(config: Config) -> Any:
    return config.learning


def test_a_dotted_name_sets_one_of_two_that_are_called_the_same():
    fields: dict[str, Any] = {"memory.beta": 3}
    config = configure("split-digits", "twofold", **fields)
    assert (learning(config).beta, learning(config).memory.beta) == (0.1, 3)
    assert Config.from_json(config.model_dump_json()) == config
    again = changed(config, {"memory.widths": (9,), "beta": 1}, "learning")
    assert (learning(again).beta, learning(again).memory) == (1, Memory(beta=3, widths=(9,)))


def test_the_command_line_takes_dotted_names():
    fields = parse_fields(["memory.widths=7", "memory.beta=2"], "split-digits", "twofold")
    config = configure("split-digits", "twofold", **fields)
    assert learning(config).memory == Memory(beta=2, widths=(7,))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"memory.beta": "much"}, "memory.beta = 'much' is not allowed: it should be a valid number"),
        ({"memory.gamma": 1}, "Unknown field memory.gamma = 1 .*did you mean 'memory.beta'"),
    ],
)
def test_a_wrong_value_in_a_group_is_named_in_full(fields, sentence):
    with pytest.raises(ConfigError, match=sentence):
        configure("split-digits", "twofold", **fields)


def test_two_settings_of_one_name_are_refused():
    with pytest.raises(ConfigError, match=r"^steps is a setting both of the group training and of the group"):
        configure("split-digits", "clashing")
