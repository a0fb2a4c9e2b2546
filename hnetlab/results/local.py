"""Training many batches in this process, one after the other."""

import time
from collections.abc import Sequence

from hnetlab.results.failure import Failure
from hnetlab.results.folder import Batch
from hnetlab.results.watch import Watch
from hnetlab.results.work import State, train_batch

_SECONDS_BETWEEN_TRIES = 0.5


def train_here(batches: Sequence[Batch], watch: Watch, *, device: str = "auto") -> dict[Batch, str]:
    """Trains what is missing until `watch` says stop; returns why batches failed, in a sentence each.

    What another process is training is waited for at the end. What one batch fails of keeps no other from
    training, and no row of it that is not at fault: those are trained apart, see `Failure.parts`.
    """
    failures: dict[Batch, str] = {}
    waiting = list(batches)
    while waiting and not watch.stop():
        busy = []
        for number, batch in enumerate(waiting):
            if watch.stop():
                busy += waiting[number:]
                break
            state = _try(batch, watch, device)
            if isinstance(state, Failure):
                if parts := state.parts(batch):
                    watch.divided(batch, parts)
                    busy += parts
                    continue
                failures[batch] = state.sentence
            if state == "busy":
                busy.append(batch)
            elif state != "stopped":
                watch.over(batch)
        if busy == waiting and not watch.stop():
            time.sleep(_SECONDS_BETWEEN_TRIES)
        waiting = busy
    return failures


def _try(batch: Batch, watch: Watch, device: str) -> State | Failure:
    def stepped(done: int) -> bool:
        watch.progress(batch, done)
        return not watch.stop()

    try:
        return train_batch(batch, device=device, stepped=stepped)
    except Exception as error:  # noqa: BLE001 - whatever one run fails of, the others go on
        return Failure.of(error)
