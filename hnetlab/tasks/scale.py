"""Inputs as networks learn well from them: standardized, and a warning where they are far from that."""

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hnetlab.base.errors import DataWarning

_ROWS = 1024
_LARGEST, _SMALLEST = 10.0, 0.01
_DARK = 32
"""A byte stands for a share of 255: where all are smaller than this one, they seem to be meant otherwise."""
_FEW, _CHANNELS = 4, (1, 3, 4)


def standardize(x_train: NDArray[Any], x_test: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Both as float32 with the mean and the deviation of the training samples taken out.

    Rows (N, F) have a mean and a deviation per feature, images (N, C, H, W) per channel. The test samples
    have no part in these numbers. What is constant in training is only shifted, to zero.
    """
    axes = (0,) if x_train.ndim == 2 else (0, 2, 3)
    mean = x_train.mean(axis=axes, dtype=np.float64, keepdims=True)
    squares = np.zeros_like(mean)
    for start in range(0, len(x_train), _ROWS):
        centered = x_train[start : start + _ROWS] - mean
        squares += np.square(centered).sum(axis=axes, keepdims=True)
    deviation = np.sqrt(squares * mean.size / x_train.size)
    constant = x_train.min(axis=axes, keepdims=True) == x_train.max(axis=axes, keepdims=True)
    deviation[constant | (deviation == 0)] = 1
    return _scaled(x_train, mean, deviation), _scaled(x_test, mean, deviation)


def _scaled(x: NDArray[Any], mean: NDArray[Any], deviation: NDArray[Any]) -> NDArray[np.float32]:
    scaled = np.empty(x.shape, np.float32)
    with np.errstate(over="ignore"):  # what is too large is found, and told, afterwards
        for start in range(0, len(x), _ROWS):
            scaled[start : start + _ROWS] = (x[start : start + _ROWS] - mean) / deviation
    return scaled


def warn_of_unsuitable(x_train: NDArray[Any], x_test: NDArray[Any]) -> None:
    """One `DataWarning` where channels seem to be last, or where values are far from the size of 1."""
    problems = [text for text in (_layout_problem(x_train), _range_problem(x_train, x_test)) if text]
    if problems:
        warnings.warn(" ".join(problems), DataWarning, stacklevel=3)


def _layout_problem(x: NDArray[Any]) -> str | None:
    if x.ndim != 4 or x.shape[3] not in _CHANNELS or min(x.shape[1:3]) <= _FEW:
        return None
    channels, height, width = x.shape[1:]
    return (
        f'"x_train" has shape {x.shape}, which is taken for {channels} channels of {height} x {width}: '
        'if the channels come last, give --layout hwc (layout="hwc" in Python).'
    )


def _range_problem(x_train: NDArray[Any], x_test: NDArray[Any]) -> str | None:
    for name, x in (("x_train", x_train), ("x_test", x_test)):
        if x.dtype == np.uint8:
            if 0 < x.max() < _DARK:
                return (
                    f'"{name}" has bytes from {x.min()} to {x.max()}, which are taken for that many 255ths '
                    "and from which networks learn badly: give --set normalize=data (normalize='data' in "
                    "Python), or store numbers as float32 and truth values as bool."
                )
            continue
        flat = x.reshape(len(x), -1)
        with np.errstate(over="ignore"):
            # Of each feature: a mean far from zero harms as much as a wide range, a few outliers do not.
            size = float(np.sqrt(np.einsum("nf,nf->f", flat, flat).max() / len(flat)))
        if size > _LARGEST or 0 < size < _SMALLEST:
            return (
                f'"{name}" has values from {x.min():g} to {x.max():g}, from which networks learn badly: '
                "give --standardize (standardize=True in Python), or scale them to about -1 to 1."
            )
    return None
