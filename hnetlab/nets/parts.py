"""Which tensors of a network are trained or generated, by patterns over names; the others are constants."""

import copy
from collections.abc import Sequence
from fnmatch import fnmatchcase

from torch import nn

from hnetlab.base.errors import ConfigError


def with_constants(module: nn.Module, trained: Sequence[str]) -> nn.Module:
    """The module itself where `trained` is ("*",), or else a copy in which all other parameters are frozen.

    Raises `ConfigError` for a pattern that no parameter's name fits.
    """
    if tuple(trained) == ("*",) or not isinstance(module, nn.Module):
        return module
    module = copy.deepcopy(module)
    names = [name for name, _ in module.named_parameters()]
    for pattern in trained:
        if not any(fnmatchcase(name, pattern) for name in names):
            listed = ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
            raise ConfigError(f"trained = {pattern} fits no tensor of the target network: it has {listed}.")
    for name, value in module.named_parameters():
        if not any(fnmatchcase(name, pattern) for pattern in trained):
            value.requires_grad_(False)
    return module
