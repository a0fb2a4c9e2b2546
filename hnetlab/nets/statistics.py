"""Statistics: buffers that a module changes in training, such as the running means of batch normalization."""

import copy
from collections.abc import Mapping

import torch
from torch import Tensor, nn

from hnetlab.nets.instance import Instance, in_mode
from hnetlab.nets.trial import Trial

Statistics = Mapping[str, Tensor]
"""What replicas keep of the batches that they were trained on, (S, *shape) by the name of the buffer."""

_CALLS = 8
"""Calls in training in which a buffer has to show whether it changes."""

_STORABLE = (torch.float32, torch.float64, torch.float16, torch.int64, torch.int32, torch.uint8, torch.bool)


def find_statistics(trial: Trial) -> None:
    """Finds which buffers change in training; from then on the trial hands them in like weights."""
    module = trial.instances.module
    changing = _changing(trial, module)
    if not changing:
        return
    buffers = dict(module.named_buffers())
    for name in changing:
        if buffers[name].dtype not in _STORABLE:
            trial.refuse(
                f"changes its buffer {name!r} of the type {str(buffers[name].dtype).removeprefix('torch.')}",
                "keep floats, integers or truth values there",
            )
    trial.keep(changing)


def _changing(trial: Trial, module: nn.Module) -> tuple[str, ...]:
    """Names of the buffers that calls in training replace or write to, in a copy with buffers of its own."""
    used = in_mode(copy.deepcopy(module), True)
    before = {name: (value, value.detach().clone()) for name, value in used.named_buffers()}
    if not before:
        return ()
    instance = Instance(used, trial.layout)
    changed: set[str] = set()
    for call in range(_CALLS):
        torch.default_generator.manual_seed(0)
        try:
            with torch.enable_grad():
                instance.run(trial.weights(call).clone(), trial.batch(call))
        except Exception:  # noqa: BLE001 - whatever is raised: the inspection meets it again, and tells it
            break
        now = dict(used.named_buffers())
        changed |= {
            name
            for name, (value, kept) in before.items()
            if now.get(name) is not value or not same(value, kept)
        }
    return tuple(name for name in before if name in changed)


def same(one: Tensor, other: Tensor) -> bool:
    """The same numbers, NaN among them."""
    return one.shape == other.shape and bool(((one == other) | ((one != one) & (other != other))).all())
