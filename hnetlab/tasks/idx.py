"""IDX files, gzipped or not: the format in which MNIST and its relatives are published.

An IDX file begins with two zero bytes, a byte for the type, a byte for the number of axes and the size of
each axis as a big-endian 32-bit integer; the values follow in row-major order, big-endian.
"""

import math
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hnetlab.base.errors import DataError
from hnetlab.tasks.file import read_file

_TYPES = {0x08: "u1", 0x09: "i1", 0x0B: "i2", 0x0C: "i4", 0x0D: "f4", 0x0E: "f8"}
_GZIP = 31
_GZIP_START = b"\x1f\x8b"
_EXPECTED_RATIO = 16
_MAX_AXES = 32


def read_idx(path: Path | str) -> NDArray[Any]:
    """The array in an IDX file, gzipped or not; raises DataError where it is missing, damaged or another."""
    path = Path(path)
    try:
        contents = unpack(read_file(path))
    except zlib.error as error:
        raise DataError(f"{path} is no complete gzip file ({error}): get it anew.") from error
    return parse_idx(contents, str(path))


def parse_idx(contents: bytes, source: str) -> NDArray[Any]:
    """The array in the decompressed bytes of an IDX file; raises DataError, naming `source`, for others."""
    if (
        len(contents) < 4
        or contents[:2] != b"\0\0"
        or contents[2] not in _TYPES
        or not 1 <= contents[3] <= _MAX_AXES
    ):
        raise DataError(
            f"{source} is no IDX file, it begins with the bytes {contents[:4].hex(' ')!r}: get it anew."
        )
    stored = np.dtype(_TYPES[contents[2]]).newbyteorder(">")
    start = 4 + 4 * contents[3]
    shape = tuple(int.from_bytes(contents[at : at + 4], "big") for at in range(4, start, 4))
    wanted = start + math.prod(shape) * stored.itemsize
    if wanted != len(contents) or 0 in shape:
        raise DataError(
            f"{source} holds {len(contents)} bytes where its header, shape {shape} of {stored.name}, "
            f"wants {wanted}: get it anew."
        )
    values = np.frombuffer(contents, stored, offset=start).reshape(shape)
    return values.astype(stored.newbyteorder("="), copy=False)


def unpack(stored: bytes) -> bytes:
    """The contents of a gzip file with one member, or of any other file as they are.

    What begins like a gzip file is one: no name decides, since browsers and unpackers keep or drop `.gz`.
    Raises zlib.error where it is damaged or incomplete.
    """
    if not stored.startswith(_GZIP_START):
        return stored
    # The last four bytes say how much comes out: to allocate that at once saves a quarter of the time. In
    # a damaged file they say anything.
    announced = int.from_bytes(stored[-4:], "little")
    expected = max(1, min(announced, _EXPECTED_RATIO * len(stored)))
    return zlib.decompress(stored, wbits=_GZIP, bufsize=expected)
