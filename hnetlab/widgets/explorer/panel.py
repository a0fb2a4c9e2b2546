"""Explore embedding space: drag a point, and see what the weights generated there know."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from torch import nn

from hnetlab import front
from hnetlab.analysis.directions import embedding_frame
from hnetlab.analysis.landscape import Extent, landscape, square_around
from hnetlab.analysis.probe import Probe
from hnetlab.base.cores import torch_threads
from hnetlab.base.errors import DataError, LabError
from hnetlab.figures.plane import axis_titles
from hnetlab.figures.theme import numbered_labels
from hnetlab.pages.explorer import SAMPLES, name_of, page_of
from hnetlab.pages.output import HEIGHT, PageOutput
from hnetlab.report.writing import write_page
from hnetlab.runs.run import Run
from hnetlab.runs.source import Source, look
from hnetlab.tasks import TaskSequence
from hnetlab.widgets.background import Background
from hnetlab.widgets.explorer.distances import Distances
from hnetlab.widgets.explorer.explored import Findings
from hnetlab.widgets.explorer.guesses import Guesses
from hnetlab.widgets.explorer.pad import EmbeddingPad, Move
from hnetlab.widgets.explorer.paths import Paths
from hnetlab.widgets.explorer.portrait import Portrait
from hnetlab.widgets.explorer.sliders import DirectionSliders
from hnetlab.widgets.explorer.transfer import Transfer
from hnetlab.widgets.panel import SECONDS_TO_SETTLE, Panel
from hnetlab.widgets.parts import Button, Choice
from hnetlab.widgets.shown import Note, Sections
from hnetlab.widgets.threads import threads_to_answer

Array = NDArray[np.float64]

_DATA = ("probe", "embeddings", "frame", "_points")  # which a closed explorer has no more
_VIEWS = (("around the embeddings", 1.0), ("twice as wide", 2.0), ("four times as wide", 4.0))
_TOOLS = (
    "Walk from one task to another",
    "Find an embedding for a task from a few samples",
    "How far apart the tasks are",
    "Which task is it? What each embedding answers to one image",
)
_PATHS, _TRANSFER, _DISTANCES, _GUESSES = range(4)


class EmbeddingExplorer(Panel):
    """A panel over the embedding space of one replica of a run, wherever the run is.

    `source` is a run in memory, a session, a `LiveLab` (its first lane; `lab.sessions[1]` is the other), or
    a stored run, by its `RunFolder` or its path.

    The handle of `pad` is a place `e` in embedding space: in two dimensions the plane is the space itself,
    in more it shows the principal plane of the learned embeddings, and sliders move along what is left.
    Shown are every task's score there, the distances to the task embeddings, the generated filters (of a
    regression: the generated function), the answers on the chosen task, and behind the points its score
    everywhere; on demand paths, a new embedding from few samples, distances, and which task's embedding
    doubts least about a picked image. All of it is of a copy of the run as it was when last looked at;
    exploring changes nothing in the run.

    `replica` counts from 0, `samples` bounds the test samples per task, `task` (from 0) is chosen at first;
    `sequence` and `module` are those of a stored run that had its own.
    Raises what `Probe.of` raises.

    >>> from hnetlab import Run, configure, fit
    >>> explorer = EmbeddingExplorer(fit(Run(configure("regression", steps=10)), progress=False))
    >>> explorer.close()
    """

    _esm = front.script("explorer")
    _css = front.style("explorer")

    def __init__(
        self,
        source: Source,
        *,
        replica: int = 0,
        samples: int = 1000,
        task: int = 0,
        sequence: TaskSequence | None = None,
        module: nn.Module | None = None,
    ) -> None:
        super().__init__()
        self._source: Source | None = source
        self._look: dict[str, Any] = {"sequence": sequence, "module": module}
        self._samples = samples
        self._replica: int | None = None
        self._lock = threading.RLock()
        self._background = Background(self.message.show_error)
        self._errands = Background(self.message.show_error)
        self.pad = self.add("pad", EmbeddingPad())
        self.sliders = DirectionSliders(self, self._slide)
        self.portrait = Portrait(self)
        self.status = self.add("status", Note())
        self.again = self.add("again", Button("Look again", tooltip="Take the run as it is now"))
        self.chosen = self.add("task", Choice("Task", tooltip="Whose landscape and answers are shown"))
        self.seed = self.add("seed", Choice("Seed"))
        self.view = self.add("view", Choice("View", options=_VIEWS))
        self.paths = Paths(self, self)
        self.transfer = Transfer(self, self)
        self.distances = Distances(self, self)
        self.guesses = Guesses(self, self)
        self.tools = self.add("tools", Sections(_TOOLS))
        with self.making():
            probe = self._take_probe(replica)
            self._show_probe(probe, probe.known_task(task))
            self.jump(task)
        self.pad.on_move(self._moved)
        self.seed.observe(lambda _: self._choose_seed(), "value")
        self.again.on_click(lambda _: self.look_again())
        self.chosen.observe(lambda _: self._choose(), "value")
        self.view.observe(lambda _: self._draw_scene(), "value")
        self.tools.observe(lambda _: self._open_tool(), "selected_index")
        self.publish()

    @property
    def e(self) -> Array:
        """The embedding (E,) at the handle."""
        with self._lock:
            return self.frame.lift(self._coordinates) if self._at is None else self.embeddings[self._at]

    @property
    def task(self) -> int:
        """The chosen task (from 0)."""
        return self.chosen.value

    def jump(self, task: int) -> None:
        """Puts the handle on the embedding of `task` (from 0), exactly."""
        self._go(self.frame.project(self.embeddings[task]), at=task)

    def go(self, e: ArrayLike) -> None:
        """Puts the handle on the embedding `e` (E,), also off the plane."""
        self._go(self.frame.project(e))

    def look_again(self) -> None:
        """Shows the run as it is now; the handle stays where it is, or on the task's embedding it was on."""
        with self.showing_errors(), self._lock:
            e, at = self.e, self._at
            probe = self._take_probe(None)
            last = len(probe.tasks) - 1  # a session that was reset can have another run
            self._show_probe(probe, min(self.task, last))
            if at is None and len(e) == self.embeddings.shape[1]:
                self.go(e)
            else:
                self.jump(min(at or 0, last))

    def export(self, path: Path | str, *, samples: int = SAMPLES) -> None:
        """Writes what is explored as a page that needs no kernel; raises what `write_explorer` raises.

        At most `samples` of the explorer's test samples per task are in it.
        """
        write_page(Path(path), self._page(samples), "explorer")

    def page(self, *, samples: int = SAMPLES, height: int = HEIGHT) -> PageOutput:
        """The same page as an output, which a saved or exported notebook keeps alive without a kernel."""
        return PageOutput(self._page(samples), title="Explorer", height=height)

    def _page(self, samples: int) -> str:
        with self._lock:
            probe, name = self.probe, self._run_name
        return page_of(probe.thinned(samples), name)

    def settle(self) -> None:
        self.wait(SECONDS_TO_SETTLE)

    def wait(self, timeout: float | None = None) -> bool:
        """Waits until nothing goes on in the background, at most `timeout` seconds per thread; whether so."""
        return self._errands.wait(timeout) and self._background.wait(timeout)

    def close(self) -> None:
        """Ends what goes on in the background, and drops the data."""
        self._errands.close()
        self._background.close()
        with self._lock:
            if self._source is None:
                return
            self._source, self._look = None, {}
            self.pad.on_move(None)
            super().close()
            for name in _DATA:
                self.__dict__.pop(name, None)

    def __getattr__(self, name: str) -> Any:
        if name in _DATA:
            raise DataError("This explorer is closed: make a new one.")
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def _take_probe(self, replica: int | None) -> Probe:
        """A copy of the run as it is now; offers its seeds, which a reset may have changed."""
        if self._source is None:
            raise DataError("This explorer is closed: make a new one.")

        def take(run: Run) -> tuple[Probe, str, int, tuple[str, ...]]:
            seeds = run.config.names
            chosen = min(self.seed.index or 0, len(seeds) - 1) if replica is None else replica
            probe = Probe.of(run, replica=chosen, samples=self._samples)
            return probe, name_of(run, chosen), chosen, seeds

        try:
            probe, self._run_name, chosen, seeds = look(self._source, take, **self._look)
        except LabError:
            with self._silence():  # what is shown stays, and so does its seed
                self.seed.value = self._replica
            raise
        self._replica = chosen
        with self._silence():
            self.seed.options = tuple((seed, index) for index, seed in enumerate(seeds))
            self.seed.value = chosen
        self.seed.hidden = len(seeds) == 1
        return probe

    def _choose_seed(self) -> None:
        if not self._quiet:
            self.look_again()

    def show_line(self, points: ArrayLike) -> None:
        """Draws a line through the points (N, 2) of the plane; none for no points."""
        self.pad.path = np.asarray(points).tolist()

    def later(self, name: str, work: Findings, *, urgent: bool = False) -> None:
        """Does `work` on another thread, beside the drawing, in place of what went by the same name."""
        self._errands.start(name, self._shown(work, self.probe), urgent=urgent)

    def _shown(self, work: Findings, probe: Probe) -> Iterator[None]:
        """Shows what `work` finds, while `probe` is the one that is explored."""
        for show in work:
            with self._lock:
                if self._source is None or probe is not self.probe:
                    return
                show()
            yield

    def _show_probe(self, probe: Probe, task: int) -> None:
        with self._lock:
            self.probe = probe
            self.embeddings: Array = probe.embeddings.numpy(force=True).astype(np.float64)
            self.frame = embedding_frame(self.embeddings[: probe.learned or None])
            self._points = self.frame.project(self.embeddings)
            self._coordinates: Array = self._points[task]
            self._at: int | None = task
            names = numbered_labels(probe.task_names, len(probe.tasks))
            tasks = tuple((name, index) for index, name in enumerate(names))
            self.chosen.options = tasks
            self.chosen.value = task
            self.status.say(f"{min(probe.learned, len(names))} of {len(names)} tasks so far")
            self.paths.prepare()
            self.transfer.prepare()
            self.guesses.prepare()
            self.sliders.prepare(self.frame, _half(self._extent()))
            self._draw_scene()

    def _moved(self, move: Move) -> None:
        """The hand moved: to a task's point and so to its embedding, or along the plane from where it was."""
        with self.showing_errors(), self._lock:
            if move.task is not None:
                self.jump(move.task)
            else:
                self._go(np.concatenate([[move.x, move.y], self._coordinates[2:]]))

    def _slide(self, direction: int, value: float) -> None:
        with self.showing_errors(), self._lock:
            coordinates = self._coordinates.copy()
            coordinates[direction] = value
            self._go(coordinates)

    def _go(self, coordinates: Array, at: int | None = None) -> None:
        """Answers for a place at once, and leaves the pictures to the background."""
        with self._background.aside(), self._errands.aside(), self._lock, self.holding():
            off_before = self._coordinates[2:]
            self._coordinates, self._at = coordinates, at
            e = self.e
            with torch_threads(threads_to_answer(self.probe)):
                scores = self.probe.scores(e[None])[0].numpy(force=True)
            distances = np.linalg.norm(self.embeddings - e, axis=1)
            x, y = coordinates[:2].tolist()
            self.pad.answer((x, y), scores, distances, self._place())
            self.sliders.show(coordinates)
            self._draw_portrait()
            if not np.array_equal(off_before, coordinates[2:]):
                self._draw_landscape()

    def _place(self) -> str:
        """The handle's place in words."""
        x, y, *off = self._coordinates.tolist()
        text = f"({x:.2f}, {y:.2f})" if len(self.embeddings[0]) > 1 else f"{x:.2f}"
        height = np.linalg.norm(off)
        if height > 0.005:
            text += f", {height:.2f} off the central plane"
        return text if self._at is None else f"embedding {self._at + 1} at {text}"

    def _choose(self) -> None:
        if self.chosen.value is None:  # for a moment, while other tasks are offered
            return
        with self.showing_errors():
            self._draw_portrait()
            self._draw_landscape()

    def _open_tool(self) -> None:
        with self.showing_errors():
            opened = self.tools.selected_index
            self.paths.show_path(visible=opened == _PATHS)
            if opened == _DISTANCES:
                self.distances.draw()
            elif opened == _GUESSES:
                self.guesses.draw()

    def _extent(self) -> Extent:
        square = square_around(self._points[:, :2])
        left, right, bottom, top = square
        x, y, half = (left + right) / 2, (bottom + top) / 2, _half(square) * self.view.value
        return x - half, x + half, y - half, y + half

    def _draw_scene(self) -> None:
        with self.showing_errors(), self._lock:
            self.pad.show_tasks(
                self.probe.task_names,
                self._points[:, :2],
                [task < self.probe.learned for task in range(len(self._points))],
                self._extent(),
                axis_titles(self.frame.basis.shape[1], self.frame.plane.explained),
                measure=self.probe.measure,
            )
            self._open_tool()
            self._draw_landscape()

    def _draw_portrait(self) -> None:
        def draw() -> Iterator[None]:
            with self._lock:
                probe, e, task = self.probe, self.e, self.task
            self.portrait.draw(probe, e, task)
            yield

        self._background.start("portrait", draw(), urgent=True)

    def _draw_landscape(self) -> None:
        offset = self._coordinates[2:] @ self.frame.basis[2:]
        pieces = landscape(self.probe, self.frame.plane, self._extent(), [self.task], offset=offset)
        self._background.start("landscape", self._shown(self.pad.painted(pieces), self.probe))


def _half(extent: Extent) -> float:
    """Half the side of a square."""
    return (extent[1] - extent[0]) / 2
