"""ZenkeNet: four convolutions with dropout and a dense layer, for small color images."""

from typing import Annotated

from pydantic import Field
from torch import nn

from hnetlab.base.errors import ConfigError
from hnetlab.base.settings import Settings
from hnetlab.nets.images import AsImages, Image

_FILTERS, _DENSE, _KERNEL = (32, 64), 512, 3
Rate = Annotated[float, Field(ge=0, lt=1)]


class ZenkeNetSettings(Settings):
    """A ZenkeNet."""

    convolution_dropout: Rate = 0.25
    """Share of the numbers that are dropped after each pair of convolutions, in training."""
    dense_dropout: Rate = 0.5
    """Share of the dense layer's numbers that are dropped before the outputs, in training."""


def zenkenet(settings: ZenkeNetSettings, image: Image, outputs: int) -> nn.Sequential:
    """Inputs (B, ...) that are images (B, *image), through ZenkeNet to (B, outputs).

    1,276,508 weights for images of 3x32x32 and 60 outputs. Raises `ConfigError` where an image is too small.
    Source: Zenke, Poole and Ganguli 2017, as in appendix C of von Oswald et al. 2020. Dropout leaves out
    single numbers, as theirs does, where the code published with the latter leaves out whole channels.
    """
    channels, *sides = image
    layers: list[nn.Module] = [AsImages(image)]
    for filters in _FILTERS:
        layers += [
            nn.Conv2d(channels, filters, _KERNEL, padding="same"),
            nn.ReLU(),
            nn.Conv2d(filters, filters, _KERNEL),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Dropout(settings.convolution_dropout),
        ]
        channels, sides = filters, [(side - _KERNEL + 1) // 2 for side in sides]
    if min(sides) < 1:
        raise ConfigError(
            f"The network zenkenet does not fit images of {'x'.join(map(str, image))}: take images of at "
            "least 10x10."
        )
    return nn.Sequential(
        *layers,
        nn.Flatten(),
        nn.Linear(channels * sides[0] * sides[1], _DENSE),
        nn.ReLU(),
        nn.Dropout(settings.dense_dropout),
        nn.Linear(_DENSE, outputs),
    )
