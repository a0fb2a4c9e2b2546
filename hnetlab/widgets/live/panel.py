"""The live lab: one run, or two side by side, watched and steered while they train."""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal

import ipywidgets as ipw

from hnetlab.base.errors import ConfigError, LabError
from hnetlab.experiments.config import Config
from hnetlab.runs.run import Run
from hnetlab.runs.session import Session
from hnetlab.runs.status import Status
from hnetlab.runs.store import RunFolder
from hnetlab.widgets.cell import replace_earlier
from hnetlab.widgets.live.knobs import Knobs
from hnetlab.widgets.live.lane import Lane
from hnetlab.widgets.live.painter import Painter
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
    setting that one of the methods lacks is left out there. What is chosen above the buttons holds from
    the next reset on; beta, learning rate, regularizer and lookahead can also be changed while training
    rests, and a line in the curves marks where. With `foreground` nothing runs on other threads: `wait`
    trains and draws.

    Running the cell that made a panel again stops the earlier one. Raises `ConfigError` or `DataError`.
    """

    def __init__(
        self,
        benchmark: str = "split-digits",
        methods: str | Sequence[str] = "hnet",
        *,
        preset: str = "quick",
        seeds: int = 1,
        device: str = "auto",
        foreground: bool = False,
        **fields: Any,
    ) -> None:
        names = (methods,) if isinstance(methods, str) else tuple(methods)
        if len(names) not in (1, 2):
            raise ConfigError(f"methods = {names} is not allowed: choose one, or two to compare")
        self._device, self._foreground = device, foreground
        self._lock = threading.RLock()
        self._stale = False
        self.knobs = Knobs(benchmark, names, preset, seeds, fields, self._turned)
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
        self._painter = Painter(self._paint, self.message.show_error, foreground=foreground)
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
        found = []
        for session in self.sessions:
            found.append(session.wait(timeout))
            if session.asked_to_pause:
                self.pause()
        if "running" not in [session.state for session in self.sessions]:
            self._painter.finish()
        if self._painter.error:
            raise self._painter.error
        return found

    def save(self, path: str | Path) -> None:
        """Saves the runs as they are now: one in the folder `path`, two in folders below it."""
        folders = (
            [Path(path)] if len(self.lanes) == 1 else [Path(path) / run.config.method for run in self.runs]
        )
        for session, folder in zip(self.sessions, folders, strict=True):
            session.inspect(RunFolder(folder).save)
        self.message.say(f"saved in {', '.join(map(str, folders))}")

    def load(self, path: str | Path) -> None:
        """Shows the run saved in the folder `path`, or the two below it, as they were when saved."""
        folders = [RunFolder(path)]
        if not folders[0].holds_run:
            below = [RunFolder(entry) for entry in sorted(Path(path).glob("*/"))]
            folders = [folder for folder in below if folder.holds_run][:2] or folders
        runs = [folder.run(device=self._device) for folder in folders]
        with self._lock:
            self._take([_ready(run) for run in runs])
            self.knobs.show(*[run.settings for run in runs])
            self._stale = False
            self._show_state()
        self.message.say(f"loaded from {path}")

    def close(self) -> None:
        """Stops the sessions, and waits for their threads."""
        for session in self.sessions:
            session.close()
        self._painter.finish()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return self.widget._repr_mimebundle_(**kwargs)

    def _builder(self, config: Config) -> Callable[[], Run]:
        return lambda: Run(config, device=self._device)

    def _take(self, builders: list[Callable[[], Run]]) -> None:
        """Puts new runs into the lanes, and as many lanes as there are runs."""
        columns: Literal[1, 2] = 2 if len(builders) == 1 else 1
        for lane in self.lanes[len(builders) :]:
            lane.session.close()
        del self.lanes[len(builders) :]
        for lane, build in zip(self.lanes, builders, strict=False):
            lane.reset(build, columns)
        for build in builders[len(self.lanes) :]:
            self.lanes.append(Lane(build, self._news, foreground=self._foreground, columns=columns))
        self._lanes_box.children = [lane.widget for lane in self.lanes]
        self._stale = False
        self.message.say("")
        self._show_state()

    def _go(self, action: Callable[[Session], None]) -> None:
        with self._lock:
            if self._stale and all(status.state == "idle" for status in self.status):
                self.reset()
            for session in self.sessions:
                action(session)
        self.message.say("")
        self._news()

    def _turned(self) -> None:
        """A knob was turned: for the next run, or for the steps to come."""
        with self._lock:
            self._stale = True
            try:
                if all(status.state == "paused" for status in self.status):
                    for session in self.sessions:
                        session.inspect(self._change)
                    self._news()
                else:
                    self.knobs.configs()
                self.message.say("")
            except LabError as error:
                self.message.show_error(error)

    def _change(self, run: Run) -> None:
        run.change(
            **{name: value for name, value in self.knobs.changes().items() if name in run.method.changeable}
        )

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
            for lane in self.lanes:
                lane.paint()
            self._show_state()

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


def _ready(run: Run) -> Callable[[], Run]:
    return lambda: run
