"""Errors that a user can mend: each text is one sentence with the thing, the value and the remedy."""

import traceback
from collections.abc import Sequence
from typing import Any


class LabError(Exception):
    """Base of every error that hnetlab raises on purpose; the command line prints it and exits with 2.

    In a notebook its sentence stands alone; `%tb` in the next cell shows where it was raised.

    >>> from hnetlab import configure
    >>> try:
    ...     configure("split-digits", beta=-1)
    ... except LabError as error:
    ...     print(error)
    beta = -1 is not allowed: ...
    """

    _told = False

    def _render_traceback_(self) -> list[str]:
        """What IPython shows of it: first the sentence, and when it is asked for once more everything."""
        if self._told:
            return "".join(traceback.format_exception(self)).splitlines()
        self._told = True
        return [f"{type(self).__name__}: {self}", "(%tb in the next cell shows where it was raised.)"]


class ConfigError(LabError):
    """A setting that does not exist or can't hold the value it was given."""


class DataError(LabError):
    """Data that is missing, damaged or of the wrong kind."""


class DataWarning(UserWarning):
    """Data that can be used, though probably not as they were meant; the text names the remedy."""


class StoreError(LabError):
    """A run folder that can't be read, written or continued."""


class BusyError(StoreError):
    """A run folder that another process is writing to at the moment."""


class TrainingError(LabError):
    """Training that can't go on; `replicas`, by their numbers from 0, are those it is known to be due to."""

    def __init__(self, sentence: str, replicas: Sequence[int] = ()) -> None:
        super().__init__(sentence)
        self.replicas = tuple(replicas)

    def __reduce__(self) -> tuple[Any, ...]:
        """As it was raised, also where another process is told of it."""
        return type(self), (str(self), self.replicas)


class SessionError(LabError, ValueError):
    """An order that a session can't obey, or not where it was given."""
