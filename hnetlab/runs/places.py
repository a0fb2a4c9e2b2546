"""What a method holds and where, so that one step can be told from another by what it leaves in place."""

from collections.abc import Iterator
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from hnetlab.learning import Problem
from hnetlab.nets import TargetNetwork
from hnetlab.tasks import TaskSequence

_CLOSED = (
    *(Tensor, nn.Module, Problem, TaskSequence, TargetNetwork),
    *(type, FunctionType, MethodType, BuiltinFunctionType),
)
"""What is not looked into for what a method holds."""


class Place(NamedTuple):
    """Where a method holds a tensor or a plain value: `owner[key]`."""

    owner: Any
    key: Any
    value: Any


def places(root: object) -> Iterator[Place]:
    """What an object holds, in attributes and through lists, tuples and mappings; not a problem's data."""
    seen, waiting = {id(root)}, [root]
    while waiting:
        owner = waiting.pop()
        inside: Any = owner if isinstance(owner, list | tuple | dict) else vars(owner)
        for key, value in inside.items() if isinstance(inside, dict) else enumerate(inside):
            yield Place(inside, key, value)
            if id(value) not in seen and _is_open(value):
                seen.add(id(value))
                waiting.append(value)


def traces(root: object, device: torch.device) -> list[tuple[Any, ...]]:
    """What a step must leave as it is, for another one to be taken without Python: what is held where.

    Tensors elsewhere than on `device` count with their versions, which change with their numbers.
    """
    found = []
    for owner, key, value in places(root):
        plain = isinstance(value, int | float | str | None)
        elsewhere = isinstance(value, Tensor) and value.device.type != device.type
        found.append((id(owner), key, value if plain else id(value), value._version if elsewhere else 0))
    return found


def plain_values(root: object) -> list[tuple[int, Any, Any]]:
    """The numbers and texts that an object holds, and where."""
    return [
        (id(owner), key, value)
        for owner, key, value in places(root)
        if isinstance(value, int | float | str | None)
    ]


def tensors_on(root: object, device: torch.device) -> list[Tensor]:
    """The tensors that an object holds on a device, each once."""
    found = {id(value): value for _, _, value in places(root) if isinstance(value, Tensor)}
    return [value for value in found.values() if value.device.type == device.type]


def _is_open(value: object) -> bool:
    """Whether what it holds may be a method's own."""
    return isinstance(value, list | tuple | dict) or (
        hasattr(value, "__dict__") and not isinstance(value, _CLOSED)
    )
