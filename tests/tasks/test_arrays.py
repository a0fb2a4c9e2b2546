import numpy as np
import pytest

from hnetlab.base.errors import DataError
from hnetlab.tasks.arrays import Arrays
from hnetlab.tasks.permuted import permuted_sequence


def make(**changes):
    fields = {
        "x_train": np.zeros((4, 3), np.uint8),
        "y_train": np.array([7, -2, 7, 30]),
        "x_test": np.ones((3, 3), np.uint8),
        "y_test": np.array([30, 7, -2]),
    }
    return Arrays(**(fields | changes))


def test_labels_of_any_value_become_positions_in_their_ascending_list():
    arrays = make()
    assert arrays.labels.tolist() == [-2, 7, 30]
    assert arrays.y_train.tolist() == [1, 0, 1, 2]
    assert arrays.y_test.tolist() == [2, 1, 0]
    assert arrays.y_train.dtype == np.int64
    assert arrays.label_names == ("-2", "7", "30")


def test_labels_can_have_names():
    assert make(label_names=["cat", "dog", "ship"]).label_names == ("cat", "dog", "ship")


@pytest.mark.parametrize(
    ("given_shape", "input_shape"),
    [((4, 5), (5,)), ((4, 5, 6), (1, 5, 6)), ((4, 3, 5, 6), (3, 5, 6))],
)
def test_the_shape_of_a_sample_is_kept_and_gray_images_get_a_channel(given_shape, input_shape):
    x = np.arange(np.prod(given_shape), dtype=np.uint8).reshape(given_shape)
    arrays = make(x_train=x, x_test=x[:3])
    assert arrays.input_shape == input_shape
    assert np.array_equal(arrays.x_train.reshape(4, -1), x.reshape(4, -1))


@pytest.mark.parametrize(("stored", "kept"), [("u1", "u1"), ("f8", "f4"), ("f2", "f4"), (">f4", "f4")])
def test_small_integers_stay_and_floats_become_float32(stored, kept):
    x = np.array([[0, 1, 2]] * 4).astype(stored)
    arrays = make(x_train=x, x_test=x[:3])
    assert arrays.x_train.dtype == np.dtype(kept)
    assert np.array_equal(arrays.x_train, x)


def with_value(value):
    x = np.zeros((4, 3))
    x[2, 1] = value
    return x


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"x_train": with_value(np.nan)}, '"x_train" holds 1 values that are NaN.* the first in sample 2'),
        ({"x_train": with_value(-np.inf)}, '"x_train" holds 1 values that are NaN, infinite'),
        ({"x_train": with_value(1e300)}, "beyond float32"),
        ({"x_train": np.zeros((4, 3), np.int64)}, '"x_train" holds int64: store images as uint8'),
        ({"x_train": np.array([["a"]])}, '"x_train" holds <U1'),
        ({"x_train": np.zeros(4, np.uint8)}, r'"x_train" has shape \(4,\): samples are wanted as'),
        ({"x_train": np.zeros((4, 1, 1, 1, 1), np.uint8)}, '"x_train" has shape'),
        ({"x_test": np.zeros((0, 3), np.uint8)}, r'"x_test" has shape \(0, 3\)'),
        (
            {"x_test": np.zeros((3, 4), np.uint8)},
            r'"x_train" has samples of shape \(3,\) and "x_test" of \(4,\)',
        ),
        ({"x_test": np.zeros((3, 3), np.float32)}, '"x_train" holds uint8 and "x_test" float32'),
        ({"x_test": np.zeros((3, 3), bool)}, '"x_train" holds uint8 and "x_test" bool: store both'),
        ({"y_train": np.array([7.0, -2.0, 7.0, 30.0])}, '"y_train" holds float64: labels must be whole'),
        ({"y_train": np.array(["a", "b", "c", "d"])}, '"y_train" holds text and "y_test" numbers'),
        ({"y_train": np.array([1, "a", None, "b"], object)}, '"y_train" holds object: labels must be'),
        ({"y_train": np.array([b"\xff", b"a", b"b", b"c"])}, '"y_train" holds text that is not UTF-8'),
        ({"y_train": np.array([7, 2**63, 7, 30], np.uint64)}, "holds the label 9223372036854775808: labels"),
        (
            {"y_train": np.ma.array([7, -2, 7, 30], mask=[False, False, True, False])},
            '"y_train" has masked values',
        ),
        (
            {"x_train": np.ma.array(np.zeros((4, 3)), mask=np.eye(4, 3, dtype=bool))},
            '"x_train" has masked values',
        ),
        ({"x_train": [[1.0, 2.0], [3.0]]}, '"x_train" is no array'),
        ({"x_train": np.zeros((4, 3), complex)}, '"x_train" holds complex128'),
        ({"x_train": np.zeros((4, 3), object)}, '"x_train" holds object'),
        ({"layout": "nhwc"}, "The layout 'nhwc' is unknown: choose chw or hwc"),
        ({"layout": "hwc"}, r'"x_train" has shape \(4, 3\), which is no image for the layout hwc'),
        ({"label_names": ["cat", "dog", "cat"]}, '"cat" names more than one label'),
        ({"label_names": ["cat", "", "dog"]}, "'' can't be shown as the name of a label"),
        ({"label_names": ["cat", "a\nb", "dog"]}, r"'a\\nb' can't be shown as the name of a label"),
        ({"y_train": np.array([7, -2, 30])}, r'"y_train" has shape \(3,\) for 4 samples'),
        ({"y_train": np.eye(4, dtype=int)}, r'"y_train" has shape \(4, 4\) for 4 samples'),
        ({"y_test": np.array([30, 7, 8])}, '"y_test" holds the label 8 and "y_train" does not'),
        ({"y_test": np.array([30, 7, 7])}, '"y_train" holds the label -2 and "y_test" does not'),
        ({"y_train": np.zeros(4, int), "y_test": np.zeros(3, int)}, "only the label 0: at least two"),
        ({"label_names": ["cat"]}, "1 label names were given for 3 labels"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_sentence(changes, words):
    with pytest.raises(DataError, match=words) as caught:
        make(**changes)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    "stored",
    [
        lambda y: y.astype("U"),
        lambda y: y.astype("S"),
        lambda y: y.astype(object),
        lambda y: y.astype(np.dtypes.StringDType()),
        lambda y: y[:, None],
    ],
    ids=["text", "bytes", "objects", "strings", "column"],
)
def test_labels_as_text_name_themselves(stored):
    train, test = np.array(["dog", "cat", "dog", "ship"]), np.array(["ship", "dog", "cat"])
    arrays = make(y_train=stored(train), y_test=stored(test))
    assert arrays.label_names == ("cat", "dog", "ship")
    assert arrays.labels.tolist() == ["cat", "dog", "ship"]
    assert arrays.y_train.tolist() == [1, 0, 1, 2]
    assert arrays.y_test.tolist() == [2, 1, 0]


@pytest.mark.parametrize("types", [("i8", "u8"), ("u8", "i8"), ("i1", "u2"), (">i4", "<i8"), ("?", "i8")])
def test_labels_in_unlike_types_stay_what_they_are(types):
    large = 2**53 if types[0][-1] == types[1][-1] == "8" and "?" not in types else 0
    y = np.array([0, 1, 1, 0], np.int64) + large
    arrays = make(y_train=y.astype(types[0]), y_test=y[:3].astype(types[1]))
    assert arrays.labels.tolist() == [large, large + 1]
    assert arrays.y_train.tolist() == [0, 1, 1, 0]
    assert arrays.y_test.tolist() == [0, 1, 1]


def test_truth_values_are_zero_and_one_for_the_network():
    x = np.eye(4, 3, dtype=bool)
    arrays = make(x_train=x, x_test=x[:3])
    assert arrays.x_train.dtype == np.uint8
    assert np.array_equal(arrays.x_train, x * 255)


def test_arrays_may_lie_in_memory_in_any_way(tmp_path):
    x = np.random.default_rng(0).random((6, 5, 4), np.float32)
    np.save(tmp_path / "x.npy", x)
    locked = x.copy()
    locked.setflags(write=False)
    ways = {
        "flipped": x[:, ::-1][:, ::-1],
        "columns first": np.asfortranarray(x),
        "every second": np.repeat(x, 2, axis=0)[::2],
        "read-only": locked,
        "big-endian": x.astype(">f4"),
        "on the disk": np.load(tmp_path / "x.npy", mmap_mode="r"),
    }
    y = np.arange(6) % 3
    plain = make(x_train=x, y_train=y, x_test=x, y_test=y)
    for way, given in ways.items():
        arrays = make(x_train=given, y_train=y, x_test=given, y_test=y[::-1][::-1])
        assert permuted_sequence(arrays, 2).fingerprint() == permuted_sequence(plain, 2).fingerprint(), way
    backwards = make(x_train=x[::-1], y_train=y, x_test=x[:, :, ::-1], y_test=y)
    assert np.array_equal(permuted_sequence(backwards, 2)[0].x_train[0, 0].numpy(), x[-1])


def test_images_with_their_channels_last_are_turned():
    x = np.arange(4 * 5 * 6 * 3, dtype=np.uint8).reshape(4, 5, 6, 3)
    arrays = make(x_train=x, x_test=x[:3], layout="hwc")
    assert arrays.input_shape == (3, 5, 6)
    assert np.array_equal(arrays.x_train[1, 2], x[1, :, :, 2])
    assert np.array_equal(make(x_train=x, x_test=x[:3]).channels_first().x_test, arrays.x_test)
    gray = make(x_train=x[..., 0], x_test=x[:3, ..., 0], layout="hwc")
    assert gray.input_shape == (1, 5, 6)


def test_standardized_arrays_keep_their_labels_and_names():
    y = np.array(["b", "a", "b", "c"])
    fields = {"y_train": y, "y_test": y[1:], "x_train": np.eye(4, 3), "x_test": np.ones((3, 3))}
    arrays = make(**fields, label_names=("x", "y", "z"))
    again = arrays.standardized()
    assert again.label_names == ("x", "y", "z")
    assert np.array_equal(again.y_train, arrays.y_train)
    assert np.array_equal(again.x_train, make(**fields, standardize=True).x_train)


def test_a_feature_far_from_zero_is_standardized_in_full_precision():
    seconds = 1.7e9 + np.array([[0.0], [1.0], [2.0], [3.0]])
    arrays = make(x_train=seconds, x_test=seconds[:3], standardize=True)
    np.testing.assert_allclose(arrays.x_train[:, 0], (np.arange(4) - 1.5) / np.std(np.arange(4)), atol=1e-6)


def test_names_may_be_given_by_label():
    x, y = np.ones((4, 2), np.float32), np.array([7, 1, 3, 5])
    arrays = Arrays(x, y, x, y, {7: "dog", 5: "cat", 3: "cow", 1: "ant"})  # type: ignore[arg-type]
    assert arrays.label_names == ("ant", "cow", "cat", "dog")
    with pytest.raises(DataError, match="no name for the label 3"):
        Arrays(x, y, x, y, {7: "dog", 5: "cat", 1: "ant"})  # type: ignore[arg-type]


@pytest.mark.parametrize("names", [{"a", "b", "c", "d"}, "abcd", 4])
def test_names_without_an_order_are_refused(names):
    x, y = np.ones((4, 2), np.float32), np.arange(4)
    with pytest.raises(DataError, match=f"The label names are a {type(names).__name__}: give a list"):
        Arrays(x, y, x, y, names)
