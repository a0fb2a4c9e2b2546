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
from hnetlab.nets.instance import Kept
from hnetlab.nets.layout import FlatLayout
from hnetlab.nets.statistics import Statistics
from hnetlab.nets.structure import fixed_weights, structure
from hnetlab.nets.trial import inputs_to_try

_LARGEST_EXAMPLE = 1e6


class TargetNetwork:
    """Runs a module as a function of its flat weights, for several replicas at once and on any thread.

    The module is copied, and the values of its parameters are used as `example_weights` alone. Frozen ones,
    with requires_grad=False, are constants of the network, and so are buffers, but for those that change in
    training: they are its `statistics`, handed in like weights and given back as a batch leaves them. What a
    call does to the module or to its inputs stays in a copy that belongs to the call. Replicas are computed
    together where `vmap` can, else one by one. `examples` (B, *input_shape) are inputs to find all this out
    with, before anything is trained; without them random ones from 0 to 1 are taken.

    Raises `ConfigError` in one sentence for a module that can't be such a function: among others one without
    parameters to generate, one that does not run on its inputs, one that changes buffers in evaluation, and
    one that keeps something else than buffers from call to call, which replicas and tasks would silently
    share.
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
    def statistics(self) -> tuple[str, ...]:
        """Names of the buffers that change in training, such as running means; empty for most networks."""
        return self._instances.statistics

    def new_statistics(self, replicas: int) -> dict[str, Tensor]:
        """What the module itself has of its `statistics`, (replicas, *shape) by name, to begin with."""
        buffers = dict(self.module.named_buffers())
        return {
            name: buffers[name].detach().repeat(replicas, *[1] * buffers[name].ndim)
            for name in self.statistics
        }

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
        self,
        w: Tensor,
        x: Tensor,
        statistics: Statistics | None = None,
        *,
        training: bool = False,
        noise_seeds: Sequence[int] | None = None,
    ) -> Tensor:
        """Outputs (S, B, outputs) for weights `w` (S, P) and inputs `x` (S, B, *input_shape).

        `statistics` (S, *shape) by name are needed by networks that have any, and stay as they are.
        `training` switches layers such as dropout. `noise_seeds`, one per replica, fix what those draw, so
        that a replica learns the same alone and in company; without them torch's global generator is used.
        """
        return self.passed(w, x, statistics, training=training, noise_seeds=noise_seeds)[0]

    def passed(
        self,
        w: Tensor,
        x: Tensor,
        statistics: Statistics | None = None,
        *,
        training: bool = True,
        noise_seeds: Sequence[int] | None = None,
    ) -> tuple[Tensor, Statistics]:
        """Outputs as by a call, and the statistics (S, *shape) by name as this batch leaves them."""
        kept = self._in_order(statistics)
        if x.shape[1] < self._findings.least_rows:
            outputs = self._single_row(w, x, kept, training, noise_seeds)
            return outputs, statistics or {}
        if self._findings.writes_inputs or x.is_inference():
            outputs, moved = self._answer(w, x, kept, training, noise_seeds)
            return outputs, dict(zip(self.statistics, moved, strict=True))
        version = x._version
        outputs, moved = self._answer(w, x, kept, training, noise_seeds)
        if x._version != version:
            raise ConfigError(
                f"The target network {name_of(self.module)} changes its inputs in place, though it did not "
                "on the first ones: let it compute new tensors."
            )
        return outputs, dict(zip(self.statistics, moved, strict=True))

    def _in_order(self, statistics: Statistics | None) -> Kept:
        if not self.statistics:
            return ()
        if not statistics:
            raise ConfigError(
                f"The target network {name_of(self.module)} keeps statistics that its outputs depend on: say "
                "which they are, such as those of a task, method.statistics[task]."
            )
        return tuple(statistics[name] for name in self.statistics)

    def _answer(
        self, w: Tensor, x: Tensor, kept: Kept, training: bool, noise_seeds: Sequence[int] | None
    ) -> tuple[Tensor, Kept]:
        """Outputs (S, B, outputs), of inputs that may be changed only where that was found."""
        if noise_seeds is None and len(w) > 1 and self._findings.batched[training]:
            x = x.clone() if self._findings.writes_inputs else x if x[0].is_contiguous() else x.contiguous()
            with self._instances.borrowed(training) as instance:
                if kept:
                    return vmap(instance.forward, randomness="different")(w, x, kept)
                return vmap(instance, randomness="different")(w, x), ()
        if len(w) == 1:
            own = tuple(value.squeeze(0) for value in kept)
            seed = noise_seeds[0] if noise_seeds is not None else None
            outputs, moved = self._forward(w.squeeze(0), x.squeeze(0), own, training, seed)
            return outputs.unsqueeze(0), tuple(value.unsqueeze(0) for value in moved)
        seeds = noise_seeds if noise_seeds is not None else [None] * len(w)
        each = [tuple(value[row] for value in kept) for row in range(len(w))]
        rows = [
            self._forward(own, inputs, values, training, seed)
            for own, inputs, values, seed in zip(w, x, each, seeds, strict=True)
        ]
        moved = tuple(map(torch.stack, zip(*(values for _, values in rows), strict=True)))
        return torch.stack([outputs for outputs, _ in rows]), moved

    def without_other_heads(self, head: range) -> Tensor:
        """A mask (P,) on the CPU that is False for weights that influence only outputs outside `head`.

        Found by trying, not by the order of layers.
        """
        return self._heads.without_others(head)

    def structure(self) -> dict[str, Any]:
        """What the network is made of, as values for JSON: equal for networks that compute the same.

        `hnetlab.nets.structure.structure` says what is in it.
        """
        return structure(self.module, self.layout, self.input_shape, self.statistics)

    def to(self, device: torch.device) -> "TargetNetwork":
        """The same network with its constants on `device`; itself where they are there already."""
        if all(value.device == device for value in [*self.module.parameters(), *self.module.buffers()]):
            return self
        return self._copied(device)

    def copied(self) -> "TargetNetwork":
        """The same network with a module of its own, without trying it anew."""
        return self._copied(None)

    def _copied(self, device: torch.device | None) -> "TargetNetwork":
        other = copy.copy(self)
        other.module = copy.deepcopy(self.module).to(device)
        other._instances = self._instances.but(module=copy.deepcopy(self._instances.module).to(device))
        return other

    def _forward(
        self, w: Tensor, x: Tensor, kept: Kept, training: bool, seed: int | None = None
    ) -> tuple[Tensor, Kept]:
        """Outputs (B, outputs) and statistics of one replica; with a seed for what the module draws."""
        if seed is not None:
            with borrowed_generators(x.device):
                (torch.cuda if x.is_cuda else torch.default_generator).manual_seed(seed)
                return self._forward(w, x, kept, training)
        x = x.clone() if self._findings.writes_inputs else x.contiguous()
        with self._instances.borrowed(training) as instance:
            return instance.forward(w, x, kept)

    def _single_row(
        self, w: Tensor, x: Tensor, kept: Kept, training: bool, noise_seeds: Sequence[int] | None
    ) -> Tensor:
        """Outputs for one input, by a module that runs on no fewer than two: beside itself."""
        if training or self._findings.mixes_rows or not len(x):
            raise ConfigError(
                f"The target network {name_of(self.module)} does not run on one input: take larger batches."
            )
        return self._answer(w, torch.cat([x, x], dim=1), kept, training, noise_seeds)[0][:, :1]
