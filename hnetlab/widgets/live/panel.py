"""The live lab: one run, or two side by side, watched and steered while they train."""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal

import ipywidgets as ipw
from torch import nn

from hnetlab.base.errors import ConfigError, LabError
from hnetlab.experiments.config import Config
from hnetlab.runs.run import Run
from hnetlab.runs.session import Session
from hnetlab.runs.status import Status
from hnetlab.tasks import TaskSequence
from hnetlab.widgets.cell import replace_earlier
from hnetlab.widgets.closing import close_widgets
from hnetlab.widgets.live.dashboard import Lane
from hnetlab.widgets.live.knobs import Knobs
from hnetlab.widgets.live.painter import Painter
from hnetlab.widgets.live.shelf import save_runs, saved_runs
from hnetlab.widgets.message import Message

_BUTTONS = (
    ("start", "Start", "play", "Train on"),
    ("pause", "Pause", "pause", "Rest after the present step"),
    ("step", "Step", "step-forward", "Take one optimizer step"),
    ("step_task", "Next task", "fast-forward", "Train to the end of the present task"),
    ("stop", "Stop", "stop", "End training for good"),
    ("reset", "Reset", "undo", "Begin anew, with the settings above"),
)
_NARROW, _WIDE = "84px", "104px"


class LiveLab:
    """A panel that trains one method, or two side by side, and shows them while they learn.

    `methods` are one or two names of methods. `fields` are further settings, as `configure` takes them; a
    setting that one of the methods lacks is left out there. `sequence` and `module` are tasks and a target
    network of your own, in place of the benchmark's tasks and the MLP. What is chosen above the buttons holds
    from the next reset on; what a method lets be changed on its way can also be changed while training
    rests, and a line in the curves marks where. With `foreground` nothing runs on other threads: `wait`
    trains and draws.

    Running the cell that made a panel again stops the earlier one. Raises `ConfigError` or `DataError`.

    >>> lab = LiveLab("regression", ["finetune", "hnet"], steps=10)
    >>> lab.step(12)
    >>> [status.state for status in lab.wait()]
    ['paused', 'paused']
    >>> lab.close()
    """

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
        names = (methods,) if isinstance(methods, str) else tuple(methods)
        if len(names) not in (1, 2):
            raise ConfigError(f"methods = {names} is not allowed: choose one, or two to compare.")
        self._device, self._foreground = device, foreground
        self._own: dict[str, Any] = {"sequence": sequence, "module": module}
        self._lock = threading.RLock()
        self._stale = False
        self.knobs = Knobs(
            benchmark, names, preset, seeds, fields, self._turned, own_data=sequence is not None
        )
        self.message = Message()
        self.buttons = {
            action: ipw.Button(
                description=text,
                icon=icon,
                tooltip=tip,
                layout={"width": _WIDE if action == "step_task" else _NARROW},
            )
            for action, text, icon, tip in _BUTTONS
        }
        self.folder = ipw.Text(
            "runs/lab", description="Folder", layout={"width": "190px"}, style={"description_width": "46px"}
        )
        self.buttons["save"] = ipw.Button(description="Save", icon="save", layout={"width": "76px"})
        self.buttons["load"] = ipw.Button(description="Load", icon="folder-open", layout={"width": "76px"})
        self._painter = Painter(self._paint, self._show_drawing_error, foreground=foreground)
        self._lanes_box = ipw.HBox(layout={"flex_flow": "row wrap"})
        self.lanes: list[Lane] = []
        *transport, save, load = self.buttons.values()
        self.widget = ipw.VBox(
            [
                self.knobs.widget,
                ipw.HBox([*transport, self.folder, save, load], layout={"flex_flow": "row wrap"}),
                self.message,
                self._lanes_box,
            ]
        )
        for action in [action for action, *_ in _BUTTONS]:
            self.buttons[action].on_click(partial(self._press, getattr(self, action)))
        save.on_click(partial(self._press, lambda: self.save(self.folder.value)))
        load.on_click(partial(self._press, lambda: self.load(self.folder.value)))
        self.reset()
        replace_earlier(self)

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
        return [session.status for session in self.sessions]

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
        """Begins anew, with what is chosen above the buttons."""
        with self._lock:
            self._take([self._builder(config) for config in self.knobs.configs()])

    def wait(self, timeout: float | None = None) -> list[Status]:
        """Waits until every session rests, or for `timeout` seconds each; raises what went wrong.

        An interrupt from the keyboard pauses all of them.
        """
        errors: list[Exception] = []
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

    def save(self, path: str | Path) -> None:
        """Saves the runs as they are now: one in the folder `path`, two in folders below it, all or none."""
        folders = save_runs(self.sessions, Path(path))
        self.message.say(f"saved in {', '.join(map(str, folders))}")

    def load(self, path: str | Path) -> None:
        """Shows the run saved in the folder `path`, or the two saved there last, as they were when saved.

        A reset then begins them anew. Raises `StoreError` or `ConfigError`, and the panel stays as it was.
        """
        runs = [folder.run(device=self._device, **self._own) for folder in saved_runs(Path(path))]
        with self._lock:
            self._take([_prepared(run, self._builder(run.config)) for run in runs])
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
        self.knobs.close()
        close_widgets(self.widget)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return self.widget._repr_mimebundle_(**kwargs)

    def _builder(self, config: Config) -> Callable[[], Run]:
        return lambda: Run(config, device=self._device, **self._own)

    def _take(self, builders: list[Callable[[], Run]]) -> None:
        """Puts new runs into the lanes, and as many lanes as there are runs; all of them or none."""
        columns: Literal[1, 2] = 2 if len(builders) == 1 else 1
        prepared = [_prepared(build(), build) for build in builders]
        removed = self.lanes[len(prepared) :]
        del self.lanes[len(prepared) :]
        for lane, build in zip(self.lanes, prepared, strict=False):
            lane.session.reset(build)
        for build in prepared[len(self.lanes) :]:
            self.lanes.append(Lane(build, self._news, foreground=self._foreground))
        self._lanes_box.children = [lane.widget for lane in self.lanes]
        for lane in removed:
            lane.close()
        self._stale = False
        self._painter.error = None
        self.message.say("")
        try:
            for lane in self.lanes:
                lane.show_run(columns)
        finally:
            self._show_state()

    def _go(self, action: Callable[[Session], None]) -> None:
        with self._lock:
            if self._stale and all(status.state == "idle" for status in self.status):
                self.reset()
            for session in self.sessions:
                action(session)
        self.message.say("")
        self._news()

    def _turned(self, setting: str | None) -> None:
        """A knob was turned, that of `setting` or another: for the steps to come, or for the next run."""
        with self._lock:
            self._stale = True
            try:
                self.knobs.configs()  # before one of two runs is changed: refused is refused for both
                changed = [self._change(session, setting) for session in self.sessions]
                begun = any(session.state != "idle" for session in self.sessions)
                self.message.say("holds from the next Reset on" if begun and not any(changed) else "")
                self._news()
            except LabError as error:
                self.message.show_error(error)
            self._show_state()

    def _change(self, session: Session, setting: str | None) -> bool:
        """Gives a run that has begun the value of a knob, or of all; whether there was any to give."""
        if session.state not in ("running", "paused"):
            return False
        values = self.knobs.changes()

        def change(run: Run) -> bool:
            names = run.method.changeable & ({setting} if setting else values.keys())
            run.change(**{name: values[name] for name in sorted(names)})
            return bool(names)

        return session.inspect(change)

    def _press(self, action: Callable[[], None], _button: ipw.Button) -> None:
        try:
            action()
        except (LabError, OSError) as error:
            self.message.show_error(error)
        self._show_state()

    def _news(self) -> None:
        """Called after every step, among others; that all sessions rest waits for no frame."""
        self._painter.news(at_once="running" not in [session.state for session in self.sessions])

    def _paint(self) -> None:
        with self._lock:
            try:
                for lane in self.lanes:
                    lane.paint()
            finally:
                self._show_state()

    def _show_drawing_error(self, error: Exception) -> None:
        """Shows what went wrong in drawing, unless training has an error of its own."""
        if not any(status.error for status in self.status):
            self.message.show_error(error)

    def _show_state(self) -> None:
        states = {session.state for session in self.sessions}
        over = states <= {"finished", "failed", "cancelled"}
        running = "running" in states
        for action, button in self.buttons.items():
            button.disabled = {
                "pause": not running,
                "stop": over,
                "reset": False,
                "save": False,
                "load": running,
            }.get(action, running or over)
        self.knobs.allow(before=not running and (over or states == {"idle"}), during=not running)
        for status in self.status:
            if status.error:
                self.message.show_error(status.error)


def _prepared(run: Run, build: Callable[[], Run]) -> Callable[[], Run]:
    """Gives `run` when called first, and a new one from `build` after that."""
    ready = [run]
    return lambda: ready.pop() if ready else build()
