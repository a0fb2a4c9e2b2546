"""Where a live panel keeps its runs: one in a folder, two in folders below it."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from hnetlab.base.errors import StoreError
from hnetlab.base.files import reason, replace_text
from hnetlab.runs.run import Run
from hnetlab.runs.session import Session
from hnetlab.runs.source import numbered
from hnetlab.runs.store import RunFolder, save_together

_PAIR = "lab.json"  # names the folders of the runs that were saved together last
_MOST_RUNS = 2


def save_runs(sessions: Sequence[Session], path: Path) -> list[Path]:
    """Saves the run of each session, or none where one can't be; returns their folders, named by method.

    Raises `StoreError`.
    """
    folders = [RunFolder(path)]
    if len(sessions) > 1:
        if folders[0].holds_run:
            raise StoreError(f"{path} holds one run, and two are to be saved: choose another folder.")
        folders = [RunFolder(path / name) for name in numbered(run.run.config.method for run in sessions)]
    _with_runs(sessions, lambda runs: save_together(folders, runs))
    if len(folders) > 1:
        _write_pair(path, [folder.path.name for folder in folders])
    return [folder.path for folder in folders]


def _with_runs(sessions: Sequence[Session], use: Callable[[list[Run]], None]) -> None:
    """Calls `use` with the runs of all sessions, each between two steps."""

    def collect(others: Sequence[Session], runs: list[Run]) -> None:
        if others:
            others[0].inspect(lambda run: collect(others[1:], [*runs, run]))
        else:
            use(runs)

    collect(sessions, [])


def saved_runs(path: Path) -> list[RunFolder]:
    """The folders of the runs that were saved last in the folder `path`; raises `StoreError`."""
    folder = RunFolder(path)
    if folder.holds_run:
        return [folder]
    pair = path / _PAIR
    names = _read_pair(pair) if pair.exists() else sorted(entry.name for entry in path.glob("*/"))
    folders = [found for name in names if (found := RunFolder(path / name)).holds_run]
    if not folders:
        raise StoreError(f"{path} is not the folder of a run: name one that Save or hnetlab train wrote.")
    if len(folders) > _MOST_RUNS:
        listed = ", ".join(str(found.path) for found in folders[:3])
        raise StoreError(f"{path} holds {len(folders)} runs: name one of them, such as {listed}.")
    return folders


def _write_pair(path: Path, names: list[str]) -> None:
    try:
        replace_text(path / _PAIR, json.dumps({"runs": names}))
    except OSError as error:
        raise StoreError(f"{path} can't be written to ({reason(error)}): choose another folder.") from error


def _read_pair(path: Path) -> list[str]:
    try:
        names = json.loads(path.read_text(encoding="utf-8"))["runs"]
        return [Path(str(name)).name for name in names]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(
            f"{path} can't be read ({reason(error)}): name one of the runs beside it."
        ) from error
