"""A run that trains on a thread of its own, and obeys: start, pause, step, stop."""

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from weakref import ref

from hnetlab.base.errors import SessionError
from hnetlab.base.leaving import close_when_leaving
from hnetlab.runs.claim import claim, release, trainer_of
from hnetlab.runs.engine import Stepped, train
from hnetlab.runs.interrupt import interrupt_calls
from hnetlab.runs.life import NOW, Life, as_training_error, built, whole
from hnetlab.runs.listener import Listener
from hnetlab.runs.pace import Pace
from hnetlab.runs.process import at_work
from hnetlab.runs.run import Run
from hnetlab.runs.status import OVER, Snapshot, State, Status

Found = TypeVar("Found")


class Session:
    """Trains the run that `build` makes, on one daemon thread, and can be told what to do from any other.

    Its states: idle (not begun), running, paused, and at last finished, failed or cancelled, after which
    only `reset` helps. `start`, `pause`, `step`, `step_task` and `stop` leave a wish and return at once; the
    worker looks at it after every optimizer step. A wish that makes no sense in the present state is ignored.
    Every call may come from any thread, from `on_news` and from within `inspect`; what would wait there for
    itself raises `SessionError`.

    With `foreground` there is no thread: `wait` itself trains, for front ends that don't show what another
    thread draws. `on_news` is called, on the thread that trains or gave the order, after every step and every
    change of state, though not again for orders that it gives itself. What it raises is kept in
    `listener_error`, `wait` warns of it, and training goes on. Sessions that share a `pace` obey it together;
    with `foreground` they obey its speed alone.

    >>> from hnetlab import Run, Session, configure
    >>> session = Session(lambda: Run(configure("regression", steps=10)))
    >>> session.step(15)
    >>> session.wait().state, session.run.steps_done
    ('paused', 15)
    >>> session.close()
    """

    def __init__(
        self,
        build: Callable[[], Run],
        *,
        foreground: bool = False,
        on_news: Callable[[], object] | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._build = build
        self._foreground = foreground
        self._pace = pace
        self._listener = Listener(on_news)
        self._condition = threading.Condition()
        self._visitors: list[threading.Thread] = []
        self._in_step = self._step_due = False
        self._turn = 0
        self._thread: threading.Thread | None = None
        self._at_work = False
        """Whether the worker will look at the state once more; when not, the next start needs another."""
        self._life = Life.of(built(build))
        if pace:
            pace.join(self)
        close_when_leaving(self)

    @property
    def run(self) -> Run:
        """The run itself: leave it alone while it trains, see `inspect`."""
        return self._life.run

    @property
    def state(self) -> State:
        """The state alone: what is asked after every step should cost little."""
        return self._life.state

    @property
    def listener_error(self) -> BaseException | None:
        """The first error that `on_news` raised."""
        return self._listener.error

    @property
    def status(self) -> Status:
        """Where the session is now."""
        with self._condition:
            life = self._life
            run, position, done = life.run, life.run.position, life.run.steps_done
            taken, spent = done - life.done_at_start, life.seconds()
            rate = taken / spent if taken and spent else None
            in_task = run.schedule.steps_in_task(position)
            return Status(life.state, position.task, in_task, done, run.steps, rate, life.error)

    @property
    def underway(self) -> int | None:
        """How many steps have been taken while another is wanted, else None; asked without waiting."""
        return self._life.underway

    def start(self) -> None:
        """Trains on to the end."""
        self._go_until(lambda _: math.inf)

    def step(self, steps: int = 1) -> None:
        """Takes so many optimizer steps, then pauses; raises `SessionError` for anything but 1, 2, 3, ..."""
        count = whole(steps)
        if count < 1:
            raise SessionError(f"steps = {steps!r} is not allowed: take a whole number, at least one.")
        self._go_until(lambda run: run.steps_done + count)

    def step_task(self) -> None:
        """Trains to the end of the present task, then pauses."""
        self._go_until(lambda run: run.schedule.end_of_task(run.position))

    def pause(self) -> None:
        """Rests after the present step; a task whose last step was taken is evaluated first."""
        with self._condition:
            self._life.goal = NOW
        self._wake()

    @property
    def asked_to_pause(self) -> bool:
        """Whether the last wish was to pause, by a call or an interrupt."""
        with self._condition:
            return self._life.goal == NOW and self._life.state not in ("idle", *OVER)

    def stop(self) -> None:
        """Ends training for good; the run keeps what it has learned."""
        with self._condition:
            life = self._life
            life.stopping = True
            if life.state != "running" or not self._at_work:
                self._rest("cancelled")
        self._wake()

    def reset(self, build: Callable[[], Run] | None = None) -> None:
        """Begins anew with a new run, from `build` if given.

        Training goes on while the run is built, and if that fails the old run stays as if nothing had been
        asked. Of several resets at once the last to be built stays.
        """
        build = build or self._build
        life = Life.of(built(build))
        with self._between_steps():
            self._rest("cancelled")
            self._build, self._life = build, life
        self._tell()

    def close(self) -> None:
        """Stops and waits until that has ended, if not in `on_news` or in `inspect`."""
        with self._condition:
            life, worker = self._life, self._thread
            self.stop()
            if self._foreground or threading.current_thread() in (worker, *self._visitors):
                return
            self._condition.wait_for(lambda: not self._at_work or self._life is not life)
            ending = not self._at_work
        if worker and ending:
            worker.join()

    def wait(self, timeout: float | None = None) -> Status:
        """Waits until the session rests, or for `timeout` seconds; raises the error that training ended with.

        An interrupt from the keyboard pauses the session. Raises `SessionError` where it would wait for
        itself: in `on_news` on the thread that trains, and in `inspect`.
        """
        self._refuse_to_wait_for_itself()
        deadline = None if timeout is None else time.perf_counter() + timeout
        try:
            self._wait_for_rest(deadline)
        except KeyboardInterrupt:
            self.pause()
            self._wait_for_rest(None)
        self._listener.warn()
        status = self.status
        if status.error:
            raise status.error
        return status

    def snapshot(self) -> Snapshot:
        """A copy of the run between two steps."""
        return self.inspect(Snapshot.of)

    def inspect(self, look: Callable[[Run], Found]) -> Found:
        """Calls `look` with the run between two steps, whatever the state, and returns what it returns.

        Training waits meanwhile. What `look` keeps it must copy: the run's tensors change in place.
        """
        other = trainer_of(self.run)
        if other not in (None, self):
            found: Found = other.inspect(look)
            return found
        with self._between_steps():
            return look(self._life.run)

    @contextmanager
    def _between_steps(self) -> Iterator[None]:
        """Waits for the end of the present step, and keeps the next from beginning meanwhile."""
        with self._condition:
            visitor, turn = threading.current_thread(), self._turn
            if visitor not in self._visitors:
                # A step that waits for earlier visitors comes first: looking in a row must not hold it up.
                self._condition.wait_for(lambda: not self._step_due or self._turn != turn)
            self._visitors.append(visitor)
            try:
                self._condition.wait_for(lambda: not self._in_step)
                yield
            finally:
                self._visitors.remove(visitor)
                self._condition.notify_all()

    def _go_until(self, goal: Callable[[Run], float]) -> None:
        with self._condition:
            life = self._life
            if life.state in OVER or life.stopping:
                return
            if life.state != "running":
                claim(life.run, self)
                life.started, life.done_at_start = time.perf_counter(), life.run.steps_done
                life.events = train(life.run, ref(self))  # anew: another may have trained the run meanwhile
                life.state = "running"
            life.goal = goal(life.run)
            if not self._at_work and not self._foreground:
                self._thread = threading.Thread(
                    target=self._work, args=(self._thread,), name="hnetlab session", daemon=True
                )
                self._at_work = True
                self._thread.start()
            self._condition.notify_all()
        self._tell()

    def _work(self, earlier: threading.Thread | None) -> None:
        """The life of the thread: there is one at a time, and it trains whatever run is there."""
        if earlier:
            earlier.join()
        while life := self._next_life():
            self._train(life)

    def _next_life(self) -> Life | None:
        """Waits until there is a run to train; None, and the thread's work is done, when there is none."""
        with self._condition:
            self._condition.wait_for(lambda: self._life.state == "running" or self._life.state in OVER)
            self._at_work = self._life.state == "running"
            self._condition.notify_all()
            return self._life if self._at_work else None

    def _train(self, life: Life, deadline: float | None = None) -> None:
        """Trains until the session rests or has another run, or to the deadline."""
        try:
            # A core is left to the kernel and the panels.
            with at_work(life.run, spare_cores=1) as stepped:
                while self._may_step(life):
                    event = next(life.events)
                    with self._condition:
                        self._in_step = False
                        self._condition.notify_all()
                    stepped()
                    if isinstance(event, Stepped):
                        self._tell()
                    if deadline is not None and time.perf_counter() >= deadline:
                        return
        except StopIteration:
            self._rest("finished")
        except BaseException as error:  # noqa: BLE001 - whatever it is: it is shown, and raised again by `wait`
            life.error = error if isinstance(error, Exception) else as_training_error(error)
            self._rest("failed", life)
        self._tell()

    def _may_step(self, life: Life) -> bool:
        """Lets visitors look, then says whether to take another step; if not, the session rests."""
        if self._pace:
            self._pace.await_turn(self, alone=self._foreground)
        with self._condition:
            self._step_due = True
            self._condition.wait_for(lambda: not self._visitors)
            self._step_due = False
            self._turn += 1
            self._condition.notify_all()
            if life is not self._life:
                return False
            run = life.run
            stage = run.schedule.stage_at(run.position)
            not_evaluated = stage is not None and run.position.step == stage.steps
            if life.stopping:
                self._rest("finished" if run.finished else "cancelled")
            elif life.state == "running" and run.steps_done >= life.goal and not not_evaluated:
                self._rest("finished" if run.finished else "paused")
            self._in_step = life.state == "running"
            return self._in_step

    def _rest(self, state: State, of: Life | None = None) -> None:
        """Ends the work on the present run; one that a reset took away in the meantime has rested before."""
        with self._condition:
            life = self._life
            if of not in (None, life):
                return
            self._in_step = False
            if life.state not in OVER:
                if life.state == "running":
                    life.rested = time.perf_counter()
                    release(life.run, self)
                life.state = state
        self._wake()

    def _wake(self) -> None:
        """Lets all look again who wait for something to change here."""
        with self._condition:
            self._condition.notify_all()
        if self._pace:
            self._pace.wake()

    def _tell(self) -> None:
        self._listener.tell(interruptible=threading.current_thread() is not self._thread)

    def _refuse_to_wait_for_itself(self) -> None:
        with self._condition:
            if self._life.state != "running":
                return
            if threading.current_thread() in self._visitors:
                raise SessionError("A session can't be waited for from within inspect: wait after looking.")
            if threading.current_thread() is self._thread:
                raise SessionError(
                    "A session can't be waited for by the thread that trains: wait where it was started."
                )

    def _wait_for_rest(self, deadline: float | None) -> None:
        while True:
            with self._condition:
                self._condition.wait_for(
                    lambda: self._life.state != "running" or (self._foreground and not self._at_work),
                    None if deadline is None else max(0.0, deadline - time.perf_counter()),
                )
                if self._life.state != "running" or not self._foreground or self._at_work:
                    return
                self._at_work, self._thread = True, threading.current_thread()
            try:
                with interrupt_calls(self.pause):
                    self._train(self._life, deadline)
            finally:
                with self._condition:
                    self._at_work, self._thread = False, None
                    self._condition.notify_all()
            if deadline is not None and time.perf_counter() >= deadline:
                return
