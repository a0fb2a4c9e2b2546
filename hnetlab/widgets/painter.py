"""Drawing at a bounded rate: what is drawn often must not slow what is shown."""

import threading
import time
from collections.abc import Callable

_SECONDS_BETWEEN_FRAMES = 0.5
"""At least: a browser needs a tenth or two for a frame, and more than it can draw would only wait there."""
_SHARE_OF_TIME = 0.01
"""How much of the time may go to drawing: Python draws and trains with one interpreter lock,
and the browser needs ten times as long, often on the same cores."""
_SECONDS_SAVED_AT_MOST = 0.06
"""How much of it may be saved up while little is drawn: the first frames come quickly."""
_SECONDS_BETWEEN_FRAMES_AT_MOST = 2.0
_SECONDS_WITHOUT_NEWS = 1.0


class Painter:
    """Calls `paint` after news, at most twice a second and for a small share of the time.

    The last news are always painted. One thread does it, which ends when there have been none for a second.
    With `foreground` there is no thread: `news` itself paints when a frame is due, and `finish` the last one.
    What `paint` raises is kept in `error`, handed to `on_error`, and no frame follows.
    """

    def __init__(
        self, paint: Callable[[], None], on_error: Callable[[Exception], None], *, foreground: bool = False
    ) -> None:
        self.error: Exception | None = None
        self._paint = paint
        self._on_error = on_error
        self._foreground = foreground
        self._lock = threading.Lock()
        self._news = threading.Event()
        self._hurry = threading.Event()
        self._thread: threading.Thread | None = None
        self._next_frame = 0.0
        self._saved = _SECONDS_SAVED_AT_MOST
        self._last_frame = time.perf_counter()

    def news(self) -> None:
        """Something has changed; returns at once."""
        self._news.set()
        if self._foreground:
            if time.perf_counter() >= self._next_frame:
                self._frame()
            return
        with self._lock:
            if self._thread is None and self.error is None:
                self._thread = threading.Thread(target=self._work, name="hnetlab painter", daemon=True)
                self._thread.start()

    def finish(self) -> None:
        """Paints the last news now; when it returns no thread is left."""
        self._hurry.set()
        with self._lock:
            thread = self._thread
        if thread and thread is not threading.current_thread():
            self._news.set()
            thread.join()
        elif self._news.is_set() and not self.error:
            self._frame()
        self._hurry.clear()

    def _work(self) -> None:
        while True:
            heard = self._news.wait(_SECONDS_WITHOUT_NEWS)
            if heard:
                self._hurry.wait(max(0.0, self._next_frame - time.perf_counter()))
                self._frame()
            with self._lock:
                if self.error or (not self._news.is_set() and (self._hurry.is_set() or not heard)):
                    self._thread = None
                    return

    def _frame(self) -> None:
        self._news.clear()
        started, worked = time.perf_counter(), time.thread_time()
        try:
            self._paint()
        except Exception as error:  # noqa: BLE001 - shown in the panel, and raised again by who waits for it
            self.error = error
            self._on_error(error)
        saved = min(self._saved + _SHARE_OF_TIME * (started - self._last_frame), _SECONDS_SAVED_AT_MOST)
        spent = time.thread_time() - worked
        self._saved = max(saved - spent, -_SHARE_OF_TIME * _SECONDS_BETWEEN_FRAMES_AT_MOST)
        self._last_frame = started
        self._next_frame = started + max(-self._saved / _SHARE_OF_TIME, _SECONDS_BETWEEN_FRAMES)
