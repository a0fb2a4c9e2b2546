"""`--set field=value`: settings as they are written on a command line."""

import csv
import re
from collections.abc import Iterable
from typing import Any, get_origin

from hnetlab.base.errors import ConfigError
from hnetlab.base.settings import fields_of
from hnetlab.experiments.config import setting_groups
from hnetlab.nets.networks import DEFAULT_NETWORK

_WORDS = {"none": None, "null": None, "true": True, "false": False}
_OPTIONS = ("benchmark", "method", "network", "preset", "seeds")


def parse_fields(
    assignments: Iterable[str], benchmark: str, method: str, network: str = DEFAULT_NETWORK
) -> dict[str, Any]:
    """The values by field name of texts like `beta=0.1`; raises `ConfigError` for anything else.

    One value is enough for a field that takes a list: `target_hidden=400` is a single layer.
    """
    lists = {
        name
        for group in setting_groups(benchmark, method, network).values()
        for name, field in fields_of(group).items()
        if get_origin(field.annotation) is tuple
    }
    fields: dict[str, Any] = {}
    for assignment in assignments:
        name, equals, text = (part.strip() for part in assignment.partition("="))
        if not equals or not name:
            raise ConfigError(f"--set {assignment} is not understood: write --set field=value.")
        if name in _OPTIONS:
            raise ConfigError(f"--set {assignment} is not possible: use the option for the {name} instead.")
        value = parse_value(text)
        single = name in lists and isinstance(value, int | float | str) and not isinstance(value, bool)
        add_field(fields, name, [value] if single else value)
    return fields


def add_field(fields: dict[str, Any], name: str, value: Any) -> None:
    """Sets a field that has no value yet; raises `ConfigError` where it has one."""
    if name in fields:
        raise ConfigError(f"{name} is given twice, as {fields[name]} and as {value}: give it once.")
    fields[name] = value


def parse_value(text: str) -> Any:
    """A number, true, false, none, a list like `400,400` or `["flip", "crop"]`, or else the text itself."""
    if quoted := re.fullmatch(r"""(["'])((?:(?!\1).)*)\1""", text):
        return quoted[2]
    if match := re.fullmatch(r"\[(.*)\]|\((.*)\)", text):
        return _parse_list(match[1] or match[2] or "")
    if "," in text:
        return _parse_list(text)
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    for number in (int, float):
        try:
            return number(text)
        except ValueError:
            continue
    return text


def parse_names(text: str) -> list[str]:
    """Names between commas, as they are written; one that holds a comma stands in double quotes."""
    rows = csv.reader([text], skipinitialspace=True)
    return [name.strip() for name in next(rows, []) if name.strip()]


def _parse_list(text: str) -> list[Any]:
    return [parse_value(part.strip()) for part in text.split(",") if part.strip()]
