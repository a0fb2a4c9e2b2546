"""A session does what it is told in any order and from any thread, and learns the same bits."""

import random
import threading
import time
import warnings
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from hnetlab.runs.session import Session

from .sessions import PATIENCE, STEPS, TINY, BrokenError, failing, make_run, same_bits, state_of, workers


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
    take = session.run.method.take

    def slow(*arguments):
        in_step.set()
        go_on.wait(PATIENCE)
        return take(*arguments)

    monkeypatch.setattr(session.run.method, "take", slow)
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
