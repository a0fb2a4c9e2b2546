"""A callback whose errors stay its own."""

import threading
import warnings
from collections.abc import Callable


class Listener:
    """Calls `callback` with each `tell`, except from within itself, and keeps the first error it raises."""

    def __init__(self, callback: Callable[[], object] | None) -> None:
        self.error: BaseException | None = None
        self._callback = callback
        self._called = threading.local()
        self._warned = False

    def tell(self, *, interruptible: bool) -> None:
        """Calls the callback; if `interruptible`, an interrupt, which is no ordinary error, comes out."""
        if self._callback is None or getattr(self._called, "now", False):
            return
        self._called.now = True
        try:
            self._callback()
        except BaseException as error:
            if interruptible and not isinstance(error, Exception):
                raise
            self.error = self.error or error
        finally:
            self._called.now = False

    def warn(self) -> None:
        """Warns, the first time after an error, the caller of the function that calls this."""
        if self.error and not self._warned:
            self._warned = True
            warnings.warn(
                f"A listener of this session raised {type(self.error).__name__}: {self.error}. Training went "
                "on; session.listener_error has the error.",
                stacklevel=3,
            )
