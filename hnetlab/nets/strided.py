"""A convolution whose gradient torch's library for CPUs writes past its memory, made to go another way."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode


class Rearranged(TorchFunctionMode):
    """While it is on, strided convolutions of 1x1 on a CPU get inputs whose channels do not come last.

    With channels last the gradient of theirs ends the process, or destroys other numbers without a word, for
    most numbers of channels (oneDNN's issue 6035). All else is as it would be, and so is the result.
    """

    def __init__(self) -> None:
        super().__init__()
        self.met = False
        """Whether there was such a convolution, whatever its inputs were."""

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        kwargs = kwargs or {}
        if func is not torch.conv2d:
            return func(*args, **kwargs)
        found = _bound(*args, **kwargs)
        x, weight, stride = found["input"], found["weight"], found["stride"]
        strides = (stride,) if isinstance(stride, int) else tuple(stride)
        if max(strides) > 1 and weight.shape[-2:] == (1, 1):
            self.met = True
            if x.device.type == "cpu":
                found |= {"input": x.contiguous(), "weight": weight.contiguous()}
        return func(**found)


def _bound(
    input: Tensor,  # noqa: A002 - torch's name, which callers may use
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> dict[str, Any]:
    """The arguments of `torch.conv2d` by name."""
    return {
        "input": input,
        "weight": weight,
        "bias": bias,
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
        "groups": groups,
    }
