"""Training many batches on workers of dask: of this machine, or of a scheduler that runs already."""

import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any, Literal

from hnetlab.base.cores import allowed_cores
from hnetlab.base.errors import ConfigError, LabError
from hnetlab.base.files import replace_text
from hnetlab.results.errand import STOP, Errand, new_errand
from hnetlab.results.failure import Failure
from hnetlab.results.folder import Batch
from hnetlab.results.remote import train_remotely
from hnetlab.results.watch import Watch
from hnetlab.results.work import State

_SECONDS_BETWEEN_LOOKS = 0.2
_SECONDS_UNTIL_STOPPED = 60.0
_SECONDS_UNTIL_BUSY_IS_TRIED_AGAIN = 2.0
_MOST_ATTEMPTS = 50
_MOST_STARTS = 3
_WORKERS_GONE = {"KilledWorker", "NoWorkerError", "CommClosedError", "CancelledError", "TimeoutError"}
"""What dask calls the errors of workers that have died or gone."""


class ClusterError(LabError):
    """Workers that can't be had, or a scheduler that is gone."""


@dataclass(frozen=True)
class Cluster:
    """Which workers train: so many of this machine, or those of the scheduler at an address or in a file."""

    workers: int | None = None
    scheduler: str | None = None
    scheduler_file: Path | None = None
    patience: float = 30.0
    """Seconds after which a scheduler that does not answer is given up."""
    seconds_between_checkpoints: float = 10.0

    def __post_init__(self) -> None:
        """Raises `ConfigError` where more than one is named, or none."""
        given = [
            name for name in ("workers", "scheduler", "scheduler_file") if getattr(self, name) is not None
        ]
        if len(given) != 1:
            options = ", ".join(f"--{name.replace('_', '-')}" for name in given) or "none of them"
            raise ConfigError(
                f"Workers are asked for by {options}: give one of --workers, --scheduler, --scheduler-file."
            )
        if self.workers is not None and self.workers < 1:
            raise ConfigError(f"--workers {self.workers} is not allowed: at least one worker is needed.")


def train_on_cluster(
    batches: Sequence[Batch], watch: Watch, cluster: Cluster, folder: Path, *, device: str = "auto"
) -> dict[Batch, str]:
    """Trains what is missing on workers that see `folder`; returns why batches failed, in a sentence each.

    A worker that dies loses nothing but what it did since the last checkpoint: another one goes on. Raises
    `ClusterError` where the scheduler is gone; what was trained until then lies in the folders.
    """
    if not batches:
        return {}
    with new_errand(folder / "drivers") as errand, _client(cluster) as client:
        return _Driver(client, cluster, errand, watch, device).train(batches)


class _Driver:
    """Hands batches out and looks after them."""

    def __init__(self, client: Any, cluster: Cluster, errand: Errand, watch: Watch, device: str) -> None:
        self._client, self._cluster, self._errand = client, cluster, errand
        self._watch, self._device = watch, device
        self._attempts: dict[Batch, int] = {}
        self._later: dict[Batch, float] = {}
        self._busy: set[Batch] = set()  # another process trains them: they are waited for, however long
        self._answered = time.monotonic()

    def train(self, batches: Sequence[Batch]) -> dict[Batch, str]:
        failures: dict[Batch, str] = {}
        futures = {batch: self._submit(batch) for batch in batches}
        stopping: float | None = None
        while futures or self._later:
            if self._watch.stop() and stopping is None:
                replace_text(self._errand.folder / STOP, "")
                stopping = time.monotonic()
                for batch, future in list(futures.items()):
                    if not self._errand.progress_file(batch.name).exists():  # it has not begun
                        future.cancel()
                        del futures[batch]
                self._later.clear()
            if stopping is not None and time.monotonic() - stopping > _SECONDS_UNTIL_STOPPED:
                break
            if not self._scheduler_answers():
                time.sleep(_SECONDS_BETWEEN_LOOKS)
                continue
            for batch, future in list(futures.items()):
                self._note_progress(batch)
                ended = self._ended(future)
                if ended is None:
                    continue
                del futures[batch]
                if isinstance(ended, Failure):
                    self._failed(batch, ended, failures, stopping is not None)
                elif ended == "finished":
                    self._watch.over(batch)
                elif stopping is None:
                    (self._busy.add if ended == "busy" else self._busy.discard)(batch)
                    wait = _SECONDS_UNTIL_BUSY_IS_TRIED_AGAIN if ended == "busy" else 0.0
                    self._later[batch] = time.monotonic() + wait
            for batch, moment in list(self._later.items()):
                if time.monotonic() >= moment:
                    del self._later[batch]
                    if self._attempts.get(batch, 0) >= _MOST_ATTEMPTS and batch not in self._busy:
                        failures[batch] = f"Its worker died {_MOST_ATTEMPTS} times: give workers more memory."
                        self._watch.over(batch)
                    else:
                        self._submit_again(batch, futures)
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        return failures

    def _failed(self, batch: Batch, failure: Failure, failures: dict[Batch, str], stopping: bool) -> None:
        """Hands out in parts what failed as a whole, or notes why it did."""
        if parts := failure.parts(batch):
            self._watch.divided(batch, parts)
            if not stopping:
                self._later |= dict.fromkeys(parts, time.monotonic())
            return
        failures[batch] = failure.sentence
        self._watch.over(batch)

    def _submit_again(self, batch: Batch, futures: dict[Batch, Any]) -> None:
        """Hands a batch out, or leaves it for later where the scheduler has just gone."""
        try:
            futures[batch] = self._submit(batch)
        except Exception:  # noqa: BLE001 - dask has many names for a scheduler that has just gone
            self._later[batch] = time.monotonic() + 1.0

    def _submit(self, batch: Batch) -> Any:
        """Hands a batch out, under a key that drivers on the same scheduler share."""
        attempt = self._attempts[batch] = self._attempts.get(batch, 0) + 1
        workers = self._client.scheduler_info(n_workers=-1).get("workers", {}).values()
        gpus = any(worker.get("resources", {}).get("GPU") for worker in workers)
        return self._client.submit(
            train_remotely,
            self._errand,
            str(batch.path.absolute()),
            batch.config.model_dump_json(),
            self._device,
            self._cluster.seconds_between_checkpoints,
            key=f"{batch.name}-{self._errand.folder.name}-{attempt}",
            pure=False,
            retries=0,
            resources={"GPU": 1} if gpus and self._device != "cpu" else None,
        )

    def _ended(self, future: Any) -> State | Failure | Literal["lost"] | None:
        """How a batch ended: None while it has not, "lost" where its worker died."""
        match future.status:
            case "finished":
                ended: State | Failure = future.result()
                return ended
            case "error":
                error = future.exception()
                # All else than a worker that died, such as what it can't import, would fail again.
                gone = {kind.__name__ for kind in type(error).__mro__} & _WORKERS_GONE
                return "lost" if gone else Failure.of(error)
            case "cancelled" | "lost":
                return "lost"
        return None

    def _note_progress(self, batch: Batch) -> None:
        with suppress(OSError, ValueError):  # there is none yet, or it is being written
            done = int(self._errand.progress_file(batch.name).read_text("utf-8"))
            self._watch.progress(batch, done)

    def _scheduler_answers(self) -> bool:
        """Whether the scheduler is there; raises `ClusterError` when it has been away for too long."""
        if self._client.status == "running":
            self._answered = time.monotonic()
            return True
        away = time.monotonic() - self._answered > self._cluster.patience
        if away or self._client.status == "closed":  # which dask's client does after the same time
            raise ClusterError(
                f"The scheduler has not answered for {self._cluster.patience:.0f} s: start it again and give "
                "the same command, which goes on from what is saved."
            )
        return False


@contextmanager
def _client(cluster: Cluster) -> Iterator[Any]:
    """A client of dask's; raises `ClusterError` where there is no dask or no scheduler."""
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise ClusterError(
            "Workers need dask, which is not installed: pip install 'hnetlab[cluster]', or leave them out."
        ) from error
    with ExitStack() as stack:
        if cluster.workers is None:
            try:
                client = Client(
                    address=cluster.scheduler,
                    scheduler_file=None if cluster.scheduler_file is None else str(cluster.scheduler_file),
                    timeout=cluster.patience,
                    set_as_default=False,
                )
            except (OSError, TimeoutError, ValueError) as error:
                place = cluster.scheduler or cluster.scheduler_file
                raise ClusterError(
                    f"There is no scheduler at {place}: start one with dask scheduler, or check the address."
                ) from error
            yield stack.enter_context(client)
            return
        threads = max(1, allowed_cores() // cluster.workers)
        stack.enter_context(
            dask.config.set(
                {
                    "distributed.scheduler.worker-saturation": 1.0,
                    "distributed.scheduler.allowed-failures": 1000,
                    "distributed.nanny.pre-spawn-environ.OMP_NUM_THREADS": str(threads),
                    "distributed.worker.daemon": False,
                }
            )
        )
        local = stack.enter_context(_started(LocalCluster, cluster.workers))
        yield stack.enter_context(Client(local, set_as_default=False))


def _started(local_cluster: Any, workers: int) -> Any:
    """So many workers of this machine; where one dies while it starts, which ends dask's start, once more."""
    starts = 0
    while True:
        starts += 1
        try:
            with _deaf_to_keys():
                return local_cluster(
                    n_workers=workers,
                    threads_per_worker=1,
                    processes=True,
                    host="127.0.0.1",
                    dashboard_address="127.0.0.1:0",
                    memory_limit=0,
                    silence_logs=50,
                )
        except (RuntimeError, OSError, TimeoutError) as error:
            if starts == _MOST_STARTS:
                why = str(error).rstrip(".")
                raise ClusterError(
                    f"{workers} workers could not be started on this machine in {starts} attempts ({why}): "
                    "ask for fewer, or leave --workers out."
                ) from error


@contextmanager
def _deaf_to_keys() -> Iterator[None]:
    """Processes started in this, and by threads started in it, do not hear Ctrl-C, which is for the driver.

    A terminal tells all processes of a command; workers that die of it could not save where they are. What is
    pressed meanwhile reaches the driver afterwards.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # which lets the signal through again once it has started
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
