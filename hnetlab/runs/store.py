"""A run on disk, so that it can be killed at any moment and go on with the same bits.

A run folder holds

- `config.json`: the config; its presence makes the folder a run,
- `environment.json`: versions, machine and device,
- `problem.json`: the names and sizes of what is learned, so that a report needs no data,
- `metrics.jsonl`: one record of the run's history per line,
- `checkpoint.safetensors`: every tensor that the rest of the run depends on, with the position and the
  number of metrics lines that belong to it,
- `timing.json`: seconds of training up to the checkpoint,
- `result.json`: the summary, once the run is finished,
- `lock`: an empty file that the process that trains keeps locked.
"""

import json
import os
import platform
import time
import warnings
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from filelock import FileLock, Timeout
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from hnetlab import __version__
from hnetlab.base.device import describe_device
from hnetlab.base.errors import ConfigError, StoreError, TrainingError
from hnetlab.base.files import TEMPORARY, disk_is_full, reason, replace_text, replacing
from hnetlab.experiments.config import Config
from hnetlab.learning import Position, Schedule, Stage
from hnetlab.runs.engine import Evaluated, Event, train
from hnetlab.runs.history import History, Record, record_from
from hnetlab.runs.run import Description, Run, describe

CONFIG = "config.json"
ENVIRONMENT = "environment.json"
PROBLEM = "problem.json"
METRICS = "metrics.jsonl"
CHECKPOINT = "checkpoint.safetensors"
TIMING = "timing.json"
RESULT = "result.json"
LOCK = "lock"

_FILES = (CONFIG, ENVIRONMENT, PROBLEM, METRICS, CHECKPOINT, TIMING, RESULT, LOCK)
_ALL_NAMES = {*_FILES, *(name + TEMPORARY for name in _FILES)}


@dataclass(frozen=True)
class _Mark:
    """What a checkpoint says of itself: where the run was and how many metrics lines it had."""

    task: int
    step: int
    records: int
    stage: int = 0


class RunFolder:
    """One run's folder; raises `StoreError` where it can't be read or written."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    @property
    def holds_run(self) -> bool:
        """Whether a run was begun here."""
        return (self.path / CONFIG).is_file()

    @property
    def holds_checkpoint(self) -> bool:
        """Whether the run can go on from somewhere else than its start."""
        return (self.path / CHECKPOINT).is_file()

    def check_free(self) -> None:
        """Refuses a folder that has something in it, except what a run killed at its very start left."""
        if self.holds_run:
            raise StoreError(
                f"the output folder {self.path} holds another run; choose another folder, or continue that "
                "run with --resume"
            )
        if self.path.exists() and (not self.path.is_dir() or self._names() - _ALL_NAMES):
            raise StoreError(
                f"the output folder {self.path} is not an empty folder; choose another one, or a new name"
            )

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keeps other processes from writing to this folder, which is made if there is none; may be nested.

        A process that is killed leaves no lock behind.
        """
        with self._writing():
            self.path.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.path.absolute() / LOCK, timeout=0, thread_local=False, is_singleton=True)
            try:
                lock.acquire()
            except Timeout as error:
                raise StoreError(
                    f"another process is training the run in {self.path}; wait until it has ended, or choose "
                    "another folder"
                ) from error
        try:
            yield
        finally:
            lock.release()

    def create(self, run: Run) -> None:
        """Begins the folder of a new run; refuses a folder that has something in it."""
        self.check_free()
        try:
            with self._writing():
                self.path.mkdir(parents=True, exist_ok=True)
                replace_text(self.path / ENVIRONMENT, json.dumps(_environment(run), indent=2))
                replace_text(self.path / PROBLEM, json.dumps(asdict(describe(run)), indent=2))
                replace_text(self.path / CONFIG, run.config.model_dump_json(indent=2))
        except StoreError:
            self.discard()
            raise

    def discard(self) -> None:
        """Deletes the run: its own files, and the folder if it has nothing else in it."""
        with suppress(OSError):
            for name in sorted(self._names() & _ALL_NAMES):
                (self.path / name).unlink()
            self.path.rmdir()

    def config(self) -> Config:
        """The config of the run in this folder."""
        text = self._read(CONFIG)
        try:
            return Config.from_json(text)
        except ConfigError as error:
            raise StoreError(f"the run in {self.path} can't be used: {error}") from error

    def description(self) -> Description:
        """Names and sizes of what the run learns."""
        values = self._read_json(PROBLEM)
        tasks = len(values["task_names"])
        if "stages" in values:
            values["stages"] = tuple(tuple(Stage(**stage) for stage in own) for own in values["stages"])
        else:  # version 0.1 knew of tasks of equal length only
            values["stages"] = Schedule.even(tasks, self.config().training.steps or 0).stages
        return Description(**{**values, "task_names": tuple(values["task_names"])})

    def environment(self) -> dict[str, Any]:
        """Versions, machine and device of the session that began the run."""
        return self._read_json(ENVIRONMENT)

    def history(self) -> History:
        """What the run has measured so far."""
        config, description = self.config(), self.description()
        return History(Schedule(description.stages), len(config.seeds), self.records(), description.measure)

    def load(self, run: Run) -> None:
        """Brings a new `run` with this folder's config to where the folder's run was saved last."""
        self.check_same(run.config)
        if not self.holds_checkpoint:
            return
        path = self.path / CHECKPOINT
        try:
            with safe_open(path, framework="pt") as file:
                mark = _Mark(**json.loads(file.metadata()["hnetlab"]))
                state = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        except (SafetensorError, OSError, KeyError, TypeError, ValueError) as error:
            raise StoreError(
                f"the checkpoint {path} can't be read ({reason(error)}); delete it to train from the start"
            ) from error
        records = self.records()[: mark.records]
        if len(records) < mark.records:
            raise StoreError(
                f"{self.path / METRICS} has {len(records)} records where the checkpoint was taken after "
                f"{mark.records}; delete {CHECKPOINT} to train from the start"
            )
        run.restore(state, Position(mark.task, mark.step, mark.stage), records)

    def run(self, *, device: str = "auto", **own: Any) -> Run:
        """The run as it was saved last; `own` are the `sequence` and `module` of a run that had its own."""
        run = Run(self.config(), device=device, **own)
        self.load(run)
        return run

    def save(self, run: Run) -> None:
        """Writes `run` as it is now, to a new folder or over an earlier moment of the same run."""
        if self.holds_run:
            self.check_same(run.config)
        else:
            self.create(run)
        with self.alone(), self._writing():
            # The checkpoint last: it counts on lines of the metrics, and a longer file does no harm.
            replace_text(self.path / METRICS, "".join(map(_line, run.history.records)))
            self._save_checkpoint(run)

    def records(self) -> list[Record]:
        """The history's records; a torn last line, as a killed run leaves it, is dropped with a warning."""
        path = self.path / METRICS
        if not path.exists():
            return []
        measure = self.description().measure
        lines = path.read_bytes().splitlines(keepends=True)
        records = []
        for number, line in enumerate(lines, start=1):
            try:
                if not line.endswith(b"\n"):
                    raise ValueError("it does not end")
                records.append(record_from(json.loads(line), measure))
            except (ValueError, KeyError, TypeError) as error:
                if number < len(lines):
                    raise StoreError(
                        f"line {number} of {path} can't be read ({reason(error)}); restore it from a copy"
                    ) from error
                warnings.warn(f"dropped the torn last line of {path}", stacklevel=2)
        return records

    def seconds(self) -> float:
        """Seconds of training up to the last checkpoint, over all sessions."""
        return float(self._read_json(TIMING)["seconds"]) if (self.path / TIMING).exists() else 0.0

    def result(self) -> dict[str, Any] | None:
        """The summary of a finished run, or None."""
        return self._read_json(RESULT) if (self.path / RESULT).exists() else None

    def write_result(self, result: dict[str, Any]) -> None:
        """Writes the summary of a finished run."""
        with self._writing():
            replace_text(self.path / RESULT, json.dumps(result, indent=2, allow_nan=False))

    def record(self, run: Run, seconds_between_checkpoints: float = 30.0) -> Generator[Event, None, None]:
        """Trains `run` and writes metrics as they come and a checkpoint after each task and in between.

        The checkpoint on disk is always whole and finite, and the metrics lines it counts on are there.
        Closing the generator before its end saves a last checkpoint. Until then the folder is locked.
        """
        earlier, started = self.seconds(), time.perf_counter()
        saved, written = started, len(run.history.records)

        def save() -> None:
            os.fsync(metrics.fileno())
            self._save_checkpoint(run)
            seconds = earlier + time.perf_counter() - started
            replace_text(self.path / TIMING, json.dumps({"seconds": seconds}))

        with self.alone(), self._writing():
            replace_text(self.path / METRICS, "".join(map(_line, run.history.records)))
            with (self.path / METRICS).open("a", encoding="utf-8") as metrics:
                for event in train(run):
                    if len(run.history.records) > written:
                        metrics.writelines(map(_line, run.history.records[written:]))
                        metrics.flush()
                        written = len(run.history.records)
                    between_tasks = isinstance(event, Evaluated) and event.evaluation.final
                    if between_tasks or time.perf_counter() - saved > seconds_between_checkpoints:
                        save()
                        saved = time.perf_counter()
                    try:
                        yield event
                    except GeneratorExit:
                        save()
                        raise

    def check_same(self, config: Config) -> None:
        """Refuses a config that is not the one of the run in this folder, naming the first difference."""
        stored, wanted = self.config().model_dump(mode="json"), config.model_dump(mode="json")
        for name in wanted:
            if stored[name] != wanted[name]:
                old, new = _first_difference(name, stored[name], wanted[name])
                raise StoreError(
                    f"the run in {self.path} has {old} where {new} is asked for; resume it with its own "
                    "settings, or choose another folder"
                )

    def _save_checkpoint(self, run: Run) -> None:
        state = {name: value.contiguous() for name, value in run.state().items()}
        for name, value in state.items():
            if not bool(torch.isfinite(value).all()):
                raise TrainingError(
                    f"{name} is not finite after step {run.position.step} of task {run.position.task + 1}; "
                    f"lower learning_rate, now {run.settings.training.learning_rate:g}, and try again"
                )
        position = run.position
        mark = _Mark(position.task, position.step, len(run.history.records), position.stage)
        # One key alone: the format does not fix the order of several, and equal runs are to be equal files.
        metadata = {"hnetlab": json.dumps(asdict(mark))}
        with replacing(self.path / CHECKPOINT) as temporary:
            save_file(state, temporary, metadata)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Turns what goes wrong with a disk into one sentence."""
        try:
            yield
        except (OSError, SafetensorError) as error:
            if disk_is_full(error):
                again = "continue with --resume" if self.holds_checkpoint else "start again"
                what, remedy = "the disk is full", f"free some space and {again}"
            else:
                what, remedy = reason(error), "choose a folder that can be written"
            raise StoreError(f"can't write to {self.path}: {what}; {remedy}") from error

    def _read(self, name: str) -> str:
        try:
            return (self.path / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise StoreError(
                f"{self.path} is not the folder of a run: {name} can't be read ({reason(error)}); name one "
                "that hnetlab train wrote"
            ) from error

    def _read_json(self, name: str) -> dict[str, Any]:
        try:
            values: dict[str, Any] = json.loads(self._read(name))
        except ValueError as error:
            raise StoreError(
                f"{self.path / name} can't be read ({reason(error)}); restore it from a copy"
            ) from error
        return values

    def _names(self) -> set[str]:
        return {entry.name for entry in self.path.iterdir()}


def _line(record: Record) -> str:
    return json.dumps(asdict(record)) + "\n"


def _environment(run: Run) -> dict[str, Any]:
    return {
        "hnetlab": __version__,
        "python": platform.python_version(),
        "torch": torch.__version__,
        "platform": platform.platform(),
        "cores": os.cpu_count(),
        "device": describe_device(run.device),
        "started": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
    }


def _first_difference(name: str, stored: Any, wanted: Any) -> tuple[str, str]:
    if isinstance(stored, dict) and isinstance(wanted, dict):
        for key in wanted:
            if stored.get(key) != wanted[key]:
                return _first_difference(key, stored.get(key), wanted[key])
    return f"{name} = {stored}", f"{name} = {wanted}"
