"""The base of every settings class: typed, validated, immutable, JSON both ways."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

Some = TypeVar("Some", bound="Settings")


class Settings(BaseModel):
    """A frozen group of settings; an unknown field, or a value that is not finite, is refused.

    A field may be a group of its own: its settings then have dotted names, such as `replay.beta`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True)

    def check_asked(self, asked: Collection[str]) -> None:
        """Raises `ConfigError` for a setting, one of those `asked` for by name, that would be without effect.

        What is stored is not asked for: runs of earlier versions may have such settings, and can be read.
        """


def later(default: Any, **constraints: Any) -> Any:
    """The field of a setting that came after runs had been stored, with the default that is as before.

    Where it has its default, nothing that is kept of a run speaks of it: see `deciding`.
    """
    return Field(default, json_schema_extra={"later": True}, **constraints)


def of_each(name: str) -> Any:
    """The field of a setting that gives every replica its own value of the setting `name` beside it.

    It is a tuple of values that `name` may have, one for each seed; an empty one leaves `name` to hold for
    all. Replicas that differ only by such settings can be trained together.
    """
    return Field((), json_schema_extra={"later": True, "each": name})


def own_settings(settings: type[Settings]) -> dict[str, str]:
    """The settings that may vary by replica, each with that which has the values of all, see `of_each`."""
    found = {}
    for name, field in fields_of(settings).items():
        extra = field.json_schema_extra
        if isinstance(extra, dict) and "each" in extra:
            group, dot, _ = name.rpartition(".")
            found[f"{group}{dot}{extra['each']}"] = name
    return found


def for_all(values: Mapping[str, Any], *settings: type[Settings]) -> dict[str, Any]:
    """Values by name as those of all replicas: also of a setting that each had its own of, see `of_each`."""
    several = {each: () for kind in settings for name, each in own_settings(kind).items() if name in values}
    return {**several, **values}


def value_of_each(settings: Settings, name: str) -> Any:
    """The value of a setting for all replicas, or where they have their own a tuple of one for each."""
    several = own_settings(type(settings)).get(name)
    return (several and getattr(settings, several)) or getattr(settings, name)


def of_replica(settings: Some, replica: int) -> Some:
    """The settings that one replica, by its number from 0, learns with alone."""
    values = values_of(settings)
    own: dict[str, Any] = {}
    for name, several in own_settings(type(settings)).items():
        if values[several]:
            own |= {name: values[several][replica], several: ()}
    return with_values(settings, own)


def number_text(value: float) -> str:
    """The shortest text of a number that tells it from every other.

    >>> number_text(20240101), number_text(0.1), number_text(2.0)
    ('20240101', '0.1', '2')
    """
    return str(value).removesuffix(".0")


def told_now(settings: Settings, name: str) -> str:
    """For example "beta, now 0.1", or "betas, now 0.1, 1" where replicas have their own."""
    value = value_of_each(settings, name)
    if isinstance(value, tuple):
        return f"{own_settings(type(settings))[name]}, now {', '.join(map(number_text, value))}"
    return f"{name}, now {number_text(value)}"


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


def with_values(settings: Some, values: Mapping[str, Any]) -> Some:
    """The same settings with other values, which are allowed ones, by their names, see `fields_of`."""
    update: dict[str, Any] = {
        name: with_values(getattr(settings, name), value) if isinstance(value, Mapping) else value
        for name, value in nested(values).items()
    }
    return settings.model_copy(update=update)


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
