"""Squared gradients of single samples, summed over many, without computing the gradient of each."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from hnetlab.nets.instance import Instance, copied, in_mode
from hnetlab.nets.structure import fixed_weights
from hnetlab.nets.target import TargetNetwork

Squares = Callable[[Tensor, Tensor | None], Tensor]
"""For values (B,), one per sample, and weights (B,) of samples, or None for ones: the weighted sum (P,) over
samples of the squared gradient that the sample's value has."""


def summed(values: Tensor, weights: Tensor | None, each: Tensor) -> Tensor:
    """The weighted sum (K,) of squared gradients of `values` (B,), each by its own numbers `each` (B, K)."""
    (slopes,) = torch.autograd.grad(values.sum(), each, retain_graph=True)
    return slopes.square().sum(0) if weights is None else weights @ slopes.square()


class LinearSquares:
    """Those of a network all of whose weights are linear layers, each called once with a row per sample.

    There the gradient of one sample is the outer product of the slope at the layer's output and its input,
    and the squares of that are the outer product of their squares: summed over samples, a matrix product.
    """

    def __init__(self, target: TargetNetwork) -> None:
        module = in_mode(copied(target.module), False)
        self._layout = target.layout
        self._instance = Instance(module, target.layout)
        self._calls: dict[str, list[tuple[Tensor, Tensor]]] = {}
        parts = {name.rpartition(".")[0] for name in target.layout.names}  # frozen layers have no gradients
        self._layers = [name for name in _linear(module) if name in parts]
        for name in self._layers:
            module.get_submodule(name).register_forward_hook(self._recorder(name), with_kwargs=True)

    @classmethod
    def of(cls, target: TargetNetwork, x: Tensor) -> "LinearSquares | None":
        """What computes them for a network; None where it is another one, or samples see each other.

        Whether a layer's weights also serve somewhere else only shows in gradients: those of some inputs `x`
        (B, *input_shape) are compared, which must have values. The weights are not the module's own, which
        may be zero where that would show.
        """
        module = target.module
        names = {_joined(name, key) for name in _linear(module) for key in ("weight", "bias")}
        if target.statistics or target.mixes_rows or target.least_rows > 1 or x.is_meta:
            return None
        if not names.issuperset(target.layout.names) or _shares_weights(module):
            return None
        found = cls(target)
        w = fixed_weights(target.layout, "squares").to(x)
        each = w.repeat(len(x), 1).requires_grad_()
        right = summed(target(each, x[:, None]).square().sum(dim=(1, 2)), None, each)
        try:
            outputs, squares = found(w, x)
        except _OtherCallsError:
            return None
        quick = squares(outputs.square().sum(-1), None)
        pairs = zip(target.layout.pieces(quick), target.layout.pieces(right), strict=True)
        alike = (torch.allclose(a, b, rtol=1e-3, atol=1e-5 * float(b.max())) for a, b in pairs)
        return found if all(alike) else None

    def __call__(self, w: Tensor, x: Tensor) -> tuple[Tensor, Squares]:
        """Outputs (B, outputs) for weights `w` (P,) and inputs `x` (B, *input_shape)."""
        self._calls = {name: [] for name in self._layers}
        outputs = self._instance(w.detach().requires_grad_(), x.clone())
        calls, self._calls = self._calls, {}
        if any(len(each) != 1 or each[0][0].shape[:-1] != (len(x),) for each in calls.values()):
            raise _OtherCallsError("a linear layer was not called once, with a row per sample")
        inputs = {name: given for name, ((given, _),) in calls.items()}
        places = {name: output for name, ((_, output),) in calls.items()}

        def squares(values: Tensor, weights: Tensor | None) -> Tensor:
            slopes = torch.autograd.grad(values.sum(), list(places.values()), retain_graph=True)
            found: dict[str, Tensor] = {}
            for name, slope in zip(places, slopes, strict=True):
                square = slope.square() if weights is None else weights[:, None] * slope.square()
                found[_joined(name, "weight")] = square.mT @ inputs[name]
                found[_joined(name, "bias")] = square.sum(0)
            return self._layout.flatten({name: found[name] for name in self._layout.names})

        return outputs, squares

    def _recorder(self, name: str) -> Callable[[nn.Module, tuple[Any, ...], dict[str, Any], Tensor], Tensor]:
        """A hook that keeps a layer's squared input, and its output, which goes on as another tensor.

        The next layer may write to that, as rectifiers can.
        """

        def record(_: nn.Module, given: tuple[Any, ...], named: dict[str, Any], output: Tensor) -> Tensor:
            x = given[0] if given else named["input"]
            self._calls[name].append((x.detach().square(), output))
            return output.clone()

        return record


class _OtherCallsError(Exception):
    """A layer was called more or less than once, or with something else than a row per sample."""


def _linear(module: nn.Module) -> dict[str, nn.Linear]:
    """The linear layers by name; one that is used at two places has one."""
    return {name: layer for name, layer in module.named_modules() if type(layer) is nn.Linear}


def _shares_weights(module: nn.Module) -> bool:
    """Whether a tensor of weights has several names."""
    return len([*module.named_parameters(remove_duplicate=False)]) > len([*module.parameters()])


def _joined(layer: str, key: str) -> str:
    """The name of a layer's parameter; the layer that is all of the network has no name."""
    return f"{layer}.{key}" if layer else key
