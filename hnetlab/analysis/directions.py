"""All of embedding space in coordinates of its own: the plane on which it is seen, then what is left."""

from dataclasses import dataclass

import numpy as np

from hnetlab.analysis.numbers import Array, Numbers, as_array
from hnetlab.analysis.pca import Plane, embedding_plane


@dataclass(frozen=True, eq=False)
class Frame:
    """Directions of embedding space, the points `origin + coordinates @ basis`.

    D is the number of directions: the size E of an embedding, and 2 for E = 1, where the second is zero.
    """

    points: Array
    """Coordinates of the embeddings that define the frame, (T, D)."""
    basis: Array
    """Orthonormal rows, (D, E): the two of `embedding_plane`, then the directions that it leaves out."""
    origin: Array
    """The embedding whose coordinates are zero, (E,)."""
    explained: Array | None
    """Share of the variance along each direction, (D,); None where the plane has none."""

    @property
    def plane(self) -> Plane:
        """The first two directions."""
        shares = None if self.explained is None else self.explained[:2]
        return Plane(self.points[:, :2], self.basis[:2], self.origin, shares)

    def project(self, embeddings: Numbers) -> Array:
        """Coordinates (..., D) of `embeddings` (..., E)."""
        return (as_array(embeddings) - self.origin) @ self.basis.T

    def lift(self, coordinates: Numbers) -> Array:
        """The embeddings (..., E) at `coordinates` (..., D)."""
        return self.origin + as_array(coordinates) @ self.basis


def embedding_frame(embeddings: Numbers) -> Frame:
    """The frame of `embeddings` (T, E): their plane, their further principal axes, then any completion.

    Like those of the plane, the further axes are the same on every call. Raises DataError as
    `embedding_plane` does.
    """
    embeddings = as_array(embeddings)
    plane = embedding_plane(embeddings)
    if len(plane.basis) >= embeddings.shape[1]:
        return Frame(plane.points, plane.basis, plane.origin, plane.explained)
    centered = embeddings - plane.origin
    basis = np.vstack([plane.basis, _further_axes(centered, plane.basis, np.abs(embeddings).max())])
    points = centered @ basis.T
    total = np.square(centered).sum()
    explained = None if plane.explained is None else np.square(points).sum(axis=0) / total
    return Frame(points, basis, plane.origin, explained)


def _further_axes(centered: Array, plane: Array, magnitude: float) -> Array:
    """Axes (E - 2, E) that complete `plane` (2, E), those along which points (T, E) vary first.

    `magnitude` is the size of the points before centering, which decides what is rounding.
    """
    size = centered.shape[1]
    left = centered - centered @ plane.T @ plane
    _, scales, axes = np.linalg.svd(left, full_matrices=False)
    rounding = 4 * magnitude * np.finfo(np.float64).eps * max(centered.shape)
    axes = axes[scales > rounding][: size - 2]
    signs = np.sign(np.take_along_axis(axes, np.abs(axes).argmax(axis=1, keepdims=True), axis=1))
    basis = np.vstack([plane, axes * signs])
    while len(basis) < size:
        # Of the coordinate axes the one least covered so far: what is left of it is never only rounding.
        axis = np.eye(size)[np.square(basis).sum(axis=0).argmin()]
        for _ in range(2):  # once more, for what the first left over by rounding
            axis = axis - axis @ basis.T @ basis
        basis = np.vstack([basis, axis / np.linalg.norm(axis)])
    return basis[2:]
