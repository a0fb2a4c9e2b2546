"""The live lab: one run, or two side by side, watched and steered while they train."""

import threading
from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from torch import nn

from hnetlab import front
from hnetlab.base.errors import ConfigError, LabError
from hnetlab.experiments.config import Config
from hnetlab.pages.link import playground_link
from hnetlab.runs.pace import Pace
from hnetlab.runs.run import Run
from hnetlab.runs.session import Session
from hnetlab.runs.status import Status
from hnetlab.tasks import TaskSequence
from hnetlab.widgets.live.desk import TRANSPORT, Desk
from hnetlab.widgets.live.knobs import Knobs
from hnetlab.widgets.live.lane import Lane, by_turns, prepared
from hnetlab.widgets.live.link import code_of, link_of, read_link
from hnetlab.widgets.live.painter import Painter
from hnetlab.widgets.live.shelf import save_runs, saved_runs
from hnetlab.widgets.live.trials import Outcome, Trial, Trials, table, told_apart
from hnetlab.widgets.panel import Panel
from hnetlab.widgets.parts import Button


class LiveLab(Panel):
    """A panel that trains one method, or two side by side, and shows them while they learn.

    `methods` are one or two names of methods. `fields` are further settings, and the `network`, as
    `configure` takes them; a setting that one of the methods lacks is left out there. `sequence` and `module`
    are tasks and a target network of your own, in place of the benchmark's tasks and of networks by name.
    What is chosen under Settings holds from the next reset on; what a method lets be changed on its way can
    also be changed while training rests, and a line in the curves marks where. With `foreground` nothing runs
    on other threads: `wait` trains and draws.

    Running the cell that made a panel again stops the earlier one. Raises `ConfigError` or `DataError`.

    >>> lab = LiveLab("regression", ["finetune", "hnet"], steps=10)
    >>> lab.step(12)
    >>> [status.state for status in lab.wait()]
    ['paused', 'paused']
    >>> lab.code()
    "lab = LiveLab('regression', ['finetune', 'hnet'], steps=10)"
    >>> lab.close()
    """

    _esm, _css = front.script("live"), front.style("live")

    def __init__(
        self,
        benchmark: str = "split-digits",
        methods: str | Sequence[str] = "hnet",
        *,
        preset: str = "quick",
        seeds: int | Sequence[int] = 1,
        device: str = "auto",
        foreground: bool = False,
        sequence: TaskSequence | None = None,
        module: nn.Module | None = None,
        **fields: Any,
    ) -> None:
        super().__init__()
        self.lanes: list[Lane] = []
        self._painter = Painter(self._paint, self._show_drawing_error, foreground=foreground)
        names = (methods,) if isinstance(methods, str) else tuple(methods)
        self._device, self._foreground = device, foreground
        self._own: dict[str, Any] = {"sequence": sequence, "module": module}
        self._given = [name for name, value in self._own.items() if value is not None]
        self._turning = threading.RLock()
        self._stale = False
        self._trials = Trials()
        self._offered: list[Trial] = []  # those of the rows in sight, which a running trial does not renew
        self.pace = Pace()  # its speed in steps per second, and lockstep for lanes side by side
        with self.making():
            if len(names) not in (1, 2):
                raise ConfigError(f"methods = {names} is not allowed: choose one, or two to compare.")
            self.knobs = Knobs(self, benchmark, names, preset, seeds, fields, self._turned, **self._own)
        self.desk = Desk(self, self.pace, lambda trial: self._go_back(self._offered, trial))
        self.buttons, self.folder = self.desk.buttons, self.desk.folder
        for action in [action for action, *_ in TRANSPORT]:
            self.buttons[action].on_click(partial(self._press, getattr(self, action)))
        self.buttons["save"].on_click(partial(self._press, lambda: self.save(self.folder.value)))
        self.buttons["load"].on_click(partial(self._press, lambda: self.load(self.folder.value)))
        self.desk.copy_link.on_click(partial(self._press, lambda: self._clip(self.link())))
        self.desk.copy_code.on_click(partial(self._press, lambda: self._clip(self.code())))
        with self.making():
            self.reset()
        self.publish()

    @classmethod
    def from_link(cls, link: str, **arguments: Any) -> "LiveLab":
        """The panel with just the settings of `link`, which `lab.link()` or *Copy link* had given.

        `arguments` are what a link does not hold: `device`, `foreground`, a `sequence` or `module` of your
        own. Raises `ConfigError` for a link that is damaged, of another version, or lacks such an argument.

        >>> lab = LiveLab("regression", steps=10, beta=0.5)
        >>> again = LiveLab.from_link(lab.link())
        >>> again.runs[0].config == lab.runs[0].config
        True
        >>> again.close(); lab.close()
        """
        linked = read_link(link)
        for name in linked.own:
            if arguments.get(name) is None:
                raise ConfigError(f"This link is of a panel with a {name} of its own: give it as {name}=.")
        first = linked.configs[0]
        methods = list(dict.fromkeys(config.method for config in linked.configs))
        required = {name: getattr(first.data, name) for name in first.data.model_fields_set}
        lab = cls(first.benchmark, methods, preset=first.preset, seeds=first.seeds, **required, **arguments)
        with lab.making():
            lab.begin(linked.configs)
        return lab

    @property
    def sessions(self) -> list[Session]:
        """The sessions, in the order of the methods."""
        return [lane.session for lane in self.lanes]

    @property
    def runs(self) -> list[Run]:
        """The runs, in the order of the methods; leave them alone while they train."""
        return [lane.run for lane in self.lanes]

    @property
    def status(self) -> list[Status]:
        """Where each session is now."""
        return [each.status for each in self.sessions]

    def start(self) -> None:
        """Trains on to the end."""
        self._go(Session.start)

    def pause(self) -> None:
        """Rests after the present step."""
        for session in self.sessions:
            session.pause()

    def step(self, steps: int = 1) -> None:
        """Takes so many optimizer steps, then pauses."""
        self._go(lambda session: session.step(steps))

    def step_task(self) -> None:
        """Trains to the end of the present task, then pauses."""
        self._go(Session.step_task)

    def stop(self) -> None:
        """Ends training for good."""
        for session in self.sessions:
            session.stop()
        self._news()

    def reset(self) -> None:
        """Begins anew, with what is chosen under Settings."""
        with self._turning:
            self._take([self._builder(config) for config in self.knobs.configs()])

    def begin(self, configs: Sequence[Config]) -> None:
        """Begins anew with just these configs, one per lane, and shows them in the knobs."""
        with self._turning, self.holding():
            self._take([self._builder(config) for config in configs])
            self.knobs.show(*configs)
            self._show_state()

    def link(self) -> str:
        """A text from which `from_link` makes a panel with these settings.

        They are what the runs began with, or before the first step what is chosen; what was changed on the
        way is not in it, since it is no setting that a run begins with.
        """
        return link_of(self._configs(), self._given)

    def code(self) -> str:
        """A line of Python that makes a panel with these settings, as `link` has them."""
        return code_of(self._configs(), self._given)

    def tried(self) -> list[dict[str, str]]:
        """A row for each run that took a step in this panel: settings that differ, and what came of it."""
        return table(self._trials.with_present(self._present()))

    def go_back(self, trial: int) -> None:
        """Begins anew with the settings of `trial`, counted from 1 as in `tried`; raises `ConfigError`."""
        self._go_back(self._trials.with_present(self._present()), trial)

    def _go_back(self, trials: Sequence[Trial], trial: int) -> None:
        if not 1 <= trial <= len(trials):
            raise ConfigError(f"There is no trial {trial} among {len(trials)}: choose one of `tried`.")
        self.begin(trials[trial - 1].configs)
        self.message.say(f"back to the settings of trial {trial}")

    def wait(self, timeout: float | None = None) -> list[Status]:
        """Waits until every session rests, or for `timeout` seconds each; raises what went wrong.

        An interrupt from the keyboard pauses all of them.
        """
        errors: list[Exception] = []
        if self._foreground and self.pace.lockstep:
            by_turns(self.sessions, timeout)
        for session in self.sessions:
            try:
                session.wait(timeout)
            except Exception as error:  # noqa: BLE001 - raised below: the other run is waited for all the same
                errors.append(error)
            if session.asked_to_pause:
                self.pause()
        if "running" not in [session.state for session in self.sessions]:
            self._painter.finish()
        if self._painter.error:
            errors.append(self._painter.error)
        if errors:
            raise errors[0]
        return self.status

    def playground_link(self, page: str = "playground.html") -> str:
        """A link to the playground at `page`, which learns the same in a browser; raises `ConfigError`."""
        return playground_link(self.runs, page)

    def save(self, path: str | Path) -> None:
        """Saves the runs as they are now: one in the folder `path`, two in folders below it, all or none.

        Those folders go by the runs' methods, with a number where both are the same.
        """
        folders = save_runs(self.sessions, Path(path))
        self.message.say(f"saved in {', '.join(map(str, folders))}")

    def load(self, path: str | Path) -> None:
        """Shows the run saved in the folder `path`, or the two saved there last, as they were when saved.

        A reset then begins them anew. Raises `StoreError` or `ConfigError`, and the panel stays as it was.
        """
        runs = [folder.run(device=self._device, **self._own) for folder in saved_runs(Path(path))]
        with self._turning, self.holding():
            self._take([prepared(run, self._builder(run.config)) for run in runs])
            self.knobs.show(*[run.settings for run in runs])
            self._show_state()
        self.message.say(f"loaded from {path}")

    def close(self) -> None:
        """Stops the sessions, waits for their threads, and takes the panel and its data away."""
        for session in self.sessions:
            session.close()
        self._painter.finish()
        for lane in self.lanes:
            lane.close()
        super().close()

    def _builder(self, config: Config) -> Callable[[], Run]:
        return lambda: Run(config, device=self._device, **self._own)

    def _configs(self) -> list[Config]:
        """What the runs shown began with; before the first step, what is chosen."""
        if self._stale and all(session.state == "idle" for session in self.sessions):
            return self.knobs.configs()
        return [run.config for run in self.runs]

    def _present(self) -> Trial | None:
        outcomes = [session.inspect(Outcome.of_run) for session in self.sessions]
        return Trial(tuple(outcomes)) if outcomes else None

    def _take(self, builders: list[Callable[[], Run]]) -> None:
        """Puts new runs into the lanes, and as many lanes as there are runs; all of them or none."""
        ready = [prepared(build(), build) for build in builders]
        if present := self._present():
            self._trials.add(present)
        removed = self.lanes[len(ready) :]
        del self.lanes[len(ready) :]
        for lane, build in zip(self.lanes, ready, strict=False):
            lane.session.reset(build)
        for build in ready[len(self.lanes) :]:
            lane = Lane(build, self._news, pace=self.pace, foreground=self._foreground)
            self.add(f"lane.{len(self.lanes)}", lane.view)
            self.lanes.append(lane)
        for number, lane in enumerate(removed, start=len(self.lanes)):
            lane.close()
            self.drop(f"lane.{number}")
        for lane, apart in zip(self.lanes, told_apart([lane.config for lane in self.lanes]), strict=True):
            lane.apart = apart
        self._stale = False
        self._painter.error = None
        self.message.say("")
        try:
            with self.holding():
                for lane in self.lanes:
                    lane.show_run()
        finally:
            self._show_state()

    def _go(self, action: Callable[[Session], None]) -> None:
        with self._turning:
            if self._stale and all(status.state == "idle" for status in self.status):
                self.reset()
            with self.pace.held():
                for session in self.sessions:
                    action(session)
        self.message.say("")
        self._news()

    def _turned(self, settings: Collection[str]) -> None:
        """Knobs were turned: `settings` hold for the steps to come, what else is chosen for the next run."""
        with self._turning:
            self._stale = True
            try:
                self.knobs.configs()  # before one of two runs is changed: refused is refused for both
                values = {name: value for name, value in self.knobs.changes().items() if name in settings}
                for lane in self.lanes:
                    lane.change(values)
                self.message.say("")
                self._news()
            except LabError as error:
                self.message.show_error(error)
            self._show_state()

    def _press(self, action: Callable[[], None], _button: Button) -> None:
        try:
            action()
        except (LabError, OSError) as error:
            self.message.show_error(error)
        self._show_state()

    def _news(self) -> None:
        resting = "running" not in [session.state for session in self.sessions]
        self._painter.news(at_once=resting)  # which waits for no frame

    def _paint(self) -> None:
        with self._turning, self.holding():
            try:
                for lane in self.lanes:
                    lane.paint()
            finally:
                self._show_state()

    def _show_drawing_error(self, error: Exception) -> None:
        if not any(status.error for status in self.status):  # training's own error comes first
            self.message.show_error(error)

    def _show_state(self) -> None:
        states = {session.state for session in self.sessions}
        over = states <= {"finished", "failed", "cancelled"}
        running = "running" in states
        with self.holding():
            self.desk.allow(running=running, over=over)
            self.knobs.allow(resting=not running)
            if not running:
                self._offered = self._trials.with_present(self._present())
                self.desk.trials.rows = table(self._offered)
                begun = states != {"idle"}
                self.knobs.compare([run.settings for run in self.runs] if begun else [])
            for status in self.status:
                if status.error:
                    self.message.show_error(status.error)

    def _clip(self, text: str) -> None:
        changed = any(run.history.changes for run in self.runs)
        self.desk.clip.value = text
        note = ", without the changes made on the way" if changed else ""
        self.message.say(f"copied what these runs began with{note}")
