"""How far apart the tasks are: the geometry of their generated weights and of their embeddings."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import pad

from hnetlab.analysis.numbers import Array
from hnetlab.analysis.pca import embedding_plane
from hnetlab.analysis.probe import Probe
from hnetlab.base.errors import DataError


@dataclass(frozen=True, eq=False)
class Geometry:
    """Where tasks lie in relation to each other."""

    tasks: tuple[int, ...]
    """The tasks (from 0) of the rows and columns below."""
    points: Array
    """Coordinates (T, 2) on the plane of `analysis.pca.embedding_plane`."""
    explained: Array | None
    """Share of the variance along each axis, (2,), where the axes are principal components."""
    norms: Array
    """The length (T,) of each task's vector."""
    distances: Array
    """The Euclidean distance (T, T) of every two tasks."""

    @property
    def relative(self) -> Array:
        """Distances (T, T) over the mean of the two norms: 0 for equal vectors, at most 2."""
        mean = (self.norms[:, None] + self.norms) / 2
        return np.divide(self.distances, mean, out=np.zeros_like(mean), where=mean > 0)


def weight_geometry(probe: Probe, tasks: Sequence[int] | None = None) -> Geometry:
    """The geometry of the target weights generated for `tasks`, by default those learned so far.

    Raises DataError where no task has been learned, or one is named that does not exist.
    """
    chosen = _chosen(probe, tasks)
    return _geometry(chosen, compact_weights(probe, probe.embeddings[list(chosen)]))


def embedding_geometry(probe: Probe, tasks: Sequence[int] | None = None) -> Geometry:
    """The geometry of the embeddings of `tasks`, as `weight_geometry` is that of their weights."""
    chosen = _chosen(probe, tasks)
    return _geometry(chosen, probe.embeddings[list(chosen)].numpy(force=True).astype(np.float64))


@torch.inference_mode()
def compact_weights(probe: Probe, e: Tensor) -> Array:
    """Points (N, D) that have the norms, distances and angles of the weights (N, P) of embeddings (N, E).

    A chunk of weights is A z with A = [W | b] from the output layer and z = [phi; 1] of H + 1 numbers, and
    |A z| = |R z| for the triangular R of A = Q R. So D is at most C (H + 1), and the weights, which may be
    millions for each of a hundred tasks, are never generated. The last chunk has an R of its own rows.
    """
    net = probe.hypernet
    phi = net.hidden_features(probe.theta, e[None]).squeeze(0).double()
    z = torch.cat([phi, torch.ones_like(phi[..., :1])], dim=-1)  # (N, C, H + 1)
    layer = torch.cat([probe.theta["output.weight"][0], probe.theta["output.bias"]]).double()  # (H + 1, rows)
    last_rows = net.layout.total - (net.chunks - 1) * net.rows
    triangles = [torch.linalg.qr(layer[:, :rows].mT, mode="r").R for rows in (net.rows, last_rows)]
    whole, cut = z[:, :-1] @ triangles[0].mT, z[:, -1:] @ triangles[1].mT
    points = torch.cat([whole.flatten(1), cut.flatten(1)], dim=1)
    if probe.once is not None:  # the same for all: as long as they are, in a direction of their own
        points = pad(points, (0, 1), value=float(torch.linalg.vector_norm(probe.once.double())))
    return points.numpy(force=True)


def _geometry(tasks: tuple[int, ...], vectors: Array) -> Geometry:
    """The geometry of `vectors` (T, D), one per task."""
    plane = embedding_plane(vectors)
    distances = np.stack([np.linalg.norm(vectors - vector, axis=1) for vector in vectors])
    return Geometry(tasks, plane.points, plane.explained, np.linalg.norm(vectors, axis=1), distances)


def _chosen(probe: Probe, tasks: Sequence[int] | None) -> tuple[int, ...]:
    """The tasks asked for, by default the learned ones; refused where there are none such."""
    chosen = tuple(range(probe.learned)) if tasks is None else tuple(tasks)
    if not chosen:
        raise DataError("No task has been learned yet: train for at least one step, or name the tasks.")
    missing = [task for task in chosen if not 0 <= task < len(probe.tasks)]
    if missing:
        raise DataError(
            f"There is no task {missing[0]} among {len(probe.tasks)}: choose 0 to {len(probe.tasks) - 1}."
        )
    return chosen
