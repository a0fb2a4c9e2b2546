"""A control for one setting, made from its type, its bounds and its description."""

import json
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from math import ceil, floor, inf, log10
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from hnetlab.widgets.parts import Choice, Control, Entry, Number, Slider, Toggle

_MOST = 10**9
_GREEK = {"alpha", "beta", "gamma", "delta", "epsilon", "lambda", "sigma", "tau", "theta"}


class Knob:
    """Shows and changes one setting; `on_change` is called when a person, or code, turned it.

    A number from zero to far away has a logarithmic slider, another range a plain one, a choice a list, a
    whole number a field. Where a value may be none, or zero on a logarithmic slider, a `switch` beside it
    turns it on and off. The setting says so with `json_schema_extra`: what is written beside the `switch`, a
    `label`, the `options` of a choice in words. If `required`, none is no choice.
    """

    def __init__(
        self, name: str, setting: FieldInfo, on_change: Callable[[str], None], *, required: bool = False
    ) -> None:
        self.name = name
        self.setting = setting
        self._on_change = on_change
        self._quiet = False
        self._single: Any = None
        self.own: tuple[Any, ...] = ()
        """The value of each seed, where they have their own and it was not turned since."""
        kind, optional = _type_of(setting)
        optional = optional and not required
        low, high, zero = _bounds(setting)
        extra = setting.json_schema_extra if isinstance(setting.json_schema_extra, dict) else {}
        self.control = _control(kind, low, high, extra.get("options"))
        self._label = str(extra.get("label", words(name)))
        self.control.label = self._label
        self.control.tooltip = setting.description or ""
        self._text = type(self.control) is Entry
        self._off: Any = None if optional else 0.0
        self.switch: Toggle | None = None
        if (optional and not self._text) or (zero and _is_logarithmic(self.control)):
            self.switch = Toggle(str(extra.get("switch", f"{words(name)} on")), value=True)
            self.switch.observe(lambda _: self._turned(), "value")
        self.control.observe(lambda _: self._set(), "value")

    @property
    def parts(self) -> dict[str, Control]:
        """What is to be put on the screen, by name."""
        parts: dict[str, Control] = {f"setting.{self.name}": self.control}
        return parts | ({f"switch.{self.name}": self.switch} if self.switch else {})

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
        for part in self.parts.values():
            part.disabled = disabled

    def show(self, value: Any, own: Sequence[Any] = (), whose: str = "seed") -> None:
        """Shows a value, without a call of `on_change`; ranges grow where they must.

        Where each seed has its `own` value, or each run, the control of a number shows none, and its label
        says why.
        """
        self.own = tuple(own)
        with self._silence():
            if self.switch:
                self.switch.value = any(own) if own else value is not None and (value != self._off)
            if self._text:
                self.control.value = "none" if value is None else json.dumps(value)
            elif _is_logarithmic(self.control):
                _turn(self.control, value or 0.0)
            elif value is not None:
                self.control.value = value
            self.control.label = f"{self._label}: each {whose}'s own" if own else self._label
            if own:
                self._single, self.control.value = self.control.value, None

    def _set(self) -> None:
        """A value that somebody sets is to count: what was off is on."""
        if self.switch and not self.switch.value and not self._quiet:
            with self._silence():
                self.switch.value = True
        self._turned()

    def _turned(self) -> None:
        if self._quiet:
            return
        with self._silence():
            if self.own and self.control.value is None:  # it was the switch
                self.control.value = self._single
            self.control.label, self.own = self._label, ()
        self._on_change(self.name)

    @contextmanager
    def _silence(self) -> Any:
        before, self._quiet = self._quiet, True
        try:
            yield
        finally:
            self._quiet = before


def words(name: str) -> str:
    """A setting's name for people: "Learning rate", but "beta"; "Replay: learning rate" in a group."""
    *groups, own = name.split(".")
    first, *others = own.split("_")
    capital = first if first in _GREEK or groups else first.capitalize()
    return ": ".join([*(group.capitalize() for group in groups), " ".join([capital, *others])])


def _is_logarithmic(control: Control) -> bool:
    return isinstance(control, Slider) and control.scale == "log"


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


def _control(kind: Any, low: float, high: float, options: Any) -> Any:
    """The part for values of a type between two bounds."""
    if get_origin(kind) is Literal:
        values = get_args(kind)
        named = options if isinstance(options, list) and len(options) == len(values) else map(str, values)
        return Choice(options=list(zip(named, values, strict=True)))
    if kind is bool:
        return Toggle()
    if kind is int:
        return Number(
            min=int(max(low, -_MOST)), max=int(min(high, _MOST)), value=int(max(low, 0)), integer=True
        )
    if kind is float and low == 0 and high > _MOST:
        return Slider(scale="log", min=-5, max=3, step=0.1)
    if kind is float and inf not in (-low, high):
        return Slider(min=low, max=high, step=(high - low) / 100)
    return Number() if kind is float else Entry()


def _turn(slider: Any, value: float) -> None:
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
