import pytest
from hypothesis import given
from hypothesis import strategies as st

from hnetlab.base.errors import ConfigError
from hnetlab.cli.field import parse_fields, parse_names, parse_value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("-3", -3),
        ("0.5", 0.5),
        ("1e-3", 1e-3),
        ("true", True),
        ("False", False),
        ("none", None),
        ("null", None),
        ("relu", "relu"),
        ("400,400", [400, 400]),
        ("[400,400]", [400, 400]),
        ("(400, 300)", [400, 300]),
        ("[400]", [400]),
        ("400,", [400]),
        ("[]", []),
        ("", ""),
        ("a=b", "a=b"),
        ('"none"', "none"),
        ("""["1.*", '*.first.*']""", ["1.*", "*.first.*"]),
        ('"flip", crop', ["flip", "crop"]),
    ],
)
def test_values_are_read_as_people_write_them(text, value):
    parsed = parse_value(text)
    assert (parsed, type(parsed)) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("3,1,4", ["3", "1", "4"]),
        ("cat, dog ,007,none", ["cat", "dog", "007", "none"]),
        ('"red, ripe",green', ["red, ripe", "green"]),
        ("cat", ["cat"]),
        ("cat,,", ["cat"]),
        ("", []),
    ],
)
def test_names_are_kept_as_they_are_written(text, names):
    assert parse_names(text) == names


@given(st.one_of(st.integers(), st.floats(allow_nan=False), st.lists(st.integers(), min_size=2)))
def test_a_number_or_list_survives_being_written(value):
    assert parse_value(str(value)) == value


def test_one_value_is_a_list_where_the_field_takes_one():
    given = [
        "target_hidden=400",
        "steps=3",
        "hypernetwork_hidden=5,6",
        "rate_epochs=0.5",
        "augmentation=flip",
    ]
    assert parse_fields(given, "split-digits", "hnet") == {
        "target_hidden": [400],
        "steps": 3,
        "hypernetwork_hidden": [5, 6],
        "rate_epochs": [0.5],
        "augmentation": ["flip"],
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
