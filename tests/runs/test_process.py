import copy
import os

import pytest
import torch

from hnetlab.experiments import configure
from hnetlab.runs import process
from hnetlab.runs.engine import Stepped, train
from hnetlab.runs.process import at_work, threads_for
from hnetlab.runs.progress import fit
from hnetlab.runs.run import Run
from hnetlab.runs.session import Session
from hnetlab.runs.store import RunFolder

pytestmark = pytest.mark.parametrize("device", ["cpu"], indirect=True)
"""A run on a GPU uses no threads of torch's."""


def make_run(hidden=8, seeds=1):
    config = configure("split-digits", seeds=seeds, tasks=2, steps=3, target_hidden=(hidden,), chunk_size=500)
    return Run(config)


@pytest.fixture
def four_cores(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "4")


@pytest.mark.usefixtures("four_cores")
@pytest.mark.parametrize(
    ("hidden", "seeds", "spare", "threads"), [(8, 1, 0, 1), (8, 1000, 0, 4), (5000, 1, 0, 4), (5000, 1, 1, 3)]
)
def test_large_networks_and_many_seeds_are_worth_threads(hidden, seeds, spare, threads):
    assert threads_for(make_run(hidden, seeds), spare) == threads


def test_training_leaves_this_process_the_threads_that_it_had():
    before = torch.get_num_threads()
    with_more = before + 2
    torch.set_num_threads(with_more)
    try:
        run = fit(make_run(), progress=False)
        assert run.threads == 1
        assert torch.get_num_threads() == with_more
    finally:
        torch.set_num_threads(before)


@pytest.mark.usefixtures("four_cores")
def test_a_run_keeps_its_number_of_threads(monkeypatch):
    monkeypatch.setattr(process, "_PRODUCTS_WORTH_THREADS", 0)
    run, found = make_run(), []
    for spare in (1, 0):
        with at_work(run, spare_cores=spare) as stepped:
            found.append(torch.get_num_threads())
            stepped()
    assert (run.threads, found) == (3, [3, 3])


@pytest.mark.usefixtures("four_cores")
def test_a_session_leaves_a_core(monkeypatch):
    monkeypatch.setattr(process, "_PRODUCTS_WORTH_THREADS", 0)
    before = torch.get_num_threads()
    session = Session(make_run)
    session.start()
    assert session.wait().state == "finished"
    assert session.run.threads == 3
    assert torch.get_num_threads() == before
    session.close()


@pytest.mark.bits
def test_the_number_of_threads_alone_decides_the_bits(monkeypatch):
    """The same run with threads that spin, and with threads that sleep after every other look."""
    monkeypatch.setattr(process, "_PRODUCTS_WORTH_THREADS", 0)
    monkeypatch.setenv("OMP_NUM_THREADS", str(max(2, os.cpu_count() or 2)))
    plain = fit(make_run(300), progress=False)
    looks = iter(range(10**6))
    monkeypatch.setattr("hnetlab.base.cores._SECONDS_BETWEEN_LOOKS", 0.0)
    monkeypatch.setattr("hnetlab.base.cores.seconds_waited", lambda: 1e3 * (next(looks) // 2))
    restless = fit(make_run(300), progress=False)
    assert plain.threads == restless.threads
    for name, value in plain.state().items():
        assert torch.equal(value, restless.state()[name]), name


def test_a_stored_run_goes_on_with_its_number_of_threads(monkeypatch, tmp_path):
    monkeypatch.setattr(process, "_PRODUCTS_WORTH_THREADS", 0)
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    run = make_run()
    with at_work(run):
        for event in train(run):
            if isinstance(event, Stepped):
                break
    RunFolder(tmp_path / "run").save(run)
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    again = RunFolder(tmp_path / "run").run()
    assert again.threads == copy.deepcopy(again).threads == 3
    with at_work(again):
        assert torch.get_num_threads() == 3
