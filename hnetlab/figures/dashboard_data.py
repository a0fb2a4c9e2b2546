"""What a dashboard shows of a run's history: the data of its traces, its marks, and its table."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hnetlab.analysis import pca
from hnetlab.analysis.changes import setting_changes
from hnetlab.base.measure import Measure
from hnetlab.figures.band import MOST_PHASES_WITH_MARKS, change_mark, finite
from hnetlab.figures.matrix import MOST_TASKS_WITH_TEXT, cell_texts
from hnetlab.figures.plane import axis_titles, square
from hnetlab.figures.score_scale import drawn_scores
from hnetlab.figures.tabular import METRIC
from hnetlab.figures.theme import FAINT, loss_label
from hnetlab.runs.history import History

Array = NDArray[np.float64]
Trace = dict[str, Any]
Side = tuple[str, list[float]]
"""What an axis of the plane shows, and its range; nothing before there are embeddings."""

TABLE_COLUMNS = (METRIC, "task", "after learning", "optimizer step", "value")
_MATRIX_WIDTH, _MATRIX_HEIGHT = 350, 200
"""Pixels that the matrix has at least."""


def matrix(history: History, measure: Measure) -> Trace:
    """The latest scores in the row of each task, final or not yet."""
    mean = _mean_scores(history, measure)
    known = [["" if np.isnan(value) else measure.cell(value) for value in row] for row in mean]
    texts, size = known, 1
    if history.tasks <= MOST_TASKS_WITH_TEXT:
        texts, size = cell_texts(
            mean, None, measure, _MATRIX_WIDTH / history.tasks, _MATRIX_HEIGHT / history.tasks
        )
    return {
        "z": [_plain(row) for row in drawn_scores(mean, measure)],
        "text": texts,
        "customdata": known,
        "textfont": {"size": size},
    }


def table_rows(
    history: History,
    measure: Measure,
    labels: Sequence[str],
    losses: Mapping[str, Trace],
    points: Trace,
    plane: tuple[Side, Side],
) -> Iterator[list[Any]]:
    """A row per number of the four views, of which each has units of its own."""
    score = f"test {measure.label}"
    mean = measure.shown(_mean_scores(history, measure))
    for after, task in np.argwhere(np.isfinite(mean)).tolist():
        yield [f"{score} after each task", labels[task], labels[after], None, float(mean[after, task])]
    for label, line in zip(labels, score_lines(history, measure), strict=True):
        for step, value in zip(line["x"], line["y"], strict=True):
            yield [f"{score} over training", label, None, step, value]
    for name, line in losses.items():
        for step, value in zip(line["x"], line["y"], strict=True):
            if value is not None:
                yield [loss_label(name), None, None, step, value]
    for (axis, _), places in zip(plane, (points["x"], points["y"]), strict=True):
        for label, place in zip(labels, places, strict=False):
            if place is not None:
                yield [f"task embedding, {axis}", label, None, None, place]


def _mean_scores(history: History, measure: Measure) -> Array:
    """The latest scores (T, T) after each task, final or not yet, over the seeds; NaN without any."""
    mean = np.full((history.tasks, history.tasks), np.nan)
    for evaluation in history.evaluations:
        if measure.name in evaluation.scores:
            rows = finite(evaluation.scores[measure.name]).mean(axis=0)
            mean[evaluation.task, : len(rows)] = rows
    return mean


def score_lines(history: History, measure: Measure) -> Iterable[Trace]:
    """A line per task: the mean of its scores over the seeds at each step at which there are some."""
    curves = history.score_curves(measure.name)
    mean = measure.shown(finite(curves.scores).mean(axis=1))
    for task in range(history.tasks):
        seen = np.isfinite(mean[:, task])
        yield {"x": curves.steps[seen].tolist(), "y": mean[seen, task].tolist()}


def loss_lines(history: History) -> dict[str, Trace]:
    """A line per part of the loss by its name, the mean over the seeds, with gaps where it is not above 0."""
    curves = history.curves()
    means = {name: finite(values).mean(axis=1) for name, values in curves.losses.items()}
    return {
        name: {"x": curves.steps.tolist(), "y": _plain(np.where(mean > 0, mean, np.nan))}
        for name, mean in means.items()
    }


def on_plane(history: History) -> tuple[Trace, list[Trace], tuple[Side, Side]]:
    """The embeddings of the first seed, the ways that they came, and the axes at the scale of all of them."""
    firsts = [path[:, 0] for path in history.trajectories()]
    known = [path[np.isfinite(path).all(axis=1)] for path in firsts]
    paths = {task: path for task, path in enumerate(known) if len(path)}
    nothing: Trace = {"x": [], "y": []}
    trails = [nothing] * history.tasks
    if not paths:
        return {**nothing, "text": []}, trails, (("", []), ("", []))
    ends = np.stack([path[-1] for path in paths.values()])
    plane = pca.embedding_plane(ends)
    ways = {task: plane.project(path) for task, path in paths.items()}
    for task, way in ways.items():
        trails[task] = {"x": way[:, 0].tolist(), "y": way[:, 1].tolist()}
    places = dict(zip(paths, plane.project(ends).tolist(), strict=True))
    begun = range(len(firsts))  # a task without a place keeps its turn, since colors go by it
    xs, ys = ([places[task][axis] if task in places else None for task in begun] for axis in (0, 1))
    across, up = square(np.concatenate(list(ways.values())), np.linalg.norm(ends, axis=1))
    horizontal, vertical = axis_titles(ends.shape[1], plane.explained, short=True)
    numbers = [str(task + 1) for task in begun]
    return {"x": xs, "y": ys, "text": numbers}, trails, ((horizontal, across), (vertical, up))


def _plain(values: Array) -> list[float | None]:
    """Numbers for JSON, which has no NaN."""
    return [None if np.isnan(value) else value for value in values.tolist()]


def marks_over_time(history: History, settings: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Lines in the views over time: dotted between two tasks, solid with a text where settings changed."""
    ends = history.schedule.ends[:-1]
    between = {"type": "line", "y0": 0, "y1": 1, "line": {"color": FAINT, "width": 1, "dash": "dot"}}
    marks = [between | {"x0": end, "x1": end} for end in ends if history.tasks <= MOST_PHASES_WITH_MARKS]
    marks += [change_mark(change.step, change.text) for change in setting_changes(history, settings)]
    return [mark | {"xref": f"x{view}", "yref": f"y{view} domain"} for mark in marks for view in (2, 3)]


def place_and_text(mark: Mapping[str, Any]) -> tuple[float, str | None]:
    """Where a mark stands, and its text."""
    return mark["x0"], mark.get("label", {}).get("text")
