"""Labelled arrays: what digits, MNIST and a user's own data have in common before they become tasks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hnetlab.base.errors import DataError


@dataclass(frozen=True, eq=False)
class Arrays:
    """Training and test samples of one labelled dataset, checked and brought into one form.

    `x_train` and `x_test` are given as flat rows (N, F), gray images (N, H, W), which become (N, 1, H,
    W), or images (N, C, H, W); uint8 stays uint8 and stands for 0..1, floats become float32 as they are.
    `y_train` and `y_test` are (N,) whole numbers of any value; `labels` lists those values in ascending
    order, `label_names` what to call them, and the stored targets are int64 positions in that list.
    Raises DataError where the data can't be used.
    """

    x_train: NDArray[Any]
    y_train: NDArray[Any]
    x_test: NDArray[Any]
    y_test: NDArray[Any]
    label_names: Sequence[str] = ()
    labels: NDArray[Any] = field(init=False)

    def __post_init__(self) -> None:
        x_train, x_test = _samples("x_train", self.x_train), _samples("x_test", self.x_test)
        if x_train.shape[1:] != x_test.shape[1:]:
            raise DataError(
                f'"x_train" has samples of shape {x_train.shape[1:]} and "x_test" of '
                f"{x_test.shape[1:]}: give both the same shape."
            )
        if x_train.dtype != x_test.dtype:
            raise DataError(
                f'"x_train" holds {x_train.dtype} and "x_test" {x_test.dtype}: store both in the same type.'
            )
        y_train = _targets("y_train", self.y_train, len(x_train))
        y_test = _targets("y_test", self.y_test, len(x_test))
        labels = _common_labels(y_train, y_test)
        names = tuple(self.label_names) or tuple(str(label) for label in labels)
        if len(names) != len(labels):
            raise DataError(
                f"{len(names)} label names were given for {len(labels)} labels: give one for each."
            )
        for name, value in (
            ("x_train", x_train),
            ("y_train", np.searchsorted(labels, y_train)),
            ("x_test", x_test),
            ("y_test", np.searchsorted(labels, y_test)),
            ("label_names", names),
            ("labels", labels),
        ):
            object.__setattr__(self, name, value)

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The shape of one sample: (F,) or (C, H, W)."""
        return self.x_train.shape[1:]


def _samples(name: str, x: NDArray[Any]) -> NDArray[Any]:
    x = np.asarray(x)
    if x.dtype != np.uint8 and x.dtype.kind != "f":
        raise DataError(
            f'"{name}" holds {x.dtype}: store images as uint8 (0 to 255) and all other inputs as float32.'
        )
    if x.ndim not in (2, 3, 4) or x.size == 0:
        raise DataError(
            f'"{name}" has shape {x.shape}: samples are wanted as (N, features), (N, height, width) or '
            "(N, channels, height, width), and at least one."
        )
    if x.dtype != np.uint8:
        with np.errstate(over="ignore"):
            x = x.astype(np.float32, copy=False)
        finite = np.isfinite(x)
        if not finite.all():
            raise DataError(
                f'"{name}" holds {x.size - np.count_nonzero(finite)} values that are NaN, infinite or beyond '
                f"float32, the first in sample {np.argwhere(~finite)[0][0]}: replace or remove them."
            )
    return x[:, None] if x.ndim == 3 else x


def _targets(name: str, y: NDArray[Any], samples: int) -> NDArray[Any]:
    y = np.asarray(y)
    if y.dtype.kind not in "iu":
        raise DataError(
            f'"{name}" holds {y.dtype}: labels must be whole numbers in an integer type, for example int64.'
        )
    if y.shape != (samples,):
        raise DataError(
            f'"{name}" has shape {y.shape} for {samples} samples: give one label per sample, '
            f"shape ({samples},)."
        )
    return y


def _common_labels(y_train: NDArray[Any], y_test: NDArray[Any]) -> NDArray[Any]:
    labels, test_labels = np.unique(y_train), np.unique(y_test)
    for present, absent, missing in (
        ("y_test", "y_train", np.setdiff1d(test_labels, labels)),
        ("y_train", "y_test", np.setdiff1d(labels, test_labels)),
    ):
        if missing.size:
            raise DataError(
                f'"{present}" holds the label {missing[0]} and "{absent}" does not: '
                "every class needs training and test samples."
            )
    if labels.size < 2:
        raise DataError(f'"y_train" holds only the label {labels[0]}: at least two classes are needed.')
    return labels
