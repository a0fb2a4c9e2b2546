"""One run in a live panel: its session, and what is shown of it."""

import base64
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
import traitlets
from numpy.typing import NDArray

from hnetlab.analysis.changes import initial_settings
from hnetlab.analysis.replayed import Replayed, replayed, times_drawn
from hnetlab.analysis.specimens import Specimens
from hnetlab.analysis.summary import own_values_text
from hnetlab.experiments.config import Config
from hnetlab.figures.course import course, scene
from hnetlab.figures.dashboard import dashboard
from hnetlab.figures.pictures import tile
from hnetlab.learning import METHODS, Method
from hnetlab.runs.pace import Pace
from hnetlab.runs.run import Run
from hnetlab.runs.session import Session
from hnetlab.runs.status import Status
from hnetlab.widgets.parts import Part

_REMEMBERED_TASKS, _REMEMBERED_PICTURES = 8, 4


class LaneView(Part):
    """What a browser draws of one run: see `hnetlab.figures.course`, which gives most of it."""

    title = traitlets.Unicode().tag(shown=True)
    note = traitlets.Unicode().tag(shown=True)
    status = traitlets.Unicode("idle").tag(shown=True)
    where = traitlets.Unicode().tag(shown=True)
    done = traitlets.Int().tag(shown=True)
    scene: "traitlets.Dict[str, Any]" = traitlets.Dict().tag(shown=True)
    matrix: "traitlets.Dict[str, Any]" = traitlets.Dict().tag(shown=True)
    told: "traitlets.Dict[str, Any]" = traitlets.Dict().tag(shown=True)
    scores: "traitlets.Dict[str, Any]" = traitlets.Dict().tag(shown=True)
    losses: "traitlets.Dict[str, Any]" = traitlets.Dict().tag(shown=True)
    plane: "traitlets.Dict[str, Any]" = traitlets.Dict().tag(shown=True)
    marks: "traitlets.Dict[str, Any]" = traitlets.Dict().tag(shown=True)
    images: "traitlets.Dict[str, Any]" = traitlets.Dict().tag(shown=True)
    answers: "traitlets.List[Any]" = traitlets.List().tag(shown=True)
    remembered: "traitlets.List[Any]" = traitlets.List().tag(shown=True)


class Lane:
    """Trains a run in a session, and brings its `view` up to date with every `paint`."""

    def __init__(
        self, build: Callable[[], Run], on_news: Callable[[], None], *, pace: Pace, foreground: bool
    ) -> None:
        self.session = Session(build, foreground=foreground, on_news=on_news, pace=pace)
        self.view = LaneView()
        self.apart = ""
        """What tells this run from another one of the same method beside it."""
        self._specimens: Specimens | None = None
        self._records = self._drawn = -1

    @property
    def run(self) -> Run:
        """The run of the session."""
        return self.session.run

    @property
    def config(self) -> Config:
        """What the run began with."""
        return self.run.config

    @property
    def figure(self) -> go.Figure:
        """What is shown of the run now, as a figure that is readable without a kernel."""
        return self.session.inspect(_dashboard)

    def change(self, values: Mapping[str, Any]) -> bool:
        """Gives a run that has begun those of the `values` that it lets be changed; whether it lets any."""
        if self.session.state not in ("running", "paused"):
            return False

        def change(run: Run) -> bool:
            names = run.method.changeable & values.keys()
            run.change(**{name: values[name] for name in sorted(names)})
            return bool(names)

        return self.session.inspect(change)

    def paint(self) -> None:
        """Shows where the session is now."""
        # Training waits meanwhile: to take turns at Python's lock would cost it more than painting does.
        self.session.inspect(self._paint)

    def show_run(self) -> None:
        """Shows another run."""
        run = self.run
        self._specimens = Specimens.of(run)
        self._records = self._drawn = -1
        names = [task.name for task in run.sequence]
        with self.view.hold_trait_notifications():
            self.view.title = _title(METHODS[run.config.method])
            self.view.note = " · ".join(filter(None, (self.apart, *_notes(run.config))))
            self.view.scene = scene(run.history, names, run.sequence.measure)
            self.view.images = _images(self._specimens)
        self.paint()

    def close(self) -> None:
        """Stops the session and waits for its thread."""
        self.session.close()

    def _paint(self, run: Run) -> None:
        status, view = self.session.status, self.view
        with view.hold_trait_notifications():
            view.status, view.where, view.done = status.state, _where(run, status), status.steps_done
            if len(run.history.records) == self._records:
                return
            self._records = len(run.history.records)
            for name, values in course(
                run.history, run.sequence.measure, initial_settings(run.config)
            ).items():
                setattr(view, name, values)
            if (drawn := times_drawn(run)) != self._drawn:
                self._drawn = drawn
                view.remembered = _remembered(replayed(run)) if drawn else []
            if self._specimens:
                view.answers = [list(each) if each else None for each in self._specimens.answers(run)]


def prepared(run: Run, build: Callable[[], Run]) -> Callable[[], Run]:
    """Gives `run` when called first, and a new one from `build` after that."""
    ready = [run]
    return lambda: ready.pop() if ready else build()


def by_turns(sessions: Sequence[Session], timeout: float | None) -> None:
    """Trains sessions of the foreground on this thread, a step at a time, those behind first.

    What one raises its own `wait` raises again; an interrupt pauses all.
    """
    deadline = None if timeout is None else time.perf_counter() + timeout * len(sessions)
    while deadline is None or time.perf_counter() < deadline:
        steps = [session.underway for session in sessions]
        least = min((done for done in steps if done is not None), default=None)
        if least is None:
            return
        session = sessions[steps.index(least)]
        try:
            session.wait(0)
        except Exception:  # noqa: BLE001
            return
        if session.asked_to_pause:
            for each in sessions:
                each.pause()


def _dashboard(run: Run) -> go.Figure:
    return dashboard(
        run.history,
        [task.name for task in run.sequence],
        title=_title(METHODS[run.config.method]),
        measure=run.sequence.measure,
        settings=initial_settings(run.config),
        note=own_values_text(run.config.own) if run.config.own else "",
    )


def _images(specimens: Specimens) -> dict[str, Any]:
    count = len(specimens.images)
    return {
        **_pictures(specimens.images),
        "tasks": list(specimens.tasks),
        "truths": list(specimens.truths),
        "count": count,
    }


def _remembered(found: Replayed) -> list[dict[str, Any]]:
    """For each task what the generator drew when it was learned and draws now, from the same latents.

    Of a generator that knows no tasks all that it drew, since nobody says of which task a picture is.
    """
    groups = []
    for column, name in enumerate(found.columns[:_REMEMBERED_TASKS]):
        drawn = [
            (after, row[column])
            for after, row in zip(found.after, found.pictures, strict=True)
            if column < len(row)
        ]
        if found.of_tasks:
            drawn = [drawn[0], drawn[-1]] if len(drawn) > 1 else drawn
        drawn = drawn[-_REMEMBERED_TASKS:]
        tiles = np.stack([tile(pictures, _REMEMBERED_PICTURES) for _, pictures in drawn])
        captions = [f"after task {after + 1}" for after, _ in drawn]
        groups.append(
            {
                **_pictures(tiles),
                "name": f"{column + 1}: {name}" if found.of_tasks else name,
                "captions": captions,
            }
        )
    return groups


def _pictures(pictures: NDArray[np.uint8]) -> dict[str, Any]:
    """Pictures (N, H, W) or (N, H, W, 3) of bytes, as a browser gets them."""
    height, width, *colors = pictures.shape[1:]
    return {
        "height": height,
        "width": width,
        "colors": colors[0] if colors else 1,
        "pixels": base64.b64encode(pictures.tobytes()).decode(),
    }


def _notes(config: Config) -> Iterator[str]:
    """What several seeds in one picture are."""
    if len(config.seeds) > 1:
        yield f"means over {len(config.seeds)} seeds; embeddings, images and memory of seed {config.seeds[0]}"
    if config.own:
        yield own_values_text(config.own)


def _title(method: type[Method]) -> str:
    return method.title or f"{method.summary[:1].upper()}{method.summary[1:]}"


def _where(run: Run, status: Status) -> str:
    """For example "task 2 of 5: digits 2, 3 · step 120 of 400 · 12 s left"."""
    if status.state == "finished":
        parts = [f"all {len(run.sequence)} tasks learned"]
    else:
        task = min(status.task, len(run.sequence) - 1)
        parts = [
            f"task {task + 1} of {len(run.sequence)}: {run.sequence[task].name}",
            f"step {status.step} of {run.schedule.steps_of(task)}",
        ]
    if status.state == "running" and status.seconds_left is not None:
        parts.append(f"{status.seconds_left:.0f} s left")
    elif status.state not in ("running", "finished", "idle"):
        parts.append("stopped" if status.state == "cancelled" else status.state)
    return " · ".join(parts)
