"""One run in a live panel: its session, its progress and its dashboard."""

from collections.abc import Callable
from typing import Literal

import ipywidgets as ipw

from hnetlab.analysis.changes import initial_settings
from hnetlab.experiments.config import Config
from hnetlab.figures.dashboard import dashboard, fill_dashboard
from hnetlab.learning import METHODS, Method
from hnetlab.runs.run import Run
from hnetlab.runs.session import Session
from hnetlab.runs.status import Status
from hnetlab.widgets.closing import close_widgets
from hnetlab.widgets.figure import Figure


class Lane:
    """Shows a session: a progress bar with the time left, and a dashboard that `paint` brings up to date."""

    def __init__(
        self,
        build: Callable[[], Run],
        on_news: Callable[[], None],
        *,
        foreground: bool,
    ) -> None:
        self.session = Session(build, foreground=foreground, on_news=on_news)
        self.progress = ipw.IntProgress(layout={"width": "110px"})
        self.label = ipw.HTML()
        self.figure = Figure()
        self.widget = ipw.VBox(
            [ipw.HBox([self.progress, self.label]), self.figure],
            layout={"flex": "1 1 460px", "min_width": "0"},
        )

    @property
    def run(self) -> Run:
        """The run of the session."""
        return self.session.run

    @property
    def config(self) -> Config:
        """What the run began with."""
        return self.run.config

    def paint(self) -> None:
        """Shows where the session is now."""
        # Training waits meanwhile: to take turns at Python's lock would cost it more than the drawing itself.
        self.session.inspect(self._paint)

    def _paint(self, run: Run) -> None:
        status = self.session.status
        self.progress.value = status.steps_done
        self.progress.bar_style = {"finished": "success", "failed": "danger"}.get(status.state, "")
        self.label.value = _where(run, status)
        fill_dashboard(
            self.figure, run.history, measure=run.sequence.measure, settings=initial_settings(run.config)
        )
        if status.state != "running":
            # What a page opened later begins with; plotly notes it only when a figure is displayed itself.
            self.figure._repr_mimebundle_()

    def close(self) -> None:
        """Stops the session, waits for its thread, and takes the widgets away."""
        self.session.close()
        self.figure.data = ()
        close_widgets(self.widget)

    def show_run(self, columns: Literal[1, 2]) -> None:
        """Draws the dashboard of another run."""
        run = self.run
        self.progress.max = run.steps
        self.figure.show(
            dashboard(
                run.history,
                [task.name for task in run.sequence],
                title=_title(METHODS[run.config.method]),
                measure=run.sequence.measure,
                settings=initial_settings(run.config),
                columns=columns,
            )
        )
        self.paint()


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
