"""Workers that die, drivers that die, a scheduler that dies: nothing is lost, and nobody waits for ever."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from hnetlab import __version__, configure
from hnetlab.base.errors import ConfigError, StoreError
from hnetlab.results import cluster, remote
from hnetlab.results.cluster import Cluster, ClusterError, _started, train_on_cluster
from hnetlab.results.errand import Errand
from hnetlab.results.failure import Failure
from hnetlab.results.folder import Results
from hnetlab.results.local import train_here
from hnetlab.results.plan import make_plan, missing_of
from hnetlab.results.remote import train_remotely
from hnetlab.results.speed import Cost, Speedometer
from hnetlab.results.watch import Watch
from hnetlab.results.work import train_batch

STEPS = 300


def tiny(beta=0.1, **fields):
    """Polynomials: workers need not load what pictures take."""
    fields = {"steps": STEPS, "tasks": 2, "batch_size": 8, "target_hidden": (8,), **fields}
    return configure("regression", beta=beta, **fields)


def quick_plan(results, configs, monkeypatch):
    monkeypatch.setattr(Speedometer, "cost", lambda self, batch: Cost(2 * STEPS, 1.0))
    return make_plan(results, configs, Speedometer("cpu"))


def bits(results, configs):
    found = [results.find(config)[1].folder.path for config in configs]
    names = ("checkpoint.safetensors", "metrics.jsonl")
    return [(path / name).read_bytes() for path in found for name in names]


@pytest.fixture
def scheduler(tmp_path):
    """A scheduler and two workers in processes of their own, as a person starts them by hand."""
    processes = []

    def start(*words):
        command = [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]]
        nowhere, environment = subprocess.DEVNULL, {**os.environ, "OMP_NUM_THREADS": "1"}
        processes.append(
            subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=nowhere, stderr=nowhere)
        )
        return processes[-1]

    file = tmp_path / "scheduler.json"
    options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    boss = start("dask_scheduler", "--scheduler-file", str(file), *options)
    yield (
        file,
        boss,
        lambda: start(
            "dask_worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-nanny", "--no-dashboard"
        ),
    )
    for process in processes:
        process.kill()
        process.wait()


def wait_for(what, seconds=250):
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.bits
def test_workers_that_are_killed_and_join_and_a_scheduler_that_dies(scheduler, tmp_path, monkeypatch):
    file, boss, worker = scheduler
    configs = [tiny(beta) for beta in (0.1, 0.2)]
    wild = tiny(learning_rate=1e30, optimizer="sgd")
    alone, results = Results(tmp_path / "alone"), Results(tmp_path / "shared")
    for batch in missing_of(alone, configs).batches:
        assert train_batch(batch, device="cpu") == "finished"

    first = worker()
    plan = quick_plan(results, [*configs, wild], monkeypatch)
    cluster = Cluster(scheduler_file=file, patience=120.0, seconds_between_checkpoints=0.5)
    answers = []

    def drive():
        with Watch(plan.costs, shown=False) as watch:
            answers.append(train_on_cluster(plan.batches, watch, cluster, results.path, device="cpu"))

    driver = threading.Thread(target=drive)
    driver.start()
    wait_for(lambda: sum(1 for _ in results.path.rglob("metrics.jsonl")))
    time.sleep(0.3)
    first.kill()
    second = worker()
    driver.join(timeout=250)
    ((failed, why),) = answers[0].items()
    assert (failed.config, "learning_rate" in why) == (wild, True)
    assert bits(results, configs) == bits(alone, configs)
    assert not (results.path / "drivers").exists()

    long = tiny(0.5, steps=100_000)
    plan = quick_plan(results, [long], monkeypatch)
    impatient = Cluster(scheduler_file=file, patience=3.0, seconds_between_checkpoints=0.5)
    failures = []

    def drive_in_vain():
        try:
            with Watch(plan.costs, shown=False) as watch:
                train_on_cluster(plan.batches, watch, impatient, results.path, device="cpu")
        except ClusterError as error:
            failures.append(str(error))

    driver = threading.Thread(target=drive_in_vain)
    driver.start()
    wait_for(lambda: any(path.stat().st_size for path in results.place(long).rglob("metrics.jsonl")))
    boss.send_signal(signal.SIGKILL)
    driver.join(timeout=120)
    (sentence,) = failures
    assert sentence.startswith("The scheduler has not answered for 3 s: start it again")
    second.kill()
    (rest,) = results.missing(long)
    assert rest.folder.holds_progress


@pytest.mark.bits
def test_workers_of_this_machine_stop_when_asked_and_go_on(tmp_path, monkeypatch):
    configs = [tiny(beta) for beta in (0.1, 0.2)]
    alone, results = Results(tmp_path / "alone"), Results(tmp_path / "results")
    for batch in missing_of(alone, configs).batches:
        train_batch(batch, device="cpu")
    plan = quick_plan(results, configs, monkeypatch)
    asked = threading.Event()

    class Impatient(Watch):
        def progress(self, batch, done):
            if done:
                asked.set()

    with Impatient(plan.costs, stop=asked.is_set, shown=False) as watch:
        assert train_on_cluster(plan.batches, watch, Cluster(workers=1), results.path, device="cpu") == {}
    assert sum(len(results.find(config)) for config in configs) < 2
    assert any(batch.folder.holds_progress for batch in missing_of(results, configs).batches)

    plan = quick_plan(results, configs, monkeypatch)
    with Watch(plan.costs, shown=False) as patient:  # what is left, without workers
        assert train_here(plan.batches, patient, device="cpu") == {}
        assert patient.share == pytest.approx(1)
    assert bits(results, configs) == bits(alone, configs)


def test_a_worker_refuses_what_is_not_its_own_to_train(tmp_path, monkeypatch):
    (batch,) = Results(tmp_path).missing(tiny(steps=5))
    order = (str(batch.path), batch.config.model_dump_json(), "cpu", 10.0)
    failure = train_remotely(Errand(tmp_path / "elsewhere"), *order)
    assert isinstance(failure, Failure)
    assert ("does not see" in failure.sentence, batch.path.exists()) == (True, False)
    failure = train_remotely(Errand(tmp_path, version="0.0"), *order)
    assert isinstance(failure, Failure)
    assert ("not 0.0: install" in failure.sentence, batch.path.exists()) == (True, False)
    unknown = batch.config.model_dump_json().replace('"steps"', '"of_a_later_version"')
    for version, sentence in (("0.0", "not 0.0: install"), (__version__, "of_a_later_version")):
        failure = train_remotely(Errand(tmp_path, version=version), order[0], unknown, *order[2:])
        assert isinstance(failure, Failure)
        assert sentence in failure.sentence


def test_a_run_whose_workers_die_without_a_new_checkpoint_is_given_up(tmp_path, monkeypatch):
    (batch,) = Results(tmp_path / "results").missing(tiny(steps=5))
    order = (str(batch.path), batch.config.model_dump_json(), "cpu", 10.0)
    with monkeypatch.context() as patch:
        patch.setattr(remote, "train_batch", lambda *_, **__: (_ for _ in ()).throw(SystemExit))
        for _ in range(3):
            with pytest.raises(SystemExit):  # as if it were killed
                train_remotely(Errand(tmp_path), *order)
    failure = train_remotely(Errand(tmp_path), *order)
    assert isinstance(failure, Failure)
    assert failure.sentence.startswith("It was started 3 times")
    (tmp_path / "later").mkdir()
    assert train_remotely(Errand(tmp_path / "later"), *order) == "finished"  # by another driver


def test_a_run_that_another_process_trains_is_waited_for(tmp_path, monkeypatch):
    """However slow its steps are: nobody has died."""
    (batch,) = Results(tmp_path / "results").missing(tiny(steps=5))
    order = (str(batch.path), batch.config.model_dump_json(), "cpu", 10.0)
    with monkeypatch.context() as patch:
        patch.setattr(remote, "train_batch", lambda *_, **__: "busy")
        assert [train_remotely(Errand(tmp_path), *order) for _ in range(5)] == ["busy"] * 5
    assert train_remotely(Errand(tmp_path), *order) == "finished"


def test_what_no_worker_can_do_is_told_and_not_tried_for_ever(tmp_path, monkeypatch):
    (batch,) = Results(tmp_path / "results").missing(tiny(steps=5))

    class Client:
        """Of a scheduler whose workers lack something."""

        status, submitted = "running", 0

        def scheduler_info(self, n_workers):
            return {"workers": {}}

        def submit(self, *_, **__):
            self.submitted += 1
            return SimpleNamespace(status="error", exception=lambda: ImportError("No module named 'hnetlab'"))

    client = Client()
    monkeypatch.setattr(cluster, "_client", lambda _: nullcontext(client))
    with Watch({batch: Cost(10, 1.0)}, shown=False) as watch:
        failures = train_on_cluster([batch], watch, Cluster(workers=1), tmp_path, device="cpu")
    assert failures == {batch: "ImportError: No module named 'hnetlab'"}
    assert client.submitted == 1


def test_a_folder_that_can_not_be_written_is_one_sentence(tmp_path):
    (batch,) = Results(tmp_path / "results").missing(tiny(steps=5))
    (tmp_path / "file").write_text("")
    with Watch({}, shown=False) as watch, pytest.raises(StoreError, match=r"Can't write to .*--out"):
        train_on_cluster([batch], watch, Cluster(workers=1), tmp_path / "file", device="cpu")


def test_workers_are_asked_for_in_one_way(tmp_path):
    with pytest.raises(ConfigError, match="--workers, --scheduler: give one"):
        Cluster(workers=2, scheduler="tcp://127.0.0.1:1")
    with pytest.raises(ConfigError, match="--workers 0 is not allowed"):
        Cluster(workers=0)
    (batch,) = Results(tmp_path).missing(tiny(steps=5))
    cluster = Cluster(scheduler="tcp://127.0.0.1:1", patience=1.0)
    with (
        Watch({}, shown=False) as watch,
        pytest.raises(ClusterError, match=r"no scheduler at tcp://127\.0\.0\.1:1"),
    ):
        train_on_cluster([batch], watch, cluster, tmp_path)


def test_a_worker_that_dies_while_it_starts_does_not_end_the_command():
    starts = []

    def started(deaths):
        def start(n_workers, **options):
            starts.append(n_workers)
            if len(starts) <= deaths:
                raise RuntimeError("Nanny failed to start.")
            return "there"

        starts.clear()
        return _started(start, 2)

    assert (started(deaths=2), starts) == ("there", [2, 2, 2])
    with pytest.raises(ClusterError, match=r"2 workers could not be started .* leave --workers out\."):
        started(deaths=3)
