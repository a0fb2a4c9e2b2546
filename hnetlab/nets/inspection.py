"""What can be told of a module only by running it: found once, when its target network is built."""

import copy
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.func import vmap
from torch.utils._python_dispatch import TorchDispatchMode

from hnetlab.base.errors import ConfigError
from hnetlab.base.seeding import borrowed_generators
from hnetlab.nets.acceptance import reason
from hnetlab.nets.instance import Instance, Kept, in_mode
from hnetlab.nets.memory import numbers_per_row
from hnetlab.nets.state import check_places, find_state, leave_out_hooks_that_look_on
from hnetlab.nets.statistics import find_statistics, same
from hnetlab.nets.strided import Rearranged
from hnetlab.nets.structure import fixed_inputs
from hnetlab.nets.trial import ROWS, Trial, close

_TRIES = 3
_CPU = torch.device("cpu")


@dataclass(frozen=True)
class Findings:
    """How a module behaves; see `TargetNetwork`, which answers accordingly."""

    outputs: int
    stochastic: bool
    """Whether it draws random numbers in training."""
    batched: dict[bool, bool]
    """Whether `vmap` computes in training (True) and in evaluation (False) what replicas compute alone."""
    writes_inputs: bool
    """Whether it may change its inputs in place."""
    mixes_rows: bool
    """Whether an output in evaluation depends on the other rows of the batch."""
    least_rows: int
    """The smallest batch that it runs on, 1 or 2."""
    numbers_per_row: int
    """About how many numbers a forward pass holds at once for each row of a batch."""


class Inspection(Trial):
    """Tries a module; raises `ConfigError` in one sentence where it can't be a target network."""

    writes_inputs = False
    stochastic = False

    def findings(self) -> Findings:
        """Everything that is found, the module's instances with it: see `instances`.

        A module that draws random numbers is tried again where it is refused: it may have been another thread
        that drew some of them.
        """
        for _ in range(_TRIES):
            try:
                return self._try()
            except ConfigError:
                if not self.stochastic:
                    raise
        return self._try()

    def _try(self) -> Findings:
        with borrowed_generators(_CPU):
            self._find_strided()
            find_statistics(self)
            outputs = {training: self._outputs(training) for training in (True, False)}
            if outputs[True] != outputs[False]:
                self.refuse(
                    f"has {outputs[True]} outputs in training and {outputs[False]} in evaluation",
                    "give it the same in both",
                )
            leave_out_hooks_that_look_on(self)
            find_state(self)
            check_places(self)
            least_rows = 1 if all(self._runs_on_one_row(training) for training in (True, False)) else 2
            batched = {training: self._batched(training) for training in (True, False)}
            return Findings(
                outputs[True],
                # RReLU draws only where its input is negative, which a few inputs need not show.
                self.stochastic
                or any(isinstance(layer, nn.RReLU) for layer in self.instances.module.modules()),
                batched,
                # Where vmap can't go, what a module does may depend on the values it meets.
                self.writes_inputs or not all(batched.values()),
                self._mixes_rows(),
                least_rows,
                numbers_per_row(self.evaluate, ROWS),
            )

    def _find_strided(self) -> None:
        """Whether it has convolutions that may not be differentiated as they are: before anything is."""
        rearranged = Rearranged()
        for training in (True, False):
            # With numbers of its own: the call may write to buffers and weights, which is found out later.
            module = in_mode(copy.deepcopy(self.instances.module), training)
            with suppress(Exception), torch.no_grad():  # whatever is raised: it is met again, and told
                Instance(module, self.layout, rearranged=rearranged)(self.weights(0).clone(), self.batch(0))
        self.instances = self.instances.but(strided=rearranged.met)

    def _outputs(self, training: bool) -> int:
        """The number of outputs, after whatever a single call can show."""
        mode = "while training" if training else "in evaluation"
        instance = self.instances.new(training)
        w, x = self.w[0].clone().requires_grad_(), self.x[:ROWS].clone()
        kept = {
            id(value): (value, value._version, value.detach().clone()) for value in self._constants(instance)
        }
        version, state = x._version, torch.random.get_rng_state()
        try:
            with torch.enable_grad():
                with _Draws() as draws:
                    output = instance.run(w, x, self.kept(1))
                self._check_form(output, mode)
                (slope,) = torch.autograd.grad(output.sum(), [w], allow_unused=True)
        except ConfigError:
            raise
        except Exception as error:
            shape = tuple(x.shape[1:])
            raise ConfigError(
                f"The target network {self.name} does not run on inputs of shape {shape} {mode}: "
                f"{reason(error)}."
            ) from error
        # Another thread may draw from the same generator; an operation that could draw need not have drawn.
        drawn = draws.found and not torch.equal(torch.random.get_rng_state(), state)
        self._check_statistics(instance, training)
        instance.take_out()
        self._check_constants(instance, kept, mode)
        if w._version or not torch.equal(w, self.w[0]):
            self.refuse("changes its own weights while it runs", "leave that out, they are generated anew")
        if slope is None:
            self.refuse(f"has outputs {mode} without a gradient", "compute them from its weights")
        if drawn and not training:
            self.refuse(
                "draws random numbers in evaluation, so its scores would be others each time",
                "drop and draw only where self.training is true",
            )
        self.stochastic |= drawn
        self.writes_inputs |= x._version != version or not torch.equal(x, self.x[:ROWS])
        return int(output.shape[1])

    def _check_form(self, output: object, mode: str) -> None:
        if not isinstance(output, Tensor) or output.layout != torch.strided or output.is_nested:
            self.refuse(f"gives {_form(output)} {mode}", "it must give one tensor of outputs")
        if output.ndim != 2 or len(output) != ROWS:
            self.refuse(
                f"maps a batch of {ROWS} inputs to {_form(output)} {mode}",
                "it must give one row of outputs per input",
            )
        if output.dtype != torch.float32:
            self.refuse(f"gives {_form(output)} {mode}", "its outputs must be float32")
        if not output.requires_grad:
            self.refuse(
                f"has outputs {mode} without a gradient",
                "compute them from its weights, not under no_grad and not detached",
            )
        if not bool(output.isfinite().all()):
            self.refuse(f"has outputs that are not finite {mode}", "check its forward on ordinary inputs")

    def _constants(self, instance: Instance) -> list[Tensor]:
        frozen = [value for value in instance.module.parameters() if not value.requires_grad]
        return [*frozen, *instance.module.buffers()]

    def _check_constants(
        self, instance: Instance, kept: dict[int, tuple[Tensor, int, Tensor]], mode: str
    ) -> None:
        """Constants have to be the same objects, never written to, also not past autograd."""
        named = [
            *((name, value) for name, value in instance.module.named_parameters() if id(value) in kept),
            *instance.module.named_buffers(),
        ]
        for name, value in named:
            same_object, version, numbers = kept.get(id(value), (None, 0, value))
            if value is not same_object or value._version != version or not same(value, numbers):
                self.refuse(
                    f"changes its buffer {name!r} {mode} in a way that can't be kept apart",
                    "let it change its buffers as their own attributes of one module, with each batch in "
                    "training alone",
                )
        if len(named) != len(kept):
            self.refuse(f"adds or removes buffers {mode}", "make them when it is built")

    def _check_statistics(self, instance: Instance, training: bool) -> None:
        """In evaluation they stay, or scores would depend on what was asked before."""
        given = self.kept(1)
        moved = instance.moved(given) if given else ()
        if training:
            return
        for name, before, after in zip(self.instances.statistics, given, moved, strict=True):
            if not same(before, after):
                self.refuse(
                    f"changes its buffer {name!r} in evaluation, so its scores would depend on those before",
                    "change it only where self.training is true",
                )

    def _runs_on_one_row(self, training: bool) -> bool:
        try:
            output = self.answer(training, self.w[0], self.x[:1].clone())
        except Exception:  # noqa: BLE001 - whatever a module raises: it does not run on one row
            return False
        return output.shape[:1] == (1,) and output.ndim == 2

    @torch.no_grad()
    def _mixes_rows(self) -> bool:
        for x in (self.x[:ROWS], fixed_inputs(tuple(self.x.shape[1:]), ROWS).float()):
            try:
                whole, first, last = (
                    self.answer(False, self.w[1], part.clone())
                    for part in (x, x[: ROWS // 2], x[ROWS // 2 :])
                )
            except Exception:  # noqa: BLE001 - whatever a module raises: these inputs are none of its own
                continue
            # Both halves: where rows are steps in time, an output sees the earlier ones alone.
            if not close(whole, torch.cat([first, last])):
                return True
        return False

    def _batched(self, training: bool) -> bool:
        """Whether vmap gives the outputs of replicas alone, their gradients and statistics, or none."""
        rows = [0, 1]
        w = torch.stack([self.weights(row) for row in rows])
        kept = tuple(map(torch.stack, zip(*map(self.kept, rows), strict=True)))

        def with_gradient(run: _Together) -> tuple[Tensor, ...]:
            variable = w.clone().requires_grad_()
            output, moved = run(variable, torch.stack([self.batch(row) for row in rows]), kept)
            return output.detach(), torch.autograd.grad(output.square().sum(), variable)[0], *moved

        def without(run: _Together) -> tuple[Tensor, ...]:
            x = self.batch(0).expand(len(w), *self.x[:ROWS].shape)
            with torch.no_grad():
                return (run(w, x.clone() if self.writes_inputs else x, kept)[0],)

        found = self._tries_vmap(training, with_gradient)
        if self.stochastic and training:
            return found is not None
        alone = [self.learned(self.instance(training), row) for row in rows]
        expected = [torch.stack(values) for values in zip(*alone, strict=True)]

        if found is None or not all(map(close, found, expected)):
            return False
        with torch.no_grad():
            same_inputs = torch.stack(
                [self.instance(training)(w[row], self.batch(0), self.kept(row)) for row in rows]
            )
        found = self._tries_vmap(training, without)
        return found is not None and close(found[0], same_inputs)

    def _tries_vmap(
        self, training: bool, compute: Callable[["_Together"], tuple[Tensor, ...]]
    ) -> tuple[Tensor, ...] | None:
        """What `compute` makes of the batched module; None where vmap can't batch it, or loops inside."""
        instance = self.instance(training)
        try:
            with warnings.catch_warnings(), torch.enable_grad():
                warnings.filterwarnings("error", message=".*performance drop.*")
                return compute(vmap(instance.forward, randomness="different"))
        except Exception:  # noqa: BLE001 - whatever is raised: replicas go one by one
            return None


_Together = Callable[[Tensor, Tensor, Kept], tuple[Tensor, Kept]]


def _form(output: object) -> str:
    if not isinstance(output, Tensor):
        return type(output).__name__
    return f"shape {tuple(output.shape)} of {str(output.dtype).removeprefix('torch.')}"


class _Draws(TorchDispatchMode):
    """Notes whether this thread runs an operation that can draw random numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.found = False

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Nothing is compiled here; to keep the compiler away torch would load it, for longer than itself."""
        return False

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.found |= torch.Tag.nondeterministic_seeded in func.tags
        return func(*args, **(kwargs or {}))
