"""Who listens to a session or looks at its run may fail or give orders, and changes no bit."""

from typing import Any

import pytest

from hnetlab.base.errors import SessionError
from hnetlab.runs.engine import train
from hnetlab.runs.session import Session

from .sessions import PATIENCE, make_run, same_bits, state_of, workers


@pytest.mark.bits
def test_looking_finds_the_run_between_two_steps_and_changes_no_bit(session, unbroken):
    """The engine moves the position right after the step: a run seen in a step would have a step too many."""
    session.start()
    looks = 0
    while session.status.state == "running":
        snapshot = session.snapshot()
        again = make_run()
        again.restore(snapshot.state, snapshot.position, snapshot.records)
        for _ in train(again):
            pass
        assert same_bits(state_of(again), unbroken)
        looks += 1
    session.wait(PATIENCE)
    assert looks
    assert same_bits(state_of(session.run), unbroken)


def test_what_a_visitor_raises_is_the_visitors(session):
    session.start()
    with pytest.raises(ZeroDivisionError):
        session.inspect(lambda run: run.steps_done // 0)
    assert session.wait(PATIENCE).state == "finished"


def test_news_come_with_every_step_and_every_change_of_state():
    heard: list[None] = []
    session = Session(make_run, on_news=lambda: heard.append(None))
    session.step(5)
    session.wait(PATIENCE)
    session.close()
    assert len(heard) >= 5 + 2


@pytest.mark.parametrize("foreground", [False, True])
@pytest.mark.parametrize("error", [KeyError("plot"), SystemExit(1), KeyboardInterrupt()])
def test_what_a_listener_raises_is_the_listeners(foreground, error, unbroken):
    """Also when it raises at the very news that the session rests."""

    def raises():
        if own[0].run.steps_done:
            raise error

    own: list[Session] = []
    session = Session(make_run, foreground=foreground, on_news=raises)
    own.append(session)
    session.step(5)
    with pytest.warns(UserWarning, match=f"raised {type(error).__name__}.*Training went on"):
        assert session.wait(PATIENCE).state == "paused"
    session._listener._callback = None
    session.start()
    assert session.wait(PATIENCE).state == "finished"
    assert session.listener_error is error
    assert same_bits(state_of(session.run), unbroken)
    session.close()


def test_an_interrupt_in_a_listener_on_the_callers_thread_interrupts_the_caller(session):
    def interrupt():
        raise KeyboardInterrupt

    session = Session(make_run, foreground=True, on_news=interrupt)
    with pytest.raises(KeyboardInterrupt):
        session.start()
    assert session.listener_error is None


@pytest.mark.parametrize("foreground", [False, True])
@pytest.mark.parametrize(
    ("order", "state"),
    [
        ("start", "finished"),
        ("pause", "paused"),
        ("step", "paused"),
        ("step_task", "paused"),
        ("stop", "cancelled"),
        ("close", "cancelled"),
        ("reset", "idle"),
        ("snapshot", "finished"),
    ],
)
@pytest.mark.parametrize("place", ["listener", "inspect"])
def test_orders_can_be_given_in_a_listener_and_while_looking(place, order, state, foreground):
    def once():
        if session.run.steps_done == 3 and not given:
            given.append(getattr(session, order)())

    given: list[Any] = []
    session = Session(make_run, foreground=foreground, on_news=once if place == "listener" else None)
    session.start() if place == "listener" else session.step(3)
    status = session.wait(PATIENCE)
    if place == "inspect":
        session.inspect(lambda run: once())
        status = session.wait(PATIENCE)
        state = "paused" if order == "snapshot" else state
    assert status.state == state
    assert session.listener_error is None
    session.reset()
    session.start()
    assert session.wait(PATIENCE).state == "finished"
    assert len(workers()) <= 1
    session.close()
    assert not workers()


@pytest.mark.parametrize("foreground", [False, True])
def test_what_would_wait_for_itself_is_refused(foreground):
    def waits():
        if session.state == "running" and session.run.steps_done == 2:
            try:
                session.wait()
            except SessionError as error:
                refused.append(str(error))

    refused: list[str] = []
    session = Session(make_run, foreground=foreground, on_news=waits)
    session.step(4)
    assert session.wait(PATIENCE).steps_done == 4
    assert "by the thread that trains" in refused[0]

    def look(run):
        session.start()
        return session.wait()

    with pytest.raises(SessionError, match="from within inspect"):
        session.inspect(look)
    assert session.wait(PATIENCE).state == "finished"
    session.close()


def test_looking_within_a_look_finds_the_same_run(session):
    session.start()
    assert session.inspect(lambda run: session.inspect(lambda same: same is run and session.run is run))
    assert session.wait(PATIENCE).state == "finished"
