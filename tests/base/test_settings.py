"""Settings that came after runs had been stored."""

import json

from hnetlab.base.settings import Settings, deciding, later
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
