"""Every place where a run can be looked at, and what is no such place."""

import threading
from functools import partial

import pytest
import torch

from hnetlab import views
from hnetlab.base.errors import DataError, StoreError
from hnetlab.experiments import configure
from hnetlab.runs.run import Run
from hnetlab.runs.session import Session
from hnetlab.runs.source import look, named, recording
from hnetlab.runs.store import RunFolder

PATIENCE = 60.0


def make_run(method="hnet", **fields):
    fields = {"steps": 6, "target_hidden": (4,), "hypernetwork_hidden": (4,), "chunk_size": 100} | fields
    if method == "joint":
        fields = {"steps": fields["steps"], "target_hidden": (4,)}
    return Run(configure("split-digits", method, tasks=3, **fields))


class Panel:
    """Sessions side by side, as a live panel has them."""

    def __init__(self, *runs):
        self.sessions = [Session(partial(lambda run: run, run)) for run in runs]


@pytest.fixture(scope="module")
def run(device):
    session = Session(make_run)
    session.step(8)
    session.wait(PATIENCE)
    session.close()
    return session.run


@pytest.fixture
def places(run, tmp_path):
    """The same run in every place."""
    folder = RunFolder(tmp_path / "kept")
    folder.save(run)
    session = Session(lambda: run)
    return [run, session, Panel(run, make_run("finetune")), folder, folder.path, str(folder.path)]


def test_the_run_is_found_in_every_place(places, run):
    for place in places:
        assert look(place, lambda found: found.steps_done) == 8
        seen = recording(place)
        assert (seen.config, seen.history.records) == (run.config, run.history.records)
        assert views.loss_curves(place).to_json() == views.loss_curves(run).to_json()
    assert views.loss_curves(recording(run)).to_json() == views.loss_curves(run).to_json()


def test_what_was_recorded_is_a_copy(run):
    session = Session(make_run)
    session.step(3)
    session.wait(PATIENCE)
    before = recording(session)
    count = len(before.history.records)
    session.start()
    session.wait(PATIENCE)
    assert len(before.history.records) == count < len(session.run.history.records)
    session.close()


@pytest.mark.parametrize("place", [None, 3, make_run, {"a": 1}, ["runs/a"]])
def test_what_is_no_run_is_refused_in_a_sentence(place):
    for reads in (recording, views.loss_curves, lambda source: look(source, str)):
        with pytest.raises(DataError, match="is no run to look at"):
            reads(place)


def test_a_recording_has_no_network(run):
    with pytest.raises(DataError, match="recording has no network"):
        look(recording(run), str)


def test_own_data_are_for_stored_runs(run):
    with pytest.raises(DataError, match="sequence is for a run that is read from its folder"):
        look(run, str, sequence=run.sequence)


def test_a_stored_run_with_data_and_a_network_of_its_own_is_found_with_them(tmp_path):
    torch.manual_seed(0)
    first = make_run()
    module = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, first.sequence.outputs))
    run = Run(first.config, sequence=first.sequence, module=module)
    RunFolder(tmp_path / "own").save(run)
    found = look(tmp_path / "own", lambda run: run.scores(3), sequence=first.sequence, module=module)
    assert torch.equal(found, run.scores(3))


def test_tables_take_all_runs_of_a_panel_and_of_its_folder(tmp_path):
    panel = Panel(make_run("finetune", steps=2), make_run("joint", steps=2))
    for session in panel.sessions:
        session.start()
        session.wait(PATIENCE)
        RunFolder(tmp_path / session.run.config.method).save(session.run)
    table = views.metric_table(panel)
    assert list(table.index) == ["finetune", "joint"]
    assert views.metric_table(tmp_path).equals(table)
    assert views.metric_table({"a": panel.sessions[0]}).iloc[0].equals(table.iloc[0])
    assert list(named(panel.sessions[1])) == ["joint"]
    with pytest.raises(StoreError, match="holds 2 runs, not one: name one of them"):
        views.loss_curves(tmp_path)


def test_of_two_runs_of_one_method_each_has_its_row(tmp_path):
    gentle, strong, plain = (
        make_run(steps=2, beta=0.0),
        make_run(steps=2, beta=9.0),
        make_run("joint", steps=2),
    )
    panel = Panel(gentle, strong)
    for session in panel.sessions:
        session.start()
        session.wait(PATIENCE)
    assert list(views.metric_table(panel).index) == ["hnet", "hnet-2"]
    assert named(panel)["hnet-2"] is panel.sessions[1]
    RunFolder(tmp_path / "joint").save(gentle)
    RunFolder(tmp_path / "strong").save(strong)
    assert list(views.metric_table(tmp_path).index) == ["joint", "strong"]
    RunFolder(tmp_path / "a").save(plain)
    assert {name: recording(run).config for name, run in named(tmp_path).items()} == {
        "a": plain.config,
        "joint": gentle.config,
        "strong": strong.config,
    }


@pytest.mark.bits
def test_a_run_that_is_given_itself_is_looked_at_between_two_steps():
    """Half a step would show a position that the step has not reached yet."""
    alone, run = make_run(steps=60), make_run(steps=60)
    for session in (Session(lambda: alone), Session(lambda: run)):
        session.start()
        looks = []
        while session.run is run and session.state == "running":
            before = look(run, lambda run: (run.steps_done, {k: v.clone() for k, v in run.state().items()}))
            looks.append(before[0])
            look(run, lambda run: run.scores(1))
        assert session.wait(PATIENCE).state == "finished"
        session.close()
    assert looks
    for name, value in alone.state().items():
        assert torch.equal(value, run.state()[name])


@pytest.mark.bits
@pytest.mark.parametrize(
    "source", [lambda session: session, lambda session: session.run], ids=["session", "run"]
)
def test_looking_from_many_threads_while_it_trains_changes_no_bit(source):
    def make():
        return Run(configure("regression", steps=20))

    def watch():
        try:
            while session.state == "running":
                views.fitted_functions(source(session))
        except Exception as error:  # noqa: BLE001 - raised on the test's own thread below
            errors.append(error)

    errors: list[Exception] = []
    alone, session = Session(make), Session(make)
    alone.start()
    alone.wait(PATIENCE)
    session.start()
    threads = [threading.Thread(target=watch) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert session.wait(PATIENCE).state == "finished"
    for thread in threads:
        thread.join(PATIENCE)
    assert not errors
    for name, value in alone.run.state().items():
        assert torch.equal(value, session.run.state()[name])
    alone.close()
    session.close()
