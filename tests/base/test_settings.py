"""Settings in groups, and those that came after runs had been stored."""

import json

import pytest
from pydantic import ValidationError

from hnetlab.base.settings import Settings, deciding, fields_of, later, nested, values_of
from hnetlab.experiments import configure
from hnetlab.runs.record import checksum, decisive
from hnetlab.runs.run import Run
from hnetlab.runs.store import RunFolder


class Grown(Settings):
    width: int = 3
    depth: int | None = later(None, ge=1)


def test_what_came_later_decides_where_it_is_not_as_before():
    assert deciding(Grown(), Grown().model_dump()) == {"width": 3}
    assert deciding(Grown(depth=2), Grown(depth=2).model_dump()) == {"width": 3, "depth": 2}


def test_a_run_stored_before_a_setting_came_goes_on(tmp_path):
    """Its config lacks the setting, and its checksums were taken without it."""
    config = configure("split-digits", tasks=2, steps=4, seeds=1)
    plain = config.model_dump(mode="json")
    assert plain["training"].pop("clip_norm") is None
    assert "clip_norm" not in json.dumps(decisive(config))
    assert checksum(decisive(type(config).from_plain(plain))) == checksum(decisive(config))
    other = configure("split-digits", tasks=2, steps=4, seeds=1, clip_norm=1.0)
    assert checksum(decisive(other)) != checksum(decisive(config))
    folder = RunFolder(tmp_path / "run")
    folder.save(Run(config))
    assert folder.run().config == config


class Inner(Settings):
    beta: float = 0.5
    """Strength."""
    widths: tuple[int, ...] = (4, 2)
    """Units."""


class Outer(Settings):
    beta: float = 0.1
    """Strength."""
    replay: Inner = Inner()
    """A group."""


def test_the_settings_of_a_group_have_dotted_names():
    assert list(fields_of(Outer)) == ["beta", "replay.beta", "replay.widths"]
    assert fields_of(Outer)["replay.beta"].description == "Strength."
    assert values_of(Outer()) == {"beta": 0.1, "replay.beta": 0.5, "replay.widths": (4, 2)}


def test_values_by_dotted_names_make_the_settings_again():
    settings = Outer(beta=3, replay=Inner(beta=7))
    assert Outer.model_validate(nested(values_of(settings))) == settings
    assert Outer.model_validate_json(settings.model_dump_json()) == settings


def test_a_group_refuses_what_it_does_not_have():
    with pytest.raises(ValidationError):
        Outer.model_validate(nested({"replay.gamma": 1}))
