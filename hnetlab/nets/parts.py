"""Which tensors of a network are trained or generated, by patterns over names, and what the others are."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from itertools import groupby

import torch
from torch import Tensor, nn

from hnetlab.base.errors import ConfigError
from hnetlab.nets.layout import FlatLayout

EVERY_TENSOR = ("*",)


def with_constants(module: nn.Module, trained: Sequence[str]) -> nn.Module:
    """The module itself where `trained` is ("*",), or else a copy in which all other parameters are frozen.

    Raises `ConfigError` for a pattern that no parameter's name fits.
    """
    if tuple(trained) == EVERY_TENSOR or not isinstance(module, nn.Module):
        return module
    module = copy.deepcopy(module)
    names = _fitting([name for name, _ in module.named_parameters()], trained)
    for name, value in module.named_parameters():
        if name not in names:
            value.requires_grad_(False)
    return module


@dataclass
class Tensors:
    """Some tensors of a network, in a row, and values that those keep which are not drawn."""

    layout: FlatLayout
    example_weights: Tensor


@dataclass(frozen=True)
class Division:
    """The P weights of a network in two: learned with every task, or learned `once` and then kept."""

    layout: FlatLayout
    """All of them."""
    always: FlatLayout
    """Those that are learned, or generated, with every task."""
    once: FlatLayout
    """Those that are learned with the first one."""

    @classmethod
    def of(cls, layout: FlatLayout, trained: Sequence[str]) -> "Division":
        """That in which tensors whose names fit the patterns `trained` are learned with every task.

        Raises `ConfigError` for a pattern that no name fits, and where none or all of the tensors fit.
        """
        always = layout.only(_fitting(layout.names, trained))
        once = layout.only(set(layout.names) - set(always.names))
        if not once.names:
            raise ConfigError(
                f"trained = {', '.join(trained)} fits every tensor of the target network, so that none is "
                "left to learn with the first task alone: leave others out, or name fewer."
            )
        return cls(layout, always, once)

    def joined(self, always: Tensor, once: Tensor) -> Tensor:
        """Weights (..., P) from those of the one kind (..., A) and of the other, whose axes may be fewer."""
        once = once.expand(*always.shape[:-1], once.shape[-1])
        lengths = {kind: [size for each, size in self._runs if each == kind] for kind in (True, False)}
        pieces = {kind: iter(w.split(lengths[kind], dim=-1)) for kind, w in ((True, always), (False, once))}
        return torch.cat([next(pieces[kind]) for kind, _ in self._runs], dim=-1)

    def part(self, w: Tensor, *, once: bool) -> Tensor:
        """Of weights, or of what else there is for each (..., P), those learned once, or all others."""
        pieces = w.split([size for _, size in self._runs], dim=-1)
        chosen = [piece for piece, (kind, _) in zip(pieces, self._runs, strict=True) if kind != once]
        return torch.cat(chosen, dim=-1)

    def tensors(self, w: Tensor) -> tuple[Tensors, Tensors]:
        """Those learned with every task, then the others, with their weights in `w` (P,) as examples."""
        return Tensors(self.always, self.part(w, once=False)), Tensors(self.once, self.part(w, once=True))

    @cached_property
    def _runs(self) -> list[tuple[bool, int]]:
        """How many weights in a row are learned with every task (True), or once (False), in turn."""
        always = set(self.always.names)
        kinds = [
            (name in always, size) for name, size in zip(self.layout.names, self.layout.sizes, strict=True)
        ]
        return [
            (kind, sum(size for _, size in group)) for kind, group in groupby(kinds, lambda each: each[0])
        ]


def _fitting(names: Sequence[str], trained: Sequence[str]) -> set[str]:
    """The names that fit a pattern; raises `ConfigError` for a pattern that none fits."""
    for pattern in trained:
        if not any(fnmatchcase(name, pattern) for name in names):
            listed = ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
            raise ConfigError(f"trained = {pattern} fits no tensor of the target network: it has {listed}.")
    return {name for name in names if any(fnmatchcase(name, pattern) for pattern in trained)}
