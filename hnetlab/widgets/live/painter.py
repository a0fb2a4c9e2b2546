"""Drawing at a bounded rate: what is drawn often must not slow what is shown."""

import threading
import time
from collections.abc import Callable

from hnetlab.base.leaving import close_when_leaving

_SECONDS_BETWEEN_FRAMES = 0.5
"""At least: a browser needs a tenth or two for a frame, and more than it can draw would only wait there."""
_SHARE_OF_TIME = 0.005
"""How much of the time may go to drawing: Python draws and trains with one interpreter lock,
and the browser needs ten times as long, often on the same cores. Training is to be 5 % slower at most."""
_SECONDS_SAVED_AT_MOST = 0.01
"""How much of it may be saved up while little is drawn: the first frames come quickly."""
_SECONDS_BETWEEN_FRAMES_AT_MOST = 2.5
_SECONDS_WITHOUT_NEWS = 1.0


class Painter:
    """Calls `paint` after news, at most twice a second and for a small share of the time.

    The last news are always painted. One thread does it, which ends when there have been none for a second.
    With `foreground` there is no thread: `news` itself paints when a frame is due, and `finish` the last one.
    What `paint` raises is handed to `on_error` and kept in `error` until a frame succeeds.
    """

    def __init__(
        self, paint: Callable[[], None], on_error: Callable[[Exception], None], *, foreground: bool = False
    ) -> None:
        self.error: Exception | None = None
        self._paint = paint
        self._on_error = on_error
        self._foreground = foreground
        self._condition = threading.Condition()
        self._fresh = self._at_once = self._finishing = self._closed = False
        self._thread: threading.Thread | None = None
        self._next_frame = 0.0
        self._saved = _SECONDS_SAVED_AT_MOST
        self._last_frame = time.perf_counter()
        close_when_leaving(self)

    def news(self, *, at_once: bool = False) -> None:
        """Something has changed, to be seen in the next frame or `at_once`; does not wait for it."""
        if self._fresh and self._thread and not at_once:
            return  # asked after every step: a frame is to come anyway, and begins by taking back `_fresh`
        with self._condition:
            if self._closed:
                return
            wake = at_once or not self._fresh
            self._fresh = True
            self._at_once |= at_once
            if not self._foreground:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._work, name="hnetlab painter", daemon=True)
                    self._thread.start()
                if wake:
                    self._condition.notify_all()
                return
        if self._at_once or time.perf_counter() >= self._next_frame:
            self._frame()

    def finish(self) -> None:
        """Paints the last news now; when it returns no thread is left."""
        with self._condition:
            self._finishing = True
            thread = self._thread
            self._condition.notify_all()
        if thread and thread is not threading.current_thread():
            thread.join()
        elif self._fresh:
            self._frame()
        self._finishing = False

    def close(self) -> None:
        """Paints no more; when it returns no thread is left, if it is not called on that."""
        with self._condition:
            self._closed = self._finishing = True
            self._fresh = False
            thread = self._thread
            self._condition.notify_all()
        if thread and thread is not threading.current_thread():
            thread.join()

    def _work(self) -> None:
        while True:
            with self._condition:
                self._condition.wait_for(lambda: self._fresh or self._finishing, _SECONDS_WITHOUT_NEWS)
                if not self._fresh:
                    self._thread = None
                    return
                wait = self._next_frame - time.perf_counter()
                self._condition.wait_for(lambda: self._at_once or self._finishing, wait)
            self._frame()

    def _frame(self) -> None:
        self._fresh = self._at_once = False
        started, worked = time.perf_counter(), time.thread_time()
        try:
            self._paint()
            self.error = None
        except Exception as error:  # noqa: BLE001 - shown in the panel, and raised again by who waits for it
            self.error = error
            self._on_error(error)
        saved = min(self._saved + _SHARE_OF_TIME * (started - self._last_frame), _SECONDS_SAVED_AT_MOST)
        spent = time.thread_time() - worked
        self._saved = max(saved - spent, -_SHARE_OF_TIME * _SECONDS_BETWEEN_FRAMES_AT_MOST)
        self._last_frame = started
        self._next_frame = started + max(-self._saved / _SHARE_OF_TIME, _SECONDS_BETWEEN_FRAMES)
