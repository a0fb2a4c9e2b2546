"""How much memory a forward pass takes, from the sizes of what its operations make."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

_HELD_AT_ONCE = 3
"""Results alive at a time in a pass without gradients: two to compute with, and one on the way around."""


def numbers_per_row(compute: Callable[[int], object], rows: int) -> int:
    """About how many numbers `compute(B)` holds at once for each row of a batch of B, up to `rows`."""
    few, many = _sizes(compute, 1 + rows // 2), _sizes(compute, rows)
    if len(few) != len(many):
        return _HELD_AT_ONCE * -(-max(many, default=0) // rows)
    added = rows - (1 + rows // 2)
    return _HELD_AT_ONCE * -(
        -max((more - less for less, more in zip(few, many, strict=True)), default=0) // added
    )


def _sizes(compute: Callable[[int], object], rows: int) -> list[int]:
    with torch.no_grad(), _Sizes() as sizes:
        compute(rows)
    return sizes.made


class _Sizes(TorchFunctionMode):
    """Notes how many numbers each operation makes; views make none.

    A mode for functions, not for dispatched operations: those take seconds to load in a new process.
    """

    def __init__(self) -> None:
        super().__init__()
        self.made: list[int] = []

    def __torch_function__(
        self, func: Any, types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        result = func(*args, **(kwargs or {}))
        made = result if isinstance(result, list | tuple) else [result]
        tensors = [each for each in made if isinstance(each, Tensor) and not each._is_view()]
        if tensors:
            self.made.append(sum(each.numel() for each in tensors))
        return result
