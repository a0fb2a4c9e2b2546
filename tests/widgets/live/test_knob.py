"""A control for a setting of any type, with no word of which setting it is."""

from typing import Annotated, Literal

import pytest
from pydantic import Field

from hnetlab.base.errors import DataError
from hnetlab.base.settings import Settings
from hnetlab.widgets.live.knob import Knob, words
from hnetlab.widgets.parts import Choice, Entry, Number, Slider, Toggle


class Example(Settings):
    strength: float = Field(1.0, ge=0)
    """How strong."""
    rate: float = Field(0.1, gt=0)
    momentum: float = Field(0.5, ge=0, lt=1)
    shift: float = 0.0
    ahead: bool = True
    count: Annotated[int, Field(ge=2, le=9)] = 3
    subset: int | None = Field(None, ge=1)
    rest: float | None = Field(None, gt=0)
    form: Literal["auto", "plain"] = "auto"
    told: Literal[1, 2] = Field(1, json_schema_extra={"label": "Task", "options": ["told", "not told"]})
    hidden: tuple[int, ...] = (4, 4)
    file: str | None = None


@pytest.fixture
def turned():
    return []


@pytest.fixture
def knob(turned):
    return lambda name: Knob(name, Example.model_fields[name], turned.append)


@pytest.mark.parametrize(
    ("name", "control"),
    [
        ("strength", Slider),
        ("rate", Slider),
        ("momentum", Slider),
        ("shift", Number),
        ("ahead", Toggle),
        ("count", Number),
        ("subset", Number),
        ("form", Choice),
        ("told", Choice),
        ("hidden", Entry),
    ],
)
def test_the_control_fits_the_type(knob, name, control):
    assert type(knob(name).control) is control


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("strength", [0.0, 3e-9, 1.0, 1e7]),
        ("rate", [1e-12, 0.1, 50.0]),
        ("momentum", [0.0, 0.73]),
        ("shift", [-3.5, 0.0]),
        ("ahead", [False, True]),
        ("count", [2, 9]),
        ("subset", [None, 1, 40]),
        ("rest", [None, 0.01]),
        ("form", ["plain", "auto"]),
        ("told", [2, 1]),
        ("hidden", [(), (3,), (100, 20)]),
        ("file", [None, "a.npz"]),
    ],
)
def test_every_value_is_shown_without_a_word_and_read_back(knob, turned, name, values):
    control = knob(name)
    for value in values:
        control.show(value)
        assert getattr(Example(**{name: control.value}), name) == value
    assert not turned


def test_turning_it_is_told_by_name(knob, turned):
    knob("count").control.value = 5
    strength = knob("strength")
    strength.switch.value = False
    assert turned == ["count", "strength"]
    assert strength.value == 0.0
    assert (strength.control.label, strength.control.tooltip) == ("Strength", "How strong.")
    assert list(strength.parts) == ["setting.strength", "switch.strength"]


def test_who_sets_a_value_turns_it_on(knob, turned):
    strength = knob("strength")
    strength.switch.value = False
    strength.control.value = 0.25
    assert (strength.value, strength.switch.value, turned) == (0.25, True, ["strength", "strength"])


def test_values_of_the_seeds_own_are_words_until_it_is_turned(knob, turned):
    strength = knob("strength")
    strength.show(0.5, own=(0.0, 2.0))
    assert (strength.control.value, strength.switch.value) == (None, True)
    assert strength.control.label == "Strength: each seed's own"
    strength.switch.value = False
    assert (strength.value, strength.control.label, turned) == (0.0, "Strength", ["strength"])
    strength.switch.value = True
    assert strength.value == 0.5
    strength.show(0.5, own=(0.0, 2.0))
    strength.control.value = 0.5
    assert (strength.value, strength.own, turned) == (0.5, (), ["strength"] * 3)


def test_a_number_out_of_its_bounds_is_refused_and_nothing_turned(knob, turned):
    count = knob("count")
    with pytest.raises(DataError, match="give a whole number from 2 to 9"):
        count.control.value = 77
    assert (count.value, turned) == (2, [])


def test_a_choice_says_in_words_what_its_values_mean(knob):
    told = knob("told")
    assert told.control.label == "Task"
    assert told.control.state()["options"] == ["told", "not told"]
    assert words("learning_rate") == "Learning rate"
    assert words("beta") == "beta"
    assert words("replay.learning_rate") == "Replay: learning rate"
