"""What an interrupt from the keyboard does while this thread trains."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def interrupts_wait() -> Iterator[None]:
    """An interrupt from the keyboard comes after this, not in its middle; a second one comes at once.

    That is so where nobody else has said what an interrupt does.
    """
    usual = signal.default_int_handler
    if (
        threading.current_thread() is not threading.main_thread()
        or signal.getsignal(signal.SIGINT) is not usual
    ):
        yield
        return
    asked: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        if asked:
            usual(number, frame)
        asked.append(number)

    signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)
    if asked:
        raise KeyboardInterrupt


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
