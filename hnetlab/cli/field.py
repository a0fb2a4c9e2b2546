"""`--set field=value`: settings as they are written on a command line."""

from collections.abc import Iterable
from types import NoneType
from typing import Any, get_args, get_origin

from hnetlab.base.errors import ConfigError
from hnetlab.base.settings import fields_of
from hnetlab.experiments.config import setting_groups
from hnetlab.experiments.words import parse_value
from hnetlab.nets.networks import DEFAULT_NETWORK

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
        if _takes_lists_only(field.annotation)
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


def _takes_lists_only(kind: Any) -> bool:
    """Whether a setting of this type is a list, or none."""
    kinds = [kind] if get_origin(kind) is tuple else get_args(kind)
    return {get_origin(each) or each for each in kinds} - {NoneType} == {tuple}
