"""Whatever breaks a step off, nobody goes on from its middle, with other numbers that nobody would notice."""

import copy
import os
import signal

import pytest
import torch

from hnetlab.base.errors import StoreError, TrainingError
from hnetlab.runs.engine import train
from hnetlab.runs.progress import fit
from hnetlab.runs.store import RunFolder

from .folders import make_run


@pytest.fixture(autouse=True)
def usual_interrupts():
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def interrupted_in(run, owner, name, monkeypatch):
    """`fit` with Ctrl-C while `owner` does what is called `name` for the second time."""
    calls, usual = [], getattr(owner, name)

    def call(*given, **named):
        found = usual(*given, **named)
        calls.append(name)
        if len(calls) == 2:
            os.kill(os.getpid(), signal.SIGINT)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, call)
        with pytest.raises(KeyboardInterrupt):
            fit(run, progress=False)


@pytest.mark.parametrize("method", ["hnet", "ewc", "hnet-r"])
@pytest.mark.parametrize("name", ["update", "end", "weights"])
def test_after_an_interrupt_a_run_goes_on_to_the_same_bits(method, name, monkeypatch):
    whole, run = fit(make_run(method), progress=False), make_run(method)
    interrupted_in(run, run.method, name, monkeypatch)
    assert not run.torn
    assert 0 < run.steps_done < run.steps
    fit(run, progress=False)
    for tensor, value in whole.state().items():
        assert torch.equal(run.state()[tensor], value), tensor
    assert run.history.records == whole.history.records


def test_a_step_that_broke_off_is_not_gone_on_with(tmp_path, monkeypatch):
    run = make_run("hnet")
    folder = RunFolder(tmp_path / "run")
    for _ in zip(range(3), train(run), strict=False):
        pass
    folder.save(run)

    def fails(*_):
        raise RuntimeError("of somebody's own code")

    with monkeypatch.context() as patch:
        patch.setattr(type(run.method), "update", fails)
        with pytest.raises(RuntimeError, match="own code"):
            fit(run, progress=False)
    with pytest.raises(TrainingError, match="was broken off in the middle of a step and can't go on"):
        fit(run, progress=False)
    with pytest.raises(StoreError, match="at no moment that could be saved"):
        folder.save(run)
    with pytest.raises(TrainingError, match="broken off in the middle"):
        copy.deepcopy(run)
    again = folder.run()  # what the sentence says
    assert fit(again, progress=False).finished
    run.restore(again.state(), again.position, again.history.records)
    folder.save(run)
