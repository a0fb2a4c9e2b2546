"""What is different about a target network, from two structures in plain values."""

from collections.abc import Mapping, Sequence
from typing import Any

_KINDS = {"generated": "weights", "constants": "constant", "buffers": "buffer"}


def network_difference(stored: Mapping[str, Any], present: Mapping[str, Any]) -> str | None:
    """What first differs between two of `TargetNetwork.structure`, as the middle of a sentence, or None.

    For example `its weights "0.weight" have the shape (60, 64) in place of (64, 64)`; `stored` is what was,
    `present` what is.
    """
    if stored == present:
        return None
    for part, kind in _KINDS.items():
        if change := _tensor_change(kind, stored.get(part) or (), present.get(part) or ()):
            return change
    if change := _module_change(stored.get("modules") or (), present.get("modules") or ()):
        return change
    before, now = stored.get("begun", {}), present.get("begun", {})
    for name in {**before, **now}:
        if before.get(name, 1.0) != now.get(name, 1.0):
            values = f"{now.get(name, 1.0):g} in place of {before.get(name, 1.0):g}"
            return f'its scale "{name}" begins with {values}'
    return "it computes something else from the same weights"


def _tensor_change(kind: str, before: Sequence[Any], now: Sequence[Any]) -> str | None:
    if len(before) != len(now):
        return f"it has {len(now)} tensors of the kind {kind} in place of {len(before)}"
    for old, new in zip(before, now, strict=True):
        if old.get("name") != new["name"]:
            return f'its {kind} "{new["name"]}" are where "{old.get("name")}" were'
        if old.get("shape") != new["shape"]:
            shapes = f"{_tuple(new['shape'])} in place of {_tuple(old.get('shape'))}"
            return f'its {kind} "{new["name"]}" have the shape {shapes}'
        if old != new:
            return f'its {kind} "{new["name"]}" hold other numbers'
    return None


def _module_change(before: Sequence[Any], now: Sequence[Any]) -> str | None:
    if len(before) != len(now):
        return f"it has {len(now)} layers in place of {len(before)}"
    for old, new in zip(before, now, strict=True):
        if old != new:
            return f'its part "{new.get("name")}" is {_written(new)} in place of {_written(old)}'
    return None


def _written(module: Mapping[str, Any]) -> str:
    return f"{str(module.get('class')).rpartition('.')[2]}({module.get('settings')})"


def _tuple(shape: Any) -> str:
    return str(tuple(shape)) if isinstance(shape, list | tuple) else "none"
