"""What a module keeps from call to call: nothing that matters, or it can't be a function of its weights."""

import copy

import torch

from hnetlab.nets.instance import contents, copied, in_mode, same
from hnetlab.nets.trial import Trial, close

_CALLS = 12
"""Calls of a module that keeps something, in which it has to show whether that matters."""


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
    kept = False
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
        if touched:
            _check_state(trial, training)
    trial.instances = trial.instances.but(disposable=kept)


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
    """Generated weights, and statistics, have to reach every place from which the module takes its own."""
    names = trial.instances.statistics
    for training in (False, True) if names else (False,):
        module = in_mode(copy.deepcopy(trial.instances.module), training)
        weights = {name: value for name, value in module.named_parameters() if value.requires_grad}
        buffers = dict(module.named_buffers())
        with torch.no_grad():
            expected = trial.call(trial.instances.new(training), 1)
            for name, value in trial.layout.unflatten(trial.weights(1)).items():
                weights[name].data.copy_(value)
            for name, value in zip(names, trial.kept(1), strict=True):
                buffers[name].data.copy_(value)
            torch.default_generator.manual_seed(0)
            found = module(trial.batch(1))
        if not close(expected, found):
            what = "weights or statistics" if names else "weights"
            trial.refuse(
                f"takes {what} from places where generated ones can't be put",
                "use them as attributes of their layers, without lists or functions that hold them",
            )
