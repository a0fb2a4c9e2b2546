"""What goes wrong as one sentence on standard error, and the exit codes that say so."""

import sys
import warnings
from typing import Any

import typer
from typer.core import TyperGroup

from hnetlab.base.errors import LabError

USER_ERROR = 2
"""Exit code for what the user can mend."""
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
        with warnings.catch_warnings():
            warnings.showwarning = _show_warning
            try:
                return super().invoke(ctx)
            except LabError as error:
                _fail("Error", str(error), USER_ERROR, error)
            except Interrupted as error:
                _fail("Stopped", str(error), error.exit_code, error)
            except KeyboardInterrupt as error:
                _fail("Stopped", "interrupted from the keyboard", INTERRUPTED, error)
            except (RuntimeError, MemoryError) as error:
                text = memory_sentence(error)
                if text is None:
                    raise
                _fail("Error", text, USER_ERROR, error)


def memory_sentence(error: BaseException) -> str | None:
    """What to do about an error that says that memory is used up; None for any other error."""
    if type(error).__name__ == "OutOfMemoryError":  # torch's, named so that torch need not be imported
        return "the memory of the GPU is full; take fewer seeds, a smaller batch_size, or --device cpu"
    if isinstance(error, MemoryError) or "can't allocate memory" in str(error):
        return "the memory of this machine is full; take fewer seeds, a smaller batch_size or smaller layers"
    return None


def _fail(what: str, text: str, code: int, error: BaseException) -> None:
    """Ends the program with one sentence that ends like one."""
    typer.echo(f"{what}: {_sentence(text)}", err=True)
    raise typer.Exit(code) from error


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _show_warning(message: Warning | str, *_: Any, **__: Any) -> None:
    print(f"Warning: {_sentence(str(message))}", file=sys.stderr)
