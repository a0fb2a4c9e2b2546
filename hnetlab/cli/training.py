"""Training in a run's folder from the command line: made ready, interrupted, finished."""

import shlex
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import torch

from hnetlab.analysis.summary import names_of
from hnetlab.base.device import describe_device, pick_device
from hnetlab.base.errors import LabError, StoreError
from hnetlab.base.files import reason
from hnetlab.cli.failure import Interrupted, memory_sentence
from hnetlab.cli.interruption import Interruption
from hnetlab.cli.outcome import heading
from hnetlab.cli.text import shown_path
from hnetlab.experiments.config import Config
from hnetlab.experiments.own import full_place, load_module, load_sequence
from hnetlab.runs.likeness import reads_given_data
from hnetlab.runs.process import at_work, threads_for
from hnetlab.runs.progress import with_progress
from hnetlab.runs.run import EARLIER, NUMBERS, Run
from hnetlab.runs.store import RunFolder
from hnetlab.tasks import BENCHMARKS, fetch, status


def train_in_folder(
    config: Config,
    folder: RunFolder | None = None,
    *,
    device: str = "auto",
    resume: bool = False,
    checkpoint_seconds: float = 30.0,
    quiet: bool = False,
    sequence: str | None = None,
    module: str | None = None,
) -> dict[str, Any]:
    """Trains `config` in `folder`, or in a new one below `runs/`, to its end; returns its summary.

    `sequence` and `module` name a user's own as FILE.py:NAME. With `resume` it goes on with what is there, or
    notes where the data of a finished run lie now; what is named has to be what that run learns from.
    Everything is checked before the folder is made. Raises `LabError`, or `Interrupted` after a stop.
    """
    begun = resume and folder is not None and folder.holds_run
    if folder and begun:
        folder.check_same(config)
        folder.check_given(sequence=sequence, module=module)
        result = folder.result()
        if result and not (sequence or module or reads_given_data(config)):
            return result  # the config alone says what it has learned from
    elif folder:
        folder.check_free()
    chosen_device = pick_device(device)
    if sequence is None:
        fetch_missing_data(config.benchmark, progress=not quiet)
    run = _run(config, chosen_device, sequence, module)
    place = folder or _new_folder(config)
    with place.alone():
        if not begun:
            place.check_free()  # another process may have been quicker
        try:
            if begun:
                place.load(run)
            else:
                place.create(run)
            if run.finished:
                place.settle(run)
            else:
                if not quiet:
                    print(_introduction(run, place), file=sys.stderr)
                _train(run, place, checkpoint_seconds, quiet)
        except (LabError, RuntimeError, MemoryError) as error:
            foreseen = isinstance(error, LabError) or memory_sentence(error)
            if foreseen and not begun and not place.holds_progress:
                place.discard()  # there is nothing in it to continue from
                if folder is None:
                    with suppress(OSError):  # other runs are there
                        place.path.parent.rmdir()
            raise
        result = place.result()
    assert result, "a run that was trained to its end has a result"
    return result


def fetch_missing_data(benchmark: str, *, progress: bool) -> None:
    """Downloads what `benchmark` needs and is not there; damaged files are left for their owner to judge."""
    for dataset in BENCHMARKS[benchmark].datasets:
        states = {file.state for file in status(dataset)}
        if "missing" in states and "damaged" not in states:
            fetch(dataset, progress=progress)


def continue_command(path: Path) -> str:
    """What to type to go on with the run in a folder."""
    return f"hnetlab train --resume --out {shlex.quote(shown_path(path))}"


def _run(config: Config, device: torch.device, sequence: str | None, module: str | None) -> Run:
    """A new run, with a task sequence and a target network of one's own where they are named."""
    run = Run(
        config,
        device=device,
        sequence=load_sequence(sequence) if sequence else None,
        module=load_module(module) if module else None,
    )
    for what, place in (("sequence", sequence), ("module", module)):
        if place:
            run.own[what] = full_place(place)
    return run


def _train(run: Run, folder: RunFolder, checkpoint_seconds: float, quiet: bool) -> None:
    remedy = f'continue with "{continue_command(folder.path)}"'
    try:
        with Interruption() as interruption:
            events = folder.record(run, checkpoint_seconds)
            with at_work(run) as stepped:
                for _ in with_progress(run, events, shown=not quiet):
                    stepped()
                    if interruption.signal and not run.finished:
                        break
                events.close()
    except KeyboardInterrupt as error:
        raise Interrupted(f"at once, with the last checkpoint kept; {remedy}.") from error
    if not run.finished:
        done = f"{run.steps_done} of {run.steps} steps"
        raise Interrupted(f"{done} are done and saved; {remedy}.", 128 + (interruption.signal or 0))


def _introduction(run: Run, folder: RunFolder) -> str:
    begun = f", from step {run.steps_done}" if run.steps_done else ""
    device = describe_device(run.device, run.threads or threads_for(run))
    names = names_of(run.config, run.own, run.sequence.scenario)
    words = f"{heading(names)}, on {device}, in {folder.path}{begun}"
    if run.numbers != NUMBERS:
        words += f"\n{EARLIER}"
    return words


def _new_folder(config: Config) -> RunFolder:
    """An empty folder with a name that no other run has, also when several begin at the same moment."""
    name = f"{config.benchmark}-{config.method}-{time.strftime('%Y%m%d-%H%M%S')}"
    path, number = Path("runs", name), 1
    while True:
        try:
            path.mkdir(parents=True)
        except FileExistsError:
            number += 1
            path = Path("runs", f"{name}-{number}")
        except OSError as error:
            raise StoreError(
                f"Can't make the folder {path} ({reason(error)}): choose another place with --out."
            ) from error
        else:
            return RunFolder(path)
