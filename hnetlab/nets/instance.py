"""Copies of a module, one for each call that is going on: what a call does to a module stays in its copy."""

import copy
import random
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import CellType, FunctionType, MethodType, ModuleType
from typing import Any

import torch
from torch import Tensor, nn

from hnetlab.base.errors import ConfigError
from hnetlab.nets.layout import FlatLayout
from hnetlab.nets.strided import Rearranged

Kept = tuple[Tensor, ...]
"""The statistics of one replica, in the order of their names."""

_NEVER_CHANGES = (bool, int, float, complex, str, bytes, range, slice, torch.dtype, torch.device)
_SEEN_THROUGH = (*_NEVER_CHANGES, Tensor, Mapping, list, tuple, set, frozenset, deque, CellType)


class Instance:
    """A copy of a module, in one mode, that computes with weights and statistics from outside.

    Afterwards it is as it was before. One call at a time: it puts tensors into the copy while it runs.
    """

    def __init__(
        self,
        module: nn.Module,
        layout: FlatLayout,
        statistics: Sequence[str] = (),
        rearranged: Rearranged | None = None,
    ) -> None:
        self.module = module
        self.rearranged = rearranged
        """What computes strided convolutions of 1x1 in another way, where there may be any."""
        self._layout = layout
        modules = list(module.modules())
        self._recurrent = any(isinstance(each, nn.RNNBase) for each in modules)
        named = dict(module.named_parameters())
        positions = {id(named[name]): position for position, name in enumerate(layout.names)}
        # A module used at two places is found once, a parameter that two modules share twice.
        self._slots: list[tuple[MutableMapping[str, Any], str, int]] = [
            (each._parameters, key, positions[id(value)])
            for each in modules
            for key, value in each._parameters.items()
            if id(value) in positions
        ]
        self._originals = [place[key] for place, key, _ in self._slots]
        buffers = dict(module.named_buffers())
        numbers = {id(buffers[name]): number for number, name in enumerate(statistics)}
        held = [
            (each._buffers, key, value)
            for each in modules
            for key, value in each._buffers.items()
            if value is not None
        ]
        self._kept_slots: list[tuple[MutableMapping[str, Any], str, int]] = [
            (place, key, numbers[id(value)]) for place, key, value in held if id(value) in numbers
        ]
        self._kept_originals = [place[key] for place, key, _ in self._kept_slots]
        self._names = tuple(statistics)
        self.begun: Kept = tuple(buffers[name] for name in statistics)
        """The statistics that the module itself has."""
        self._constants = [
            (place, key, value, _writes(value)) for place, key, value in held if id(value) not in numbers
        ]
        places = [
            place
            for each in modules
            for place in (vars(each), each._parameters, each._buffers, each._modules)
        ]
        self._before = [(place, dict(place), list(map(id, place.values()))) for place in places]

    def __call__(self, w: Tensor, x: Tensor, kept: Kept = ()) -> Tensor:
        """Outputs (B, outputs) for weights `w` (P,), inputs `x` (B, *input_shape) and statistics `kept`."""
        return self.forward(w, x, kept)[0]

    def forward(self, w: Tensor, x: Tensor, kept: Kept = ()) -> tuple[Tensor, Kept]:
        """The same with the statistics as the call leaves them; those that are given stay as they are."""
        try:
            output = self.run(w, x, kept)
            if self._constants:
                self._check_constants()
            return output, self.moved(kept) if kept else ()
        finally:
            self.restore()

    def run(self, w: Tensor, x: Tensor, kept: Kept = ()) -> Tensor:
        """The outputs, with everything that the call leaves behind."""
        values = self._layout.pieces(w)
        for place, key, position in self._slots:
            place[key] = values[position]
        if kept:
            own = [value.clone() for value in kept]
            for place, key, number in self._kept_slots:
                place[key] = own[number]
        with self.rearranged or nullcontext(), self._differentiable(w):
            output: Tensor = self.module(x)
        return output

    def _differentiable(self, w: Tensor) -> AbstractContextManager[None]:
        """Recurrent layers by torch itself where cuDNN has no gradients for them: in evaluation on a GPU."""
        if self._recurrent and w.is_cuda and w.requires_grad and not self.module.training:
            return torch.backends.cudnn.flags(enabled=False)
        return nullcontext()

    def take_out(self) -> None:
        """Takes weights and statistics out again."""
        for (place, key, _), original in zip(self._slots, self._originals, strict=True):
            place[key] = original
        for (place, key, _), original in zip(self._kept_slots, self._kept_originals, strict=True):
            place[key] = original

    def moved(self, kept: Kept) -> Kept:
        """What the module has in place of `kept`; raises `ConfigError` where that is something else."""
        moved: dict[int, Tensor] = {}
        for place, key, number in self._kept_slots:
            before, after = kept[number], place.get(key)
            if (
                not isinstance(after, Tensor)
                or (after.shape, after.dtype) != (before.shape, before.dtype)
                or moved.setdefault(number, after) is not after
            ):
                raise ConfigError(
                    f"The target network {type(self.module).__name__} makes something else of its buffer "
                    f"{self._names[number]!r} in training: keep one tensor of the same shape and type there."
                )
        return tuple(moved[number].detach() for number in range(len(kept)))

    def _check_constants(self) -> None:
        """A buffer may turn out to change only after many calls, or with inputs of another kind."""
        for place, key, value, writes in self._constants:
            if place.get(key) is not value or _writes(value) != writes:
                raise ConfigError(
                    f"The target network {type(self.module).__name__} changes its buffer {key!r}, though it "
                    "did not on the first inputs: let it change with each batch in training, or never."
                )

    def restore(self) -> None:
        """Takes out the weights, and whatever the module has kept or replaced meanwhile."""
        self.take_out()
        for place, before, identities in self._before:
            if list(map(id, place.values())) != identities or place.keys() != before.keys():
                place.clear()
                place.update(before)


class Instances:
    """As many copies of a module as there are calls at once, in training and in evaluation mode.

    They share the memory of parameters and buffers, which no call may write to. `disposable` copies are used
    once: those of a module that changes what a copy can't be cleaned of. `strided` are those of a module with
    convolutions that `Rearranged` is for.
    """

    def __init__(
        self,
        module: nn.Module,
        layout: FlatLayout,
        statistics: tuple[str, ...] = (),
        *,
        disposable: bool = False,
        strided: bool = False,
    ) -> None:
        self.module = module
        self.strided = strided
        self.layout = layout
        self.statistics = statistics
        """Names of the buffers that change in training."""
        self.disposable = disposable
        self._idle: dict[bool, deque[Instance]] = {False: deque(), True: deque()}

    @contextmanager
    def borrowed(self, training: bool) -> Iterator[Instance]:
        """A copy for one user; after an error it is not used again."""
        idle = self._idle[training]
        try:
            instance = idle.pop()
        except IndexError:  # all are in use on other threads, or there is none yet
            instance = self.new(training)
        yield instance
        if not self.disposable:
            idle.append(instance)

    def new(self, training: bool) -> Instance:
        """A new copy in training or evaluation mode."""
        module = in_mode(copied(self.module), training)
        return Instance(module, self.layout, self.statistics, Rearranged() if self.strided else None)

    def but(self, **changed: Any) -> "Instances":
        """Copies as these with something else: another `module`, or whatever else they are made with."""
        own = {
            "module": self.module,
            "statistics": self.statistics,
            "disposable": self.disposable,
            "strided": self.strided,
        }
        return Instances(layout=self.layout, **{**own, **changed})

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_idle": {False: deque(), True: deque()}}


def copied(module: nn.Module) -> nn.Module:
    """A copy of everything but the numbers of parameters and buffers, which it shares."""
    tensors = [*module.parameters(), *module.buffers()]
    return copy.deepcopy(module, {id(tensor): tensor for tensor in tensors})


def in_mode(module: nn.Module, training: bool) -> nn.Module:
    """The module in training or evaluation mode; frozen normalization keeps to statistics that it has."""
    module.train(training)
    for layer in module.modules():
        own = list(layer.parameters(recurse=False))
        if own and not any(value.requires_grad for value in own) and _has_statistics(layer):
            layer.eval()
    return module


def _has_statistics(layer: nn.Module) -> bool:
    """Whether it has seen data. Zeros and ones, as it is made with, would normalize nothing."""
    mean, variance = getattr(layer, "running_mean", None), getattr(layer, "running_var", None)
    if not isinstance(mean, Tensor) or mean.is_meta:
        return isinstance(mean, Tensor)
    return bool(mean.any()) or (isinstance(variance, Tensor) and not bool((variance == 1).all()))


def contents(module: nn.Module, *, outside: bool) -> list[object]:
    """Everything that a module holds in a fixed order, each tensor with its count of writes; see `same`.

    With `outside`, also what functions in it see of their surroundings, which a copy shares.
    """
    found: list[object] = []
    seen: set[int] = set()
    waiting: list[object] = [vars(each) for each in module.modules()]
    while waiting:
        value = waiting.pop()
        found.append(value)
        if isinstance(value, Tensor):
            found.append(_writes(value))
        if id(value) not in seen:
            seen.add(id(value))
            waiting.extend(_inside(value, outside))
    return found


def is_opaque(value: object) -> bool:
    """Whether `contents` can't tell when it changes, as with an array or a generator of random numbers."""
    if value is None or callable(value) or isinstance(value, _SEEN_THROUGH):
        return False
    slots = any(vars(kind).get("__slots__") for kind in type(value).__mro__)
    return slots or not hasattr(value, "__dict__") or isinstance(value, random.Random)


def _writes(value: Tensor) -> int:
    """How often a tensor has been written to, as far as torch counts it."""
    return 0 if value.is_inference() else value._version


def _inside(value: object, outside: bool) -> Iterable[object]:
    if isinstance(value, Tensor | nn.Module | type | ModuleType | str | bytes):
        return ()
    if isinstance(value, Mapping):
        return (*value, *value.values())
    if isinstance(value, list | tuple | set | frozenset | deque):
        return tuple(value)
    if isinstance(value, FunctionType):
        cells = (value.__closure__ or ()) if outside else ()
        return [cell.cell_contents for cell in cells if cell != CellType()]
    if isinstance(value, MethodType):
        return (value.__self__,)
    return tuple(vars(value).values()) if hasattr(value, "__dict__") else ()


def same(before: Sequence[object], after: Sequence[object]) -> bool:
    """Whether two `contents` are the same objects, or equal numbers and texts."""
    plain = bool | int | float | str | bytes
    return len(before) == len(after) and all(
        one is other or (isinstance(one, plain) and type(one) is type(other) and one == other)
        for one, other in zip(before, after, strict=True)
    )
