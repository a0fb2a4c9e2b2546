import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hnetlab.experiments.words import parse_names, parse_value, write_names, write_value


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
        ("""'a, b', "c,d",e""", ["a, b", "c,d", "e"]),
        ("it's,he's", ["it's", "he's"]),
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


WORDS = st.text("abc019 ,'[()]_.=\"") | st.sampled_from(["none", "True", "1e3", "1_0", "01", "-inf"])
NUMBERS = st.integers() | st.floats(allow_nan=False)


@example(["'", "'"])
@given(NUMBERS | st.none() | st.booleans() | st.lists(NUMBERS | WORDS.filter(lambda word: '"' not in word)))
def test_a_value_is_read_as_it_was_written(value):
    assert parse_value(write_value(value)) == value


@given(st.lists(WORDS.filter(lambda word: word and word == word.strip()), min_size=1))
def test_names_are_read_as_they_were_written(names):
    assert parse_names(write_names(names)) == names
