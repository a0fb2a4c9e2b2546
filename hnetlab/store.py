"""A run on disk, so that it can be killed at any moment and go on with the same bits.

A run folder holds

- `config.json`: the config; its presence makes the folder a run,
- `environment.json`: versions, machine and device,
- `problem.json`: the names and sizes of what is learned, so that a report needs no data,
- `metrics.jsonl`: one record of the run's history per line,
- `checkpoint.safetensors`: every tensor that the rest of the run depends on, with the position and the
  number of metrics lines that belong to it,
- `timing.json`: seconds of training up to the checkpoint,
- `result.json`: the summary, once the run is finished.
"""

import errno
import json
import os
import platform
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from hnetlab import __version__
from hnetlab.config import Config
from hnetlab.device import describe_device
from hnetlab.engine import Evaluated, Event, train
from hnetlab.errors import StoreError, TrainingError
from hnetlab.history import History, Record, record_from
from hnetlab.run import Description, Position, Run, describe

CONFIG = "config.json"
ENVIRONMENT = "environment.json"
PROBLEM = "problem.json"
METRICS = "metrics.jsonl"
CHECKPOINT = "checkpoint.safetensors"
TIMING = "timing.json"
RESULT = "result.json"


@dataclass(frozen=True)
class _Mark:
    """What a checkpoint says of itself: where the run was and how many metrics lines it had."""

    task: int
    step: int
    records: int


class RunFolder:
    """One run's folder; raises `StoreError` where it can't be read or written."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    @property
    def holds_run(self) -> bool:
        """Whether a run was begun here."""
        return (self.path / CONFIG).is_file()

    def create(self, run: Run) -> None:
        """Begins the folder of a new run; refuses a folder that has something in it."""
        if self.holds_run:
            raise StoreError(
                f"the output folder {self.path} holds another run; choose another folder, or continue that "
                "run with --resume"
            )
        if self.path.exists() and (not self.path.is_dir() or set(self._names()) - {ENVIRONMENT, PROBLEM}):
            raise StoreError(f"the output folder {self.path} is not an empty folder; choose another one")
        with _writing(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            _replace(self.path / ENVIRONMENT, json.dumps(_environment(run), indent=2))
            _replace(self.path / PROBLEM, json.dumps(asdict(describe(run)), indent=2))
            _replace(self.path / CONFIG, run.config.model_dump_json(indent=2))

    def config(self) -> Config:
        """The config of the run in this folder."""
        return Config.from_json(self._read(CONFIG))

    def description(self) -> Description:
        """Names and sizes of what the run learns."""
        return Description(**json.loads(self._read(PROBLEM)))

    def environment(self) -> dict[str, Any]:
        """Versions, machine and device of the session that began the run."""
        environment: dict[str, Any] = json.loads(self._read(ENVIRONMENT))
        return environment

    def history(self) -> History:
        """What the run has measured so far."""
        config, tasks = self.config(), len(self.description().task_names)
        return History(tasks, config.training.steps, len(config.seeds), self.records())

    def load(self, run: Run) -> None:
        """Brings a new `run` with this folder's config to where the folder's run was saved last."""
        self._check_same(run.config)
        path = self.path / CHECKPOINT
        if not path.exists():
            return
        try:
            with safe_open(path, framework="pt") as file:
                mark = _Mark(**json.loads(file.metadata()["hnetlab"]))
                state = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        except (SafetensorError, OSError, KeyError, TypeError, ValueError) as error:
            raise StoreError(
                f"the checkpoint {path} can't be read ({_reason(error)}); delete it to train from the start"
            ) from error
        records = self.records()[: mark.records]
        if len(records) < mark.records:
            raise StoreError(
                f"{self.path / METRICS} has {len(records)} records where the checkpoint was taken after "
                f"{mark.records}; delete {CHECKPOINT} to train from the start"
            )
        run.restore(state, Position(mark.task, mark.step), records)

    def records(self) -> list[Record]:
        """The history's records; a torn last line, as a killed run leaves it, is dropped with a warning."""
        path = self.path / METRICS
        if not path.exists():
            return []
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        records = []
        for number, line in enumerate(lines, start=1):
            try:
                if not line.endswith("\n"):
                    raise ValueError("it does not end")
                records.append(record_from(json.loads(line)))
            except (ValueError, KeyError, TypeError) as error:
                if number < len(lines):
                    raise StoreError(
                        f"line {number} of {path} can't be read ({_reason(error)}); restore it from a copy"
                    ) from error
                warnings.warn(f"dropped the torn last line of {path}", stacklevel=2)
        return records

    def seconds(self) -> float:
        """Seconds of training up to the last checkpoint, over all sessions."""
        path = self.path / TIMING
        return float(json.loads(path.read_text(encoding="utf-8"))["seconds"]) if path.exists() else 0.0

    def result(self) -> dict[str, Any] | None:
        """The summary of a finished run, or None."""
        if not (self.path / RESULT).exists():
            return None
        result: dict[str, Any] = json.loads(self._read(RESULT))
        return result

    def write_result(self, result: dict[str, Any]) -> None:
        """Writes the summary of a finished run."""
        with _writing(self.path):
            _replace(self.path / RESULT, json.dumps(result, indent=2))

    def record(self, run: Run, seconds_between_checkpoints: float = 30.0) -> Iterator[Event]:
        """Trains `run` and writes metrics as they come and a checkpoint after each task and in between.

        The checkpoint on disk is always whole and finite, and the metrics lines it counts on are there.
        """
        started, earlier = time.perf_counter(), self.seconds()
        saved = started
        written = len(run.history.records)
        with _writing(self.path):
            _replace(self.path / METRICS, "".join(map(_line, run.history.records)))
            metrics = (self.path / METRICS).open("a", encoding="utf-8")
        with metrics:
            for event in train(run):
                with _writing(self.path):
                    if len(run.history.records) > written:
                        metrics.writelines(map(_line, run.history.records[written:]))
                        metrics.flush()
                        written = len(run.history.records)
                    now = time.perf_counter()
                    between_tasks = isinstance(event, Evaluated) and event.evaluation.final
                    if between_tasks or now - saved > seconds_between_checkpoints:
                        os.fsync(metrics.fileno())
                        self._save_checkpoint(run)
                        seconds = earlier + time.perf_counter() - started
                        _replace(self.path / TIMING, json.dumps({"seconds": seconds}))
                        saved = time.perf_counter()
                yield event

    def _save_checkpoint(self, run: Run) -> None:
        state = {name: value.contiguous() for name, value in run.state().items()}
        for name, value in state.items():
            if not bool(torch.isfinite(value).all()):
                raise TrainingError(
                    f"{name} is not finite after step {run.position.step} of task {run.position.task + 1}; "
                    f"lower learning_rate, now {run.config.training.learning_rate:g}, and try again"
                )
        mark = _Mark(run.position.task, run.position.step, len(run.history.records))
        # One key alone: the format does not fix the order of several, and equal runs are to be equal files.
        metadata = {"hnetlab": json.dumps(asdict(mark))}
        path = self.path / CHECKPOINT
        with _temporary(path) as temporary:
            save_file(state, temporary, metadata)

    def _check_same(self, config: Config) -> None:
        stored, wanted = self.config().model_dump(mode="json"), config.model_dump(mode="json")
        for name in wanted:
            if stored[name] != wanted[name]:
                old, new = _first_difference(name, stored[name], wanted[name])
                raise StoreError(
                    f"the run in {self.path} has {old} where {new} is asked for; resume it with its own "
                    "settings, or choose another folder"
                )

    def _read(self, name: str) -> str:
        try:
            return (self.path / name).read_text(encoding="utf-8")
        except OSError as error:
            raise StoreError(
                f"{self.path} is not the folder of a run: {name} can't be read ({_reason(error)}); name one "
                "that hnetlab train wrote"
            ) from error

    def _names(self) -> list[str]:
        return [entry.name for entry in self.path.iterdir()]


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


def _replace(path: Path, text: str) -> None:
    """Writes a whole file under a temporary name, then gives it its own."""
    with _temporary(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


@contextmanager
def _temporary(path: Path) -> Iterator[Path]:
    """A temporary name beside `path`; what was written there is `path` afterwards, or nothing."""
    temporary = path.with_name(path.name + ".tmp")
    try:
        yield temporary
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Turns what goes wrong with a disk into one sentence."""
    try:
        yield
    except (OSError, SafetensorError) as error:
        full = getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) or any(
            sign in str(error) for sign in ("No space left", "File too large", "Disk quota")
        )
        remedy = (
            "free some space and continue with --resume" if full else "choose a folder that can be written"
        )
        what = "the disk is full" if full else _reason(error)
        raise StoreError(f"can't write to {path}: {what}; {remedy}") from error


def _reason(error: BaseException) -> str:
    """What an error says, without its class and its path."""
    return getattr(error, "strerror", None) or str(error).splitlines()[0]
