"""A run is trained by one session or thread at a time, and changed between two of its steps."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from hnetlab.base.errors import SessionError
from hnetlab.runs.engine import Finished, Stepped, TaskStarted, train
from hnetlab.runs.progress import fit
from hnetlab.runs.run import Position
from hnetlab.runs.session import Session
from hnetlab.runs.store import RunFolder

from .sessions import PATIENCE, make_run, same_bits, state_of


@pytest.mark.parametrize("way", ["fit", "train", "record"])
def test_nobody_else_trains_the_run_of_a_session_meanwhile(unbroken, tmp_path, way):
    """Two threads would step the same weights, and both would say that all is well."""
    session = Session(make_run)
    ways: dict[str, Callable[[], Any]] = {
        "fit": lambda: fit(session.run, progress=False),
        "train": lambda: next(train(session.run)),
        "record": lambda: next(RunFolder(tmp_path / "run").record(session.run)),
    }
    session.inspect(lambda _: session.start())
    with pytest.raises(SessionError, match="A session is training this run: pause it first"):
        session.inspect(lambda _: ways[way]())
    assert session.wait(PATIENCE).state == "finished"
    assert same_bits(state_of(session.run), unbroken)
    session.close()


def test_what_was_begun_before_a_session_stands_still_while_that_trains(unbroken):
    run = make_run()
    events, session = train(run), Session(lambda: run)
    next(event for event in events if isinstance(event, Stepped))
    session.step(4)
    session.wait(PATIENCE)
    assert isinstance(next(events), TaskStarted | Stepped)
    session.start()
    assert session.wait(PATIENCE).state == "finished"
    assert same_bits(state_of(run), unbroken)
    assert list(events) == [Finished()]


def test_two_threads_do_not_step_a_run_at_once():
    run, inside, done = make_run(), threading.Event(), threading.Event()
    take, events = run.method.take, train(run)

    def slow(*args: Any) -> Any:
        inside.set()
        assert done.wait(PATIENCE)
        return take(*args)

    run.method.take = slow
    thread = threading.Thread(target=lambda: next(event for event in events if isinstance(event, Stepped)))
    thread.start()
    assert inside.wait(PATIENCE)
    try:
        with pytest.raises(SessionError, match="Another thread is training this run"):
            fit(run, progress=False)
    finally:
        done.set()
        thread.join(PATIENCE)


def test_a_change_while_a_session_trains_comes_between_two_steps():
    for _ in range(5):
        session = Session(lambda: make_run(steps=60))
        session.start()
        while session.run.steps_done < 70:
            time.sleep(0.001)
        session.run.change(beta=0)
        assert session.wait(PATIENCE).state == "finished"
        (change,) = session.run.history.changes
        first = make_run(steps=60)
        for _ in train(first):
            place = Position(change.task, change.step)
            if first.steps_done == first.schedule.steps_done(place) and not first.history.changes:
                first.change(beta=0)
        assert same_bits(state_of(session.run), state_of(first))
        session.close()


def test_a_run_is_trained_by_one_session_at_a_time(unbroken):
    run = make_run()
    gate = threading.Event()
    one, other = Session(lambda: run, on_news=lambda: gate.wait(PATIENCE)), Session(lambda: run)
    starter = threading.Thread(target=one.start)
    starter.start()
    while one.state != "running":
        time.sleep(0.001)
    with pytest.raises(SessionError, match="Another session is training this run"):
        other.start()
    assert other.status.state == "idle"
    one.pause()
    gate.set()
    starter.join()
    one.wait(PATIENCE)
    other.step(7)
    other.wait(PATIENCE)
    one.start()
    assert one.wait(PATIENCE).state == "finished"
    assert same_bits(state_of(run), unbroken)
    one.close()
    other.close()
