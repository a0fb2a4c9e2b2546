"""Modules that can't be target networks, told from what they are made of, before any of them runs."""

import copy
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.parameter import is_lazy

from hnetlab.base.errors import ConfigError

_HOOKS_OF_TORCH = {
    "torch.nn.utils.weight_norm": "torch.nn.utils.parametrizations.weight_norm, which does the same",
    "torch.nn.utils.spectral_norm": "a network without spectral norm, whose statistics can't be generated",
    "torch.nn.utils.prune": "the pruned network after torch.nn.utils.prune.remove",
}


def accepted(module: nn.Module) -> nn.Module:
    """A copy of `module` on the CPU. Raises `ConfigError` where it can't be a target network."""
    problem = _kind(module)
    if problem is None:
        problem = _parameters(module) or _layers(module)
    name = name_of(module)
    if problem:
        raise ConfigError(f"The target network {name} {problem}.")
    try:
        return copy.deepcopy(module).cpu()
    except Exception as error:
        raise ConfigError(
            f"The target network {name} can't be copied ({reason(error)}): keep nothing in it that is "
            "computed from its weights."
        ) from error


def name_of(module: object) -> str:
    """What errors call a module."""
    return module.__name__ if hasattr(module, "__name__") else type(module).__name__


def reason(error: Exception) -> str:
    """The first line of what an error says."""
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".:")


def _kind(module: object) -> str | None:
    if isinstance(module, type):
        return f"is a class: give a network made from it, such as {module.__name__}()"
    if not isinstance(module, nn.Module):
        return f"is of type {type(module).__name__}: give a torch.nn.Module, which has weights to generate"
    if isinstance(module, torch.jit.ScriptModule):
        return "is compiled to TorchScript: give the module that it was made from"
    if hasattr(module, "_orig_mod"):
        return "is compiled: give the module that it was made from"
    return None


def _parameters(module: nn.Module) -> str | None:
    named = list(module.named_parameters())
    tensors = [*named, *module.named_buffers()]
    if any(is_lazy(value) for _, value in tensors):
        return "has parameters whose shape is not known yet: call it once on some inputs before"
    for name, value in tensors:
        if value.is_meta:
            return f"has no values for {name!r}, which is on the device meta: make it on the CPU"
    generated = [(name, value) for name, value in named if value.requires_grad]
    if not sum(value.numel() for _, value in generated):
        if named:
            return "has frozen parameters alone: leave requires_grad on for those that are to be generated"
        return "has no parameters, so there is nothing to generate: give it at least one layer with weights"
    for name, value in generated:
        if value.dtype != torch.float32:
            kind = str(value.dtype).removeprefix("torch.")
            return (
                f"has weights {name!r} of the type {kind} where float32 is generated: call its float() before"
            )
        if value._backward_hooks:
            return f"has a hook on its weights {name!r}, which generated weights don't have: remove it"
    return _shared_memory(generated, tensors)


def _shared_memory(
    generated: Sequence[tuple[str, Tensor]], tensors: Sequence[tuple[str, Tensor]]
) -> str | None:
    """Two tensors in one place of memory, which are two of their own in a copy."""
    for name, value in generated:
        for other, beside in tensors:
            if beside is not value and value.numel() and _overlap(value, beside):
                return (
                    f"has {name!r} and {other!r} in the same memory, which would be generated apart: make "
                    "them one parameter, as in decoder.weight = encoder.weight, or compute one in forward"
                )
    return None


def _overlap(one: Tensor, other: Tensor) -> bool:
    if other.layout != torch.strided:
        return False
    if one.untyped_storage().data_ptr() != other.untyped_storage().data_ptr():
        return False
    (start, end), (begin, stop) = _range(one), _range(other)
    return start < stop and begin < end


def _range(value: Tensor) -> tuple[int, int]:
    """The first byte of a tensor's memory, and the one after its last."""
    length = 1 + sum(
        int((size - 1) * stride) for size, stride in zip(value.shape, value.stride(), strict=True)
    )
    start = int(value.storage_offset()) * value.element_size()
    return start, start + (length if value.numel() else 0) * value.element_size()


def _layers(module: nn.Module) -> str | None:
    for name, layer in module.named_modules():
        if isinstance(layer, nn.Embedding | nn.EmbeddingBag):
            if layer.max_norm is not None:
                return f"has an embedding {name!r} that changes its weights (max_norm): leave max_norm out"
            if layer.sparse:
                return f"has an embedding {name!r} with sparse gradients: leave sparse out"
        for hook in [*layer._forward_pre_hooks.values(), *layer._forward_hooks.values()]:
            instead = _HOOKS_OF_TORCH.get(type(hook).__module__)
            if instead:
                return f"computes the weights of {name!r} by a hook of {type(hook).__module__}: use {instead}"
    return None
