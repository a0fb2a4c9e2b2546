"""What a table takes from finished runs, and a sentence about each run that it can't take."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from hnetlab.analysis.results_table import Entry
from hnetlab.analysis.summary import change_texts
from hnetlab.base.errors import DataError
from hnetlab.base.measure import TASK_ACCURACY
from hnetlab.runs.record import checksum
from hnetlab.runs.source import Recording, Source, recording, stored_below
from hnetlab.runs.store import RunFolder


def entries(sources: Mapping[str, Source] | Iterable[Source]) -> tuple[list[Entry], list[str]]:
    """What there is of finished runs, and a sentence about each that is none or stands for no setting.

    A folder that holds runs right below it stands for all of them. Raises `StoreError` for what is no run
    and for a damaged one.
    """
    found: list[Entry] = []
    notes: list[str] = []
    for name, source in _one_by_one(sources):
        try:
            known = recording(source)
            found.append(_entry(name, source, known))
        except DataError as error:
            notes.append(str(error))
            continue
        if known.earlier:
            notes.append(
                f"The run {name} was begun by an earlier hnetlab, by which equal settings may have come to "
                "other numbers: train it again to be sure."
            )
    return found, notes


def _one_by_one(sources: Mapping[str, Source] | Iterable[Source]) -> Iterable[tuple[str, Source]]:
    if isinstance(sources, Mapping):
        yield from sources.items()
        return
    for number, source in enumerate(sources, start=1):
        if isinstance(source, RunFolder | Path | str):
            for folder in stored_below(source):
                yield str(folder.path), folder
        else:
            yield f"run {number}", source


def _entry(name: str, source: Source, known: Recording) -> Entry:
    folder = source if isinstance(source, RunFolder) else None
    own = known.description.own
    if known.description.kind != "classification":
        raise DataError(
            f"The run {name} is left out, a {known.description.kind} has no accuracy: take classifications."
        )
    if "sequence" in own:
        raise DataError(
            f"The run {name} is left out, it has learned tasks of its own ({own['sequence']}): take those of "
            "a benchmark."
        )
    if known.tasks_learned < len(known.description.task_names) or (folder and folder.result() is None):
        raise DataError(f"The run {name} is left out, it is not finished: train it to its end.")
    if known.history.changes:
        changes = "; ".join(change_texts(known.history.told_changes()))
        raise DataError(
            f"The run {name} is left out, it was changed while it was trained ({changes}): take one that has "
            "kept its settings."
        )
    inferred = known.history.matrix(TASK_ACCURACY.name)[:, -1]
    return Entry(
        name,
        known.config,
        known.history.scores,
        None if np.isnan(inferred).any() else inferred.mean(axis=1),
        own.get("module", ""),
        known.fingerprint and checksum([known.fingerprint["tasks"]["sha256"], known.fingerprint["network"]]),
        known.earlier,
    )
