import warnings

import numpy as np
import pytest

from hnetlab.base.errors import DataError, DataWarning
from hnetlab.tasks import Arrays, permuted_sequence, split_sequence
from hnetlab.tasks.scale import standardize

Y = np.arange(40) % 4


def sample(*shape, scale=1.0, offset=0.0):
    return np.random.default_rng(3).normal(offset, scale, (40, *shape)).astype(np.float32)


def tasks_of(x_train, x_test=None, **options):
    arrays = Arrays(x_train, Y, x_train if x_test is None else x_test, Y, **options)
    return [split_sequence(arrays, 2), permuted_sequence(arrays, 2)]


def test_each_feature_gets_mean_zero_and_deviation_one():
    x = sample(3) * [1, 100, 1e-3] + [0, 4000, -2]
    scaled, _ = standardize(x, x[:5])
    np.testing.assert_allclose(scaled.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(scaled.std(axis=0), 1, atol=1e-5)
    assert scaled.dtype == np.float32


def test_images_share_mean_and_deviation_per_channel():
    x = sample(2, 5, 6) * np.array([1, 50]).reshape(2, 1, 1)
    x[:, :, 0, 0] = 7
    scaled, _ = standardize(x, x)
    np.testing.assert_allclose(scaled.mean(axis=(0, 2, 3)), 0, atol=1e-5)
    np.testing.assert_allclose(scaled.std(axis=(0, 2, 3)), 1, atol=1e-5)
    assert np.ptp(scaled[:, :, 0, 0], axis=0).max() == 0, "a pixel that is always the same stays so"


def test_test_samples_have_no_part_in_the_statistics():
    x, test = sample(3), sample(3, scale=9, offset=50)
    first, second = standardize(x, test), standardize(x, test[:1])
    assert np.array_equal(first[0], second[0])
    assert np.array_equal(first[1][:1], second[1])
    np.testing.assert_allclose(first[1], (test - x.mean(axis=0)) / x.std(axis=0), rtol=1e-4)


@pytest.mark.parametrize("constant", [0.0, 0.1, 255.0, -3e5])
def test_a_constant_feature_is_only_shifted(constant):
    x = sample(3)
    x[:, 1] = constant
    test = x.copy()
    test[0, 1] = constant + 2
    scaled, scaled_test = standardize(x, test)
    np.testing.assert_allclose(scaled[:, 1], 0, atol=1e-6)
    assert scaled_test[0, 1] == pytest.approx(2, abs=0.05)


def test_uint8_and_many_rows_are_standardized_alike():
    x = np.random.default_rng(0).integers(0, 256, (3000, 4)).astype(np.uint8)
    scaled, _ = standardize(x, x[:2])
    np.testing.assert_allclose(scaled, (x - x.mean(axis=0)) / x.std(axis=0), atol=1e-5)


def test_a_test_value_that_becomes_too_large_is_refused():
    x = sample(2, scale=1e-30)
    with pytest.raises(DataError, match="beyond float32"):
        Arrays(x, Y, np.full_like(x, 1e30), Y, standardize=True)


UNSUITABLE = {
    "measurements from 0 to 4254": np.abs(sample(3, scale=1000)),
    "gray levels as floats": np.random.default_rng(0).integers(0, 256, (40, 8, 8)).astype(np.float32),
    "one feature far from zero": sample(3) + np.array([0, 2000, 0], np.float32),
    "all very small": sample(3, scale=1e-6),
}


@pytest.mark.parametrize("x", UNSUITABLE.values(), ids=UNSUITABLE)
def test_values_from_which_networks_learn_badly_get_one_warning_with_range_and_remedy(x):
    arrays = Arrays(x, Y, x, Y)
    for make_tasks in (lambda: split_sequence(arrays, 2), lambda: permuted_sequence(arrays, 2)):
        with pytest.warns(DataWarning, match="give --standardize") as caught:
            make_tasks()
        assert len(caught) == 1
        assert f"from {arrays.x_train.min():g} to {arrays.x_train.max():g}" in str(caught[0].message)
        assert caught[0].filename == __file__
    tasks_of(x, standardize=True)
    split_sequence(arrays.standardized(), 2)


@pytest.mark.parametrize("largest", [1, 16, 31])
def test_bytes_that_seem_to_be_meant_otherwise_get_a_warning_with_a_remedy(largest):
    x = np.random.default_rng(0).integers(0, largest + 1, (40, 8, 8)).astype(np.uint8)
    with pytest.warns(DataWarning, match=f"has bytes from 0 to {largest}, which .* normalize=data"):
        split_sequence(Arrays(x, Y, x, Y), 2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tasks_of(x.astype(bool) if largest == 1 else x.astype(np.float32) / largest)
        tasks_of(x, standardize=True)


def test_test_samples_that_only_they_lack_the_scaling_are_noticed():
    with pytest.warns(DataWarning, match='"x_test" has values from'):
        tasks_of(sample(3), sample(3, scale=1000))


SUITABLE = {
    "standardized": sample(50),
    "with an outlier": np.where(np.arange(40)[:, None] == 5, 60, sample(2)).astype(np.float32) / 5,
    "between 0 and 1": np.random.default_rng(0).random((40, 8, 8), np.float32),
    "lengths in cm": np.abs(sample(4, scale=2, offset=5)),
    "uint8": np.random.default_rng(0).integers(0, 256, (40, 8, 8)).astype(np.uint8),
    "channels first": np.zeros((40, 3, 32, 32), np.uint8),
    "nothing but zeros": np.zeros((40, 3)),
    "narrow pictures": np.zeros((40, 1, 8, 3), np.uint8),
}


@pytest.mark.parametrize("x", SUITABLE.values(), ids=SUITABLE)
def test_what_is_fit_to_learn_from_gets_no_warning(x):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tasks_of(x)


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_images_that_seem_to_have_their_channels_last_get_one_warning_with_shape_and_remedy(channels):
    x = np.zeros((40, 8, 9, channels), np.uint8)
    with pytest.warns(DataWarning, match="if the channels come last, give --layout hwc") as caught:
        split_sequence(Arrays(x, Y, x, Y), 2)
    assert len(caught) == 1
    assert str(x.shape) in str(caught[0].message)
    tasks_of(x, layout="hwc")
    split_sequence(Arrays(x, Y, x, Y).channels_first(), 2)


def test_two_things_at_once_are_told_in_one_warning():
    x = 255 * np.random.default_rng(0).random((40, 8, 9, 3), np.float32)
    with pytest.warns(DataWarning, match="--layout hwc.*--standardize") as caught:
        split_sequence(Arrays(x, Y, x, Y), 2)
    assert len(caught) == 1
    tasks_of(x, layout="hwc", standardize=True)
