"""What goes wrong as one sentence on standard error, and the exit codes that say so."""

import os
import sys
import warnings
from pathlib import Path
from typing import Any, TextIO

import typer
from typer.core import TyperGroup

from hnetlab.base.errors import LabError
from hnetlab.base.files import disk_is_full
from hnetlab.cli.text import clean

USER_ERROR = 2
"""Exit code for what the user can mend."""
_MEMORY_SIGNS = ("can't allocate memory", "bad_alloc", "Storage size calculation overflowed")
INTERRUPTED = 130
"""Exit code after Ctrl-C, 128 plus the number of the signal."""


class Interrupted(Exception):  # noqa: N818  # a stop that was asked for is no error
    """A run that was asked to stop and has saved where it is; the text says how to continue."""

    def __init__(self, text: str, exit_code: int = INTERRUPTED) -> None:
        super().__init__(text)
        self.exit_code = exit_code


class LabGroup(TyperGroup):
    """A group of commands whose failures are sentences; a defect of hnetlab still shows its traceback."""

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]  # one class, two names
        _prepare_streams()
        with warnings.catch_warnings():
            warnings.showwarning = _show_warning
            try:
                return super().invoke(ctx)
            except LabError as error:
                _fail("Error", str(error), USER_ERROR, error)
            except Interrupted as error:
                _fail("Stopped", str(error), error.exit_code, error)
            except KeyboardInterrupt as error:
                _fail("Stopped", "interrupted from the keyboard.", INTERRUPTED, error)
            except OSError as error:
                if not disk_is_full(error):
                    raise
                sys.stdout = _nowhere()  # nothing more is tried at the end
                _fail(
                    "Error",
                    "Can't write what is to be shown, the disk is full: free some space.",
                    USER_ERROR,
                    error,
                )
            except (RuntimeError, MemoryError) as error:
                text = memory_sentence(error)
                if text is None:
                    raise
                _fail("Error", text, USER_ERROR, error)


def memory_sentence(error: BaseException) -> str | None:
    """What to do about an error that says that memory is used up; None for any other error."""
    if type(error).__name__ == "OutOfMemoryError":  # torch's, named so that torch need not be imported
        return "The memory of the GPU is full: take fewer seeds, a smaller batch_size, or --device cpu."
    if isinstance(error, MemoryError) or any(sign in str(error) for sign in _MEMORY_SIGNS):
        return "The memory of this machine is full: take fewer seeds, a smaller batch_size or smaller layers."
    return None


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _prepare_streams() -> None:
    """Standard output and standard error that take any text, also where the caller has closed them."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            # Opened first of all, so that it takes the free number: no other file is written to by mistake.
            setattr(sys, name, _nowhere())
        elif hasattr(stream, "reconfigure"):
            unicode = (stream.encoding or "").lower().replace("-", "") == "utf8"
            stream.reconfigure(errors="surrogateescape" if unicode else "replace")


def _fail(what: str, text: str, code: int, error: BaseException) -> None:
    """Ends the program with one sentence."""
    typer.echo(f"{what}: {clean(text)}", err=True)  # names of files may hold any sign
    raise typer.Exit(code) from error


def _show_warning(message: Warning | str, *_: Any, **__: Any) -> None:
    text = str(message)  # other libraries warn too, in their own style
    print(f"Warning: {text}{'' if text.endswith(('.', '!', '?')) else '.'}", file=sys.stderr)
