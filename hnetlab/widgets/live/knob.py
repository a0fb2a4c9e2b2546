"""A control for one setting, made from its type, its bounds and its description."""

import json
from collections.abc import Callable
from contextlib import contextmanager
from math import ceil, floor, inf, log10
from types import NoneType
from typing import Any, Literal, get_args, get_origin

import ipywidgets as ipw
from pydantic.fields import FieldInfo

from hnetlab.widgets.closing import close_widgets

_NARROW = {"width": "150px"}
_WIDE = {"width": "320px"}
_MOST = 10**9
_GREEK = {"alpha", "beta", "gamma", "delta", "epsilon", "lambda", "sigma", "tau", "theta"}


class Knob:
    """Shows and changes one setting; `on_change` is called when a person, or code, turned it.

    A number from zero to far away has a logarithmic slider, another range a plain one, a choice a list, a
    whole number a field. Where a value may be none, or zero on a logarithmic slider, a `switch` beside it
    turns it on and off; the setting names that with `json_schema_extra={"switch": "..."}`. If `required`,
    none is no choice.
    """

    def __init__(
        self, name: str, setting: FieldInfo, on_change: Callable[[str], None], *, required: bool = False
    ) -> None:
        self.name = name
        self.setting = setting
        self._on_change = on_change
        self._quiet = False
        kind, optional = _type_of(setting)
        optional = optional and not required
        low, high, zero = _bounds(setting)
        self.control = _control(kind, low, high)
        self.control.description = _words(name)
        self.control.tooltip = setting.description or ""
        self._text = isinstance(self.control, ipw.Text)
        self._off: Any = None if optional else 0.0
        self.switch: ipw.Checkbox | None = None
        if (optional and not self._text) or (zero and isinstance(self.control, ipw.FloatLogSlider)):
            extra = setting.json_schema_extra if isinstance(setting.json_schema_extra, dict) else {}
            label = str(extra.get("switch", f"{_words(name)} on"))
            self.switch = ipw.Checkbox(True, description=label, indent=False, layout=_NARROW)
        for widget in self.widgets:
            widget.observe(lambda _: self._turned(), "value")

    @property
    def widgets(self) -> list[ipw.Widget]:
        """What is to be put on the screen."""
        return [self.control, *([self.switch] if self.switch else [])]

    @property
    def value(self) -> Any:
        """The setting as it is shown."""
        if self.switch and not self.switch.value:
            return self._off
        return _from_text(self.control.value) if self._text else self.control.value

    @property
    def disabled(self) -> bool:
        """Whether it can't be turned."""
        return bool(self.control.disabled)

    @disabled.setter
    def disabled(self, disabled: bool) -> None:
        for widget in self.widgets:
            widget.disabled = disabled

    def show(self, value: Any) -> None:
        """Shows a value, without a call of `on_change`; ranges grow where they must."""
        with self._silence():
            if self.switch:
                self.switch.value = value is not None and (value != self._off)
            if self._text:
                self.control.value = "none" if value is None else json.dumps(value)
            elif isinstance(self.control, ipw.FloatLogSlider):
                _turn(self.control, value or 0.0)
            elif value is not None:
                self.control.value = value

    def close(self) -> None:
        """Takes it off the screen for good."""
        for widget in self.widgets:
            close_widgets(widget)

    def _turned(self) -> None:
        if not self._quiet:
            self._on_change(self.name)

    @contextmanager
    def _silence(self) -> Any:
        before, self._quiet = self._quiet, True
        try:
            yield
        finally:
            self._quiet = before


def _type_of(setting: FieldInfo) -> tuple[Any, bool]:
    """The type of a setting's values, and whether it may be none."""
    parts = get_args(setting.annotation)
    if NoneType in parts and get_origin(setting.annotation) is not Literal:
        return next(part for part in parts if part is not NoneType), True
    return setting.annotation, False


def _bounds(setting: FieldInfo) -> tuple[float, float, bool]:
    """The least and the greatest value, and whether zero is allowed as the least."""
    low, high = -inf, inf
    zero = False
    for rule in setting.metadata:
        low = max(low, getattr(rule, "ge", -inf), getattr(rule, "gt", -inf))
        high = min(high, getattr(rule, "le", inf), getattr(rule, "lt", inf))
        zero |= getattr(rule, "ge", None) == 0
    return low, high, zero


def _control(kind: Any, low: float, high: float) -> ipw.Widget:
    """The widget for values of a type between two bounds."""
    if get_origin(kind) is Literal:
        return ipw.Dropdown(options=list(get_args(kind)))
    if kind is bool:
        return ipw.Checkbox(indent=False, layout=_NARROW)
    if kind is int:
        return ipw.BoundedIntText(
            min=int(max(low, -_MOST)),
            max=int(min(high, _MOST)),
            value=int(max(low, 0)),
            layout=_NARROW,
            style={"description_width": "90px"},
        )
    if kind is float and low == 0 and high > _MOST:
        return ipw.FloatLogSlider(
            min=-5,
            max=3,
            step=0.1,
            readout_format=".2g",
            continuous_update=False,
            layout=_WIDE,
            style={"description_width": "90px"},
        )
    if kind is float and inf not in (-low, high):
        return ipw.FloatSlider(
            min=low,
            max=high,
            step=(high - low) / 100,
            continuous_update=False,
            layout=_WIDE,
            style={"description_width": "90px"},
        )
    return ipw.FloatText(layout=_NARROW) if kind is float else ipw.Text(layout=_WIDE)


def _turn(slider: ipw.FloatLogSlider, value: float) -> None:
    """Sets a logarithmic slider, whose range grows where it must; zero, which has no logarithm, leaves it."""
    if value > 0:
        slider.max = max(slider.max, ceil(log10(value)))
        slider.min = min(slider.min, floor(log10(value)))
        slider.value = value


def _from_text(text: str) -> Any:
    """What a text means as JSON, as a list of numbers or as "none"; else the text itself."""
    try:
        return None if text.strip().lower() in ("", "none") else json.loads(text)
    except ValueError:
        return text


def _words(name: str) -> str:
    """A setting's name for people: "Learning rate", but "beta"."""
    first, *others = name.split("_")
    return " ".join([first if first in _GREEK else first.capitalize(), *others])
