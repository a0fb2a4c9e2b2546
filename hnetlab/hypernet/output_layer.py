"""The linear output layer: from hidden features of all chunks to one flat weight vector per task."""

from typing import Any

import torch
from torch import Tensor


def generate(phi: Tensor, weight: Tensor, bias: Tensor, total: int) -> Tensor:
    """Target weights (S, T, P = total) from features (S, T, C, H), weight (S, H, rows) and bias (S, rows)."""
    weights: Tensor = _Generate.apply(phi, weight, bias, total)
    return weights


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
        return (chunks @ weight.mT).view(phi.shape), phi.flatten(1, 2).mT @ chunks, chunks.sum(1), None
