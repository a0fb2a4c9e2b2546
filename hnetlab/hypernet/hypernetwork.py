"""The hypernetwork h(e; theta): from task embeddings to all weights of a target network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import ceil, prod, sqrt

import torch
from torch import Tensor

from hnetlab.hypernet.output_layer import generate
from hnetlab.nets import ACTIVATIONS, Activation, FlatLayout

Theta = Mapping[str, Tensor]
"""The hypernetwork's parameters by name; each tensor has the replica axis S in front."""


@dataclass(frozen=True)
class Hypernetwork:
    """The structure of h(e; theta): an MLP whose linear output layer gives a chunk of `chunk_size` weights.

    Called once per chunk with the task embedding and that chunk's learned embedding; the P target weights
    are the chunks one after the other, cut to P (section 2.2 of the paper). A *full* hypernetwork
    (`chunk_size` None) gives all weights in one call and is the case of one chunk without an embedding.

    Its parameters `theta` are passed in, never held, so that h can be evaluated at `theta + d_theta`:

    - `hidden.{i}.weight` (S, in, out) and `hidden.{i}.bias` (S, out),
    - `output.weight` (S, H, chunk_size) and `output.bias` (S, chunk_size), H the last hidden features,
    - `chunk_embeddings` (S, C, chunk_embedding_dim), absent in a full hypernetwork.

    With `own_chunks` chunk embeddings are not part of theta: a task has its own, as the last
    C * chunk_embedding_dim of the `embedding_dim` numbers of what is called its embedding.

    Matrices are stored as (in, out): the products over a wide output layer then run along memory.
    A chunk size larger than the target network is the case of one chunk of P weights.
    """

    layout: FlatLayout
    embedding_dim: int
    hidden: tuple[int, ...]
    activation: Activation = "relu"
    chunk_size: int | None = None
    chunk_embedding_dim: int = 0
    own_chunks: bool = False

    @property
    def task_dim(self) -> int:
        """The numbers of an embedding that are the same for all chunks."""
        return self.embedding_dim - (self.chunks * self.chunk_embedding_dim if self.own_chunks else 0)

    @property
    def chunked(self) -> bool:
        """Whether the weights come in chunks with learned embeddings."""
        return self.chunk_size is not None

    @property
    def rows(self) -> int:
        """How many weights one call gives: `chunk_size`, at most P."""
        return min(self.chunk_size or self.layout.total, self.layout.total)

    @property
    def chunks(self) -> int:
        """C = ceil(P / chunk_size), the number of calls for one set of target weights."""
        return ceil(self.layout.total / self.rows)

    @property
    def features(self) -> int:
        """H, the number of inputs of the output layer."""
        return self.widths[-1]

    @property
    def widths(self) -> tuple[int, ...]:
        """Units of the input and of each hidden layer."""
        inputs = self.task_dim + (self.chunk_embedding_dim if self.chunked else 0)
        return (inputs, *self.hidden)

    @cached_property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of every tensor of theta, without the replica axis."""
        shapes: dict[str, tuple[int, ...]] = {}
        for index, (fan_in, fan_out) in enumerate(pairwise(self.widths)):
            shapes[f"hidden.{index}.weight"] = (fan_in, fan_out)
            shapes[f"hidden.{index}.bias"] = (fan_out,)
        shapes["output.weight"] = (self.features, self.rows)
        shapes["output.bias"] = (self.rows,)
        if self.chunked and not self.own_chunks:
            shapes["chunk_embeddings"] = (self.chunks, self.chunk_embedding_dim)
        return shapes

    def __call__(self, theta: Theta, e: Tensor) -> Tensor:
        """Target weights (S, T, P) for task embeddings `e` (S, T, embedding_dim)."""
        phi = self.hidden_features(theta, e)
        return generate(phi, theta["output.weight"], theta["output.bias"], self.layout.total)

    def hidden_features(self, theta: Theta, e: Tensor) -> Tensor:
        """Inputs phi (S, T, C, H) of the output layer for task embeddings `e` (S, T, embedding_dim)."""
        nonlinearity = ACTIVATIONS[self.activation]()
        if not self.hidden:
            return self._joined(theta, e)
        x = nonlinearity(self._first_layer(theta, e))
        replicas, tasks, chunks = x.shape[:3]
        x = x.flatten(1, 2)
        for index in range(1, len(self.hidden)):
            bias = theta[f"hidden.{index}.bias"].unsqueeze(1)
            x = nonlinearity(torch.baddbmm(bias, x, theta[f"hidden.{index}.weight"]))
        return x.view(replicas, tasks, chunks, -1)

    def _first_layer(self, theta: Theta, e: Tensor) -> Tensor:
        """Pre-activations (S, T, C, hidden) of the first layer.

        Task and chunk embeddings pass the matrix apart and are then added, T + C rows instead of T * C.
        """
        weight, bias = theta["hidden.0.weight"], theta["hidden.0.bias"]
        if not self.chunked:
            return torch.baddbmm(bias.unsqueeze(1), e, weight).unsqueeze(2)
        for_task, for_chunk = weight.split([self.task_dim, self.chunk_embedding_dim], dim=1)
        if self.own_chunks:
            e, own = self._parts(e)
            chunk_part = torch.baddbmm(bias.unsqueeze(1), own.flatten(1, 2), for_chunk)
            return (e @ for_task).unsqueeze(2) + chunk_part.unflatten(1, own.shape[1:3])
        chunk_part = torch.baddbmm(bias.unsqueeze(1), theta["chunk_embeddings"], for_chunk)
        return (e @ for_task).unsqueeze(2) + chunk_part.unsqueeze(1)

    def _joined(self, theta: Theta, e: Tensor) -> Tensor:
        """The pairs [e; c] (S, T, C, E + chunk_embedding_dim), the features of a net without hidden layer."""
        if not self.chunked:
            return e.unsqueeze(2)
        if self.own_chunks:
            e, chunks = self._parts(e)
        else:
            chunks = theta["chunk_embeddings"].unsqueeze(1).expand(-1, e.shape[1], -1, -1)
        return torch.cat([e.unsqueeze(2).expand(-1, -1, self.chunks, -1), chunks], dim=-1)

    def _parts(self, e: Tensor) -> tuple[Tensor, Tensor]:
        """What an embedding has for all chunks (S, T, task_dim) and for each of its own (S, T, C, ...)."""
        for_all, own = e.split([self.task_dim, self.embedding_dim - self.task_dim], dim=2)
        return for_all, own.unflatten(2, (self.chunks, self.chunk_embedding_dim))

    def trainable_numbers(self, tasks: int) -> dict[str, int]:
        """How many numbers one replica trains, by part, with the embeddings of `tasks` tasks."""
        sizes = {name: prod(shape) for name, shape in self.shapes.items()}
        return {
            "hidden layers": sum(size for name, size in sizes.items() if name.startswith("hidden.")),
            "output layer": sizes["output.weight"] + sizes["output.bias"],
            "chunk embeddings": sizes.get("chunk_embeddings", tasks * (self.embedding_dim - self.task_dim)),
            "task embeddings": tasks * self.task_dim,
        }

    def compression_ratio(self, tasks: int) -> float:
        """Trainable numbers in theta and all task embeddings over the number P of target weights."""
        return sum(self.trainable_numbers(tasks).values()) / self.layout.total


def initial_embeddings(
    count: int, dim: int, generators: Sequence[torch.Generator], *, equally_long: bool = False
) -> Tensor:
    """Embeddings (S, count, dim) drawn from N(0, 1), one replica per generator.

    Where they are to be equally long, each is brought to the length sqrt(dim), its usual one.
    """
    e = torch.stack([torch.randn(count, dim, generator=generator) for generator in generators])
    return e * (sqrt(dim) / e.norm(dim=2, keepdim=True)) if equally_long else e
