"""What a module keeps from call to call: nothing that matters, or it can't be a function of its weights."""

import copy
import random
import sys
from contextlib import nullcontext

import torch
from torch import Tensor, nn

from hnetlab.nets.instance import contents, copied, in_mode, is_opaque, same
from hnetlab.nets.strided import Rearranged
from hnetlab.nets.trial import Trial, close

_CALLS = 12
"""Calls of a module that keeps something, in which it has to show whether that matters."""
_DRAWS = 3
"""Calls in which a generator moves each time where the module draws from it, and not another thread."""


def leave_out_hooks_that_look_on(trial: Trial) -> None:
    """Hooks without influence would keep what they see alive, in places that nobody can clean."""
    places = [
        place
        for each in trial.instances.module.modules()
        for name, place in vars(each).items()
        if name.endswith("_hooks") and isinstance(place, dict)
    ]
    if not any(places):
        return
    bare = copied(trial.instances.module)
    for each in bare.modules():
        for name, place in vars(each).items():
            if name.endswith("_hooks") and isinstance(place, dict) and "state_dict" not in name:
                place.clear()
    without = trial.instances.but(module=bare, disposable=True)
    if all(
        close(trial.learned(trial.instances.new(training)), trial.learned(without.new(training)))
        for training in (True, False)
    ):
        trial.instances = without


def find_state(trial: Trial) -> None:
    """Whether calls leave something behind, and whether a later call depends on it."""
    kept = suspicious = False
    fresh = trial.call(trial.instances.new(False), 0)
    for training in (True, False):
        first, again = (
            trial.call(trial.instances.new(training), 0),
            trial.call(trial.instances.new(training), 0),
        )
        if not close(first, again):
            trial.refuse(
                "gives other outputs each time it is called",
                "let them depend on its weights and inputs alone, and draw random numbers from torch",
            )
        _check_generators(trial, training)
        instance = trial.instances.new(training)
        before, around = (contents(instance.module, outside=each) for each in (False, True))
        trial.call(instance, 0, clean=False)
        instance.take_out()
        touched = not same(before, contents(instance.module, outside=False))
        instance.restore()
        left = not same(before, contents(instance.module, outside=False))
        if not left and not same(around, contents(instance.module, outside=True)):
            trial.refuse(
                "changes things outside of itself when it is called",
                "let its functions and hooks keep nothing",
            )
        kept |= left
        if touched or any(map(is_opaque, before)):
            _check_state(trial, training)
            suspicious = True
    if suspicious:  # what training alone writes, evaluation may read
        _check_state(trial, False)
    if not close(fresh, trial.call(trial.instances.new(False), 0)):
        trial.refuse(
            "keeps something in a class or in a global name that its outputs depend on",
            "let them depend on its weights and inputs alone, and keep statistics in buffers",
        )
    trial.instances = trial.instances.but(disposable=kept)


def _check_generators(trial: Trial, training: bool) -> None:
    """Only torch's generator is seeded for each replica and step."""
    for whose, state in (("Python", random.getstate), ("NumPy", _state_of_numpy)):
        moved = 0
        for _ in range(_DRAWS):
            before = state()
            trial.call(trial.instances.new(training), 0)
            moved += state() != before
        if moved == _DRAWS:
            trial.refuse(
                f"draws random numbers from {whose}, which are others each time",
                "draw them from torch, where self.training is true",
            )


def _state_of_numpy() -> tuple[object, ...]:
    numpy = sys.modules.get("numpy")  # who draws from it has imported it
    if numpy is None:
        return ()
    kind, keys, *others = numpy.random.get_state()
    return kind, keys.tobytes(), *others


def _check_state(trial: Trial, training: bool) -> None:
    """Calls one after the other, which see what the earlier ones kept, give what each gives alone."""
    used = trial.instances.new(True)
    for call in range(_CALLS):
        mode = training if call % 3 else True
        in_mode(used.module, mode)
        if not close(
            trial.call(used, call % 4, clean=False), trial.call(trial.instances.new(mode), call % 4)
        ):
            trial.refuse(
                "keeps something from one call to the next that its outputs depend on",
                "let them depend on its weights and inputs alone",
            )


def check_places(trial: Trial) -> None:
    """Generated weights, and statistics, have to reach every place from which the module takes its own.

    The gradient too, which may be computed after the call, when they are taken out again.
    """
    opposite = copy.deepcopy(trial.instances.module)  # where its own weights are used, much is different
    _fill(trial, opposite, -trial.weights(1))
    instances = trial.instances.but(module=opposite, disposable=True)
    for training in (False, True):
        outputs, gradient, *_ = trial.learned(instances.new(training), 1)
        expected, slope = _with_own(trial, training)
        if not close(outputs, expected):
            what = "weights or statistics" if trial.instances.statistics else "weights"
            trial.refuse(
                f"takes {what} from places where generated ones can't be put",
                "use them as attributes of their layers, without lists or functions that hold them",
            )
        if not close(gradient, slope):
            trial.refuse(
                "takes its weights again while gradients are computed, when they are no longer there",
                "leave checkpoints out, and let functions with a gradient of their own be given the weights",
            )


def _with_own(trial: Trial, training: bool) -> tuple[Tensor, Tensor]:
    """Outputs, and the gradient (P,) of their squares' sum, of a copy that has the second weights itself."""
    module = in_mode(copy.deepcopy(trial.instances.module), training)
    weights = _fill(trial, module, trial.weights(1))
    buffers = dict(module.named_buffers())
    for name, value in zip(trial.instances.statistics, trial.kept(1), strict=True):
        buffers[name].data.copy_(value)
    torch.default_generator.manual_seed(0)
    with torch.enable_grad():
        with Rearranged() if trial.instances.strided else nullcontext():
            outputs = module(trial.batch(1))
        slopes = torch.autograd.grad(outputs.square().sum(), [*weights.values()], allow_unused=True)
    filled = {
        name: torch.zeros_like(value) if slope is None else slope
        for (name, value), slope in zip(weights.items(), slopes, strict=True)
    }
    return outputs.detach(), trial.layout.flatten(filled)


def _fill(trial: Trial, module: nn.Module, w: Tensor) -> dict[str, nn.Parameter]:
    """Gives the module weights (P,) of its own; returns what has them, by name."""
    weights = {name: value for name, value in module.named_parameters() if value.requires_grad}
    for name, value in trial.layout.unflatten(w).items():
        weights[name].data.copy_(value)
    return weights
