import numpy as np
import pytest

from hnetlab.base.errors import DataError
from hnetlab.tasks.arrays import Arrays


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
        ({"x_train": np.zeros((4, 3), bool)}, '"x_train" holds bool'),
        ({"x_train": np.array([["a"]])}, '"x_train" holds <U1'),
        ({"x_train": np.zeros(4, np.uint8)}, r'"x_train" has shape \(4,\): samples are wanted as'),
        ({"x_train": np.zeros((4, 1, 1, 1, 1), np.uint8)}, '"x_train" has shape'),
        ({"x_test": np.zeros((0, 3), np.uint8)}, r'"x_test" has shape \(0, 3\)'),
        (
            {"x_test": np.zeros((3, 4), np.uint8)},
            r'"x_train" has samples of shape \(3,\) and "x_test" of \(4,\)',
        ),
        ({"x_test": np.zeros((3, 3), np.float32)}, '"x_train" holds uint8 and "x_test" float32'),
        ({"y_train": np.array([7.0, -2.0, 7.0, 30.0])}, '"y_train" holds float64: labels must be whole'),
        ({"y_train": np.array(["a", "b", "c", "d"])}, '"y_train" holds <U1'),
        ({"y_train": np.array([7, -2, 30])}, r'"y_train" has shape \(3,\) for 4 samples'),
        ({"y_train": np.array([[7], [-2], [7], [30]])}, r'"y_train" has shape \(4, 1\) for 4 samples'),
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
