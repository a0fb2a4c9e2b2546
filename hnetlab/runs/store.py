"""A run on disk, so that it can be killed at any moment and go on with the same bits.

A run folder holds

- `config.json`: the config; its presence makes the folder a run,
- `environment.json`: versions, machine and device,
- `problem.json`: the names and sizes of what is learned, so that a report needs no data, and the fingerprints
  of the data and the network, so that nothing else is taken for them,
- `metrics.jsonl`: one record of the run's history per line,
- `checkpoint.safetensors`: every tensor that the rest of the run depends on, with the position and the
  number of metrics lines that belong to it,
- `timing.json`: seconds of training up to the checkpoint,
- `result.json`: the summary of a finished run, for other programs; hnetlab makes it anew from the others,
- `lock`: an empty file that the process that trains keeps locked.

Each file carries checksums, which also tie it to the others: what is damaged, or another run's, is refused.
"""

import json
import os
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO

import torch

from hnetlab.base.errors import StoreError, TrainingError
from hnetlab.base.files import replace_text, replacing
from hnetlab.base.settings import told_now
from hnetlab.runs.checkpoint import state_checksum, write_checkpoint
from hnetlab.runs.engine import Evaluated, Event, not_finite, train
from hnetlab.runs.environment import describe_environment
from hnetlab.runs.history import Change
from hnetlab.runs.metrics import MetricsWriter
from hnetlab.runs.ownership import RESULT, OwnFolder
from hnetlab.runs.reading import CHECKPOINT, CONFIG, ENVIRONMENT, METRICS, NEXT_METRICS, PROBLEM, TIMING
from hnetlab.runs.record import (
    FORMAT,
    Header,
    Mark,
    ProblemRecord,
    Timing,
    Trained,
    checksum,
    run_key,
    seal,
)
from hnetlab.runs.run import Run


class RunFolder(OwnFolder):
    """One run's folder; raises `StoreError` where it can't be read or written.

    >>> from hnetlab import Run, RunFolder, configure, fit
    >>> folder = RunFolder("runs/kept")
    >>> folder.save(fit(Run(configure("regression", steps=10)), progress=False))
    >>> folder.config().benchmark, folder.run().finished, folder.history().scores.shape
    ('regression', True, (1, 3, 3))
    """

    def create(self, run: Run) -> None:
        """Begins the folder of a new run; refuses a folder that has something in it.

        If it fails, what it has written is removed, and nothing else.
        """
        self.check_free()
        made = not self.path.exists()
        written: list[Path] = []
        try:
            with self._writing():
                self.path.mkdir(parents=True, exist_ok=True)
                for name, text in _texts(run, describe_environment(run)).items():
                    written.append(self.path / name)
                    replace_text(self.path / name, text)
        except BaseException:
            with suppress(OSError):
                for path in written:
                    path.unlink(missing_ok=True)
                if made:
                    self.path.rmdir()
            raise

    def save(self, run: Run) -> None:
        """Writes `run` as it is now, to a new folder or over an earlier moment of the same run.

        Killed at any moment it leaves either the one or the other.
        """
        save_together([self], [run])

    def record(self, run: Run, seconds_between_checkpoints: float = 30.0) -> Generator[Event, None, None]:
        """Trains `run` and writes metrics as they come and a checkpoint after each task and in between.

        The checkpoint on disk is always whole and finite, and the metrics lines it counts on are there.
        Closing the generator before its end saves a last checkpoint. Until then the folder is locked.
        """
        with self.alone(), self._writing():
            self.save(run)  # so that there is a checkpoint as soon as there are metrics
            saved = time.perf_counter()
            with ExitStack() as opened:
                metrics, writer = self._open_metrics(run, opened, len(run.history.records))
                place = (self.path / METRICS).stat()

                def write() -> None:
                    nonlocal metrics, writer, place
                    if not os.path.samestat(place, (self.path / METRICS).stat()):  # it was saved meanwhile
                        there = len((self.path / METRICS).read_bytes().splitlines())
                        metrics, writer = self._open_metrics(run, opened, there)
                        place = (self.path / METRICS).stat()
                    if lines := writer.lines(run.history.records):
                        metrics.write(lines)
                        metrics.flush()

                def save() -> None:
                    write()  # a change of settings may have come since
                    os.fsync(metrics.fileno())
                    with ExitStack() as files:
                        self._write_checkpoint(run, writer, files)
                    self._conclude(run)

                seen = len(run.history.records)
                for event in train(run):
                    write()
                    between_tasks = isinstance(event, Evaluated) and event.evaluation.final
                    # A change of settings is nowhere but in the checkpoints after it.
                    changed = any(isinstance(record, Change) for record in run.history.records[seen:])
                    seen = len(run.history.records)
                    late = changed or time.perf_counter() - saved > seconds_between_checkpoints
                    # Whether a run fails must not depend on the clock: the engine finds what is not finite.
                    if between_tasks or (late and run.is_finite()):
                        save()
                        saved = time.perf_counter()
                    try:
                        yield event
                    except GeneratorExit:
                        save()
                        raise

    def _open_metrics(self, run: Run, opened: ExitStack, there: int) -> tuple[TextIO, MetricsWriter]:
        """The metrics, in which the first records are `there` already, to be gone on with."""
        writer = MetricsWriter(_key(run))
        writer.lines(run.history.records[:there])
        return opened.enter_context((self.path / METRICS).open("a", encoding="utf-8")), writer

    def _store(self, run: Run, files: ExitStack) -> None:
        """Writes what `run` is now beside what the folder holds; it takes its place when `files` closes."""
        if run.torn:
            raise StoreError(
                "This run was broken off in the middle of a step and is at no moment that could be saved: "
                "build it anew."
            )
        with self._writing():
            if not self.holds_run:
                self.create(run)
            else:
                self.check_same(run.config)
                self.check_learns_the_same(run)
                if self._header()[0] < FORMAT:
                    for name, text in _texts(run, self.environment()).items():
                        if name != CONFIG:
                            replace_text(self.path / name, text)
            writer = MetricsWriter(_key(run))
            lines = writer.lines(run.history.records)
            # What is entered last takes its place first: a checkpoint finds its metrics under either name.
            with files.enter_context(self._replacing_metrics()).open("w", encoding="utf-8") as metrics:
                metrics.write(lines)
                metrics.flush()
                os.fsync(metrics.fileno())  # a full disk shows before the checkpoint is in its place
            self._write_checkpoint(run, writer, files)

    @contextmanager
    def _replacing_metrics(self) -> Iterator[Path]:
        """Where new metrics are written, which take their place afterwards.

        If that fails they stay where the checkpoint counts on them, and whoever reads finds them there.
        """
        new = self.path / NEXT_METRICS
        try:
            new.unlink(missing_ok=True)
            yield new
            new.replace(self.path / METRICS)
        finally:
            if os.path.lexists(new) and not self._counts_on(new):
                new.unlink()

    def _counts_on(self, new: Path) -> bool:
        """Whether the checkpoint is the one that goes with `new` metrics, as far as can be told."""
        try:
            return self._metrics_in_force(self._mark())[0] == new.name
        except StoreError:
            return True

    def settle(self, run: Run) -> None:
        """Brings the config to the present format and the data's present place, and the result up to date."""
        with self._writing():
            version, config, _ = self._header()
            if version < FORMAT or config != run.config:
                replace_text(self.path / CONFIG, _texts(run, self.environment(), self.problem())[CONFIG])
            self._conclude(run)

    def _write_checkpoint(self, run: Run, writer: MetricsWriter, files: ExitStack) -> None:
        """Writes the state and the time of `run`; the state takes its place when `files` closes."""
        state = {name: value.cpu().contiguous() for name, value in run.state().items()}
        for name, value in state.items():
            if not bool(torch.isfinite(value).all()):
                raise TrainingError(
                    f"{name} is not finite after step {run.position.step} of task {run.position.task + 1}: "
                    f"lower {told_now(run.settings.training, 'learning_rate')}, and try again.",
                    not_finite(value, len(run.config.seeds)),
                )
        mark = Mark(
            position=run.position,
            records=writer.count,
            metrics=writer.key,
            run=_key(run),
            state=state_checksum(state),
        )
        # The time first, with that of the checkpoint before: whichever is there after a kill finds its own.
        costs = {mark.identity: Trained(seconds=run.seconds, device=run.device.type, threads=run.threads)}
        before = self._mark()
        if before:
            costs = {before.identity: self._trained(before), **costs}
        replace_text(self.path / TIMING, seal(Timing(checkpoints=costs).model_dump(mode="json")))
        write_checkpoint(files.enter_context(replacing(self.path / CHECKPOINT)), state, mark)

    def _conclude(self, run: Run) -> None:
        """Writes the result of a finished run; removes one that was left where the run is not finished."""
        result = self.result() if run.finished else None
        if result is None:
            (self.path / RESULT).unlink(missing_ok=True)
        else:
            replace_text(self.path / RESULT, json.dumps(result, indent=2, allow_nan=False))


def save_together(folders: Sequence[RunFolder], runs: Sequence[Run]) -> None:
    """Writes each run as it is now to its folder: all of them, or none if one can't be written.

    Raises `StoreError`, also where a folder holds another run or something else, or is named twice.
    """
    for number, folder in enumerate(folders):
        if folder.path.absolute() in [other.path.absolute() for other in folders[:number]]:
            raise StoreError(f"{folder.path} can't hold two runs: give each a folder of its own.")
    for folder in folders:
        if not folder.holds_run:
            folder.check_free()
    with ExitStack() as locks:
        for folder in folders:
            locks.enter_context(folder.alone())
        # Only now: another process may have made one of them, whose run is not ours to take away.
        new = [folder for folder in folders if not folder.holds_run]
        for folder in new:
            folder.check_free()
        try:
            with folders[0]._writing(), ExitStack() as files:
                for folder, run in zip(folders, runs, strict=True):
                    folder._store(run, files)
            for folder, run in zip(folders, runs, strict=True):
                folder.settle(run)
        except BaseException:
            for folder in new:
                folder.discard()
            raise


def _key(run: Run) -> str:
    return run_key(run.config, ProblemRecord.of(run))


def _texts(run: Run, environment: dict[str, Any], problem: ProblemRecord | None = None) -> dict[str, str]:
    """What is written when a run begins, by the name of the file; the config, which makes it a run, last."""
    learned = (problem or ProblemRecord.of(run)).model_dump(mode="json")
    files = {ENVIRONMENT: checksum(environment), PROBLEM: checksum(learned)}
    header = Header(config=run.config.model_dump(mode="json"), files=files)
    return {
        ENVIRONMENT: seal(environment),
        PROBLEM: seal(learned),
        CONFIG: seal(header.model_dump(mode="json")),
    }
