"""What the output regularizer keeps in place: the weights generated for old tasks."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from hnetlab.hypernet import Hypernetwork, Theta


@dataclass(frozen=True, eq=False)
class Anchor:
    """The hypernetwork before the present task and the task embeddings it had learned by then.

    `theta_star` are its parameters, `embeddings` (S, T-1, embedding_dim) the old embeddings. `covered`
    (T-1, P), boolean and on the host, says which weights of each old task are kept; None means all of them.
    """

    hypernet: Hypernetwork
    theta_star: Theta
    embeddings: Tensor
    covered: Tensor | None = None

    @property
    def tasks(self) -> int:
        """T-1, the number of old tasks."""
        return self.embeddings.shape[1]

    @property
    def pairs(self) -> int:
        """How many (task, chunk) pairs generate the old tasks' weights."""
        return self.tasks * self.hypernet.chunks


def gradient_of(value: Tensor, theta: Theta, slope: Tensor | None = None) -> dict[str, Tensor]:
    """The gradient of a scalar by parameter name; zero where the value does not depend on a parameter.

    With `slope`, the gradient of something with respect to `value`, it is that something's gradient.
    """
    if not theta:
        return {}
    gradients = torch.autograd.grad(
        value, list(theta.values()), slope, allow_unused=True, materialize_grads=True
    )
    return dict(zip(theta, gradients, strict=True))


def as_variables(theta: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Constants turned into leaves that gradients can be taken for, sharing the same memory."""
    return {name: value.detach().requires_grad_() for name, value in theta.items()}


MOVED = "old_embeddings"
"""The name under which a gradient in the embeddings of old tasks stands beside those in theta."""


def with_moved(variables: dict[str, Tensor], anchor: Anchor, moved: Tensor | None) -> Tensor:
    """The embeddings (S, T-1, embedding_dim) of old tasks; where they have `moved`, one of the variables."""
    if moved is None:
        return anchor.embeddings
    variables[MOVED] = moved.detach().requires_grad_()
    return variables[MOVED]
