"""A polite stop: the signal is noted, and the loop looks at the note where the run is consistent."""

import signal
import sys
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Self

# The last is what a terminal sends when it is closed; Windows does not have it.
_SIGNALS = (signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else []))


class Interruption:
    """While it is entered, Ctrl-C and a request to terminate only set `signal`; the next one is at once."""

    def __init__(self) -> None:
        self.signal: int | None = None

    def __enter__(self) -> Self:
        # What is ignored stays so: that is how nohup lets a run outlive its terminal.
        heard = [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
        self._before = {number: signal.signal(number, self._note) for number in heard}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.signal:
            raise KeyboardInterrupt
        self.signal = number
        with suppress(OSError):  # the terminal may be gone
            print("\nStopping after this step; once more stops at once.", file=sys.stderr, flush=True)
