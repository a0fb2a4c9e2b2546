import gzip
import re
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from hnetlab.base.errors import DataError
from hnetlab.tasks.idx import parse_idx, read_idx

CODES = {"uint8": 0x08, "int8": 0x09, "int16": 0x0B, "int32": 0x0C, "float32": 0x0D, "float64": 0x0E}


def to_idx(array):
    header = struct.pack(">HBB", 0, CODES[array.dtype.name], array.ndim)
    sizes = struct.pack(f">{array.ndim}I", *array.shape)
    return header + sizes + array.astype(array.dtype.newbyteorder(">")).tobytes()


arrays = st.sampled_from(sorted(CODES)).flatmap(
    lambda name: hnp.arrays(name, hnp.array_shapes(max_dims=4, max_side=6))
)


@given(arrays)
def test_every_type_and_shape_is_read_as_it_was_written(array):
    read = parse_idx(to_idx(array), "test")
    assert read.dtype == array.dtype
    np.testing.assert_array_equal(read, array)


@given(arrays, st.data())
def test_no_part_of_a_file_passes_for_the_whole(array, data):
    contents = to_idx(array)
    with pytest.raises(DataError, match=r"^some file "):
        parse_idx(contents[: data.draw(st.integers(0, len(contents) - 1))], "some file")
    with pytest.raises(DataError, match=r"^some file "):
        parse_idx(contents + b"\0", "some file")


@given(st.binary(max_size=300))
def test_any_bytes_give_an_array_or_a_clear_refusal(contents):
    try:
        array = parse_idx(contents, "x")
    except DataError:
        return
    assert to_idx(array) == contents


@pytest.mark.parametrize(
    ("contents", "problem"),
    [
        (b"", "x is no IDX file, it begins with the bytes ''"),
        (b"\x1f\x8b\x08\x00", "x is no IDX file, it begins with the bytes '1f 8b 08 00'"),
        (b"\0\0\x07\x01\0\0\0\1\0", "x is no IDX file, it begins with the bytes '00 00 07 01'"),
        (b"\0\0\x08\x00\0", "x is no IDX file, it begins with the bytes '00 00 08 00'"),
        (b"\0\0\x08\x01\0\0\0\0", r"x holds 8 bytes where its header, shape \(0,\) of uint8, wants 8"),
        (b"\0\0\x08\x01\0\0\0\2\0", r"x holds 9 bytes where its header, shape \(2,\) of uint8, wants 10"),
    ],
)
def test_other_headers_are_refused(contents, problem):
    with pytest.raises(DataError, match=f"^{problem}: get it anew"):
        parse_idx(contents, "x")


def test_more_axes_than_numpy_has_are_refused():
    with pytest.raises(DataError, match="is no IDX file"):
        parse_idx(b"\0\0\x08\xff" + b"\0\0\0\1" * 255 + b"\7", "x")


def test_a_gzipped_file_is_read(tmp_path):
    images = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    path = tmp_path / "images.gz"
    path.write_bytes(gzip.compress(to_idx(images)))
    np.testing.assert_array_equal(read_idx(path), images)
    np.testing.assert_array_equal(read_idx(str(path)), images)


@pytest.mark.parametrize("name", ["images-idx3-ubyte", "images.gz"])
def test_a_file_that_was_unpacked_is_read_whatever_its_name(tmp_path, name):
    images = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    (tmp_path / name).write_bytes(to_idx(images))
    np.testing.assert_array_equal(read_idx(tmp_path / name), images)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda packed: packed[:-20], "is no complete gzip file"),
        (lambda packed: packed[:-8] + b"12345678", "is no complete gzip file"),
        (lambda packed: gzip.decompress(packed)[:-1], "holds 31 bytes where its header"),
        (lambda packed: gzip.compress(gzip.decompress(packed)[:-1]), "holds 31 bytes where its header"),
        (lambda packed: gzip.compress(b"no IDX"), "is no IDX file"),
    ],
    ids=["truncated", "wrong checksum", "unpacked and a byte short", "a byte short", "another kind of file"],
)
def test_a_damaged_file_is_named(tmp_path, damage, words):
    path = tmp_path / "labels.gz"
    path.write_bytes(damage(gzip.compress(to_idx(np.arange(24, dtype=np.uint8)))))
    with pytest.raises(DataError, match=f"^{re.escape(str(path))} {words}"):
        read_idx(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DataError, match=r"nowhere.gz can't be read \(No such file or directory\)"):
        read_idx(tmp_path / "nowhere.gz")
