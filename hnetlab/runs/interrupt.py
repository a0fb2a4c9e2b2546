"""What an interrupt from the keyboard does while this thread trains."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def interrupt_calls(action: Callable[[], None]) -> Iterator[None]:
    """An interrupt from the keyboard calls `action` in place of tearing a step apart."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, lambda _signal, _frame: action())
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
