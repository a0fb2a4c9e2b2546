"""Labels as they come in a user's arrays: whole numbers or text, brought into one form."""

from collections.abc import Iterable, Mapping, Set
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hnetlab.base.errors import DataError


def read_labels(name: str, y: Any, samples: int) -> NDArray[Any]:
    """One label per sample, (N,), as int64 or as text; raises DataError, naming `name`, for anything else.

    A column (N, 1) is taken too, and truth values count as 0 and 1.
    """
    if np.ma.is_masked(y):
        raise DataError(f'"{name}" has masked values: remove these samples.')
    y = _text(name, as_array(name, y))
    if y.dtype.kind not in "iubU":
        raise DataError(
            f'"{name}" holds {y.dtype}: labels must be whole numbers in an integer type, for example int64, '
            "or text."
        )
    if y.shape == (samples, 1):
        y = y[:, 0]
    if y.shape != (samples,):
        raise DataError(
            f'"{name}" has shape {y.shape} for {samples} samples: give one label per sample, '
            f"shape ({samples},)."
        )
    if y.dtype.kind == "U":
        return y
    if y.dtype.kind == "u" and y.size and y.max() > np.iinfo(np.int64).max:
        raise DataError(f'"{name}" holds the label {y.max()}: labels must fit int64.')
    return y.astype(np.int64)


def common_labels(y_train: NDArray[Any], y_test: NDArray[Any]) -> NDArray[Any]:
    """The labels of both, ascending; raises DataError where only one has a label, or there is only one."""
    if y_train.dtype.kind != y_test.dtype.kind:
        kinds = ["text" if y.dtype.kind == "U" else "numbers" for y in (y_train, y_test)]
        raise DataError(f'"y_train" holds {kinds[0]} and "y_test" {kinds[1]}: store both in the same type.')
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


def names_of(labels: NDArray[Any], given: Iterable[Any] | Mapping[Any, Any]) -> tuple[str, ...]:
    """What to call each label: names that are given, by label or in their order, or the labels themselves.

    Raises DataError for another number of names, for one that can't be shown, or that two labels share, and
    for names without an order.
    """
    if isinstance(given, Mapping):
        lacking = [label for label in labels.tolist() if label not in given]
        if lacking and given:
            raise DataError(f"There is no name for the label {lacking[0]}: give one for each label.")
        given = [given[label] for label in labels.tolist() if label in given]
    if isinstance(given, str | bytes | Set) or not isinstance(given, Iterable):
        raise DataError(
            f"The label names are a {type(given).__name__}: give a list of them in ascending order of the "
            "labels, or a dict of names by label."
        )
    names = tuple(_text("names", as_array("names", list(given))).ravel().astype(str).tolist())
    names = names or tuple(str(label) for label in labels)
    if len(names) != len(labels):
        raise DataError(f"{len(names)} label names were given for {len(labels)} labels: give one for each.")
    for name in names:
        if not name.strip() or not name.isprintable():
            raise DataError(f"{name!r} can't be shown as the name of a label: give it letters or digits.")
        if names.count(name) > 1:
            raise DataError(f'"{name}" names more than one label: give each a name of its own.')
    return names


def as_array(name: str, values: Any) -> NDArray[Any]:
    """`values` as an array; raises DataError where they make none."""
    try:
        return np.asarray(values)
    except (TypeError, ValueError, RuntimeError) as error:
        raise DataError(f'"{name}" is no array: give numbers of one shape, in main memory.') from error


def _text(name: str, values: NDArray[Any]) -> NDArray[Any]:
    """Text of any type as numpy's own; anything else as it is."""
    try:
        if values.dtype.kind == "S":
            return np.char.decode(values, "utf-8")
    except UnicodeDecodeError as error:
        raise DataError(f'"{name}" holds text that is not UTF-8: store it as such.') from error
    if values.dtype.kind == "T" or (
        values.dtype.kind == "O" and all(isinstance(value, str) for value in values.flat)
    ):
        return np.array(values.tolist(), dtype=str).reshape(values.shape)
    return values
