import threading

import pytest
import torch

from hnetlab import Run, configure
from hnetlab.analysis.probe import Probe
from hnetlab.widgets.background import Background
from hnetlab.widgets.threads import threads_for_background, threads_to_answer


@pytest.mark.parametrize(("samples", "threads"), [(10, 1), (1000, 4)])
def test_only_large_networks_are_worth_threads(monkeypatch, samples, threads):
    monkeypatch.setenv("OMP_NUM_THREADS", "4")
    probe = Probe.of(Run(configure("permuted-digits", target_hidden=(1000, 200))), samples=samples)
    assert threads_to_answer(probe) == threads


@pytest.mark.parametrize(("cores", "threads"), [("1", 1), ("2", 1), ("8", 7)])
def test_the_background_leaves_a_core(monkeypatch, cores, threads):
    monkeypatch.setenv("OMP_NUM_THREADS", cores)
    assert threads_for_background() == threads


def test_work_in_the_background_has_its_own_number(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "6")
    background, found = Background(lambda error: None), []

    def look():
        found.append((torch.get_num_threads(), threading.current_thread()))
        yield

    before = torch.get_num_threads()
    background.start("look", look())
    assert background.wait(10)
    assert found[0][0] == 5
    assert found[0][1] is not threading.current_thread()
    assert torch.get_num_threads() == before
    background.close()
