import json
import math
from typing import Any

import pytest
from pydantic import ValidationError

from hnetlab.base.errors import ConfigError
from hnetlab.experiments import PRESETS, configure
from hnetlab.experiments.config import Config
from hnetlab.learning import METHODS

NEEDED: dict[str, dict[str, Any]] = {
    "arrays": {"data": "numbers.npz", "split": 2},
    "images": {"data": "pictures"},
}
EVERY = [
    (benchmark, method, preset)
    for benchmark, presets in PRESETS.items()
    for method in METHODS
    for preset in presets
]


@pytest.mark.parametrize(("benchmark", "method", "preset"), EVERY)
def test_every_config_survives_json(benchmark, method, preset):
    needed: dict[str, Any] = NEEDED.get(benchmark, {})
    config = configure(benchmark, method, preset=preset, seeds=(3, 1), **needed)
    again = Config.from_json(config.model_dump_json())
    assert again == config
    assert type(again.data) is type(config.data)
    assert type(again.learning) is METHODS[method].settings_type
    assert hash(again) == hash(config)


def test_a_config_is_built_from_plain_data():
    config = configure("split-digits", tasks=3, beta=0.25, target_hidden=(5,), steps=7)
    again: Any = Config.build(**json.loads(config.model_dump_json()))
    assert again == config
    assert (again.data.tasks, again.learning.beta, again.training.steps) == (3, 0.25, 7)
    assert again.target.target_hidden == (5,)


def test_a_config_can_not_be_changed():
    config = configure("split-digits")
    for settings, name in (
        (config, "seeds"),
        (config.data, "tasks"),
        (config.target, "target_hidden"),
        (config.training, "steps"),
        (config.learning, "beta"),
    ):
        with pytest.raises(ValidationError, match="frozen"):
            setattr(settings, name, 1)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "negative beta": ({"beta": -0.1}, r"beta = -0\.1 is not allowed: .*greater than or equal to 0"),
    "beta NaN": ({"beta": math.nan}, r"beta = nan is not allowed: .*finite"),
    "beta infinite": ({"beta": math.inf}, r"beta = inf is not allowed: .*finite"),
    "beta a word": ({"beta": "much"}, r"beta = 'much' is not allowed: .*valid number"),
    "one task": ({"tasks": 1}, r"tasks = 1 is not allowed: .*greater than or equal to 2"),
    "more tasks than digits": ({"tasks": 6}, r"tasks = 6 is not allowed: .*less than or equal to 5"),
    "half a task": ({"tasks": 2.5}, r"tasks = 2\.5 is not allowed: .*integer"),
    "no units": ({"target_hidden": (5, 0)}, r"target_hidden.* = .*0.* is not allowed: .*at least one unit"),
    "no units in the hypernetwork": (
        {"hypernetwork_hidden": (0,)},
        r"hypernetwork_hidden = 0 is not allowed: .*greater than or equal to 1",
    ),
    "no steps": ({"steps": 0}, r"steps = 0 is not allowed: .*greater than or equal to 1"),
    "no batch": ({"batch_size": 0}, r"batch_size = 0 is not allowed"),
    "no rate": ({"learning_rate": 0}, r"learning_rate = 0 is not allowed: .*greater than 0"),
    "rate NaN": ({"learning_rate": math.nan}, r"learning_rate = nan is not allowed"),
    "no chunk": ({"chunk_size": 0}, r"chunk_size = 0 is not allowed: .*greater than or equal to 1"),
    "beta1 too large": ({"adam_beta1": 1}, r"adam_beta1 = 1 is not allowed: .*less than 1"),
    "optimizer": ({"optimizer": "lion"}, r"optimizer = 'lion' is not allowed: .*'adam' or 'sgd'"),
    "activation": (
        {"target_activation": "softmax"},
        r"target_activation = 'softmax' is not allowed: .*'relu', 'elu', 'sigmoid' or 'tanh'",
    ),
    "head": ({"head": "both"}, r"head = 'both' is not allowed: .*'per_task' or 'shared'"),
    "regularized heads": ({"regularized_heads": "none"}, r"regularized_heads = 'none' .*'all' or 'own'"),
    "seeds twice": ({"seeds": (1, 2, 1)}, r"seeds = \(1, 2, 1\) is not allowed: each seed .* only once"),
    "no seeds": ({"seeds": ()}, r"seeds = \(\) is not allowed: .*at least 1"),
    "zero seeds": ({"seeds": 0}, r"seeds = 0 is not allowed: at least one"),
    "half a seed": ({"seeds": 2.5}, r"seeds = 2\.5 is not allowed: give a whole number"),
    "unknown field": ({"bta": 0.1}, r"Unknown field bta = 0\.1 .*did you mean 'beta'\?"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_is_refused_in_one_sentence(name):
    fields, sentence = WRONG[name]
    with pytest.raises(ConfigError, match=f"^{sentence}") as raised:
        configure("split-digits", **fields)
    assert "\n" not in str(raised.value)
    assert "Value error" not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "the config = .* is not allowed: invalid JSON"),
        ("[1]", "the config = .*is not allowed"),
        ("{}", "Unknown benchmark None: choose one of arrays, "),
        ('{"benchmark": "split-digits"}', "Unknown method None: choose one of dgr, er, ewc, "),
        ('{"benchmark": "split-digits", "method": "hnet"}', "preset is missing: give it a value"),
    ],
)
def test_text_that_is_no_config_is_refused(text, sentence):
    with pytest.raises(ConfigError, match=sentence):
        Config.from_json(text)


def test_unknown_fields_in_json_are_refused():
    values = json.loads(configure("split-digits").model_dump_json())
    values["learning"]["gamma"] = 2
    with pytest.raises(ConfigError, match=r"Unknown field .*gamma = 2: remove it"):
        Config.from_json(json.dumps(values))
    values = json.loads(configure("split-digits").model_dump_json())
    values["more"] = "things"
    with pytest.raises(ConfigError, match=r"Unknown field more = 'things': remove it"):
        Config.from_json(json.dumps(values))


def test_replicas_are_told_apart_where_their_values_agree_in_six_digits():
    config = configure("split-digits", seeds=(1, 1, 2), betas=(0.1, 0.1000000001, 2))
    assert config.names == ("1, beta 0.1", "1, beta 0.1000000001", "2, beta 2")
