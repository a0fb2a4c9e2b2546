"""Residual networks for small images: ResNet-32 of the paper, and ResNet-18."""

from typing import Annotated

from pydantic import Field
from torch import Tensor, nn
from torch.nn.functional import pad

from hnetlab.base.settings import Settings
from hnetlab.nets.images import AsImages, Image

Width = Annotated[int, Field(ge=1, le=10**6)]


class ResNet32Settings(Settings):
    """A ResNet-32."""

    target_width: Width = 16
    """Filters of the first layers; the second and third group of blocks have twice and four times as many."""


class ResNet18Settings(Settings):
    """A ResNet-18."""

    target_width: Width = 64
    """Filters of the first layers; each further group of blocks has twice as many as the one before."""


class Block(nn.Module):
    """Two normalized convolutions of 3x3 beside a shortcut; the first one may take every second pixel.

    The shortcut pads new channels with zeros, half of them on each side, or, if it is `projected`, has a
    convolution of 1x1. Convolutions have a bias where `bias` says so, which normalization makes idle: the
    paper's count of weights has them.
    """

    def __init__(self, inputs: int, outputs: int, stride: int, *, projected: bool, bias: bool) -> None:
        super().__init__()
        self.first = nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=bias)
        self.first_norm = nn.BatchNorm2d(outputs)
        self.second = nn.Conv2d(outputs, outputs, 3, padding=1, bias=bias)
        self.second_norm = nn.BatchNorm2d(outputs)
        self.activation = nn.ReLU()
        new = outputs - inputs
        self.shortcut = nn.Sequential()
        if stride > 1:
            # Apart from the projection: oneDNN's gradient of a strided convolution of 1x1 writes past its
            # memory when channels come last and are few (its issue 6035).
            self.shortcut.append(Thinned(stride))
        if projected and (new or stride > 1):
            self.shortcut.extend([nn.Conv2d(inputs, outputs, 1, bias=bias), nn.BatchNorm2d(outputs)])
        elif new:
            self.shortcut.append(Padded(new))

    def forward(self, x: Tensor) -> Tensor:
        y = self.activation(self.first_norm(self.first(x)))
        y = self.second_norm(self.second(y))
        return self.activation(y + self.shortcut(x))


class Thinned(nn.Module):
    """Every `stride`-th pixel of images."""

    def __init__(self, stride: int) -> None:
        super().__init__()
        self.stride = stride

    def forward(self, x: Tensor) -> Tensor:
        return x[:, :, :: self.stride, :: self.stride]


class Padded(nn.Module):
    """Images with `channels` new channels of zeros, half of them before the others."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.channels = channels

    def forward(self, x: Tensor) -> Tensor:
        before = self.channels // 2
        return pad(x, (0, 0, 0, 0, before, self.channels - before))


class Pooled(nn.Module):
    """The mean (B, channels) over all pixels."""

    def forward(self, x: Tensor) -> Tensor:
        return x.mean(dim=(2, 3))


def resnet32(settings: ResNet32Settings, image: Image, outputs: int) -> nn.Sequential:
    """Inputs (B, ...) that are images (B, *image), through three groups of five blocks to (B, outputs).

    468,540 weights for images of 3x32x32 and 60 outputs, as in the paper. Source: He et al. 2016, section
    4.2, n = 5, with zero-padded shortcuts (option A).
    """
    width = settings.target_width
    return _resnet(image, outputs, [width, 2 * width, 4 * width], 5, projected=False, bias=True)


def resnet18(settings: ResNet18Settings, image: Image, outputs: int) -> nn.Sequential:
    """Inputs (B, ...) that are images (B, *image), through four groups of two blocks to (B, outputs).

    As usual for small images it begins with 3x3 and without pooling: 11,173,962 weights for images of 3x32x32
    and 10 outputs. Source: He et al. 2016, table 1, with projected shortcuts (option B).
    """
    widths = [settings.target_width * 2**group for group in range(4)]
    return _resnet(image, outputs, widths, 2, projected=True, bias=False)


def _resnet(
    image: Image, outputs: int, widths: list[int], blocks: int, *, projected: bool, bias: bool
) -> nn.Sequential:
    """Groups of `blocks` blocks, of which each but the first halves the image."""
    before = widths[0]
    layers: list[nn.Module] = [
        AsImages(image),
        nn.Conv2d(image[0], before, 3, padding=1, bias=bias),
        nn.BatchNorm2d(before),
        nn.ReLU(),
    ]
    for group, width in enumerate(widths):
        for number in range(blocks):
            stride = 2 if group and not number else 1
            layers.append(Block(before, width, stride, projected=projected, bias=bias))
            before = width
    return nn.Sequential(*layers, Pooled(), nn.Linear(before, outputs))
