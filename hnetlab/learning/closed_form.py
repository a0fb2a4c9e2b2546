"""The output regularizer in closed form: exact, without generating a single old weight.

The output layer of h is linear. With phi_n the last hidden features of the n-th (task, chunk) pair, phi0_n
the same under theta_star, and the bias counted as one more feature (phi~ = [phi; 1], W~ = [W; b]), the change
of the pair's chunk of weights is

    W~ phi~_n - W0~ phi0~_n  =  D~ phi~_n + W0 (phi_n - phi0_n)  =  A z_n,
    A = [D~ | W0],  D~ = W~ - W0~,  z_n = [phi~_n ; phi_n - phi0_n],

so that  sum_n || A z_n ||^2 = sum_n z_n^T K z_n  with the Gram matrix K = A^T A over the output rows,
(2H+1) x (2H+1). The number of tasks multiplies small matrices only. Writing the change with D~, not as a
difference of two outputs, also avoids cancellation.

Gradients: d/dA = 2 A M with M = sum_n z_n z_n^T gives those of W and b, d/dz_n = 2 K z_n the rest: from there
on only the small hidden layers are differentiated, by autograd.

Rows count only for pairs that use them: the last chunk is cut to P, and weights of other heads may be
left out. Rows with the same set of pairs form a block with a K and an M of its own; the blocks add up.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import pad

from hnetlab.hypernet import Theta
from hnetlab.learning.anchor import Anchor, as_variables, gradient_of


@dataclass(frozen=True, eq=False)
class _Block:
    """Output rows `start` to `stop` that matter to the same pairs (T-1, C), boolean; None means all."""

    start: int
    stop: int
    pairs: Tensor | None


class ClosedForm:
    """The same value and gradient as `PlainForm`, at a cost that does not grow with tasks times weights."""

    def __init__(self, anchor: Anchor) -> None:
        self._anchor = anchor
        hypernet, theta_star = anchor.hypernet, anchor.theta_star
        self._features = hypernet.features
        self._blocks = list(_row_blocks(anchor))
        with torch.no_grad():
            self._phi0 = hypernet.hidden_features(theta_star, anchor.embeddings)  # (S, T-1, C, H)
        weight0, bias0 = theta_star["output.weight"], theta_star["output.bias"]
        # A^T (S, 2H+1, rows): D~ above, refilled at every call, the constant W0 below.
        self._a = torch.cat([torch.zeros_like(weight0), torch.zeros_like(bias0).unsqueeze(1), weight0], dim=1)
        self._k = [a @ a.mT for a in self._slices()]  # the part of W0 alone stays, the rest is refilled

    def __call__(
        self, theta: Theta, scale: Tensor, chosen: Tensor | None
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """Value (S,) and gradient of `scale` (S,) times the sum over all, or the `chosen`, old tasks."""
        h = self._features
        theta_star = self._anchor.theta_star
        torch.sub(theta["output.weight"], theta_star["output.weight"], out=self._a[:, :h])
        torch.sub(theta["output.bias"], theta_star["output.bias"], out=self._a[:, h])

        embeddings, phi0 = self._anchor.embeddings, self._phi0
        if chosen is not None:
            embeddings, phi0 = embeddings[:, chosen], phi0[:, chosen]
        variables = as_variables({name: theta[name] for name in theta if not name.startswith("output.")})
        phi = self._anchor.hypernet.hidden_features(variables, embeddings)
        known = phi.detach()
        z = torch.cat([known, torch.ones_like(known[..., :1]), known - phi0], dim=-1).flatten(1, 2)

        twice = 2 * scale[:, None, None]
        pull = torch.zeros_like(z)  # sum of K z_n over the blocks: half the slope
        slope = torch.empty_like(self._a[:, : h + 1])
        for block, a, k in zip(self._blocks, self._slices(), self._k, strict=True):
            counted = z if block.pairs is None else z * _column(block.pairs, chosen)
            upper = a[:, : h + 1] @ a.mT
            k[:, : h + 1] = upper
            k[:, h + 1 :, : h + 1] = upper[..., h + 1 :].mT
            pull.baddbmm_(counted, k)
            m = counted[..., : h + 1].mT @ z
            torch.bmm(m * twice, a, out=slope[..., block.start : block.stop])
        total = scale * (z * pull).sum(dim=(1, 2))
        slope_of_phi = (pull[..., :h] + pull[..., h + 1 :]) * twice
        gradient = gradient_of(phi, variables, slope_of_phi.view(phi.shape))
        gradient["output.weight"], gradient["output.bias"] = slope[:, :h], slope[:, h]
        return total, {name: gradient[name] for name in theta}

    def _slices(self) -> Iterator[Tensor]:
        return (self._a[..., block.start : block.stop] for block in self._blocks)


def _column(pairs: Tensor, chosen: Tensor | None) -> Tensor:
    """Which pairs a block counts, as a column (pairs, 1): a product with it needs no gathering."""
    return (pairs if chosen is None else pairs[chosen]).view(-1, 1)


def count_row_blocks(anchor: Anchor) -> int:
    """How many row blocks the closed form would have."""
    return len(_row_starts(anchor)[1])


def _row_blocks(anchor: Anchor) -> Iterator[_Block]:
    """Splits the output rows where the set of pairs that use them changes; an unused row has a block too."""
    table, starts = _row_starts(anchor)
    for start, stop in zip(starts, [*starts[1:], anchor.hypernet.rows], strict=True):
        pairs = table[..., start].expand(anchor.tasks, -1).contiguous()
        yield _Block(start, stop, None if bool(pairs.all()) else pairs.to(anchor.embeddings.device))


def _row_starts(anchor: Anchor) -> tuple[Tensor, list[int]]:
    """Which pairs use each row, (T-1 or 1, C, rows), and where that changes; on the CPU, as `covered` is."""
    hypernet = anchor.hypernet
    size, rows, chunks = hypernet.layout.total, hypernet.rows, hypernet.chunks
    covered = anchor.covered
    if covered is None:
        covered = torch.ones(1, size, dtype=torch.bool)
    table = pad(covered, (0, chunks * rows - size)).unflatten(1, (chunks, rows))
    changes = (table[..., 1:] != table[..., :-1]).any(dim=1).any(dim=0)
    return table, [0, *(changes.nonzero().flatten() + 1).tolist()]
