"""The linear output layer: from hidden features of all chunks to one flat weight vector per task."""

from typing import Any

import torch
from torch import Tensor

_PIECE = 1024  # rows that a product on a GPU adds up at a time


def generate(phi: Tensor, weight: Tensor, bias: Tensor, total: int) -> Tensor:
    """Target weights (S, T, P = total) from features (S, T, C, H), weight (S, H, rows) and bias (S, rows)."""
    weights: Tensor = _Generate.apply(phi, weight, bias, total)
    return weights


def along_rows(a: Tensor, b: Tensor) -> Tensor:
    """The products a b^T (S, n, m) of a (S, n, rows) and b (S, m, rows), where rows are many and n and m few.

    On a GPU in pieces of rows, which are summed: its library gives each product of a batch to a few of the
    processors alone.
    """
    pieces = a.shape[2] // _PIECE
    if not a.is_cuda or len(a) == 1 or pieces < 2:
        return a @ b.mT
    whole = pieces * _PIECE
    in_pieces = (each[..., :whole].unflatten(2, (pieces, _PIECE)).transpose(1, 2) for each in (a, b))
    rows_of_a, rows_of_b = in_pieces
    products = (rows_of_a @ rows_of_b.mT).sum(1)
    return products.baddbmm_(a[..., whole:], b[..., whole:].mT) if whole < a.shape[2] else products


class _Generate(torch.autograd.Function):
    """phi W + b, one chunk after the other and cut to P; its gradient pads in place of autograd's copies."""

    @staticmethod
    def forward(ctx: Any, phi: Tensor, weight: Tensor, bias: Tensor, total: int) -> Tensor:
        ctx.save_for_backward(phi, weight)
        chunks = torch.baddbmm(bias.unsqueeze(1), phi.flatten(1, 2), weight)
        return chunks.view(*phi.shape[:2], -1)[..., :total]

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, Tensor, Tensor, None]:
        phi, weight = ctx.saved_tensors
        total, rows = gradient.shape[2], weight.shape[2]
        padded = gradient.new_empty(*phi.shape[:3], rows)
        flat = padded.flatten(2)
        flat[..., :total] = gradient
        flat[..., total:] = 0
        chunks = padded.flatten(1, 2)
        return along_rows(chunks, weight).view(phi.shape), phi.flatten(1, 2).mT @ chunks, chunks.sum(1), None
