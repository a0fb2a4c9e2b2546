"""Training one batch in its folder, from wherever it is: what every worker does, in whichever process."""

from collections.abc import Callable
from typing import Literal

from hnetlab.base.device import pick_device
from hnetlab.base.errors import BusyError, LabError, StoreError
from hnetlab.results.folder import Batch
from hnetlab.runs.process import at_work, threads_for
from hnetlab.runs.run import Run

State = Literal["finished", "stopped", "busy"]

SECONDS_BETWEEN_CHECKPOINTS = 10.0


def train_batch(
    batch: Batch,
    *,
    device: str = "auto",
    threads: int | None = None,
    stepped: Callable[[int], bool] = lambda _done: True,
    seconds_between_checkpoints: float = SECONDS_BETWEEN_CHECKPOINTS,
) -> State:
    """Trains a batch to its end, or until `stepped` says no; it gets the steps done after each step.

    "busy" says that another process trains it. A run that was begun goes on from its last checkpoint, with as
    many threads as before; a new one gets at most `threads`. Raises `LabError` where it fails by itself.
    """
    folder = batch.folder
    try:
        with folder.alone():
            begun = folder.holds_run
            if begun and folder.result():
                if folder.history().changes:
                    raise StoreError(
                        f"The run in {folder.path} was changed while it was trained, so it is no result: "
                        "move it away, to train it anew."
                    )
                return "finished"
            run = Run(batch.config, device=pick_device(device))
            if begun:
                folder.load(run)
            else:
                folder.create(run)
            if run.threads is None and threads is not None and run.device.type == "cpu":
                run.threads = min(threads, threads_for(run))
            try:
                return _train(batch, run, stepped, seconds_between_checkpoints)
            except LabError:
                if not folder.holds_progress:
                    folder.discard()  # so that it is begun anew, perhaps with a mended installation
                raise
    except BusyError:
        return "busy"


def _train(batch: Batch, run: Run, stepped: Callable[[int], bool], seconds: float) -> State:
    events = batch.folder.record(run, seconds)
    with at_work(run) as after_step:
        if not stepped(run.steps_done):
            return "stopped"
        for _ in events:
            after_step()
            if not stepped(run.steps_done) and not run.finished:
                break
        events.close()
    return "finished" if run.finished else "stopped"
