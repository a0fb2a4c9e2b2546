"""Threads that calculate end before the interpreter does, which would abort if one were torn out of it."""

import atexit
from typing import Protocol
from weakref import WeakSet


class Closable(Protocol):
    """What has a thread of its own until it is closed."""

    def close(self) -> None:
        """Ends the thread and waits for it."""


_open: "WeakSet[Closable]" = WeakSet()


def close_when_leaving(thing: Closable) -> None:
    """Closes `thing` when the interpreter ends, if it is still there by then."""
    _open.add(thing)


@atexit.register
def _leave() -> None:
    for thing in list(_open):
        thing.close()
