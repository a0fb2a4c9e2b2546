"""Where a panel gets the run that it looks at."""

from collections.abc import Callable
from typing import TypeVar

from hnetlab.runs.run import Run
from hnetlab.runs.session import Session
from hnetlab.runs.store import RunFolder

Source = Run | RunFolder | Session
Found = TypeVar("Found")


def look(source: Source, what: Callable[[Run], Found]) -> Found:
    """What `what` finds in the run of `source` as it is now; a session's run rests meanwhile."""
    match source:
        case Session():
            return source.inspect(what)
        case RunFolder():
            return what(source.run())
        case Run():
            return what(source)
