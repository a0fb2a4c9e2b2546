"""A session trains, pauses, stops and begins anew as it is told."""

import math
import os
import signal
import threading
import time
from typing import Any

import numpy as np
import pytest
import torch

from hnetlab.base.errors import SessionError, TrainingError
from hnetlab.runs.engine import train
from hnetlab.runs.session import Session

from .sessions import PATIENCE, STEPS, TASKS, BrokenError, failing, make_run, same_bits, state_of


def test_it_trains_to_the_end(session):
    assert (session.status.state, session.status.steps_done) == ("idle", 0)
    session.start()
    status = session.wait(PATIENCE)
    assert (status.state, status.task, status.steps_done, status.steps) == ("finished", TASKS, STEPS, STEPS)
    assert status.steps_per_second > 0
    assert status.seconds_left == 0
    assert session.run.history.scores.shape == (1, TASKS, TASKS)


def test_a_session_ends_as_the_plain_loop_does(unbroken):
    run = make_run()
    for _ in train(run):
        pass
    assert same_bits(unbroken, run.state())


def test_single_steps_and_whole_tasks(session, unbroken):
    session.step()
    assert (session.wait(PATIENCE).state, session.status.steps_done) == ("paused", 1)
    session.step(3)
    assert session.wait(PATIENCE).steps_done == 4
    session.step_task()
    status = session.wait(PATIENCE)
    assert (status.state, status.task, status.step) == ("paused", 1, 0)
    assert len(session.run.history.evaluations) == 1
    session.step_task()
    assert session.wait(PATIENCE).task == 2
    session.step(100)
    assert session.wait(PATIENCE).state == "finished"
    assert same_bits(state_of(session.run), unbroken)


@pytest.mark.bits
def test_pausing_stands_still_and_going_on_ends_with_the_same_bits(session, unbroken):
    pauses = 0
    while session.status.state != "finished":
        before = session.status.steps_done
        session.start()
        while session.status.steps_done == before and session.status.state == "running":
            time.sleep(0)
        session.pause()
        rest = session.wait(PATIENCE).steps_done
        time.sleep(0.005)
        assert session.status.steps_done == rest
        pauses += 1
    assert pauses > 1
    assert same_bits(state_of(session.run), unbroken)


def test_stop_ends_it_for_good(session):
    session.start()
    session.stop()
    assert session.wait(PATIENCE).state in ("cancelled", "finished")
    done = session.status.steps_done
    session.start()
    session.step()
    assert (session.wait(PATIENCE).steps_done, session.status.state) == (done, session.status.state)


def test_reset_begins_anew(session, unbroken):
    session.step(4)
    session.wait(PATIENCE)
    session.reset()
    assert (session.status.state, session.status.steps_done, session.status.error) == ("idle", 0, None)
    session.start()
    session.wait(PATIENCE)
    assert same_bits(state_of(session.run), unbroken)
    session.reset(lambda: make_run(steps=2))
    session.start()
    assert session.wait(PATIENCE).steps_done == 2 * TASKS


def test_an_error_is_kept_and_raised_by_wait():
    session = Session(lambda: make_run(learning_rate=1e30))
    session.start()
    with pytest.raises(TrainingError, match="lower learning_rate"):
        session.wait(PATIENCE)
    assert session.status.state == "failed"
    assert isinstance(session.status.error, TrainingError)
    session.start()
    with pytest.raises(TrainingError):
        session.wait(PATIENCE)
    session.reset(make_run)
    session.start()
    assert session.wait(PATIENCE).state == "finished"


def test_a_run_taken_up_in_the_middle_is_paused_and_goes_on(unbroken):
    first = Session(make_run)
    first.step(8)
    first.wait(PATIENCE)
    snapshot = first.snapshot()
    first.close()

    def taken_up():
        run = make_run()
        run.restore(snapshot.state, snapshot.position, snapshot.records)
        return run

    session = Session(taken_up)
    assert (session.status.state, session.status.steps_done) == ("paused", 8)
    session.start()
    session.wait(PATIENCE)
    assert same_bits(state_of(session.run), unbroken)


def test_too_few_steps_are_refused(session):
    with pytest.raises(ValueError, match="steps = 0 is not allowed"):
        session.step(0)
    assert session.status.state == "idle"


def test_waiting_for_a_session_that_has_not_begun_returns_at_once(session):
    assert session.wait().state == "idle"


def test_in_the_foreground_wait_trains(unbroken):
    threads = threading.active_count()
    session = Session(make_run, foreground=True)
    session.step(5)
    assert (session.status.state, session.status.steps_done) == ("running", 0)
    assert (session.wait().state, session.status.steps_done) == ("paused", 5)
    session.start()
    assert session.wait().state == "finished"
    assert threading.active_count() == threads
    assert same_bits(state_of(session.run), unbroken)


@pytest.mark.parametrize("foreground", [False, True])
def test_an_interrupt_pauses_between_two_steps(foreground, unbroken):
    interrupted: list[bool] = []
    heard: list[bool] = []
    own: list[Session] = []

    def interrupt_once():
        if not interrupted and own[0].run.steps_done == 3:
            interrupted.append(True)
            os.kill(os.getpid(), signal.SIGINT)

    def slow_enough():
        interrupt_once()
        if interrupted and not heard:
            time.sleep(0.5)  # time for the main thread of a busy machine to hear it before the run is over

    session = Session(make_run, foreground=foreground, on_news=slow_enough)
    own.append(session)
    session.start()
    status = session.wait()
    assert status.state == "paused"
    assert 3 <= status.steps_done < STEPS
    heard.append(True)
    session.start()
    session.wait()
    assert same_bits(state_of(session.run), unbroken)


@pytest.mark.parametrize("running", [False, True])
def test_a_reset_whose_run_can_not_be_built_leaves_all_as_it_was(running, unbroken):
    session = Session(make_run)
    session.step(4)
    session.wait(PATIENCE)
    run = session.run
    if running:
        session.start()
    with pytest.raises(BrokenError):
        session.reset(failing)
    assert session.run is run
    session.start()
    assert session.wait(PATIENCE).state == "finished"
    assert same_bits(state_of(run), unbroken)
    session.reset()
    assert session.status.state == "idle", "the way to build is the old one, too"
    session.close()


def test_a_session_that_can_not_be_built_raises_what_building_raised():
    with pytest.raises(BrokenError):
        Session(failing)


def test_a_session_takes_a_function_that_makes_a_run():
    wrongs: list[Any] = [make_run(), None, lambda: None, lambda: make_run]
    for wrong in wrongs:
        with pytest.raises(SessionError, match="give a function that makes a run"):
            Session(wrong)


@pytest.mark.parametrize("steps", [0, -3, True, 1.5, math.inf, math.nan, "2", None, [1]])
def test_steps_that_are_no_number_of_steps_are_refused(session, steps):
    with pytest.raises(SessionError, match=r"steps = .* is not allowed"):
        session.step(steps)
    assert session.status.state == "idle"


def test_steps_of_other_whole_types_are_taken(session):
    session.step(np.int64(2))
    session.step(torch.tensor(3))
    assert session.wait(PATIENCE).steps_done in (3, 4, 5)


@pytest.mark.parametrize("foreground", [False, True])
def test_stopped_it_is_cancelled_at_once_or_after_the_present_step(foreground):
    for steps in (0, 3):
        session = Session(make_run, foreground=foreground)
        for going in (False, True):
            if steps:
                session.step(steps)
                session.wait(PATIENCE)
            if going:
                session.start()
            session.stop()
            assert session.wait(PATIENCE).state in ("cancelled", *(["finished"] if going else []))
            session.reset()
        session.close()


def test_in_the_foreground_a_wait_with_a_timeout_trains_so_long_and_goes_on(unbroken):
    session = Session(make_run, foreground=True, on_news=lambda: time.sleep(0.01))
    session.start()
    status = session.wait(0.03)
    assert status.state == "running"
    assert 0 < status.steps_done < STEPS
    other = threading.Thread(target=session.wait)  # of two that wait only one can train
    other.start()
    assert session.wait().state == "finished"
    other.join(PATIENCE)
    assert not other.is_alive()
    assert same_bits(state_of(session.run), unbroken)


def test_a_session_over_a_run_that_is_finished_has_nothing_to_do():
    run = make_run()
    for _ in train(run):
        pass
    session = Session(lambda: run)
    session.start()
    assert session.wait().state == "finished"


def test_anything_that_ends_a_step_is_kept_as_an_error(monkeypatch):
    def leaves(*_):
        raise SystemExit

    session = Session(make_run)
    monkeypatch.setattr(session.run.method, "take", leaves)
    session.start()
    with pytest.raises(TrainingError, match="ended by SystemExit"):
        session.wait(PATIENCE)
    assert session.status.state == "failed"
    session.close()
