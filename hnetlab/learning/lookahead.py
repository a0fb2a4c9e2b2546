"""The lookahead d_theta: what the optimizer would do now if only the task loss were there (eq. 2)."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.optim import Optimizer


class Lookahead:
    """Finds `theta + d_theta` by letting a shadow of the optimizer take the step.

    The shadow has the same class and options and gets a copy of the present parameters and moments each
    time, so it is exact for every optimizer and leaves the real one as it is. Parameter groups that the
    optimizer is given later stay out of it.
    """

    def __init__(self, optimizer: Optimizer) -> None:
        self._optimizer = optimizer
        self._pairs: list[tuple[Tensor, Tensor]] = []
        self._groups = [*optimizer.param_groups]
        groups = []
        for group in self._groups:
            shadows = [parameter.detach().clone() for parameter in group["params"]]
            self._pairs.extend(zip(group["params"], shadows, strict=True))
            groups.append({**group, "params": shadows})
        self._shadow = type(optimizer)(groups)  # type: ignore[call-arg]

    def __call__(self, gradients: Sequence[Tensor]) -> list[Tensor]:
        """Parameters after the step that `gradients` alone would cause, in the optimizer's order.

        The tensors are constants for differentiation and are overwritten by the next call.
        """
        for (parameter, shadow), gradient in zip(self._pairs, gradients, strict=True):
            shadow.copy_(parameter.detach())
            shadow.grad = gradient.contiguous()  # fused optimizers walk through raw memory
            self._copy_moments(parameter, shadow)
        for group, real in zip(self._shadow.param_groups, self._groups, strict=True):
            group["lr"] = real["lr"]
        self._shadow.step()
        return [shadow for _, shadow in self._pairs]

    def _copy_moments(self, parameter: Tensor, shadow: Tensor) -> None:
        moments = self._shadow.state[shadow]
        present = self._optimizer.state.get(parameter, {})
        if not present:
            moments.clear()
        for name, value in present.items():
            if not torch.is_tensor(value):
                moments[name] = value
            elif torch.is_tensor(moments.get(name)):
                moments[name].copy_(value)
            else:
                moments[name] = value.clone()
