"""LeNet: two convolutions of 5x5 with pooling, and a dense layer, for gray images such as digits."""

from typing import Annotated, Literal

from pydantic import Field
from torch import nn

from hnetlab.base.errors import ConfigError
from hnetlab.base.settings import Settings
from hnetlab.nets.images import AsImages, Image

_KERNEL, _POOL = 5, 2
Width = Annotated[int, Field(ge=1, le=10**6)]


class LeNetSettings(Settings):
    """A LeNet."""

    target_filters: tuple[Width, Width] = (20, 50)
    """Filters of the two convolutions."""
    target_dense: Width = 500
    """Units of the dense layer between the convolutions and the outputs."""
    target_padding: Literal["valid", "same"] = "valid"
    """Whether convolutions shrink the image, as LeNet's do, or keep its size, which small images need."""


def lenet(settings: LeNetSettings, image: Image, outputs: int) -> nn.Sequential:
    """Inputs (B, ...) that are images (B, *image), through LeNet to (B, outputs).

    431,080 weights for images of 1x28x28 and 10 outputs. Raises `ConfigError` where an image is too small.
    Source: LeCun et al. 1998, in the widths that Caffe made common.
    """
    channels, *sides = image
    lost = 0 if settings.target_padding == "same" else _KERNEL - 1
    for _ in settings.target_filters:
        sides = [(side - lost) // _POOL for side in sides]
    if min(sides) < 1:
        raise ConfigError(
            f"The network lenet does not fit images of {'x'.join(map(str, image))}: set target_padding to "
            "same, or take larger images."
        )
    first, second = settings.target_filters
    padding = settings.target_padding
    return nn.Sequential(
        AsImages(image),
        nn.Conv2d(channels, first, _KERNEL, padding=padding),
        nn.ReLU(),
        nn.MaxPool2d(_POOL),
        nn.Conv2d(first, second, _KERNEL, padding=padding),
        nn.ReLU(),
        nn.MaxPool2d(_POOL),
        nn.Flatten(),
        nn.Linear(second * sides[0] * sides[1], settings.target_dense),
        nn.ReLU(),
        nn.Linear(settings.target_dense, outputs),
    )
