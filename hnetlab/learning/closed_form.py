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
left out. Rows with the same set of pairs form a block with a K and an M of its own; the blocks add up. Most
pairs are of the same blocks: these common ones are multiplied once, with the sum of their blocks' K.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import pad

from hnetlab.hypernet import Theta
from hnetlab.hypernet.output_layer import along_rows
from hnetlab.learning.anchor import Anchor, as_variables, gradient_of, with_moved


@dataclass(frozen=True, eq=False)
class _Block:
    """Output rows `start` to `stop` that matter to the same `pairs` (T-1, C), boolean."""

    start: int
    stop: int
    pairs: Tensor
    common: bool
    """Whether the common pairs are among them."""
    others: Tensor
    """Which of the other pairs are, as a column: a product with it needs no gathering."""


class ClosedForm:
    """The same value and gradient as `PlainForm`, at a cost that does not grow with tasks times weights."""

    def __init__(self, anchor: Anchor) -> None:
        self._anchor = anchor
        hypernet, theta_star = anchor.hypernet, anchor.theta_star
        self._features = hypernet.features
        self._blocks, self._order, self._common = _row_blocks(anchor)
        with torch.no_grad():
            self._phi0 = hypernet.hidden_features(theta_star, anchor.embeddings)  # (S, T-1, C, H)
        weight0, bias0 = theta_star["output.weight"], theta_star["output.bias"]
        # A^T (S, 2H+1, rows): D~ above, refilled at every call, the constant W0 below.
        self._a = torch.cat([torch.zeros_like(weight0), torch.zeros_like(bias0).unsqueeze(1), weight0], dim=1)
        self._k = [
            along_rows(a, a) for a in self._slices()
        ]  # the part of W0 alone stays, the rest is refilled

    def __call__(
        self, theta: Theta, scale: Tensor, chosen: Tensor | None, moved: Tensor | None = None
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """Value (S,) and gradient of `scale` (S,) times the sum over all, or the `chosen`, old tasks.

        With `moved`, embeddings of all old tasks other than the anchor's, the gradient has one in them.
        """
        h = self._features
        theta_star = self._anchor.theta_star
        torch.sub(theta["output.weight"], theta_star["output.weight"], out=self._a[:, :h])
        torch.sub(theta["output.bias"], theta_star["output.bias"], out=self._a[:, h])

        variables = as_variables({name: theta[name] for name in theta if not name.startswith("output.")})
        embeddings, phi0 = with_moved(variables, self._anchor, moved), self._phi0
        if chosen is not None:
            embeddings, phi0 = embeddings[:, chosen], phi0[:, chosen]
        phi = self._anchor.hypernet.hidden_features(variables, embeddings)
        known = phi.detach()
        z = torch.cat([known, torch.ones_like(known[..., :1]), known - phi0], dim=-1).flatten(1, 2)
        # Of tasks that are chosen anew in each step all pairs go one way: there are few of them.
        order, common = (self._order, self._common) if chosen is None else (None, 0)
        z = z if order is None else z[:, order]
        z_common, z_others = z[:, :common], z[:, common:]

        twice = 2 * scale[:, None, None]
        m_common = z_common[..., : h + 1].mT @ z_common
        k_common = torch.zeros_like(self._k[0])
        pull_others = torch.zeros_like(z_others)
        slope = torch.empty_like(self._a[:, : h + 1])
        for block, a, k in zip(self._blocks, self._slices(), self._k, strict=True):
            upper = along_rows(a[:, : h + 1], a)
            k[:, : h + 1] = upper
            k[:, h + 1 :, : h + 1] = upper[..., h + 1 :].mT
            if block.common:
                k_common += k
            counted = z_others * (block.others if chosen is None else block.pairs[chosen].view(-1, 1))
            pull_others.baddbmm_(counted, k)
            m = torch.baddbmm(m_common, counted[..., : h + 1].mT, z_others, beta=int(block.common))
            torch.bmm(m * twice, a, out=slope[..., block.start : block.stop])
        pull = torch.cat([z_common @ k_common, pull_others], dim=1)  # half the slope
        total = scale * (z * pull).sum(dim=(1, 2))
        slope_of_phi = (pull[..., :h] + pull[..., h + 1 :]) * twice
        if order is not None:
            slope_of_phi = torch.empty_like(slope_of_phi).index_copy_(1, order, slope_of_phi)
        gradient = gradient_of(phi, variables, slope_of_phi.view(phi.shape))
        gradient["output.weight"], gradient["output.bias"] = slope[:, :h], slope[:, h]
        return total, {name: gradient[name] for name in (*theta, *(gradient.keys() - theta.keys()))}

    def _slices(self) -> Iterator[Tensor]:
        return (self._a[..., block.start : block.stop] for block in self._blocks)


def count_row_blocks(anchor: Anchor) -> tuple[int, int]:
    """How many row blocks the closed form would have, and how many pairs are not of the common ones."""
    uses = _uses(anchor)
    return len(uses.starts), len(uses.others)


class _Uses(NamedTuple):
    """Which pairs use which rows: from each of `starts` to the next one rows are used by the same pairs.

    `pairs` (T-1, C, blocks) are these; `common` are the places, in a row, of those of one and the same set of
    blocks that most have, `others` of the rest.
    """

    starts: list[int]
    pairs: Tensor
    common: Tensor
    others: Tensor


def _row_blocks(anchor: Anchor) -> tuple[list[_Block], Tensor | None, int]:
    """Splits the output rows where the set of pairs that use them changes; an unused row has a block too.

    With the order in which the common pairs come first, None where all are common, and their number.
    """
    starts, used, common, others = _uses(anchor)
    device = anchor.embeddings.device
    in_a_row = used.flatten(0, 1)
    counted, of_others = in_a_row[common[0]].tolist(), in_a_row[others].to(device)
    blocks = [
        _Block(start, stop, used[..., n].contiguous().to(device), counted[n], of_others[:, n : n + 1])
        for n, (start, stop) in enumerate(zip(starts, [*starts[1:], anchor.hypernet.rows], strict=True))
    ]
    return blocks, torch.cat([common, others]).to(device) if len(others) else None, len(common)


def _uses(anchor: Anchor) -> _Uses:
    table, starts = _row_starts(anchor)
    used = table[..., starts].expand(anchor.tasks, -1, -1)
    _, kinds, counts = used.flatten(0, 1).unique(dim=0, return_inverse=True, return_counts=True)
    is_common = kinds == counts.argmax()
    return _Uses(starts, used, is_common.nonzero().flatten(), (~is_common).nonzero().flatten())


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
