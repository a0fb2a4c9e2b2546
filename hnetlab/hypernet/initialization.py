"""How a hypernetwork starts: Xavier, as the paper does, or after the network that it generates."""

from collections.abc import Sequence
from typing import Literal

import torch
from torch import Tensor

from hnetlab.hypernet.hypernetwork import Hypernetwork
from hnetlab.nets import FlatLayout
from hnetlab.nets.initialization import fans, xavier_uniform

Initialization = Literal["xavier", "hyperfan", "target"]

_DEAD = 1e-6
"""Features with a smaller mean square are dead: a scale from them would have no bound."""


def initial_theta(
    hypernet: Hypernetwork,
    generators: Sequence[torch.Generator],
    method: Initialization = "xavier",
    embedding: Tensor | None = None,
    vectors: Tensor | None = None,
) -> dict[str, Tensor]:
    """Parameters theta with one replica per generator.

    `xavier`: uniform matrices, zero biases, chunk embeddings from N(0, 1), as in the authors' experiments;
    the output layer of a full hypernetwork counts as one linear layer per target tensor, as theirs does.
    `hyperfan`: the same, but the output layer is scaled so that the generated matrices have the variance
    2 / fan_in and the generated biases are zero (Chang, Flokas and Lipson 2020, fan-in variant).
    `target`: as `hyperfan`, but the generated matrices have the variance 2 / (fan_in + fan_out), with which a
    target network begins that is trained without a hypernetwork (`initial_weights`).

    With both, a full hypernetwork also begins with `vectors` (P,), the module's own values of what is no
    matrix and no bias: scales of a normalization layer that were zero would let no gradient through. The
    scale is measured on the features of `embedding` (S, T, embedding_dim), which must be given. Rows that
    serve several chunks take the mean of what those chunks want. A replica whose features are dead there, as
    those of few rectified units may be, gives no scale to measure: it starts as with `xavier`, but for the
    vectors.
    """
    theta = _stack([_unit_output(hypernet, generator) for generator in generators])
    variance = 2 / (hypernet.features + _fan_out(hypernet))  # (rows,)
    if method != "xavier":
        if embedding is None:
            raise ValueError(f"{method} initialization needs the task embeddings it is to be measured on")
        with torch.no_grad():
            phi = hypernet.hidden_features(theta, embedding)
        energy = phi.square().sum(-1).mean(dim=(1, 2))[:, None]  # (S, 1), the sum of E[phi^2] over features
        alive = energy > _DEAD * hypernet.features
        variance = torch.where(
            alive, _wanted_variance(hypernet, method, vectors) / energy, variance
        )  # (S, rows)
        if vectors is not None and not hypernet.chunked:
            theta["output.bias"] += vectors
    theta["output.weight"] *= variance.sqrt().unsqueeze(-2)
    return theta


def _unit_output(hypernet: Hypernetwork, generator: torch.Generator) -> dict[str, Tensor]:
    """One replica of theta in which the output matrix is uniform with variance 1, to be scaled."""
    theta: dict[str, Tensor] = {}
    for name, shape in hypernet.shapes.items():
        if name == "chunk_embeddings":
            theta[name] = torch.randn(shape, generator=generator)
        elif name.endswith("bias"):
            theta[name] = torch.zeros(shape)
        else:
            fan_in, fan_out = (1, 1) if name == "output.weight" else shape
            theta[name] = xavier_uniform(shape, fan_in, fan_out, generator)
    return theta


def _fan_out(hypernet: Hypernetwork) -> Tensor:
    """The fan-out (rows,) of the linear layer that each output row belongs to."""
    if hypernet.chunked:
        return torch.full((hypernet.rows,), float(hypernet.rows))
    return torch.cat([torch.full((size,), float(size)) for size in hypernet.layout.sizes])


def _wanted_variance(hypernet: Hypernetwork, method: Initialization, vectors: Tensor | None) -> Tensor:
    """The variance (rows,) that each output row should give, the mean over the chunks that use the row."""
    flat = _generated_variance(hypernet.layout, method)
    if vectors is not None:  # scales, which are not to be drawn, also those that look like matrices
        flat = flat.masked_fill(vectors.to(flat.device) != 0, 0.0)
    missing = hypernet.chunks * hypernet.rows - len(flat)
    padded = torch.cat([flat, flat.new_full((missing,), torch.nan)])
    return padded.view(hypernet.chunks, hypernet.rows).nanmean(dim=0)


def _generated_variance(layout: FlatLayout, method: Initialization) -> Tensor:
    """The variance (P,) of what is generated at the start, 0 for vectors."""
    pieces = []
    for shape, size in zip(layout.shapes, layout.sizes, strict=True):
        variance = 0.0
        if len(shape) >= 2:
            fan_in, fan_out = fans(shape)
            variance = 2 / (fan_in + fan_out if method == "target" else fan_in)
        pieces.append(torch.full((size,), variance))
    return torch.cat(pieces)


def _stack(thetas: Sequence[dict[str, Tensor]]) -> dict[str, Tensor]:
    return {name: torch.stack([theta[name] for theta in thetas]) for name in thetas[0]}
