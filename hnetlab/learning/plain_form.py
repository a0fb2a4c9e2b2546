"""The output regularizer as it is written: generate all old tasks' weights and compare."""

import torch
from torch import Tensor

from hnetlab.hypernet import Theta
from hnetlab.learning.anchor import Anchor, as_variables, gradient_of, with_moved


class PlainForm:
    """sum_t || h(e_t; theta_star) - h(e_t; theta) ||^2 over generated weights, all tasks in one batch.

    Keeps the old tasks' weights (S, T-1, P) in memory: right for few (task, chunk) pairs.
    """

    def __init__(self, anchor: Anchor) -> None:
        self._anchor = anchor
        covered = anchor.covered
        self._covered = None if covered is None else covered.to(anchor.embeddings.device)
        with torch.no_grad():
            self._targets = anchor.hypernet(anchor.theta_star, anchor.embeddings)

    def __call__(
        self, theta: Theta, scale: Tensor, chosen: Tensor | None, moved: Tensor | None = None
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """Value (S,) and gradient of `scale` (S,) times the sum over all, or the `chosen`, old tasks.

        With `moved`, embeddings of all old tasks other than the anchor's, the gradient has one in them.
        """
        variables = as_variables(theta)
        embeddings = with_moved(variables, self._anchor, moved)
        targets, covered = self._targets, self._covered
        if chosen is not None:
            embeddings, targets = embeddings[:, chosen], targets[:, chosen]
            covered = None if covered is None else covered[chosen]
        change = self._anchor.hypernet(variables, embeddings) - targets
        if covered is not None:
            change = change * covered
        value = scale * change.square().sum(dim=(1, 2))
        return value.detach(), gradient_of(value.sum(), variables)
