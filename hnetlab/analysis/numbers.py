"""Numbers as arrays, from whatever holds them."""

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:  # figures, which do without it, load this too
    from torch import Tensor

Array = NDArray[np.float64]
Numbers: TypeAlias = "ArrayLike | Tensor"


def as_array(values: Numbers) -> Array:
    """The same numbers in float64, of a list, an array, or a tensor on any device."""
    given: Any = values
    return np.asarray(given.numpy(force=True) if hasattr(given, "detach") else given, dtype=np.float64)
