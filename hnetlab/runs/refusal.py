"""What goes wrong with a file of a stored run, in one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from hnetlab.base.errors import LabError, StoreError
from hnetlab.base.files import reason
from hnetlab.runs.record import NewerFormatError

REMEDY = "restore it from a copy, or choose another folder"


@contextmanager
def refused(folder: Path, name: str) -> Iterator[None]:
    """Raises `StoreError` for whatever goes wrong in it with the file `name` of the run in `folder`."""
    try:
        yield
    except StoreError:
        raise
    except NewerFormatError as error:
        raise StoreError(
            f"{name} of the run in {folder} was written by a newer version ({error}): update hnetlab."
        ) from error
    except (OSError, ValueError, TypeError, KeyError, ArithmeticError, LabError) as error:
        raise StoreError(f"{name} of the run in {folder} can't be used ({why(error)}): {REMEDY}.") from error


def why(error: BaseException) -> str:
    """What an error says, of a wrong value where it stands."""
    if isinstance(error, ValidationError):
        problem = error.errors(include_url=False)[0]
        return f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}"
    return reason(error).rstrip(".")
