"""A stored run as its folder tells it, with everything checked: damaged or mixed up files are refused."""

import hashlib
import os
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from torch import nn

from hnetlab.analysis.summary import summarize_run
from hnetlab.base.errors import LabError, StoreError
from hnetlab.base.files import TEMPORARY, check_regular, read_file, reason
from hnetlab.base.measure import Measure
from hnetlab.base.schedule import Schedule
from hnetlab.experiments import presets_of
from hnetlab.experiments.config import Config
from hnetlab.runs.checkpoint import read_checkpoint, read_mark
from hnetlab.runs.history import History, Record
from hnetlab.runs.likeness import check_given, check_learns_the_same, check_same_config, with_data
from hnetlab.runs.metrics import Lines, check_plausible, fit, is_final, read_metric_line
from hnetlab.runs.record import (
    Header,
    Mark,
    ProblemRecord,
    Timing,
    Trained,
    checksum,
    decisive,
    run_key,
    unseal,
)
from hnetlab.runs.refusal import REMEDY, refused, why
from hnetlab.runs.run import Description, Run
from hnetlab.tasks import TaskSequence

CONFIG = "config.json"
ENVIRONMENT = "environment.json"
PROBLEM = "problem.json"
METRICS = "metrics.jsonl"
NEXT_METRICS = METRICS + TEMPORARY  # whole where a save was cut off before its last step
CHECKPOINT = "checkpoint.safetensors"
TIMING = "timing.json"

_TRIES = 10

Found = TypeVar("Found")


class StoredRun:
    """What a run's folder holds; raises `StoreError` where that is damaged, missing or another run's."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._understood: dict[str, tuple[Any, Any]] = {}
        """By a file's name what was made of its contents, and of which: the same are not read twice."""

    @property
    def holds_run(self) -> bool:
        """Whether a run was begun here."""
        return os.path.lexists(self.path / CONFIG)

    def config(self) -> Config:
        """The config of the run in this folder."""
        version, config, _ = self._header()
        if version > 1 and self.problem().config != checksum(decisive(config)):
            raise StoreError(f"{CONFIG} and {PROBLEM} in {self.path} are of two runs: {REMEDY}.")
        return config

    def description(self) -> Description:
        """Names and sizes of what the run learns."""
        return self.problem().description

    def environment(self) -> dict[str, Any]:
        """Versions, machine and device of the session that began the run."""
        return self._bound(ENVIRONMENT)

    def history(self) -> History:
        """What the run has measured so far."""
        return self._history(self.records())

    def records(self) -> list[Record]:
        """The history's records; a torn last line, as a killed run leaves it, is dropped with a warning."""
        return self._steady(self._mark_and_records)[1]

    def seconds(self) -> float:
        """Seconds of training up to the last checkpoint, over all sessions."""
        trained = self._steady(self._mark_records_and_cost)[2]
        return trained.seconds if trained else 0.0

    def result(self) -> dict[str, Any] | None:
        """The summary of a finished run, or None."""
        mark, records, trained = self._steady(self._mark_records_and_cost)
        description = self.description()
        if mark is None or trained is None or mark.position.task < len(description.task_names):
            return None
        return summarize_run(
            self.config(),
            description,
            self._history(records[: mark.records]),
            seconds=trained.seconds,
            device=trained.device,
            run_dir=str(self.path.absolute()),
            scenario=(self.problem().tasks or {}).get("scenario"),
        )

    def run(
        self,
        *,
        device: str = "auto",
        sequence: TaskSequence | None = None,
        module: nn.Module | None = None,
        data: str | Path | None = None,
    ) -> Run:
        """The run as it was saved last.

        `sequence` and `module` are those of a run that had its own; `data` says where the file of the
        benchmark `arrays` lies now, if it was moved. Raises `StoreError` where one is missing or is not what
        the run learned from.
        """
        config = self.config()
        self.check_given(sequence=sequence, module=module)
        if data is not None:
            config = with_data(config, data)
        run = Run(config, device=device, sequence=sequence, module=module)
        self.load(run)
        return run

    def load(self, run: Run) -> None:
        """Brings a `run` with this folder's config, data and network to where the folder's was saved last."""
        self.check_same(run.config)
        self.check_learns_the_same(run)
        run.numbers = self.problem().numbers
        self._steady(lambda: self._restore(run))

    def check_same(self, config: Config) -> None:
        """Refuses a config that is not the one of the run in this folder, naming the first difference.

        What does not decide the numbers may differ: the name of the preset, the place of a data file.
        """
        check_same_config(self.path, self.config(), config)

    def check_learns_the_same(self, run: Run) -> None:
        """Refuses a run with other data or another network than this folder's, saying what differs."""
        check_learns_the_same(self.path, self.config(), self.problem(), ProblemRecord.of(run))

    def check_given(self, **given: Any) -> None:
        """Refuses None for the `sequence` or the `module` of a run that had its own."""
        check_given(self.path, self.problem(), **given)

    def problem(self) -> ProblemRecord:
        """What the run learns, with the fingerprints of its data and its network."""
        content = self._content(CONFIG), self._content(PROBLEM)
        return self._once(PROBLEM, content, self._problem)

    def _problem(self) -> ProblemRecord:
        values = self._bound(PROBLEM)
        with refused(self.path, PROBLEM):
            if "description" not in values:  # the format 1, which knew of tasks of equal length only
                stages = Schedule.even(len(values["task_names"]), self.config().training.steps or 1).stages
                values = {"description": {"stages": stages, **values}}
            return ProblemRecord(**values)

    def _history(self, records: Sequence[Record]) -> History:
        config, description = self.config(), self.description()
        return History(Schedule(description.stages), len(config.seeds), records, description.measure)

    def _header(self) -> tuple[int, Config, dict[str, str]]:
        """The folder's format, its config, and the checksums of the files that were written with it."""
        try:
            content = self._content(CONFIG)
            version, header, config = self._once(CONFIG, content, lambda: self._opened(content))
        except StoreError:
            if not self.holds_run:
                raise StoreError(
                    f"{self.path} is not the folder of a run, there is no {CONFIG} in it: name one that "
                    "hnetlab train wrote."
                ) from None
            raise
        return version, config, header.files

    def _opened(self, content: bytes) -> tuple[int, Header, Config]:
        with refused(self.path, CONFIG):
            version, values = unseal(content)
            header = Header(config=values, files={}) if version == 1 else Header(**values)
            config = Config.from_plain(header.config)
            if config.preset not in presets_of(config.benchmark):
                raise ValueError(f"it names a preset {config.preset!r} that {config.benchmark} does not have")
        return version, header, config

    def _content(self, name: str) -> bytes:
        with refused(self.path, name):
            return read_file(self.path / name)

    def _once(self, name: str, content: Any, make: Callable[[], Found]) -> Found:
        """What `make` makes of the contents of the file `name`: anew only where these are others by now."""
        known = self._understood.get(name)
        if known is None or known[0] != content:
            known = self._understood[name] = content, make()
        found: Found = known[1]
        return found

    def _bound(self, name: str) -> dict[str, Any]:
        """The values of a file that was written with the config and never changes."""
        version, _, files = self._header()
        with refused(self.path, name):
            found, values = unseal(read_file(self.path / name))
            if version > 1 and (found != version or files.get(name) != checksum(values)):
                raise ValueError(f"it does not belong to {CONFIG}")
            return values

    def _restore(self, run: Run) -> None:
        mark, records, trained = self._mark_records_and_cost()
        if mark is None or trained is None:
            return
        with refused(self.path, CHECKPOINT):
            found, state = read_checkpoint(self.path / CHECKPOINT)
            if found != mark:
                raise ValueError("it changes while it is read")
            try:
                run.restore(state, mark.position, records[: mark.records], trained.seconds, trained.threads)
            except (RuntimeError, IndexError, ValueError, KeyError, LabError) as error:
                raise ValueError(f"it does not fit the run: {why(error)}") from error

    def _steady(self, read: Callable[[], Found]) -> Found:
        """What `read` returns; called again where it met a writer between two files that belong together."""
        for _ in range(_TRIES):
            before = self.stamps()
            try:
                return read()
            except StoreError:
                if self.stamps() == before:
                    raise
        return read()

    def stamps(self) -> tuple[tuple[int, int] | None, ...]:
        """What changes whenever a file of the run is replaced or written to."""
        found: list[tuple[int, int] | None] = []
        for name in (CONFIG, PROBLEM, CHECKPOINT, METRICS, NEXT_METRICS, TIMING):
            try:
                status = (self.path / name).stat()
                found.append((status.st_ino, status.st_mtime_ns))
            except OSError:
                found.append(None)
        return tuple(found)

    def _mark_records_and_cost(self) -> tuple[Mark | None, list[Record], Trained | None]:
        """The checkpoint's mark, all records, and what training up to the checkpoint took."""
        mark, records = self._mark_and_records()
        return mark, records, self._trained(mark) if mark else None

    def _mark_and_records(self) -> tuple[Mark | None, list[Record]]:
        """The checkpoint's mark, None before the first, and all records; they belong together."""
        version, config, _ = self._header()
        mark = self._mark()
        records = [record for record, _ in self._metrics_in_force(mark)[1]]
        trained = bool(records) if version > 1 else any(is_final(record) for record in records)
        if mark is None and trained:
            raise StoreError(
                f"The run in {self.path} has metrics but no {CHECKPOINT}: restore that file from a copy, or "
                "choose another folder."
            )
        if version == 1:
            with refused(self.path, METRICS):
                check_plausible(records, config, self.description())
        return mark, records

    def _metrics_in_force(self, mark: Mark | None) -> tuple[str, Lines]:
        """The metrics that belong to the checkpoint, and the name of their file."""
        key, measure = self._run_key(), self.description().measure
        for name in (METRICS, NEXT_METRICS):
            lines = self._lines(name, key, measure)
            if fit(lines, mark):
                return name, lines
        raise StoreError(
            f"The metrics of the run in {self.path} are not those that its checkpoint was taken with: "
            f"restore {METRICS} from a copy, or choose another folder."
        )

    def _run_key(self) -> str | None:
        """What the checksums of this run begin with; None in the format 1."""
        version, config, _ = self._header()
        return run_key(config, self.problem()) if version > 1 else None

    def _mark(self) -> Mark | None:
        path = self.path / CHECKPOINT
        if not os.path.lexists(path):
            return None
        version, key = self._header()[0], self._run_key()
        with refused(self.path, CHECKPOINT):
            check_regular(path)
            found, mark = read_mark(path)
            if found < version or (key is not None and mark.run != key):
                raise ValueError("it belongs to another run")
        return mark

    def _lines(self, name: str, key: str | None, measure: Measure) -> Lines:
        path = self.path / name
        if not os.path.lexists(path):
            return []
        content = self._content(name)
        whole, end, torn = content.rpartition(b"\n")
        if torn:
            warnings.warn(f"dropped the torn last line of {path}", stacklevel=2)
        same = hashlib.sha256(content).digest(), key, measure
        return self._once(name, same, lambda: self._parsed(path, whole + end, key, measure))

    def _parsed(self, path: Path, content: bytes, key: str | None, measure: Measure) -> Lines:
        found: Lines = []
        for number, line in enumerate(content.splitlines(keepends=True), start=1):
            try:
                record, key = read_metric_line(line, key, measure)
            except (ValueError, KeyError, TypeError, ArithmeticError) as error:
                raise StoreError(
                    f"Line {number} of {path} can't be used ({reason(error)}): {REMEDY}."
                ) from error
            found.append((record, key))
        return found

    def _trained(self, mark: Mark) -> Trained:
        """What training up to the checkpoint took."""
        version, _, _ = self._header()
        if version == 1 and not (self.path / TIMING).exists():
            return Trained(seconds=0, device=str(self.environment().get("device", "cpu")).split()[0])
        with refused(self.path, TIMING):
            found, values = unseal(read_file(self.path / TIMING))
            if found == 1 and version == 1:
                device = str(self.environment().get("device", "cpu")).split()[0]
                return Trained(seconds=values["seconds"], device=device)
            checkpoints = Timing(**values).checkpoints
            if mark.identity not in checkpoints:
                raise ValueError("it belongs to another checkpoint")
            return checkpoints[mark.identity]
