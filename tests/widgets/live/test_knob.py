"""A control for a setting of any type, with no word of which setting it is."""

from typing import Annotated, Literal

import ipywidgets as ipw
import pytest
from pydantic import Field

from hnetlab.base.settings import Settings
from hnetlab.widgets.live.knob import Knob


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
        ("strength", ipw.FloatLogSlider),
        ("rate", ipw.FloatLogSlider),
        ("momentum", ipw.FloatSlider),
        ("shift", ipw.FloatText),
        ("ahead", ipw.Checkbox),
        ("count", ipw.BoundedIntText),
        ("subset", ipw.BoundedIntText),
        ("form", ipw.Dropdown),
        ("hidden", ipw.Text),
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
    assert (strength.control.description, strength.control.tooltip) == ("Strength", "How strong.")


def test_a_bounded_number_stays_within_its_bounds(knob):
    count = knob("count")
    count.control.value = 77
    assert count.value == 9
