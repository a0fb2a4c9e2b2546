"""Products of thin matrices with a long last axis, as the output layer of a hypernetwork needs them.

A matrix of a few dozen rows and 10^4 to 10^6 columns exceeds a core's cache, and one product with it runs
at a fraction of the machine's speed. For a single replica the long axis is cut into tiles that are multiplied
in one batch; with several replicas the batch is there already.
"""

import torch
from torch import Tensor

_TILE = 4096


def row_gram(x: Tensor, y: Tensor) -> Tensor:
    """x y^T (S, i, j) over the long last axis of x (S, i, R) and y (S, j, R)."""
    count = _tiles(x)
    if not count:
        return x @ y.mT
    tiled = torch.bmm(_tiled(x, count), _tiled(y, count).mT).sum(0)
    rest = count * _TILE
    return (tiled + x[0, :, rest:] @ y[0, :, rest:].mT).unsqueeze(0)


def mix_rows(m: Tensor, a: Tensor, out: Tensor | None = None) -> Tensor:
    """m a (S, i, R) for m (S, i, j) and a (S, j, R) with a long last axis, written to `out` if given."""
    count = _tiles(a)
    if not count:
        return m @ a if out is None else out.copy_(m @ a)
    if out is None:
        out = a.new_empty(1, m.shape[1], a.shape[2])
    _tiled(out, count).copy_(torch.bmm(m.expand(count, -1, -1), _tiled(a, count)))
    rest = count * _TILE
    out[0, :, rest:] = m[0] @ a[0, :, rest:]
    return out


def _tiles(a: Tensor) -> int:
    """How many whole tiles to cut; 0 where one product over everything is better."""
    count = a.shape[2] // _TILE
    return count if len(a) == 1 and count > 1 else 0


def _tiled(a: Tensor, count: int) -> Tensor:
    """The first tiles of a (1, i, R) as a batch (count, i, tile), a view."""
    return a[0, :, : count * _TILE].unflatten(1, (count, _TILE)).transpose(0, 1)
