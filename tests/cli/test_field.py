import pytest

from hnetlab.base.errors import ConfigError
from hnetlab.cli.field import parse_fields


def test_one_value_is_a_list_where_the_field_takes_one():
    given = [
        "target_hidden=400",
        "steps=3",
        "hypernetwork_hidden=5,6",
        "rate_epochs=0.5",
        "augmentation=flip",
        "replay.decoder_hidden=20",
        "replay.encoder_hidden=none",
        "replay.conditions=2",
    ]
    assert parse_fields(given, "split-digits", "hnet-tir") == {
        "target_hidden": [400],
        "steps": 3,
        "hypernetwork_hidden": [5, 6],
        "rate_epochs": [0.5],
        "augmentation": ["flip"],
        "replay.decoder_hidden": [20],
        "replay.encoder_hidden": None,
        "replay.conditions": 2,
    }


@pytest.mark.parametrize(
    ("assignments", "message"),
    [
        (["beta"], "--set beta is not understood: write --set field=value"),
        (["=3"], "--set =3 is not understood"),
        (["preset=paper"], "use the option for the preset instead"),
        (["seeds=1,2"], "use the option for the seeds instead"),
        (["beta=1", "beta=2"], "beta is given twice, as 1 and as 2: give it once"),
    ],
)
def test_what_can_not_be_meant_is_refused(assignments, message):
    with pytest.raises(ConfigError, match=message):
        parse_fields(assignments, "split-digits", "hnet")
