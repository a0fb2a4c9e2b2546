"""The target networks by name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from torch import nn

from hnetlab.base.errors import ConfigError
from hnetlab.base.settings import Settings
from hnetlab.nets.images import Image
from hnetlab.nets.lenet import LeNetSettings, lenet
from hnetlab.nets.mlp import MlpSettings, mlp
from hnetlab.nets.resnet import ResNet18Settings, ResNet32Settings, resnet18, resnet32
from hnetlab.nets.zenkenet import ZenkeNetSettings, zenkenet


@dataclass(frozen=True)
class Network:
    """A named way to a module: `build` takes an instance of `settings`, a shape, and how many outputs.

    The shape is that of an input or, for a network `of_images`, that of the image (channels, height, width)
    that an input is, in whatever shape it comes.
    """

    name: str
    summary: str
    settings: type[Settings]
    build: Callable[[Any, Any, int], nn.Module]
    of_images: bool = True

    def module(
        self, settings: Settings, input_shape: tuple[int, ...], image: Image | None, outputs: int
    ) -> nn.Module:
        """The module for inputs (B, *input_shape) that are images (B, *image), or none.

        Raises `ConfigError` where it does not fit them.
        """
        if not self.of_images:
            return self.build(settings, input_shape, outputs)
        if image is None:
            others = ", ".join(name for name, network in NETWORKS.items() if not network.of_images)
            raise ConfigError(
                f"The network {self.name} needs images, and inputs of the shape {input_shape} are none: give "
                f"images as (N, height, width) or (N, channels, height, width), or choose {others}."
            )
        return self.build(settings, image, outputs)


def _mlp(settings: MlpSettings, input_shape: tuple[int, ...], outputs: int) -> nn.Module:
    return mlp(input_shape, settings.target_hidden, outputs, settings.target_activation)


DEFAULT_NETWORK = "mlp"

NETWORKS: dict[str, Network] = {
    network.name: network
    for network in (
        Network("mlp", "linear layers with an activation between", MlpSettings, _mlp, of_images=False),
        Network("lenet", "two convolutions and a dense layer, for gray images", LeNetSettings, lenet),
        Network("zenkenet", "four convolutions with dropout, for color images", ZenkeNetSettings, zenkenet),
        Network("resnet32", "the paper's residual network, with batch norm", ResNet32Settings, resnet32),
        Network("resnet18", "a wider residual network, with batch norm", ResNet18Settings, resnet18),
    )
}
"""Every target network by its name on the command line; a new one is a module and a line here.

>>> NETWORKS["resnet32"].summary
"the paper's residual network, with batch norm"
"""
