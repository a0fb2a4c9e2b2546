"""Look into one optimizer step: both gradients, the drift of old weights, and what follows from it."""

import threading
from collections.abc import Callable, Iterator, Sequence
from math import ceil, floor, log10
from typing import Any

import numpy as np
import plotly.graph_objects as go
from torch import nn

from hnetlab import front
from hnetlab.analysis.microscope import Course, Dissection, dissect, follow
from hnetlab.analysis.next_step import NextStep
from hnetlab.base.errors import ConfigError, DataError, LabError
from hnetlab.figures.microscope import dissected_step, fill_courses, fill_step
from hnetlab.learning.hypernetwork import RegularizedSettings
from hnetlab.runs.run import Run
from hnetlab.runs.source import Source, look, recording
from hnetlab.tasks import TaskSequence
from hnetlab.widgets.background import Background
from hnetlab.widgets.panel import SECONDS_TO_SETTLE, Panel
from hnetlab.widgets.parts import Button, Choice, Slider, Toggle
from hnetlab.widgets.plot import Plot
from hnetlab.widgets.shown import Note

MOST_STEPS = 50


class RegularizerMicroscope(Panel):
    """A panel over the next optimizer step of a run, taken apart, wherever the run is.

    `source` is a run in memory, a session, a `LiveLab` (its first lane; `lab.sessions[1]` is the other), or
    a stored run, by its `RunFolder` or its path.

    Shown are the task gradient g and the regularizer's gradient beta * r in the plane that they share, their
    lengths by part of the hypernetwork, how much the step adds to the drift of old weights with and without
    the regularizer, and what becomes of drift and task loss when training goes on for some `steps` either
    way. Beta, the lookahead and the number of steps can be changed; all is computed from a copy of the run.

    `replica` counts from 0; `sequence` and `module` are those of a stored run that had its own. Raises
    `ConfigError` for a method without a hypernetwork, and for more `steps` than 50. While there is no step to
    look into, in a run's first task and after its last, the panel says so: train on and press the button.

    >>> from hnetlab import LiveLab
    >>> lab = LiveLab("regression", steps=10)
    >>> lab.step(15)  # into the second task, the first that the regularizer knows
    >>> status = lab.wait()
    >>> microscope = RegularizerMicroscope(lab, steps=2)
    >>> lab.close()
    """

    _esm = front.script("microscope")
    _css = front.style("microscope")

    def __init__(
        self,
        source: Source,
        *,
        replica: int = 0,
        steps: int = 20,
        sequence: TaskSequence | None = None,
        module: nn.Module | None = None,
    ) -> None:
        if not 1 <= steps <= MOST_STEPS:
            raise ConfigError(f"steps = {steps} is not possible here: choose 1 to {MOST_STEPS}.")
        super().__init__()
        self._source: Source | None = source
        self._own: dict[str, Any] = {"sequence": sequence, "module": module}
        self._lock = threading.RLock()
        self._background = Background(self.message.show_error)
        self.next_step: NextStep | None = None
        self.dissection: Dissection | None = None
        self._free: Course | None = None
        self._replica: int | None = None
        self._whose = ""  # seed the step is of, where there are several
        self.beta = self.add("beta", Slider("beta", scale="log", min=-5, max=4, step=0.1))
        self.steps = self.add(
            "steps", Slider("Steps", value=steps, min=1, max=MOST_STEPS, step=1, digits=0, integer=True)
        )
        self.lookahead = self.add("lookahead", Toggle("Lookahead", value=True))
        self.seed = self.add("seed", Choice("Seed"))
        self.again = self.add(
            "again", Button("Take a new step from the run", tooltip="Copy the run's next step as it is now")
        )
        self.status = self.add("status", Note())
        self.plot = self.add("figure", Plot())
        with self.making():
            self._take(replica)
        self.beta.observe(lambda _: self._turned(self._draw), "value")
        self.lookahead.observe(lambda _: self._turned(self._draw), "value")
        self.steps.observe(lambda _: self._turned(self._go_on), "value")
        self.seed.observe(lambda _: self._turned(self.take), "value")
        self.again.on_click(lambda _: self._turned(self.take))
        self.publish()

    @property
    def figure(self) -> go.Figure:
        """The figure that is shown."""
        return self.plot.figure

    def take(self) -> None:
        """Looks into the step that the run would take next, as it is now; beta stays as it was chosen."""
        self._take(None)

    def _take(self, replica: int | None) -> None:
        """The same, of another replica if one is named."""

        def next_of(run: Run) -> tuple[tuple[str, ...], NextStep]:
            return run.config.names, NextStep.of(run, replica=self.seed.value)

        self.message.say("")
        with self._lock:
            if self._source is None:
                raise DataError("This microscope is closed: make a new one.")
            before = self.seed.options
            self._show_seeds(recording(self._source).config.names, replica)
            try:
                seeds, next_step = look(self._source, next_of, **self._own)
            except LabError as error:
                if self._replica is not None and self.seed.options == before:
                    with self._silence():  # what is shown stays, and so does its seed
                        self.seed.value = self._replica
                if not isinstance(error, DataError):
                    raise
                self.message.show_error(error)
                return
            if self.next_step is None:
                self._show_settings(next_step.settings)
            self.next_step, self._replica = next_step, self.seed.value
            self._whose = f"seed {seeds[self.seed.value]} · " if len(seeds) > 1 else ""
            self._free = None
            self._show_next_step()

    def picture(self) -> go.Figure:
        """What the panel shows now, as a figure that is readable without a kernel."""
        self.wait()
        return self.plot.picture()

    def settle(self) -> None:
        self.wait(SECONDS_TO_SETTLE)

    def wait(self, timeout: float | None = None) -> bool:
        """Waits until everything is drawn, at most `timeout` seconds; whether it is."""
        return self._background.wait(timeout)

    def close(self) -> None:
        """Ends what goes on in the background, and drops the data."""
        self._background.close()
        with self._lock:
            self._source = self.next_step = self.dissection = self._free = None
            self._own = {}
        super().close()

    def _show_next_step(self) -> None:
        next_step = self.next_step
        assert next_step
        self.dissection = dissect(next_step, self.beta.value, lookahead=self.lookahead.value)
        nothing_yet = Course(next_step.drift_before[None], np.empty(0))
        *old, present = next_step.task_names
        self.plot.show(
            dissected_step(
                self.dissection,
                nothing_yet,
                nothing_yet,
                old,
                title=f"Step {next_step.step + 1} of task {next_step.task + 1}, {present}, taken apart",
            )
        )
        self.status.say(self._whose + _summary(next_step, self.dissection))
        self._go_on()

    def _draw(self) -> None:
        """Shows the step with the present beta and lookahead."""
        with self._lock:
            if self.next_step is None:
                return
            self.dissection = dissect(self.next_step, self.beta.value, lookahead=self.lookahead.value)
            with self.plot.changing() as figure:
                fill_step(figure, self.dissection)
            self.status.say(self._whose + _summary(self.next_step, self.dissection))
            self._go_on()

    def _go_on(self) -> None:
        """Takes further steps, in the background: they last longer than a moving hand should wait."""
        if self.next_step is not None:
            self._background.start("courses", self._courses(self.next_step), urgent=True)

    def _courses(self, next_step: NextStep) -> Iterator[None]:
        """Shows what follows, without and with the regularizer."""
        steps, beta, lookahead = int(self.steps.value), self.beta.value, self.lookahead.value
        free = self._free
        if free is None or len(free.loss) < steps:  # the same for every beta
            free = follow(next_step, steps, 0)
        held = follow(next_step, steps, beta, lookahead=lookahead)
        with self._lock:
            if next_step is self.next_step:
                self._free = free
                free = Course(free.drift[: steps + 1], free.loss[:steps])
                with self.plot.changing() as figure:
                    fill_courses(figure, free, held, next_step.weight_norms)
        yield

    def _show_seeds(self, seeds: Sequence[str], replica: int | None) -> None:
        """Offers the run's seeds, which a reset may have changed; without a `replica` the choice stays."""
        last = len(seeds) - 1
        chosen = min(self.seed.index or 0, last) if replica is None else replica
        if not 0 <= chosen <= last:
            raise DataError(f"There is no replica {chosen} among {last + 1}: choose 0 to {last}.")
        with self._silence():
            self.seed.options = [(seed, index) for index, seed in enumerate(seeds)]
            self.seed.value = chosen
        self.seed.hidden = len(seeds) == 1

    def _show_settings(self, settings: RegularizedSettings) -> None:
        """Sets the knobs to what the run has; to the default beta where it has no regularizer."""
        beta = settings.beta or RegularizedSettings.model_fields["beta"].default
        with self._silence():
            self.beta.min = min(self.beta.min, floor(log10(beta)))
            self.beta.max = max(self.beta.max, ceil(log10(beta)))
            self.beta.value = beta
            self.lookahead.value = settings.lookahead

    def _turned(self, action: Callable[[], None]) -> None:
        """A person did something: what goes wrong is shown."""
        if self._quiet:
            return
        with self.showing_errors():
            action()


def _summary(next_step: NextStep, step: Dissection) -> str:
    own = next_step.settings
    beta = f"β = {own.beta:g}, {'with' if own.lookahead else 'without'} lookahead" if own.beta else "β = 0"
    return f"task loss {step.loss:.3g} · regularizer {step.penalty:.3g} · the run itself has {beta}"
