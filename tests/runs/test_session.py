import math
import os
import random
import signal
import threading
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from hnetlab.base.errors import SessionError, TrainingError
from hnetlab.experiments import configure
from hnetlab.runs.engine import train
from hnetlab.runs.run import Run
from hnetlab.runs.session import Session

PATIENCE = 30.0
TINY: dict[str, Any] = {
    "steps": 6,
    "batch_size": 4,
    "target_hidden": (4,),
    "hypernetwork_hidden": (4,),
    "chunk_size": 100,
}
TASKS = 3
STEPS = TASKS * TINY["steps"]


def make_run(**fields):
    return Run(configure("split-digits", tasks=TASKS, **{**TINY, **fields}))


def state_of(run):
    return {name: value.clone() for name, value in run.state().items()}


def same_bits(state, other):
    return state.keys() == other.keys() and all(torch.equal(state[name], other[name]) for name in other)


@pytest.fixture(scope="module")
def unbroken(device):
    """The final state of a run that nobody talked to, trained as a session trains: on a thread of its own."""
    session = Session(make_run)
    session.start()
    session.wait(PATIENCE)
    return state_of(session.run)


@pytest.fixture
def session():
    session = Session(make_run)
    yield session
    session.close()


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


def test_news_come_with_every_step_and_every_change_of_state():
    heard: list[None] = []
    session = Session(make_run, on_news=lambda: heard.append(None))
    session.step(5)
    session.wait(PATIENCE)
    session.close()
    assert len(heard) >= 5 + 2


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


def test_a_thousand_wishes_in_random_order(unbroken):
    """No deadlock, no lost error, no leaked thread, and the same bits whenever a run comes to its end."""
    chance, threads, ends = random.Random(1), threading.active_count(), 0
    session = Session(make_run)
    wishes: list[Callable[[], object]] = [
        session.start,
        session.pause,
        session.step,
        session.step_task,
        session.stop,
        session.reset,
    ]
    wishes += [session.snapshot, lambda: session.wait(0.002), lambda: session.wait(PATIENCE)]
    for _ in range(1000):
        chance.choices(wishes, weights=[6, 6, 4, 2, 0.3, 0.5, 2, 4, 1])[0]()
        if session.status.state == "finished":
            ends += 1
            assert same_bits(state_of(session.run), unbroken)
            session.reset()
        elif session.status.state == "cancelled":
            session.reset()
    session.close()
    assert ends > 3
    assert session.wait(PATIENCE).state in ("cancelled", "finished")
    assert threading.active_count() == threads


def test_wishes_from_many_threads_at_once(unbroken):
    session, errors = Session(make_run), []

    def press(seed):
        chance = random.Random(seed)
        try:
            for _ in range(100):
                chance.choice([session.start, session.pause, session.step, session.snapshot])()
        except Exception as error:  # noqa: BLE001 - it is raised on the test's own thread below
            errors.append(error)

    threads = [threading.Thread(target=press, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not errors
    session.start()
    assert session.wait(PATIENCE).state == "finished"
    assert same_bits(state_of(session.run), unbroken)


def workers():
    return [thread for thread in threading.enumerate() if thread.name == "hnetlab session"]


class BrokenError(RuntimeError):
    pass


def failing():
    raise BrokenError("no data")


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
    monkeypatch.setattr(session.run.method, "step", leaves)
    session.start()
    with pytest.raises(TrainingError, match="ended by SystemExit"):
        session.wait(PATIENCE)
    assert session.status.state == "failed"
    session.close()


def test_closing_does_not_wait_for_what_a_reset_has_begun_meanwhile(monkeypatch):
    """The worker of the closed run goes on with the new one: it must not be joined."""

    def reset_once():
        if closing and not resets:
            resets.append(None)
            session.reset()

    session = Session(make_run, on_news=reset_once)
    closing: list[threading.Thread] = []
    resets: list[None] = []
    in_step, go_on = threading.Event(), threading.Event()
    step = session.run.method.step

    def slow(*arguments):
        in_step.set()
        go_on.wait(PATIENCE)
        return step(*arguments)

    monkeypatch.setattr(session.run.method, "step", slow)
    session.start()
    assert in_step.wait(PATIENCE)
    closing.append(threading.Thread(target=session.close, daemon=True))
    closing[0].start()
    go_on.set()
    closing[0].join(PATIENCE)
    assert not closing[0].is_alive()
    assert resets
    session.close()
    assert not workers()


@pytest.mark.bits
@pytest.mark.parametrize("seed", range(3))
def test_any_calls_from_many_threads_never_hang_and_change_no_bit(seed, unbroken):
    """Resets, good and bad, starts, stops, closes, looks and waits, some of them by the listener."""

    def news():
        if threading.current_thread().name == "hnetlab session":
            counts.append(len(workers()))
        chance = random.Random(len(counts))
        if len(counts) % 23 == 0:
            orders(session, chance)[chance.randrange(4)]()
        if len(counts) % 17 == 0:
            raise BrokenError("listener")

    def orders(session, chance) -> list[Callable[[], object]]:
        safe = [session.start, session.pause, session.snapshot, lambda: session.step(chance.randint(1, 20))]
        return [
            *safe,
            session.step_task,
            session.stop,
            session.reset,
            session.close,
            lambda: session.reset(failing),
            lambda: session.inspect(lambda run: chance.choice(safe)()),
            lambda: session.inspect(lambda run: session.reset()),
            lambda: session.wait(0.01 * chance.random()),
            lambda: session.status,
        ]

    def press(number):
        chance = random.Random(f"{seed} {number}")
        try:
            while time.monotonic() < end:
                with suppress(BrokenError):
                    chance.choice(orders(session, chance))()
                if chance.random() < 0.2:
                    time.sleep(0.002 * chance.random())
        except Exception as error:  # noqa: BLE001 - raised on the test's own thread below
            errors.append(error)

    counts: list[int] = []
    errors: list[Exception] = []
    session = Session(make_run, on_news=news)
    end = time.monotonic() + 2.5
    threads = [threading.Thread(target=press, args=(number,), daemon=True) for number in range(4)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the listener, which raises on purpose
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        hanging = [thread for thread in threads if thread.is_alive()]
        if errors or hanging:
            session.close()
        assert (hanging, errors) == ([], [])
        session.reset()
        session._listener._callback = None
        session.start()
        assert session.wait(PATIENCE).state == "finished"
    assert same_bits(state_of(session.run), unbroken)
    session.close()
    assert max(counts) == 1
    assert not workers()


class SessionMachine(RuleBasedStateMachine):
    """Any order of wishes, each waited for, against a model: where the run must be and in which state."""

    def __init__(self):
        super().__init__()
        self.session = Session(make_run)
        self.state, self.done = "idle", 0

    def expect(self, done):
        self.done = min(done, STEPS)
        self.state = "finished" if self.done == STEPS else "paused"

    def over(self):
        return self.state in ("finished", "cancelled")

    @rule(steps=st.integers(1, 2 * TINY["steps"]))
    def step(self, steps):
        self.session.step(steps)
        if not self.over():
            self.expect(self.done + steps)

    @rule()
    def step_task(self):
        self.session.step_task()
        if not self.over():
            self.expect((self.done // TINY["steps"] + 1) * TINY["steps"])

    @rule()
    def start(self):
        self.session.start()
        if not self.over():
            self.expect(STEPS)

    @rule()
    def pause(self):
        self.session.pause()

    @rule()
    def stop(self):
        self.session.stop()
        if not self.over():
            self.state = "cancelled"

    @rule()
    def reset(self):
        self.session.reset()
        self.state, self.done = "idle", 0

    @precondition(lambda self: not self.over())
    @rule()
    def look(self):
        assert self.session.inspect(lambda run: run.steps_done) == self.done

    @invariant()
    def it_is_where_it_should_be(self):
        deadline = time.monotonic() + PATIENCE
        while (status := self.session.wait(PATIENCE)).state != self.state:
            assert time.monotonic() < deadline, (status, self.state)
            time.sleep(0.001)
        assert (status.state, status.steps_done) == (self.state, self.done)

    def teardown(self):
        self.session.close()
        assert "hnetlab session" not in [thread.name for thread in threading.enumerate()]


def test_any_order_of_wishes_leads_where_it_should():
    run_state_machine_as_test(
        SessionMachine, settings=settings(max_examples=25, stateful_step_count=15, deadline=None)
    )
