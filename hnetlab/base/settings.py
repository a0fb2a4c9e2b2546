"""The base of every settings class: typed, validated, immutable, JSON both ways."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo


class Settings(BaseModel):
    """A frozen group of settings; an unknown field, or a value that is not finite, is refused.

    A field may be a group of its own: its settings then have dotted names, such as `replay.beta`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True)


def later(default: Any, **constraints: Any) -> Any:
    """The field of a setting that came after runs had been stored, with the default that is as before.

    Where it has its default, nothing that is kept of a run speaks of it: see `deciding`.
    """
    return Field(default, json_schema_extra={"later": True}, **constraints)


def deciding(settings: Settings, values: dict[str, Any]) -> dict[str, Any]:
    """Of the plain `values` of settings those that tell runs apart.

    Left out is what came later and has its default, so that a run stored before is still known again.
    """
    kept = {}
    for name, value in values.items():
        field, group = type(settings).model_fields[name], getattr(settings, name)
        if isinstance(group, Settings):
            kept[name] = deciding(group, value)
            continue
        extra = field.json_schema_extra
        came_later = isinstance(extra, dict) and extra.get("later")
        if not came_later or getattr(settings, name) != field.get_default(call_default_factory=True):
            kept[name] = value
    return kept


def fields_of(settings: type[Settings]) -> dict[str, FieldInfo]:
    """Every single setting by its name, those of groups within it by their dotted names."""
    return dict(_fields(settings, ""))


def values_of(settings: Settings) -> dict[str, Any]:
    """The value of every single setting by its name, see `fields_of`."""
    values: dict[str, Any] = {}
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, Settings):
            values |= {f"{name}.{inner}": each for inner, each in values_of(value).items()}
        else:
            values[name] = value
    return values


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by dotted names as a settings class takes them: those of a group in a mapping of its own.

    >>> nested({"beta": 1, "replay.beta": 2, "replay.latents": 8})
    {'beta': 1, 'replay': {'beta': 2, 'latents': 8}}
    """
    found: dict[str, Any] = {}
    for name, value in values.items():
        *groups, last = name.split(".")
        place = found
        for group in groups:
            place = place.setdefault(group, {})
        place[last] = value
    return found


def _fields(settings: type[Settings], prefix: str) -> Iterator[tuple[str, FieldInfo]]:
    for name, field in settings.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, Settings):
            yield from _fields(kind, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", field
