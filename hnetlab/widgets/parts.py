"""What a panel is made of: buttons, fields and what is said, as plain objects that a browser can show.

A part's traits tagged `shown` are its state: what the browser gets, whenever one changes. What somebody does
comes back as an act, {"do": ..., ...}, to `act`. Everything works without a browser: set a trait, `observe`
it, `click()`. Each class has a function of the same kind in hnetlab/front/source/controls.js.
"""

from collections.abc import Callable, Mapping, Sequence
from math import inf, isfinite, log10
from typing import Any

import traitlets

from hnetlab.base.errors import DataError

State = dict[str, Any]
Act = Mapping[str, Any]


class Part(traitlets.HasTraits):
    """A part of a panel; `hidden` takes it from sight."""

    hidden = traitlets.Bool(False).tag(shown=True)

    @property
    def shown(self) -> tuple[str, ...]:
        """The names of what the browser gets."""
        return tuple(self.trait_names(shown=True))

    def state(self, fields: Sequence[str] | None = None) -> State:
        """What the browser gets, or these `fields` of it."""
        return {name: self.field(name) for name in (self.shown if fields is None else fields)}

    def field(self, name: str) -> Any:
        """What the browser gets for the trait `name`."""
        return getattr(self, name)

    def act(self, act: Act) -> None:
        """Does what somebody did in the browser; raises TypeError for a part that is only looked at."""
        raise TypeError(f"Nobody can use a {type(self).__name__}: it is only looked at.")


class Control(Part):
    """Something to use, with a label; `tooltip` says more."""

    label = traitlets.Unicode().tag(shown=True)
    tooltip = traitlets.Unicode().tag(shown=True)
    disabled = traitlets.Bool(False).tag(shown=True)

    def __init__(self, label: str = "", **traits: Any) -> None:
        super().__init__(label=label, **traits)


class Button(Control):
    """A button, which calls the functions given to `on_click` with itself."""

    primary = traitlets.Bool(False).tag(shown=True)

    def __init__(self, label: str = "", **traits: Any) -> None:
        super().__init__(label, **traits)
        self._called: list[Callable[[Button], object]] = []

    def on_click(self, call: Callable[["Button"], object]) -> None:
        """Calls `call` whenever the button is pressed."""
        self._called.append(call)

    def click(self) -> None:
        """Presses the button; one that is disabled does nothing."""
        if not self.disabled:
            for call in self._called:
                call(self)

    def act(self, act: Act) -> None:
        self.click()


class Choice(Control):
    """One of several `options`, each a text or a pair of text and value; the browser sees the texts alone.

    New options keep the value if it is among them, else the first is chosen; None where there are none.
    """

    options = traitlets.Any(()).tag(shown=True)
    value = traitlets.Any(None, allow_none=True)
    index = traitlets.Int(None, allow_none=True).tag(shown=True)

    def __init__(self, label: str = "", options: Sequence[Any] = (), **traits: Any) -> None:
        super().__init__(label, options=options, **traits)

    def field(self, name: str) -> Any:
        return [text for text, _ in self.options] if name == "options" else super().field(name)

    def act(self, act: Act) -> None:
        self.value = self.options[int(act["index"])][1]

    @traitlets.validate("options")
    def _in_pairs(self, proposal: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
        return tuple(
            (option, option) if isinstance(option, str) else (str(option[0]), option[1])
            for option in proposal["value"]
        )

    @traitlets.validate("value")
    def _one_of_them(self, proposal: Mapping[str, Any]) -> Any:
        value, offered = proposal["value"], [value for _, value in self.options]
        if value not in offered and (value is not None or offered):
            names = ", ".join(map(str, offered))
            raise DataError(f"{self.label} {value!r} is not offered: choose one of {names}.")
        return value

    @traitlets.observe("options")
    def _keep(self, _: Any) -> None:
        values = [value for _, value in self.options]
        if self.value not in values:
            self.value = values[0] if values else None
        self.index = values.index(self.value) if values else None

    @traitlets.observe("value")
    def _find(self, _: Any) -> None:
        values = [value for _, value in self.options]
        self.index = values.index(self.value) if self.value in values else None


class Toggle(Control):
    """A switch that is on or off."""

    value = traitlets.Bool(False).tag(shown=True)

    def act(self, act: Act) -> None:
        self.value = bool(act["value"])


class Slider(Control):
    """A number from `min` to `max`, kept within; `step` is that of the scale, `digits` are shown.

    On a scale "log", `min`, `max` and `step` are powers of ten, the value is the number itself, of which a
    hand sets two significant digits. Without `digits` six significant ones are shown. An `integer` one has
    whole values. None is no number, until one is set.
    """

    value: "traitlets.TraitType[Any, Any]" = traitlets.Float(0.0, allow_none=True).tag(shown=True)
    min = traitlets.Float(0.0).tag(shown=True)
    max = traitlets.Float(1.0).tag(shown=True)
    step = traitlets.Float(0.01).tag(shown=True)
    scale = traitlets.Enum(("linear", "log"), "linear").tag(shown=True)
    digits = traitlets.Int(None, allow_none=True).tag(shown=True)
    integer = traitlets.Bool(False)

    def __init__(self, label: str = "", **traits: Any) -> None:
        value = traits.pop("value", None)
        super().__init__(label, **traits)
        if value is None:
            value = 10**self.min if self.scale == "log" else self.min
        self.value = value

    def act(self, act: Act) -> None:
        self.value = float(act["value"]) if act["do"] == "set" else number(act["text"], self.label)

    @traitlets.validate("value")
    def _within(self, proposal: Mapping[str, Any]) -> float | None:
        if proposal["value"] is None:
            return None
        value = float(proposal["value"])
        if self.scale == "log":
            place = log10(value) if value > 0 else self.min
            return (
                value if self.min <= place <= self.max else float(10 ** min(self.max, max(self.min, place)))
            )
        value = min(self.max, max(self.min, value))
        return round(value) if self.integer else value

    @traitlets.observe("min", "max")
    def _move_in(self, _: Any) -> None:
        if self.min <= self.max:
            self.value = self.value  # validated anew


class Field(Control):
    """Something to type; it counts once the hand has left it."""

    text = traitlets.Unicode("").tag(shown=True)
    placeholder = traitlets.Unicode("").tag(shown=True)
    numeric = traitlets.Bool(False).tag(shown=True)


class Entry(Field):
    """A text to type; `suggestions` are offered."""

    value = traitlets.Unicode("")
    suggestions = traitlets.List(traitlets.Unicode()).tag(shown=True)

    def act(self, act: Act) -> None:
        self.value = act["text"]

    @traitlets.observe("value")
    def _write(self, _: Any) -> None:
        self.text = self.value


class Number(Field):
    """A number to type, from `min` to `max`; an `integer` one has whole values."""

    value = traitlets.Float()
    min = traitlets.Float(-inf)
    max = traitlets.Float(inf)
    integer = traitlets.Bool(False)

    def __init__(self, label: str = "", value: float = 0.0, **traits: Any) -> None:
        super().__init__(label, numeric=True, **traits)
        self.value = value
        self._write()

    def act(self, act: Act) -> None:
        self.value = number(act["text"], self.label)
        self._write()

    @traitlets.validate("value")
    def _within(self, proposal: Mapping[str, Any]) -> float:
        value = float(proposal["value"])
        if not self.min <= value <= self.max or (self.integer and value != int(value)):
            kind = "a whole number" if self.integer else "a number"
            high = f" to {self.max:.12g}" if isfinite(self.max) else " on"
            low = f" from {self.min:.12g}{high}" if isfinite(self.min) else ""
            raise DataError(f"{self.label} {value:.12g} is not possible: give {kind}{low}.")
        return int(value) if self.integer else value

    @traitlets.observe("value")
    def _write(self, _: Any = None) -> None:
        self.text = f"{self.value:.12g}"


def number(text: str, label: str) -> float:
    """The number that somebody typed; raises `DataError` for something else."""
    try:
        value = float(text.strip().replace("\N{MINUS SIGN}", "-").replace(",", "."))
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        raise DataError(f"{label} {text!r} is no number: type one, as in 0.5 or 1e-3.")
    return value
