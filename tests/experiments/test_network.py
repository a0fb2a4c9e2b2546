"""The target network as a part of a config: by name, with settings of its own."""

import json
from typing import Any

import pytest
import torch
from pydantic import Field
from torch import nn

from hnetlab.base.errors import ConfigError, DataError
from hnetlab.base.settings import Settings
from hnetlab.experiments import configure
from hnetlab.experiments.config import Config
from hnetlab.learning import METHODS
from hnetlab.nets.networks import NETWORKS, Network
from hnetlab.report.command import how_to_repeat
from hnetlab.runs.engine import train
from hnetlab.runs.record import decisive
from hnetlab.runs.run import Run
from hnetlab.runs.store import RunFolder
from hnetlab.tasks import Arrays, load_digits, permuted_sequence, split_sequence

TINY: dict[str, Any] = {"tasks": 2, "steps": 3, "batch_size": 8, "target_width": 2, "network": "resnet32"}


def test_a_config_with_a_network_survives_json_and_older_ones_have_an_mlp():
    config = configure("split-digits", **TINY, chunk_size=100)
    again = Config.from_json(config.model_dump_json())
    assert again == config
    assert again.target.model_dump() == {"target_width": 2}
    plain = json.loads(configure("split-digits", target_hidden=(5,)).model_dump_json())
    assert plain.pop("network") == "mlp"
    assert Config.from_plain(plain).target.model_dump()["target_hidden"] == (5,)
    assert "network" not in decisive(Config.from_plain(plain))
    assert decisive(config)["network"] == "resnet32"
    assert config.rows()[0].decisive()["network"] == "resnet32"


def test_settings_belong_to_their_network():
    with pytest.raises(ConfigError, match=r"field target_hidden = \(5,\) .*network resnet32"):
        configure("split-digits", network="resnet32", target_hidden=(5,))
    with pytest.raises(ConfigError, match="target_width"):
        configure("split-digits", target_width=5)
    with pytest.raises(ConfigError, match="Unknown network 'resnet': did you mean 'resnet"):
        configure("split-digits", network="resnet")
    with pytest.raises(ConfigError, match="lenet needs images, and inputs"):
        Run(configure("regression", network="lenet"), device="cpu")


@pytest.mark.parametrize("method", ["hnet", "joint"])
def test_a_run_with_batch_norm_goes_on(method, tmp_path):
    known = METHODS[method].settings_type.model_fields
    fields: dict[str, Any] = {"chunk_size": 500} if "chunk_size" in known else {}
    config = configure("split-digits", method, seeds=2, **TINY, **fields)
    run = Run(config, device="cpu")
    events = train(run)
    while run.steps_done < 4:
        next(events)
    folder = RunFolder(tmp_path / "run")
    folder.create(run)
    folder.save(run)
    again = RunFolder(tmp_path / "run").run(device="cpu")
    for each in (run, again):
        for _ in train(each):
            pass
    assert all(torch.equal(value, again.state()[name]) for name, value in run.state().items())
    assert "--network resnet32" in how_to_repeat(config)


def test_tasks_say_which_image_an_input_is():
    digits = load_digits()
    assert split_sequence(digits, 2).image_shape == (1, 8, 8)
    assert permuted_sequence(digits, 2).image_shape == (1, 8, 8)
    x, y = torch.rand(20, 4, 6).numpy(), torch.arange(20).numpy() % 4
    assert split_sequence(Arrays(x, y, x, y), 2).image_shape == (1, 4, 6)
    flat = x.reshape(20, 24)
    assert split_sequence(Arrays(flat, y, flat, y), 2).image_shape is None
    told = Arrays(flat, y, flat, y, image_shape=(2, 3, 4))
    assert split_sequence(told, 2).image_shape == told.standardized().image_shape == (2, 3, 4)
    with pytest.raises(DataError, match=r"image shape \(1, 5, 5\) does not fit inputs of shape \(24,\)"):
        Arrays(flat, y, flat, y, image_shape=(1, 5, 5))
    assert split_sequence(told, 2).fingerprint() == split_sequence(Arrays(flat, y, flat, y), 2).fingerprint()


class WideSettings(Settings):
    width: int = Field(6, ge=1)
    """Units of the one layer."""


def test_a_users_network_is_entered_by_name(monkeypatch):
    def wide(settings, input_shape, outputs):
        return nn.Sequential(
            nn.Flatten(), nn.Linear(input_shape[0], settings.width), nn.Linear(settings.width, outputs)
        )

    monkeypatch.setitem(NETWORKS, "wide", Network("wide", "two layers", WideSettings, wide, of_images=False))
    run = Run(configure("split-digits", network="wide", width=3, chunk_size=50), device="cpu")
    assert run.problem.target.size == 64 * 3 + 3 + 3 * 10 + 10
