"""The base of every settings class: typed, validated, immutable, JSON both ways."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """A frozen group of settings; an unknown field, or a value that is not finite, is refused."""

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
        field = type(settings).model_fields[name]
        extra = field.json_schema_extra
        came_later = isinstance(extra, dict) and extra.get("later")
        if not came_later or getattr(settings, name) != field.get_default(call_default_factory=True):
            kept[name] = value
    return kept
