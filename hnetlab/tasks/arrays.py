"""Labelled arrays: what digits, MNIST and a user's own data have in common before they become tasks."""

from collections.abc import Sequence
from dataclasses import InitVar, dataclass, field
from math import prod
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from hnetlab.base.errors import DataError
from hnetlab.tasks.labels import as_array, common_labels, names_of, read_labels
from hnetlab.tasks.scale import standardize as standardize_both

Layout = Literal["chw", "hwc"]


@dataclass(frozen=True, eq=False)
class Arrays:
    """Training and test samples of one labelled dataset, checked and brought into one form.

    `x_train` and `x_test` are given as flat rows (N, F), gray images (N, H, W), which become (N, 1, H,
    W), or images (N, C, H, W), which `layout="hwc"` takes as (N, H, W, C). uint8 stays uint8 and stands
    for 0..1, bool for 0 and 1, floats become float32 as they are; `standardize` makes float32 of all, with
    the mean and the deviation of the training samples taken out, per feature or per channel.
    `y_train` and `y_test` are (N,) whole numbers of any value, or text; `labels` lists them in ascending
    order, `label_names` what to call them in that order, and the stored targets are int64 positions in
    that list. `image_shape` (C, H, W) says that flat rows are images. Raises DataError where the data can't
    be used.

    >>> import numpy as np
    >>> x, y = np.random.default_rng(1).random((6, 4)), ["cat", "cow", "cat", "cow", "cat", "cow"]
    >>> arrays = Arrays(x, y, x, y)
    >>> arrays.label_names, arrays.y_train.tolist(), arrays.input_shape
    (('cat', 'cow'), [0, 1, 0, 1, 0, 1], (4,))
    """

    x_train: NDArray[Any]
    y_train: NDArray[Any]
    x_test: NDArray[Any]
    y_test: NDArray[Any]
    label_names: Sequence[str] = ()
    labels: NDArray[Any] = field(init=False)
    image_shape: tuple[int, int, int] | None = field(default=None, kw_only=True)
    layout: InitVar[Layout] = "chw"
    standardize: InitVar[bool] = False

    def __post_init__(self, layout: Layout, standardize: bool) -> None:
        given = _samples("x_train", self.x_train, layout), _samples("x_test", self.x_test, layout)
        types = [x.dtype for x in given]
        given = _levels(given[0]), _levels(given[1])
        x_train, x_test = (_float32(name, x) for name, x in zip(("x_train", "x_test"), given, strict=True))
        if x_train.shape[1:] != x_test.shape[1:]:
            raise DataError(
                f'"x_train" has samples of shape {x_train.shape[1:]} and "x_test" of '
                f"{x_test.shape[1:]}: give both the same shape."
            )
        if types[0].kind != types[1].kind:
            raise DataError(
                f'"x_train" holds {types[0]} and "x_test" {types[1]}: store both in the same type.'
            )
        if standardize:  # from what was given: float64 may tell apart what float32 doesn't
            x_train, x_test = (_float32("x_test", x) for x in standardize_both(*given))
        y_train = read_labels("y_train", self.y_train, len(x_train))
        y_test = read_labels("y_test", self.y_test, len(x_test))
        labels = common_labels(y_train, y_test)
        for name, value in (
            ("x_train", x_train),
            ("y_train", np.searchsorted(labels, y_train)),
            ("x_test", x_test),
            ("y_test", np.searchsorted(labels, y_test)),
            ("label_names", names_of(labels, self.label_names)),
            ("labels", labels),
            ("image_shape", image_of(x_train.shape[1:], self.image_shape)),
        ):
            object.__setattr__(self, name, value)

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The shape of one sample: (F,) or (C, H, W)."""
        return self.x_train.shape[1:]

    def standardized(self) -> "Arrays":
        """The same data, standardized; better as you make them if they are float64 and far from zero."""
        return self._again(standardize=True)

    def channels_first(self) -> "Arrays":
        """The same images, if they were given as (N, H, W, C) without saying so."""
        return self._again(layout="hwc")

    def _again(self, layout: Layout = "chw", standardize: bool = False) -> "Arrays":
        y_train, y_test = self.labels[self.y_train], self.labels[self.y_test]
        image = self.image_shape if self.x_train.ndim == 2 else None
        return Arrays(
            self.x_train,
            y_train,
            self.x_test,
            y_test,
            self.label_names,
            layout,
            standardize,
            image_shape=image,
        )


def image_of(
    input_shape: tuple[int, ...], given: tuple[int, int, int] | None = None
) -> tuple[int, int, int] | None:
    """(channels, height, width) of the image that an input is; None where nothing says that it is one.

    Raises `DataError` where what is `given` does not fit.
    """
    if given is not None:
        if len(given) != 3 or prod(given) != prod(input_shape):
            raise DataError(
                f"The image shape {given} does not fit inputs of shape {input_shape}: give channels, height "
                "and width whose product is the number of features."
            )
        return given
    match input_shape:
        case (channels, height, width):
            return channels, height, width
        case (height, width):
            return 1, height, width
    return None


def _samples(name: str, x: Any, layout: Layout) -> NDArray[Any]:
    """Rows (N, F) or images (N, C, H, W) in a type that is taken, in row-major order."""
    if np.ma.is_masked(x):
        raise DataError(f'"{name}" has masked values: replace them, or remove these samples.')
    x = as_array(name, x)
    if x.dtype not in (np.uint8, np.bool_) and x.dtype.kind != "f":
        raise DataError(
            f'"{name}" holds {x.dtype}: store images as uint8 (0 to 255) and all other inputs as float32.'
        )
    if x.ndim not in (2, 3, 4) or x.size == 0:
        raise DataError(
            f'"{name}" has shape {x.shape}: samples are wanted as (N, features), (N, height, width) or '
            "(N, channels, height, width), and at least one."
        )
    if layout not in ("chw", "hwc"):
        raise DataError(f"The layout {layout!r} is unknown: choose chw or hwc.")
    if layout == "hwc" and x.ndim == 2:
        raise DataError(
            f'"{name}" has shape {x.shape}, which is no image for the layout hwc: leave the layout out.'
        )
    if layout == "hwc" and x.ndim == 4:
        x = np.moveaxis(x, 3, 1)
    return np.ascontiguousarray(x[:, None] if x.ndim == 3 else x)


def _levels(x: NDArray[Any]) -> NDArray[Any]:
    """bool as 0 and 255, all else as it is."""
    return x.astype(np.uint8) * np.uint8(255) if x.dtype == np.bool_ else x


def _float32(name: str, x: NDArray[Any]) -> NDArray[Any]:
    """uint8 as it is, all else as float32; raises DataError for values that are not finite there."""
    if x.dtype == np.uint8:
        return x
    with np.errstate(over="ignore"):
        x = x.astype(np.float32, copy=False)
    finite = np.isfinite(x)
    if not finite.all():
        raise DataError(
            f'"{name}" holds {x.size - np.count_nonzero(finite)} values that are NaN, infinite or beyond '
            f"float32, the first in sample {np.argwhere(~finite)[0][0]}: replace or remove them."
        )
    return x
