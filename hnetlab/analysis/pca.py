"""The plane on which embeddings are seen: their own in two dimensions, else their principal components."""

from dataclasses import dataclass

import numpy as np

from hnetlab.analysis.numbers import Array, Numbers, as_array
from hnetlab.base.errors import DataError


@dataclass(frozen=True, eq=False)
class Plane:
    """A plane in embedding space, the points `origin + coordinates @ basis`."""

    points: Array
    """Coordinates of the embeddings that define the plane, (T, 2)."""
    basis: Array
    """Orthonormal rows, (2, E); for E = 1 the second row is zero."""
    origin: Array
    """The embedding with coordinates (0, 0), (E,)."""
    explained: Array | None
    """Share of the variance along each axis, (2,); None for E at most 2 and when all embeddings are equal."""

    def project(self, embeddings: Numbers) -> Array:
        """Coordinates (..., 2) of the points of the plane nearest to `embeddings` (..., E); NaN stays NaN."""
        return (as_array(embeddings) - self.origin) @ self.basis.T

    def lift(self, coordinates: Numbers) -> Array:
        """The embeddings (..., E) at `coordinates` (..., 2) of the plane."""
        return self.origin + as_array(coordinates) @ self.basis


def embedding_plane(embeddings: Numbers) -> Plane:
    """The plane through `embeddings` (T, E): as they are for E at most 2, else that of the largest variance.

    The axes are the same on every call: the largest entry of each basis vector is positive, and an axis along
    which the embeddings do not vary is completed from the coordinate axes. Raises DataError for another shape
    and for values that are not finite.
    """
    embeddings = as_array(embeddings)
    if embeddings.ndim != 2 or embeddings.size == 0:
        raise DataError(
            f"Embeddings of shape {embeddings.shape} have no plane: give them the shape (tasks, size)."
        )
    if not np.isfinite(embeddings).all():
        raise DataError("An embedding plane needs finite embeddings: leave out the tasks not learned yet.")
    size = embeddings.shape[1]
    if size <= 2:
        return Plane(embeddings @ np.eye(size, 2), np.eye(2, size), np.zeros(size), None)
    origin = embeddings.mean(axis=0)
    centered = embeddings - origin
    basis = _principal_axes(centered, np.abs(embeddings).max())
    points = centered @ basis.T
    differ = np.ptp(embeddings, axis=0).any()
    explained = np.square(points).sum(axis=0) / np.square(centered).sum() if differ else None
    return Plane(points, basis, origin, explained)


def _principal_axes(centered: Array, magnitude: float) -> Array:
    """The first two principal axes (2, E) of points (T, E) that were of size `magnitude` before centering."""
    _, scales, axes = np.linalg.svd(centered, full_matrices=False)
    rounding = magnitude * np.finfo(np.float64).eps * max(centered.shape)
    basis = axes[:2][scales[:2] > rounding]
    while len(basis) < 2:
        # A direction that only rounding decides would differ between machines: take the axis least covered.
        axis = np.eye(centered.shape[1])[np.square(basis).sum(axis=0).argmin()]
        axis = axis - axis @ basis.T @ basis
        basis = np.vstack([basis, axis / np.linalg.norm(axis)])
    return basis * np.sign(np.take_along_axis(basis, np.abs(basis).argmax(axis=1, keepdims=True), axis=1))
