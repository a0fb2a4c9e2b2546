"""A run's history as lines of text, each with a running checksum."""

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import asdict

from hnetlab.base.measure import Measure
from hnetlab.experiments.config import Config
from hnetlab.runs.history import Evaluation, Record, record_from
from hnetlab.runs.record import Mark, plain_object
from hnetlab.runs.run import Description

_CHECKSUM = ', "sha256": "'
"""What comes between a record and its running checksum, with which a line ends."""

Lines = list[tuple[Record, str | None]]
"""Records with the running checksums of their lines; None in the format 1, which had none."""


class MetricsWriter:
    """Turns a run's records into lines of text, each with a running checksum.

    It depends on all lines before it, and on the run's `key`, so that none can be lost, moved, doubled or
    changed.
    """

    def __init__(self, key: str) -> None:
        self.key = key
        """The checksum of the last line, at first the run's key."""
        self.count = 0
        """How many records have become lines."""

    def lines(self, records: Sequence[Record]) -> str:
        """The lines for those of a run's `records` that have none yet."""
        lines = []
        for record in records[self.count :]:
            body = json.dumps(asdict(record))
            self.key = _running(self.key, body)
            lines.append(f'{body[:-1]}{_CHECKSUM}{self.key}"}}\n')
        self.count += len(lines)
        return "".join(lines)


def read_metric_line(line: bytes, key: str | None, measure: Measure) -> tuple[Record, str | None]:
    """A line's record and its running checksum, after `key`, that of the line before; no key in the format 1.

    Raises ValueError for what is no record, or not the one that was written there.
    """
    values = plain_object(line)
    values.pop("sha256", None)
    if key is not None:
        body = line.rpartition(_CHECKSUM.encode())[0].decode()
        key = _running(key, f"{body}}}")
        if line != f'{body}{_CHECKSUM}{key}"}}\n'.encode():  # something may also follow the checksum
            raise ValueError("it does not match its checksum")
    return record_from(values, measure), key


def _running(key: str, body: str) -> str:
    return hashlib.sha256(f"{key}\n{body}".encode()).hexdigest()[:16]


def fit(lines: Lines, mark: Mark | None) -> bool:
    """Whether a checkpoint was taken with these lines, of which some may have come after it."""
    if mark is None:
        return True
    if len(lines) < mark.records:
        return False
    return not (mark.metrics and mark.records) or lines[mark.records - 1][1] in (mark.metrics, None)


def is_final(record: Record) -> bool:
    """Whether it says that a task was learned."""
    return isinstance(record, Evaluation) and record.final


def check_plausible(records: list[Record], config: Config, description: Description) -> None:
    """Looks for damage where there are no checksums, as in the format 1; raises ValueError."""
    before = (-1, -1, False)
    for record in records:
        if not isinstance(record, Evaluation):
            continue
        here = (record.task, record.step, record.final)
        rows = record.scores.get(description.measure.name, ())
        counts = [len(row) for row in rows] == [record.task + 1] * len(config.seeds)
        highest = 1.0 if description.kind == "classification" else math.inf
        if not (counts and here > before and all(0 <= value <= highest for row in rows for value in row)):
            raise ValueError(f"the scores after step {record.step} of task {record.task + 1} can't be right")
        before = here
