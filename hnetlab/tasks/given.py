"""Settings that users give of their own data: where it lies, and which classes make which task."""

from pathlib import Path
from typing import Annotated, Any

import numpy as np
from pydantic import AfterValidator, BeforeValidator


def _absolute(path: Path) -> Path:
    try:
        str(path).encode()
        return path.expanduser().absolute()
    except UnicodeEncodeError as error:
        raise ValueError("the name is not UTF-8, rename the file") from error
    except RuntimeError as error:
        raise ValueError("there is no such home folder, write the path in full") from error


def _sizes(value: Any) -> Any:
    """A number of classes, or a tuple of them; one sentence for all that is neither."""
    several = isinstance(value, list | tuple | np.ndarray)
    values = list(value) if several else [value]
    counts = [int(each) for each in values if isinstance(each, int | np.integer) and each >= 2]
    if len(counts) < len(values) or not counts or any(isinstance(each, bool) for each in values):
        raise ValueError("give the number of classes per task, at least 2, or one for each task")
    return tuple(counts) if several else counts[0]


def _sizes_or_none(value: Any) -> Any:
    return None if value is None else _sizes(value)


def _class_list(value: object) -> object:
    """Names or labels as text, one alone as a list; anything else is left for the refusal."""
    values = [value] if isinstance(value, str | int | np.integer) else value
    if isinstance(values, list | tuple | np.ndarray):
        return tuple(str(each) if isinstance(each, str | int | np.integer) else each for each in values)
    return values


GivenPath = Annotated[Path, AfterValidator(_absolute)]
"""A file or folder, kept as an absolute path."""
ClassCounts = Annotated[int | tuple[int, ...], BeforeValidator(_sizes)]
"""Classes per task, or a number for each task."""
ClassCountsOrNone = Annotated[int | tuple[int, ...] | None, BeforeValidator(_sizes_or_none)]
"""The same, or nothing."""
ClassNames = Annotated[tuple[str, ...] | None, BeforeValidator(_class_list)]
"""Classes by name or label."""
