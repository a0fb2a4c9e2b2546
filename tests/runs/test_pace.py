"""Sessions that share a pace: their speed, lock-step, and that neither changes a bit."""

import time
from functools import partial
from typing import Any

import pytest
import torch

from hnetlab.base.errors import SessionError
from hnetlab.experiments import configure
from hnetlab.runs import pace as module
from hnetlab.runs.pace import Pace
from hnetlab.runs.run import Run
from hnetlab.runs.session import Session

PATIENCE = 30.0
TINY: dict[str, Any] = {
    "tasks": 3,
    "steps": 8,
    "batch_size": 4,
    "target_hidden": (4,),
    "hypernetwork_hidden": (4,),
    "chunk_size": 100,
    "evaluate_every": 3,
}
STEPS = 24


def make_run(method="hnet"):
    return Run(configure("split-digits", method, **TINY))


@pytest.fixture
def pair():
    """Two sessions at one pace, and every step that they take in order, as (which one, steps done)."""
    pace, taken = Pace(lockstep=True), []
    sessions: list[Session] = []

    def note(which):
        taken.append((which, *(session.run.steps_done for session in sessions)))

    for which, method in enumerate(("finetune", "hnet")):
        sessions.append(Session(partial(make_run, method), pace=pace, on_news=partial(note, which)))
    yield pace, sessions, taken
    for session in sessions:
        session.close()


def start(pace, sessions, action=Session.start):
    with pace.held():
        for session in sessions:
            action(session)


def test_in_lockstep_nobody_is_more_than_a_step_ahead_and_no_bit_is_another(pair):
    pace, sessions, taken = pair
    start(pace, sessions)
    assert [session.wait(PATIENCE).state for session in sessions] == ["finished", "finished"]
    assert max(abs(one - other) for _, one, other in taken) == 1
    for session, method in zip(sessions, ("finetune", "hnet"), strict=True):
        alone = Session(partial(make_run, method))
        alone.start()
        alone.wait(PATIENCE)
        assert session.run.history.records == alone.run.history.records
        assert all(torch.equal(value, alone.run.state()[name]) for name, value in session.run.state().items())


def test_who_is_ahead_waits_for_the_other_and_goes_on_alone_when_that_one_rests(pair):
    pace, (first, second), taken = pair
    first.step(10)
    assert first.wait(PATIENCE).steps_done == 10
    taken.clear()
    start(pace, (first, second), lambda session: session.step(3))
    assert [session.wait(PATIENCE).steps_done for session in (first, second)] == [13, 3]
    assert all(other == 3 for _, one, other in taken if one > 10)
    second.stop()
    first.start()
    assert first.wait(PATIENCE).state == "finished"


@pytest.mark.parametrize("order", ["pause", "stop", "reset"])
def test_who_waits_for_the_other_obeys_at_once(pair, order):
    pace, (first, second), _ = pair
    with pace.held():
        first.start()
        second.start()
        getattr(first, order)()
        if order != "reset":
            assert first.wait(PATIENCE).steps_done == 0
    assert second.wait(PATIENCE).state == "finished"
    assert first.state == {"pause": "paused", "stop": "cancelled", "reset": "idle"}[order]


def test_looking_does_not_wait_for_a_slow_pace(pair):
    pace, (first, second), _ = pair
    pace.speed = 0.01
    start(pace, (first, second), lambda session: session.step(5))
    while first.run.steps_done < 1:
        time.sleep(0.001)
    assert first.inspect(lambda run: run.steps_done) == 1
    pace.speed = None
    assert [session.wait(PATIENCE).steps_done for session in (first, second)] == [5, 5]


def test_the_speed_is_kept_on_the_whole_and_time_that_was_lost_is_not_caught_up(monkeypatch):
    class Clock:
        now = 100.0

    class Walker:
        underway = 0

    clock, walker = Clock(), Walker()
    monkeypatch.setattr(module, "time", type("T", (), {"perf_counter": lambda: clock.now}))
    pace = Pace(speed=20)

    def wait(seconds):
        clock.now += seconds + 0.004  # late, as threads are

    monkeypatch.setattr(pace._condition, "wait", wait)
    for walker.underway in range(101):
        pace.await_turn(walker)
        clock.now += 0.01  # the step itself
    assert 100 + 100 / 20 <= clock.now < 100 + 101 / 20 + 0.05
    clock.now += 10
    began = clock.now
    for walker.underway in range(101, 122):
        pace.await_turn(walker)
    assert 0.99 <= clock.now - began < 1.06


@pytest.mark.parametrize("speed", [0, -1, "fast", float("nan"), float("inf")])
def test_what_is_no_speed_is_refused(speed):
    pace = Pace(speed=3)
    with pytest.raises(SessionError, match="steps per second above 0"):
        pace.speed = speed
    assert pace.speed == 3


def test_in_the_foreground_one_goes_at_the_pace_without_waiting_for_the_other():
    pace = Pace(speed=2000, lockstep=True)
    sessions = [Session(make_run, foreground=True, pace=pace) for _ in range(2)]
    start(pace, sessions)
    assert [session.wait(PATIENCE).state for session in sessions] == ["finished", "finished"]
