"""What convolutional networks begin with: inputs as images, in the order in memory that is fastest."""

import torch
from torch import Tensor, nn

Image = tuple[int, int, int]
"""(channels, height, width)."""


_SMALL = 16 * 16
"""Pixels of an image below which channels do not come last, and replicas go together."""


class AsImages(nn.Module):
    """Inputs (B, ...) as images (B, *image), whatever shape they come in.

    On a CPU large ones get their channels last in memory, which what is computed from them keeps. That is
    faster than the usual order, and so are replicas one by one, since `vmap` does not go with it; for images
    of 8x8 both are slower (docs/performance.md).
    """

    def __init__(self, image: Image) -> None:
        super().__init__()
        self.image = image

    def forward(self, x: Tensor) -> Tensor:
        x = x.reshape(len(x), *self.image)
        large = self.image[1] * self.image[2] >= _SMALL
        return x.contiguous(memory_format=torch.channels_last) if large and x.device.type == "cpu" else x

    def extra_repr(self) -> str:
        return "x".join(map(str, self.image))
