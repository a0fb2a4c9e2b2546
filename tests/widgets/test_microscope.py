import gc
import threading
import weakref
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch
from ipywidgets.widgets import widget as registry

from hnetlab.analysis.microscope import dissect
from hnetlab.analysis.next_step import NextStep
from hnetlab.base.errors import ConfigError, DataError
from hnetlab.experiments import configure
from hnetlab.nets import mlp
from hnetlab.runs.engine import train
from hnetlab.runs.run import Position, Run
from hnetlab.runs.session import Session
from hnetlab.runs.store import RunFolder
from hnetlab.widgets import LiveLab
from hnetlab.widgets.explorer.panel import EmbeddingExplorer
from hnetlab.widgets.microscope import RegularizerMicroscope

TINY: dict[str, Any] = {
    "tasks": 3,
    "steps": 6,
    "batch_size": 8,
    "target_hidden": (12,),
    "hypernetwork_hidden": (6,),
    "embedding_dim": 3,
    "chunk_size": 300,
    "beta": 0.3,
}


def new_run(method="hnet", *, module=None, **fields):
    fields = {**TINY, **fields} if method == "hnet" else {"tasks": 3, "steps": 6, **fields}
    return Run(configure("split-digits", method, **fields), module=module)


def run_at(task, step, **fields):
    run = new_run(**fields)
    for _ in train(run):
        if run.position == Position(task, step):
            break
    return run


@pytest.fixture
def session():
    sessions = []

    def make(build=new_run):
        sessions.append(Session(build))
        return sessions[-1]

    yield make
    for each in sessions:
        each.close()


@pytest.fixture
def make():
    """Makes panels that are closed at the end."""
    panels = []

    def panel(source, **arguments):
        panels.append(RegularizerMicroscope(source, **arguments))
        return panels[-1]

    yield panel
    for each in panels:
        each.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "hnetlab background"]


def bars(panel):
    return [np.array(trace.y) for trace in panel.figure.data if trace.type == "bar"]


def course(panel):
    assert panel.wait(30)
    return next(
        np.array(trace.y) for trace in panel.figure.data if trace.xaxis == "x4" and trace.line.width == 3
    )


def assert_shows(panel, found):
    without, held = bars(panel)
    assert without == pytest.approx(100 * (found.drift_without - found.drift_before) / found.weight_norms)
    assert held == pytest.approx(100 * (found.drift_with - found.drift_before) / found.weight_norms)
    assert f"task loss {found.loss:.3g} · regularizer {found.penalty:.3g}" in panel.status.value


def test_it_opens_on_the_step_that_the_run_would_take(make):
    run = run_at(2, 3, lookahead=False)
    panel = make(run)
    assert (panel.beta.value, panel.lookahead.value) == (0.3, False)
    assert_shows(panel, dissect(NextStep.of(run)))
    assert panel.figure.layout.title.text == "Step 4 of task 3, digits 4, 5, taken apart"
    assert panel.figure.layout.title.subtitle.text == "β = 0.3, without lookahead"
    assert "the run itself has β = 0.3, without lookahead" in panel.status.value
    assert panel.seed.hidden


def test_the_knobs_change_what_is_shown(make):
    run = run_at(2, 3)
    panel, next_step = make(run), NextStep.of(run)
    panel.beta.value = 100
    assert_shows(panel, dissect(next_step, 100))
    panel.lookahead.value = False
    assert_shows(panel, dissect(next_step, 100, lookahead=False))
    assert panel.figure.layout.title.subtitle.text == "β = 100, without lookahead"
    for steps in (3, 50, 7):
        panel.steps.value = steps
        assert len(course(panel)) == steps + 1


def test_what_is_updated_equals_what_is_drawn_anew(make):
    run = run_at(2, 3)
    moved, fresh = make(run), make(run, steps=5)
    moved.beta.value = fresh.beta.value = 1e-4
    moved.steps.value = 5
    fresh.take()
    assert moved.picture().to_json() == fresh.picture().to_json()


def test_a_picture_stays_as_it_was(make):
    panel = make(run_at(1, 2))
    picture = panel.picture()
    before = picture.to_json()
    panel.beta.value = 1000
    assert picture.to_json() == before
    assert type(picture).__name__ == "Figure"


def test_a_new_step_is_taken_on_demand_and_beta_stays(make):
    run = run_at(1, 2)
    panel = make(run)
    panel.beta.value = 5
    for _ in train(run):
        if run.position == Position(2, 1):
            break
    assert "Step 3 of task 2" in panel.figure.layout.title.text
    panel.again.click()
    assert "Step 2 of task 3" in panel.figure.layout.title.text
    assert panel.beta.value == 5
    assert_shows(panel, dissect(NextStep.of(run), 5))


def test_every_seed_can_be_looked_at(make):
    run = run_at(2, 3, seeds=(4, 7))
    panel = make(run, replica=1)
    assert panel.seed.options == (("4", 0), ("7", 1))
    assert_shows(panel, dissect(NextStep.of(run, replica=1)))
    panel.seed.value = 0
    assert_shows(panel, dissect(NextStep.of(run, replica=0)))
    with pytest.raises(DataError, match="no replica 2 among 2"):
        make(run, replica=2)


def test_after_a_reset_the_seeds_are_those_of_the_new_run(session, make):
    training = session(partial(new_run, seeds=(1, 2)))
    training.step(8)
    training.wait(30)
    panel = make(training, replica=1)
    training.reset(partial(new_run, seeds=(7, 8, 9)))
    panel.again.click()
    assert "still in its first task" in panel.message.value
    assert [seed for seed, _ in panel.seed.options] == ["7", "8", "9"]
    assert panel.status.value.startswith("seed 2 · "), "what is shown says whose it is"
    training.step(8)
    training.wait(30)
    panel.seed.value = 2
    assert panel.next_step.seed == 9
    assert panel.status.value.startswith("seed 9 · ")
    training.reset(partial(run_at, 1, 2))
    panel.again.click()
    assert (panel.seed.value, panel.seed.hidden, panel.next_step.seed) == (0, True, 1)
    assert panel.status.value.startswith("task loss")


def test_a_session_is_looked_at_whenever_it_has_something_to_show(session, make):
    training = session()
    panel = make(training)
    assert "still in its first task" in panel.message.value
    assert len(panel.figure.data) == 0
    panel.beta.value = 1  # nothing to show yet, and nothing breaks
    training.step(8)
    training.wait(30)
    panel.again.click()
    assert panel.message.value == ""
    assert "Step 3 of task 2" in panel.figure.layout.title.text
    assert panel.beta.value == 0.3
    training.start()
    training.wait(30)
    panel.again.click()
    assert "learned its last task" in panel.message.value
    assert "Step 3 of task 2" in panel.figure.layout.title.text


def dropout_run():
    module = mlp((64,), (12,), 6, "relu")
    module.insert(2, torch.nn.Dropout(0.5))
    return new_run(module=module)


@pytest.mark.bits
@pytest.mark.parametrize("build", [new_run, dropout_run])
def test_looking_changes_no_bit_of_training(session, make, build):
    states = []
    for looked_at in (False, True):
        training = session(build)
        training.step(9)
        training.wait(30)
        panels = [make(training)] if looked_at else []
        training.start()
        for panel in panels:
            for beta in (50, 0.1, 5):
                panel.beta.value = beta
        training.wait(30)
        assert all(panel.wait(30) for panel in panels)
        states.append(training.inspect(lambda run: run.state()))
    assert states[0].keys() == states[1].keys()
    assert all(torch.equal(value, states[1][name]) for name, value in states[0].items())


def test_a_stored_run_is_looked_at_where_it_was_saved(tmp_path, make):
    run = run_at(2, 3)
    folder = RunFolder(tmp_path / "paused")
    folder.save(run)
    assert_shows(make(folder), dissect(NextStep.of(run)))


def test_a_run_without_regularizer_starts_with_the_default_beta(make):
    panel = make(run_at(1, 2, beta=0))
    assert panel.beta.value == 0.01
    assert "the run itself has β = 0" in panel.status.value
    assert not np.allclose(*bars(panel))


def test_a_beta_beyond_the_slider_moves_its_end(make):
    panel = make(run_at(1, 2, beta=3e6))
    assert (panel.beta.value, panel.beta.max) == (3e6, 7)


def test_a_method_without_regularizer_is_refused(make):
    run = new_run("joint")
    with pytest.raises(ConfigError, match="no output regularizer"):
        make(run)


def test_the_panel_can_end_a_cell(make):
    bundle, _ = make(run_at(1, 2))._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_a_closed_microscope_keeps_nothing(tmp_path):
    def looked():
        RunFolder(tmp_path / "run").save(run)
        panel = RegularizerMicroscope(str(tmp_path / "run"))
        assert panel.wait(60)
        kept = weakref.ref(panel.next_step)
        panel.close()
        panel.close()
        return panel, kept

    run = run_at(2, 3)
    looked()[0]
    before = set(registry._instances)
    panel, kept = looked()
    assert set(registry._instances) == before
    gc.collect()
    assert kept() is None
    with pytest.raises(DataError, match="microscope is closed"):
        panel.take()


def test_a_seed_that_can_not_be_shown_is_not_said_to_be():
    """The panels go on showing what they had, and whose it is."""
    lab = LiveLab("split-digits", seeds=2, **TINY)
    lab.step(8)
    lab.wait(60)
    explorer, microscope = EmbeddingExplorer(lab), RegularizerMicroscope(lab, steps=2)
    lab.knobs.method.value = "ewc"
    lab.reset()
    lab.step_task()
    lab.wait(60)
    for panel in (explorer, microscope):
        panel.seed.value = 1
        assert panel.wait(60)
        assert "hypernetwork" in panel.message.value
        assert panel.seed.options[panel.seed.index][0] == "1"
    assert "seed 1" in microscope.status.value
    for panel in (explorer, microscope, lab):
        panel.close()
