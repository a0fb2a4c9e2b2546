"""Drift: how far the weights that are generated for old tasks have moved from what they were."""

from collections.abc import Callable

import torch
from torch import Tensor

from hnetlab.analysis.numbers import Array
from hnetlab.hypernet import Theta
from hnetlab.learning.anchor import Anchor

_WEIGHTS_AT_ONCE = 2**24


@torch.no_grad()
def drift(anchor: Anchor, theta: Theta) -> Array:
    """|| h(e_t; theta) - h(e_t; theta_star) || of each old task, (T-1,), over the weights to be kept."""
    hypernet, star = anchor.hypernet, anchor.theta_star
    return _norms(anchor, lambda e: hypernet(theta, e) - hypernet(star, e))


@torch.no_grad()
def weight_norms(anchor: Anchor) -> Array:
    """|| h(e_t; theta_star) || of each old task, (T-1,), over the weights to be kept."""
    return _norms(anchor, lambda e: anchor.hypernet(anchor.theta_star, e))


def _norms(anchor: Anchor, weights: Callable[[Tensor], Tensor]) -> Array:
    """Lengths (T-1,) of the `weights` (1, t, P) of embeddings (1, t, E), for a few tasks t at a time."""
    at_once = max(1, _WEIGHTS_AT_ONCE // anchor.hypernet.layout.total)
    lengths = []
    for start in range(0, anchor.tasks, at_once):
        few = slice(start, start + at_once)
        w = weights(anchor.embeddings[:, few])[0]
        lengths.append(
            torch.linalg.vector_norm(
                w if anchor.covered is None else w * anchor.covered[few].to(w.device), dim=1
            )
        )
    return torch.cat(lengths).double().numpy(force=True)
