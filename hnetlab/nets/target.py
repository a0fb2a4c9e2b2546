"""The target network f(x; w): any module, with its weights given from outside as a flat vector."""

import copy
from collections.abc import Iterable, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.func import functional_call, vmap
from torch.nn.parameter import UninitializedParameter

from hnetlab.base.errors import ConfigError
from hnetlab.base.seeding import borrowed_generators
from hnetlab.nets.layout import FlatLayout
from hnetlab.nets.structure import structure


class TargetNetwork:
    """Runs a module as a function of its flat weights, for several replicas at once.

    The module is copied and its own parameter values are never used, except as `example_weights`. A call puts
    tensors into that copy while it runs: give each thread a network of its own, such as `to` makes.
    Raises `ConfigError` if the module has no parameters, or some without a shape yet, does not run on inputs
    of `input_shape`, or has buffers that training would change: a hypernetwork can't generate those, and
    replicas and tasks would silently share them.
    """

    def __init__(self, module: nn.Module, input_shape: tuple[int, ...]) -> None:
        if any(isinstance(parameter, UninitializedParameter) for parameter in module.parameters()):
            raise ConfigError(
                f"the target network {type(module).__name__} has parameters whose shape is not known yet; "
                "call it once on some inputs before"
            )
        self.module = copy.deepcopy(module)
        self.input_shape = input_shape
        self.layout = FlatLayout.of(self.module)
        if not self.layout.total:
            raise ConfigError(
                f"the target network {type(module).__name__} has no parameters, so there is nothing to "
                "generate; give it at least one layer with weights"
            )
        self.example_weights = self.layout.flatten(dict(self.module.named_parameters())).detach()
        self.outputs, self.stochastic = self._probe()

    @property
    def size(self) -> int:
        """P, the number of target weights."""
        return self.layout.total

    def __call__(
        self, w: Tensor, x: Tensor, *, training: bool = False, noise_seeds: Sequence[int] | None = None
    ) -> Tensor:
        """Outputs (S, B, outputs) for weights `w` (S, P) and inputs `x` (S, B, *input_shape).

        `training` switches layers such as dropout. `noise_seeds`, one per replica, fix what those draw, so
        that a replica learns the same alone and in company; without them torch's global generator is used.
        """
        self.module.train(training)
        if noise_seeds is not None:
            rows = [self._seeded(*row) for row in zip(w, x, noise_seeds, strict=True)]
            return torch.stack(rows)
        if len(w) == 1:
            return self._forward(w.squeeze(0), x.squeeze(0)).unsqueeze(0)
        return vmap(self._forward, randomness="different")(w, x)

    def without_other_heads(self, head: range) -> Tensor:
        """A mask (P,) that is False for weights of the output layer that feed only outputs outside `head`.

        Raises `ConfigError` if the last layer does not have one row of weights per output.
        """
        layer = self.layout.names[-1].rpartition(".")[0]
        mask = {name: torch.ones(shape, dtype=torch.bool) for name, shape in self._shapes()}
        for name, shape in self._shapes():
            if name.rpartition(".")[0] != layer:
                continue
            if not shape or shape[0] != self.outputs:
                raise ConfigError(
                    f"the target network's last layer {layer!r} has weights of shape {shape}, not one row "
                    f"per output ({self.outputs}), so heads can't be told apart; set regularized_heads to all"
                )
            mask[name][: head.start] = False
            mask[name][head.stop :] = False
        return self.layout.flatten(mask)

    def structure(self) -> dict[str, Any]:
        """What the network is made of, as values for JSON: equal for networks that compute the same.

        `hnetlab.nets.structure.structure` says what is in it.
        """
        return structure(self.module, self.layout, self.input_shape)

    def to(self, device: torch.device) -> "TargetNetwork":
        """The same network with its buffers on `device`."""
        moved = copy.copy(self)
        moved.module = copy.deepcopy(self.module).to(device)
        return moved

    def _forward(self, w: Tensor, x: Tensor) -> Tensor:
        output: Tensor = functional_call(self.module, self.layout.unflatten(w), (x,))
        return output

    def _seeded(self, w: Tensor, x: Tensor, seed: int) -> Tensor:
        with borrowed_generators(x.device):
            (torch.cuda if x.is_cuda else torch.default_generator).manual_seed(seed)
            return self._forward(w, x)

    def _shapes(self) -> Iterable[tuple[str, tuple[int, ...]]]:
        return zip(self.layout.names, self.layout.shapes, strict=True)

    def _probe(self) -> tuple[int, bool]:
        """The number of outputs and whether the module draws random numbers, found on two zero inputs."""
        name = type(self.module).__name__
        before = {key: (value, value._version, value.clone()) for key, value in self.module.named_buffers()}
        try:
            with torch.no_grad(), borrowed_generators(torch.device("cpu")):
                state = torch.random.get_rng_state()
                self.module.train()
                output = self._forward(self.example_weights, torch.zeros(2, *self.input_shape))
                drawn = not torch.equal(torch.random.get_rng_state(), state)
        except (RuntimeError, ValueError, IndexError, TypeError) as error:
            reason = str(error).splitlines()[0]
            raise ConfigError(
                f"the target network {name} does not run on inputs of shape {self.input_shape}: {reason}"
            ) from error
        # RReLU draws only where its input is negative, which two inputs need not show.
        stochastic = drawn or any(isinstance(layer, nn.RReLU) for layer in self.module.modules())
        for key, value in self.module.named_buffers():
            if key not in before or not _untouched(value, *before[key]):
                raise ConfigError(
                    f"the target network {name} changes its buffer {key!r} while training, which no "
                    "hypernetwork can generate; use layers without running statistics, such as "
                    "BatchNorm with track_running_stats=False, GroupNorm or LayerNorm"
                )
        if not isinstance(output, Tensor) or output.ndim != 2 or len(output) != 2:
            shape = f"shape {tuple(output.shape)}" if isinstance(output, Tensor) else type(output).__name__
            raise ConfigError(
                f"the target network {name} maps a batch of 2 inputs to {shape}; "
                "it must give one row of outputs per input"
            )
        return output.shape[1], stochastic


def _untouched(value: Tensor, same: Tensor, version: int, copy: Tensor) -> bool:
    """Whether a buffer is the same object, never written to, also not past autograd's count of writes."""
    return value is same and value._version == version and torch.equal(value, copy)
