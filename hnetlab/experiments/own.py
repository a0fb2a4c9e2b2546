"""A user's own task sequence or target network, named as FILE.py:NAME."""

import hashlib
import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from torch import nn

from hnetlab.base.errors import ConfigError
from hnetlab.base.seeding import borrowed_generators, derive
from hnetlab.tasks import TaskSequence

DECIDES = {"sequence": "data", "module": "target"}
"""Which group of a config's settings means nothing beside a sequence or a module; its scenario still does."""


_read: dict[str, bytes] = {}
"""What stood in the files that were run here, by the modules' names."""


def load_module(place: str) -> nn.Module:
    """The module that FILE.py:NAME holds, or that the class or function there gives without arguments.

    Raises `ConfigError` in one sentence for a file or a name that is not there, for code that fails, and for
    anything that is no module.
    """
    return _load(
        place, nn.Module, "a torch.nn.Module, or a class or function that makes one without arguments"
    )


def load_sequence(place: str) -> TaskSequence:
    """The task sequence that FILE.py:NAME holds, or that the function there gives without arguments.

    Raises `ConfigError` in one sentence for a file or a name that is not there, for code that fails, and for
    anything that is no sequence.
    """
    return _load(place, TaskSequence, "a TaskSequence, or a function that makes one without arguments")


def full_place(place: str) -> str:
    """FILE.py:NAME with the file's whole path, so that it can be found again from another folder."""
    file, name = _split(place)
    return f"{file.absolute()}:{name}"


def _load(place: str, kind: type[Any], wanted: str) -> Any:
    file, name = _split(place)
    found = _run(place, file)
    try:
        value = getattr(found, name)
    except AttributeError:
        names = [each for each in vars(found) if not each.startswith("_")]
        raise ConfigError(f"{place} names nothing: {file} has {', '.join(names) or 'no names'}.") from None
    if not isinstance(value, kind) and callable(value):
        value = _call(place, value)
    if not isinstance(value, kind):
        raise ConfigError(f"{place} is {_named(value)}: name {wanted}.")
    return value


def _split(place: str) -> tuple[Path, str]:
    file, colon, name = place.rpartition(":")
    if not colon or not file or not name.isidentifier():
        raise ConfigError(
            f"{place} is not understood: write FILE.py:NAME, a file of Python and a name in it."
        )
    return Path(file).expanduser(), name


def _run(place: str, file: Path) -> Any:
    """The file as an imported module of Python's, which is also found by what it defines.

    A file that has been run already, as the program itself or by an import, is not run a second time: what
    it has entered into a registry stays what it was. One that was run here, and has been edited since, is.
    """
    if not file.is_file():
        raise ConfigError(f"{place} can't be loaded, there is no file {file}: check the path.")
    source = _source(place, file)
    for known in [*sys.modules.values()]:
        origin = getattr(known, "__file__", None)
        if not isinstance(origin, str) or Path(origin).resolve() != file.resolve():
            continue
        if _read.get(known.__name__, source) == source:
            return known
    # Files of the same name in several folders are several modules.
    digest = hashlib.sha256(str(file.resolve()).encode()).hexdigest()[:8]
    name = f"hnetlab_own_{file.stem}_{digest}"
    specification = importlib.util.spec_from_file_location(name, file.absolute())
    if specification is None or specification.loader is None:
        raise ConfigError(f"{place} can't be loaded, {file} is no file of Python: name one that ends in .py.")
    found = importlib.util.module_from_spec(specification)
    sys.modules[name], _read[name] = found, source
    folder = str(file.absolute().parent)
    sys.path.insert(0, folder)  # what lies beside it can be imported, as when it is run itself
    try:
        with _same_draws():
            # Not by the loader, to which a file of the same second and length is what it compiled before.
            exec(compile(source, str(file.absolute()), "exec"), vars(found))
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        raise ConfigError(
            f"{place} can't be loaded, {file} fails with {_told(error)}: mend the file."
        ) from error
    finally:
        sys.path.remove(folder)
    return found


def _source(place: str, file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise ConfigError(
            f"{place} can't be loaded, {file} can't be read ({error.strerror}): check the path."
        ) from error


def _call(place: str, make: Callable[[], Any]) -> Any:
    try:
        with _same_draws():
            return make()
    except (Exception, SystemExit) as error:
        raise ConfigError(f"{place} fails with {_told(error)}: it is called without arguments.") from error


@contextmanager
def _same_draws() -> Iterator[None]:
    """Weights that are drawn meanwhile and then stay, as frozen ones do, are the same whenever they are."""
    with borrowed_generators(torch.device("cpu")):
        torch.default_generator.manual_seed(derive(0, "network"))
        yield


def _told(error: BaseException) -> str:
    text = " ".join(str(error).split()).rstrip(".")
    return f"{type(error).__name__}, {text}" if text else type(error).__name__


def _named(value: Any) -> str:
    kind = type(value).__name__
    return f"a value of the kind {kind}"
