"""The target network f(x; w): any module, with its weights given from outside as a flat vector."""

import copy
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.func import vmap

from hnetlab.base.errors import ConfigError
from hnetlab.base.seeding import borrowed_generators
from hnetlab.nets.acceptance import accepted, name_of
from hnetlab.nets.heads import Heads
from hnetlab.nets.inspection import Inspection
from hnetlab.nets.instance import Instances
from hnetlab.nets.layout import FlatLayout
from hnetlab.nets.structure import fixed_weights, structure
from hnetlab.nets.trial import inputs_to_try

_LARGEST_EXAMPLE = 1e6


class TargetNetwork:
    """Runs a module as a function of its flat weights, for several replicas at once and on any thread.

    The module is copied, and the values of its parameters are used as `example_weights` alone. Frozen ones,
    with requires_grad=False, are constants of the network, and so are buffers. What a call does to the module
    or to its inputs stays in a copy that belongs to the call. Replicas are computed together where `vmap`
    can, else one by one. `examples` (B, *input_shape) are inputs to find all this out with, before anything
    is trained; without them random ones from 0 to 1 are taken.

    Raises `ConfigError` in one sentence for a module that can't be such a function: among others one without
    parameters to generate, one that does not run on its inputs, and one that changes buffers or keeps
    something from call to call, which replicas and tasks would silently share.
    """

    def __init__(
        self, module: nn.Module, input_shape: tuple[int, ...], examples: Tensor | None = None
    ) -> None:
        self.module = accepted(module)
        self.input_shape = input_shape
        self.layout = FlatLayout.of(self.module)
        self.example_weights = self.layout.flatten(dict(self.module.named_parameters())).detach()
        usable = self.example_weights.abs() < _LARGEST_EXAMPLE  # others were never set to anything
        weights = torch.where(usable, self.example_weights, fixed_weights(self.layout).float())
        inputs = inputs_to_try(input_shape, examples)
        inspection = Inspection(self.module, self.layout, inputs, weights)
        self._findings = inspection.findings()
        self._instances = inspection.instances
        self._heads = Heads(self, inputs)

    @property
    def size(self) -> int:
        """P, the number of target weights."""
        return self.layout.total

    @property
    def outputs(self) -> int:
        """The number of outputs for one input."""
        return self._findings.outputs

    @property
    def stochastic(self) -> bool:
        """Whether the module draws random numbers in training."""
        return self._findings.stochastic

    @property
    def mixes_rows(self) -> bool:
        """Whether an output in evaluation depends on the other inputs of its batch."""
        return self._findings.mixes_rows

    @property
    def least_rows(self) -> int:
        """The smallest batch that the module runs on, 1 or 2."""
        return self._findings.least_rows

    @property
    def numbers_per_row(self) -> int:
        """About how many numbers an evaluation holds at once for each input of a batch."""
        return self._findings.numbers_per_row

    def batched(self, training: bool) -> bool:
        """Whether replicas are computed together, in training or in evaluation."""
        return self._findings.batched[training]

    def __call__(
        self, w: Tensor, x: Tensor, *, training: bool = False, noise_seeds: Sequence[int] | None = None
    ) -> Tensor:
        """Outputs (S, B, outputs) for weights `w` (S, P) and inputs `x` (S, B, *input_shape).

        `training` switches layers such as dropout. `noise_seeds`, one per replica, fix what those draw, so
        that a replica learns the same alone and in company; without them torch's global generator is used.
        """
        if x.shape[1] < self._findings.least_rows:
            return self._single_row(w, x, training, noise_seeds)
        if self._findings.writes_inputs or x.is_inference():
            return self._answer(w, x, training, noise_seeds)
        version = x._version
        outputs = self._answer(w, x, training, noise_seeds)
        if x._version != version:
            raise ConfigError(
                f"The target network {name_of(self.module)} changes its inputs in place, though it did not "
                "on the first ones: let it compute new tensors."
            )
        return outputs

    def _answer(self, w: Tensor, x: Tensor, training: bool, noise_seeds: Sequence[int] | None) -> Tensor:
        """Outputs (S, B, outputs), of inputs that may be changed only where that was found."""
        if noise_seeds is not None:
            rows = [self._seeded(*row, training) for row in zip(w, x, noise_seeds, strict=True)]
            return torch.stack(rows)
        if len(w) > 1 and self._findings.batched[training]:
            x = x.clone() if self._findings.writes_inputs else x if x[0].is_contiguous() else x.contiguous()
            with self._instances.borrowed(training) as instance:
                return vmap(instance, randomness="different")(w, x)
        if len(w) == 1:
            return self._forward(w.squeeze(0), x.squeeze(0), training).unsqueeze(0)
        return torch.stack([self._forward(*row, training) for row in zip(w, x, strict=True)])

    def without_other_heads(self, head: range) -> Tensor:
        """A mask (P,) on the CPU that is False for weights that influence only outputs outside `head`.

        Found by trying, not by the order of layers. Raises `ConfigError` if every weight influences the head,
        though it is not all outputs.
        """
        return self._heads.without_others(head)

    def structure(self) -> dict[str, Any]:
        """What the network is made of, as values for JSON: equal for networks that compute the same.

        `hnetlab.nets.structure.structure` says what is in it.
        """
        return structure(self.module, self.layout, self.input_shape)

    def to(self, device: torch.device) -> "TargetNetwork":
        """The same network with its constants on `device`; itself where they are there already."""
        if all(value.device == device for value in [*self.module.parameters(), *self.module.buffers()]):
            return self
        moved = copy.copy(self)
        moved.module = copy.deepcopy(self.module).to(device)
        bare = copy.deepcopy(self._instances.module).to(device)
        moved._instances = Instances(bare, self.layout, disposable=self._instances.disposable)
        return moved

    def _forward(self, w: Tensor, x: Tensor, training: bool) -> Tensor:
        x = x.clone() if self._findings.writes_inputs else x.contiguous()
        with self._instances.borrowed(training) as instance:
            return instance(w, x)

    def _seeded(self, w: Tensor, x: Tensor, seed: int, training: bool) -> Tensor:
        with borrowed_generators(x.device):
            (torch.cuda if x.is_cuda else torch.default_generator).manual_seed(seed)
            return self._forward(w, x, training)

    def _single_row(self, w: Tensor, x: Tensor, training: bool, noise_seeds: Sequence[int] | None) -> Tensor:
        """Outputs for one input, by a module that runs on no fewer than two: beside itself."""
        if training or self._findings.mixes_rows or not len(x):
            raise ConfigError(
                f"The target network {name_of(self.module)} does not run on one input: take larger batches."
            )
        twice = torch.cat([x, x], dim=1)
        return self(w, twice, training=training, noise_seeds=noise_seeds)[:, :1]
