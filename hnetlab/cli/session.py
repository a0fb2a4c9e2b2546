"""A run in its folder from the command line: made ready, trained, interrupted, finished."""

import shlex
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from hnetlab.analysis.summary import summarize_run
from hnetlab.base.device import describe_device, pick_device
from hnetlab.base.errors import LabError, StoreError
from hnetlab.base.files import reason
from hnetlab.cli.failure import Interrupted, memory_sentence
from hnetlab.cli.interruption import Interruption
from hnetlab.cli.text import seed_list
from hnetlab.experiments.config import Config
from hnetlab.runs.process import at_work
from hnetlab.runs.progress import with_progress
from hnetlab.runs.run import Run, describe
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
) -> dict[str, Any]:
    """Trains `config` in `folder`, or in a new one below `runs/`, to its end; returns its summary.

    With `resume` it goes on with what is there. Everything is checked before the folder is made. Raises
    `LabError`, or `Interrupted` after a stop.
    """
    begun = resume and folder is not None and folder.holds_run
    if folder and begun:
        folder.check_same(config)
        if result := folder.result():
            return {**result, "run_dir": _full_path(folder)}
    elif folder:
        folder.check_free()
    chosen_device = pick_device(device)
    fetch_missing_data(config.benchmark, progress=not quiet)
    run = Run(config, device=chosen_device)
    place = folder or _new_folder(config)
    with place.alone():
        if not begun:
            place.check_free()  # another process may have been quicker
        try:
            if begun:
                place.load(run)
            else:
                place.create(run)
            if not quiet:
                print(_introduction(run, place), file=sys.stderr)
            _train(run, place, checkpoint_seconds, quiet)
        except (LabError, RuntimeError, MemoryError) as error:
            foreseen = isinstance(error, LabError) or memory_sentence(error)
            if foreseen and not begun and not place.holds_checkpoint:
                place.discard()  # there is nothing in it to continue from
                if folder is None:
                    with suppress(OSError):  # other runs are there
                        place.path.parent.rmdir()
            raise
        result = summarize_run(
            config,
            describe(run),
            run.history,
            seconds=place.seconds(),
            device=run.device.type,
            run_dir=_full_path(place),
        )
        place.write_result(result)
    return result


def fetch_missing_data(benchmark: str, *, progress: bool) -> None:
    """Downloads what `benchmark` needs and is not there; damaged files are left for their owner to judge."""
    dataset = BENCHMARKS[benchmark].dataset
    states = {file.state for file in status(dataset)} if dataset else set()
    if dataset and "missing" in states and "damaged" not in states:
        fetch(dataset, progress=progress)


def continue_command(path: Path) -> str:
    """What to type to go on with the run in a folder."""
    return f"hnetlab train --resume --out {shlex.quote(str(path))}"


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
        raise Interrupted(f"at once, with the last checkpoint kept; {remedy}") from error
    if not run.finished:
        done = f"{run.steps_done} of {run.steps} steps"
        raise Interrupted(f"{done} are done and saved; {remedy}", 128 + (interruption.signal or 0))


def _introduction(run: Run, folder: RunFolder) -> str:
    config = run.config
    begun = f", from step {run.steps_done}" if run.steps_done else ""
    return (
        f"{config.benchmark}, method {config.method}, preset {config.preset}, {seed_list(config.seeds)}, "
        f"on {describe_device(run.device)}, in {folder.path}{begun}"
    )


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
                f"can't make the folder {path} ({reason(error)}); choose another place with --out"
            ) from error
        else:
            return RunFolder(path)


def _full_path(folder: RunFolder) -> str:
    return str(folder.path.absolute())
