"""The state of what a method is made from: tensors by name, those of a part under its own prefix."""

from collections.abc import Mapping

from torch import Tensor


def part_of(state: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """The tensors whose names begin with `prefix`, without it."""
    return {name.removeprefix(prefix): value for name, value in state.items() if name.startswith(prefix)}
