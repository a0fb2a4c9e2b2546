"""Arrays as text that a page carries and unpacks."""

import base64
import zlib
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

_TYPES = {"uint8", "int32", "float16", "float32"}


def packed(values: ArrayLike) -> dict[str, Any]:
    """An array's type and its numbers in C order and little-endian, deflated (RFC 1950) and in base64.

    Integers of 64 bits are written with 32, numbers of float64 as float32. Raises ValueError for integers
    that this would change, and for other types.

    >>> packed([1.5])["type"]
    'float32'
    """
    array = np.asarray(values)
    narrower = {"int64": "int32", "float64": "float32"}.get(array.dtype.name, array.dtype.name)
    if narrower not in _TYPES:
        raise ValueError(f"arrays of {array.dtype} can't be packed")
    narrow = array.astype(np.dtype(narrower).newbyteorder("<"))
    if narrower == "int32" and not np.array_equal(narrow, array):
        raise ValueError("these integers need more than 32 bits")
    data = zlib.compress(np.ascontiguousarray(narrow).tobytes(), 9)
    return {"type": narrower, "data": base64.b64encode(data).decode("ascii")}
