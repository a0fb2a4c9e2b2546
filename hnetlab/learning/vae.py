"""A variational autoencoder of pictures (Kingma and Welling 2014), as functions of its weights."""

from collections.abc import Sequence
from math import prod

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from hnetlab.nets.perceptron import Perceptron
from hnetlab.tasks import TaskSequence

_VARIANCE = 1e-4


class Vae:
    """An encoder of pictures into `latents` numbers with a spread each, and a decoder back into pixels.

    The decoder is also told the `conditions`, so many numbers. Both are MLPs, of which the decoder's may have
    several sets of weights at once. Inputs that are no `pixels` from 0 to 1 may have any values.
    """

    def __init__(
        self,
        input_shape: tuple[int, ...],
        encoder_hidden: Sequence[int],
        decoder_hidden: Sequence[int],
        latents: int,
        conditions: int = 0,
        *,
        pixels: bool = True,
    ) -> None:
        self.input_shape, self.latents, self.pixels = input_shape, latents, pixels
        features = prod(input_shape)
        self.encoder = Perceptron(features, encoder_hidden, 2 * latents)
        self.decoder = Perceptron(latents + conditions, decoder_hidden, features)

    def losses(
        self, encoder: Tensor, decoder: Tensor, x: Tensor, condition: Tensor | None, noise: Tensor
    ) -> tuple[Tensor, Tensor]:
        """The reconstruction loss (S,) and the KL divergence (S,) on pictures `x` (S, B, *input_shape).

        The weights of `encoder` and `decoder` are (S, P), `condition` (S, B, conditions), and `noise`
        (S, B, latents) comes from N(0, I). The first is the binary cross-entropy, a mean over pixels; the
        second, to N(0, I), is summed over latents and divided by the number of pixels, so that the two stand
        to each other as in the evidence lower bound. Without pixels the first is that of a normal
        distribution whose variance is the mean squared error itself (Rybkin, Daniilidis and Levine 2021),
        1e-4 at least, less its value without any error.
        """
        x = x.flatten(2)
        mean, log_variance = self.encoder(encoder, x).split(self.latents, dim=-1)
        z = mean + (log_variance / 2).exp() * noise
        outputs = self._decoded(decoder, z, condition)
        if self.pixels:
            reconstruction = binary_cross_entropy_with_logits(outputs, x, reduction="none").mean(dim=(1, 2))
        else:
            reconstruction = torch.log1p((outputs - x).square().mean(dim=(1, 2)) / _VARIANCE) / 2
        divergence = (mean.square() + log_variance.exp() - 1 - log_variance).sum(-1) / 2
        return reconstruction, divergence.mean(dim=1) / x.shape[-1]

    @torch.no_grad()
    def pictures(self, decoder: Tensor, z: Tensor, condition: Tensor | None = None) -> Tensor:
        """Pictures (N, n, *input_shape) of weights (N, P) from `z` (N, n, latents) and `condition`."""
        outputs = self._decoded(decoder, z, condition)
        return (outputs.sigmoid() if self.pixels else outputs).unflatten(-1, self.input_shape)

    def _decoded(self, w: Tensor, z: Tensor, condition: Tensor | None) -> Tensor:
        """What the decoder gives, of pixels what is before the sigmoid."""
        return self.decoder(w, z if condition is None else torch.cat([z, condition], dim=-1))


def holds_pixels(sequence: TaskSequence) -> bool:
    """Whether all that is learned from lies between 0 and 1, as pixels do."""
    if any(task.normalization is not None for task in sequence):
        return False
    for x in {id(task.x_train): task.x_train for task in sequence}.values():
        if x.is_floating_point() and x.device.type != "meta" and (float(x.min()) < 0 or float(x.max()) > 1):
            return False
    return True
