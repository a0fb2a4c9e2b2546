import os
import subprocess
import sys
import threading
import time

import pytest
import torch

from hnetlab.base import cores
from hnetlab.base.cores import Waiting, allowed_cores, seconds_waited, torch_threads


@pytest.mark.parametrize(("said", "allowed"), [("3", 3), (" 2,4", 2)])
def test_the_environment_says_how_many_cores_may_be_used(monkeypatch, said, allowed):
    monkeypatch.setenv("OMP_NUM_THREADS", said)
    assert allowed_cores() == allowed


@pytest.mark.parametrize("said", [None, "", "0", "many"])
def test_else_they_are_those_that_the_process_may_use(monkeypatch, said):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    if said is not None:
        monkeypatch.setenv("OMP_NUM_THREADS", said)
    if not hasattr(os, "sched_getaffinity"):
        assert allowed_cores() == os.cpu_count()
        return
    mine = os.sched_getaffinity(0)
    assert allowed_cores() == len(mine)
    os.sched_setaffinity(0, {min(mine)})
    try:
        assert allowed_cores() == 1
    finally:
        os.sched_setaffinity(0, mine)


def test_the_number_of_threads_is_given_back_also_after_an_error():
    before = torch.get_num_threads()

    def fail():
        with torch_threads(before + 3):
            assert torch.get_num_threads() == before + 3
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail()
    assert torch.get_num_threads() == before


class Machine:
    """A clock and a count of waiting that a test moves on."""

    def __init__(self, monkeypatch):
        self.now, self.waited = 100.0, 0.0
        monkeypatch.setattr("hnetlab.base.cores.time.perf_counter", lambda: self.now)
        monkeypatch.setattr(cores, "seconds_waited", lambda: self.waited)

    def spend(self, waiting, seconds, share):
        """Takes a step each hundredth of a second, with threads that wait for `share` of the time."""
        for _ in range(round(100 * seconds)):
            self.now += 0.01
            self.waited += 0.01 * share
            waiting.look()


def idle_threads():
    return [thread for thread in threading.enumerate() if thread.name == "hnetlab idle threads"]


def test_threads_sleep_while_something_else_wants_a_core(monkeypatch):
    machine = Machine(monkeypatch)
    with Waiting() as waiting:
        machine.spend(waiting, 2, 0.05)
        assert not waiting.asleep
        machine.spend(waiting, 0.5, 0.8)
        assert waiting.asleep
        assert len(idle_threads()) == 1
        machine.spend(waiting, 2, 0.4)  # asleep they wait less, and are still not alone
        assert waiting.asleep
        machine.spend(waiting, 1, 0.03)
        assert not waiting.asleep
        machine.spend(waiting, 0.5, 0.8)
        assert waiting.asleep
    assert not waiting.asleep
    assert not idle_threads()


def test_a_system_that_does_not_tell_is_left_alone(monkeypatch):
    machine = Machine(monkeypatch)
    monkeypatch.setattr(cores, "seconds_waited", lambda: None)
    with Waiting() as waiting:
        machine.spend(waiting, 2, 0.9)
        assert not waiting.asleep


def test_a_busy_machine_is_noticed():
    if seconds_waited() is None:
        pytest.skip("this system does not tell how long threads wait for a core")
    busy = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"])
        for _ in range(2 * len(os.sched_getaffinity(0)))
    ]
    try:
        ends = time.monotonic() + 20
        with Waiting() as waiting:
            while not waiting.asleep and time.monotonic() < ends:
                torch.ones(100, 100).sum()
                waiting.look()
            assert waiting.asleep
    finally:
        for process in busy:
            process.kill()
            process.wait()
