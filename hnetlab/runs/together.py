"""Several runs under one name, as a panel with two lanes keeps them."""

from collections.abc import Sequence
from pathlib import Path

from hnetlab.base.errors import StoreError
from hnetlab.base.files import read_file, reason, replace_text
from hnetlab.runs.record import seal, unseal
from hnetlab.runs.run import Run
from hnetlab.runs.store import RunFolder, save_together

SAVED = "saved.json"
"""Which of the runs in a folder were saved there last."""


def save_group(path: str | Path, runs: Sequence[Run]) -> list[RunFolder]:
    """Saves one run in the folder `path`, several in folders below it named by their methods; all or none.

    `load_group` finds again what was saved last. Raises `StoreError` where one can't be written.
    """
    place = Path(path)
    names = ["."] if len(runs) == 1 else _names(runs)
    folders = [RunFolder(place / name) for name in names]
    save_together(folders, runs)
    try:
        if names != ["."] or (place / SAVED).exists():
            replace_text(place / SAVED, seal({"folders": names}))
    except OSError as error:
        raise StoreError(
            f"Can't write to {place}, {reason(error)}: choose a folder that can be written."
        ) from error
    return folders


def load_group(path: str | Path) -> list[RunFolder]:
    """The folders of what was saved last under a name; raises `StoreError` where that can't be read."""
    place = Path(path)
    if (place / SAVED).exists():
        try:
            names = unseal(read_file(place / SAVED))[1]["folders"]
        except (OSError, ValueError, KeyError) as error:
            raise StoreError(
                f"{place / SAVED} can't be used ({reason(error)}): name one run's folder."
            ) from error
        return [RunFolder(place / name) for name in names]
    folder = RunFolder(place)
    below = [] if folder.holds_run else [RunFolder(entry) for entry in sorted(place.glob("*/"))]
    return [entry for entry in below if entry.holds_run] or [folder]


def _names(runs: Sequence[Run]) -> list[str]:
    """The runs' methods, with a number where two are the same."""
    names: list[str] = []
    for run in runs:
        name, number = run.config.method, 1
        while name in names:
            number += 1
            name = f"{run.config.method}-{number}"
        names.append(name)
    return names
