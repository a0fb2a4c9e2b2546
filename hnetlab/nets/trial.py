"""A module on trial: copies of it, and two sets of weights, statistics and inputs to call them with."""

import math
from typing import NoReturn

import torch
from torch import Tensor, nn

from hnetlab.base.errors import ConfigError
from hnetlab.nets.acceptance import name_of
from hnetlab.nets.instance import Instance, Instances, Kept
from hnetlab.nets.layout import FlatLayout
from hnetlab.nets.structure import fixed_inputs, fixed_weights

ROWS = 4


class Trial:
    """Calls of a module on inputs `x` (B, *input_shape), of which there are at least `ROWS`."""

    def __init__(self, module: nn.Module, layout: FlatLayout, x: Tensor, example_weights: Tensor) -> None:
        self.name = name_of(module)
        self.instances = Instances(module, layout, disposable=True)
        self.layout = layout
        self.x = x
        near = example_weights * (1 + 0.1 * fixed_weights(layout, "near")) + 0.01 * fixed_weights(
            layout, "by"
        )
        self.w = torch.stack([example_weights, near.float()])
        self._kept: list[Kept] = [(), ()]
        self._ready: dict[bool, Instance] = {}

    def keep(self, statistics: tuple[str, ...]) -> None:
        """From now on these buffers are handed in: as the module has them, and as a batch leaves those."""
        self.instances = self.instances.but(statistics=statistics, disposable=True)
        instance = self.instances.new(True)
        torch.default_generator.manual_seed(0)
        with torch.no_grad():
            self._kept = [
                instance.begun,
                instance.forward(self.w[0].clone(), self.batch(0), instance.begun)[1],
            ]

    def learned(self, instance: Instance, row: int = 0) -> tuple[Tensor, ...]:
        """Outputs, the gradient of their squares' sum, and the statistics afterwards."""
        torch.default_generator.manual_seed(0)
        with torch.enable_grad():
            w = self.weights(row).clone().requires_grad_()
            output, kept = instance.forward(w, self.batch(row), self.kept(row))
            return output.detach(), torch.autograd.grad(output.square().sum(), w)[0], *kept

    @torch.no_grad()
    def evaluate(self, rows: int = ROWS) -> Tensor:
        return self.answer(False, self.w[0], self.x[:rows].clone())

    def answer(self, training: bool, w: Tensor, x: Tensor) -> Tensor:
        """What the module, with statistics that have seen a batch, makes of inputs that it may change."""
        return self.instance(training)(w, x, self._kept[1])

    def instance(self, training: bool) -> Instance:
        """A copy as calls get it: another one each time only where that matters."""
        if self.instances.disposable:
            return self.instances.new(training)
        if training not in self._ready:
            self._ready[training] = self.instances.new(training)
        return self._ready[training]

    def call(self, instance: Instance, row: int, *, clean: bool = True) -> Tensor:
        torch.default_generator.manual_seed(0)
        with torch.no_grad():
            return (instance if clean else instance.run)(self.weights(row), self.batch(row), self.kept(row))

    def weights(self, row: int) -> Tensor:
        return self.w[row % 2]

    def kept(self, row: int) -> Kept:
        return self._kept[row % 2]

    def batch(self, row: int) -> Tensor:
        """One of two batches, which the module may change."""
        x = self.x[:ROWS].clone()
        return x.flip(0) * (0.75 if x.is_floating_point() else 1) if row in (1, 2) else x

    def refuse(self, what: str, remedy: str) -> NoReturn:
        raise ConfigError(f"The target network {self.name} {what}: {remedy}.")


def inputs_to_try(input_shape: tuple[int, ...], examples: Tensor | None) -> Tensor:
    """At least `ROWS` inputs (B, *input_shape): examples where they are finite numbers, else fixed ones."""
    if examples is None or not len(examples) or not bool(examples.isfinite().all()):
        return fixed_inputs(input_shape, ROWS).float()
    repeats = -(-ROWS // len(examples))
    return torch.cat([examples] * repeats)[:ROWS] if repeats > 1 else examples


def close(one: Tensor | tuple[Tensor, ...], other: Tensor | tuple[Tensor, ...]) -> bool:
    """Equal up to the order of sums, in proportion to the largest number."""
    if isinstance(one, tuple) or isinstance(other, tuple):
        return all(map(close, one, other))
    if one.shape != other.shape:
        return False
    if not one.is_floating_point():
        return torch.equal(one, other)
    largest = float(one.abs().max()) if one.numel() else 0.0
    if not math.isfinite(largest):
        return torch.allclose(one, other, rtol=1e-4, equal_nan=True)
    return bool(((one - other).abs() <= 2e-5 * largest + 1e-12).all())
