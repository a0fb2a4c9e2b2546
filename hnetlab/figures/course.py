"""The four views of a run in training as plain values, for a panel that draws them itself.

What is here is sent to a browser twice a second: numbers are no longer than needed to be
written rightly in fewer digits, lines have some hundred points.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hnetlab.analysis import pca
from hnetlab.analysis.changes import setting_changes
from hnetlab.base.measure import TASK_ACCURACY, Measure
from hnetlab.figures.band import MOST_PHASES_WITH_MARKS, finite
from hnetlab.figures.plane import axis_titles, square
from hnetlab.figures.score_scale import drawn_range, guessing_note
from hnetlab.figures.theme import (
    MOST_TASKS_IN_LEGEND,
    SEQUENTIAL,
    loss_label,
    loss_line,
    numbered_labels,
    task_color,
    task_dash,
)
from hnetlab.runs.history import Evaluation, History

Array = NDArray[np.float64]
Plain = dict[str, Any]

MOST_POINTS = 400
"""How many points a line has at most; between two of them as many are left out everywhere."""
_MOST_PLACES = 4000
"""How many points all ways of embeddings have at most, together."""
_DIGITS = 9


def scene(history: History, task_names: Sequence[str], measure: Measure) -> Plain:
    """What stays the same while a run trains: names, colors, axes, and how a score is written."""
    tasks = history.tasks
    few = tasks <= MOST_TASKS_IN_LEGEND
    return {
        "tasks": [
            {
                "label": label,
                "color": task_color(task, tasks),
                "dash": task_dash(task) if few else "solid",
            }
            for task, label in enumerate(numbered_labels(task_names, tasks))
        ],
        "few": few,
        "steps": history.schedule.steps,
        "ends": list(history.schedule.ends[:-1]) if tasks <= MOST_PHASES_WITH_MARKS else [],
        "shades": list(SEQUENTIAL),
        "score": _written(measure),
        "told": _written(TASK_ACCURACY),
        "seeds": history.replicas,
    }


def course(history: History, measure: Measure, settings: Mapping[str, Any] | None = None) -> dict[str, Plain]:
    """How far a run has come: `matrix`, `told` (tasks inferred), `scores`, `losses`, `plane`, `marks`.

    Scores and losses are means over the seeds, in the unit in which people are shown them; embeddings are
    those of the first seed. What is not finite is None.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("regression", steps=10)), progress=False)
    >>> sorted(course(run.history, run.sequence.measure))
    ['losses', 'marks', 'matrix', 'plane', 'scores', 'told']
    """
    return {
        "matrix": _matrix(history, measure),
        "told": _matrix(history, TASK_ACCURACY),
        "scores": _scores(history, measure),
        "losses": _losses(history),
        "plane": _plane(history),
        "marks": {
            "changes": [
                {"step": change.step, "text": change.sentence}
                for change in setting_changes(history, settings)
            ]
        },
    }


def _written(measure: Measure) -> Plain:
    """How the scores of a measure are named, written and colored."""
    shown = measure.shown(measure.range) if measure.range else None
    colors = drawn_range(measure)
    return {
        "name": measure.name,
        "label": measure.label,
        "axis": measure.axis_title,
        "suffix": measure.suffix,
        "digits": measure.digits,
        "brief": measure.glance,
        "logarithmic": measure.logarithmic,
        "range": None if shown is None else shown.tolist(),
        "colors": None if colors is None else list(colors),
        "note": guessing_note(measure),
        "higher": measure.higher_is_better,
    }


def _matrix(history: History, measure: Measure) -> Plain:
    """The latest scores in the row of each task, final or not yet; a row has the tasks seen by then."""
    latest: dict[int, Evaluation] = {}
    for evaluation in history.evaluations:
        if measure.name in evaluation.scores:
            latest[evaluation.task] = evaluation
    rows: list[list[float | None]] = [[] for _ in range(history.tasks)]
    for task, evaluation in latest.items():
        means = np.asarray(evaluation.scores[measure.name]).mean(axis=0)
        rows[task] = _plain(_rounded(measure.shown(means)))
    return {"rows": rows if latest else []}


def _scores(history: History, measure: Measure) -> Plain:
    """For each task where its line begins among the steps, and its values from there."""
    evaluations = [each for each in history.evaluations if measure.name in each.scores]
    kept = [evaluations[index] for index in _thinned(len(evaluations))]
    means = np.full((len(kept), history.tasks), np.nan)
    for row, evaluation in zip(means, kept, strict=True):
        scores = np.asarray(evaluation.scores[measure.name])
        row[: scores.shape[1]] = scores[0] if len(scores) == 1 else scores.mean(axis=0)
    shown = _rounded(measure.shown(means))
    known = np.isfinite(shown)
    starts = [int(column.argmax()) if column.any() else len(kept) for column in known.T]
    lines = [_plain(shown[start:, task]) for task, start in enumerate(starts)]
    return {"steps": history.steps_of(kept), "starts": starts, "lines": lines}


def _losses(history: History) -> Plain:
    """Every part of the loss by its name, with the look of its line; what is not positive is None."""
    measurements = history.measurements
    kept = [measurements[index] for index in _thinned(len(measurements))]
    names = dict.fromkeys(name for item in kept for name in item.losses)
    missing = (np.nan,) * history.replicas
    lines = []
    for index, name in enumerate(names):
        values = finite([item.losses.get(name, missing) for item in kept]).mean(axis=1)
        line = {"name": name, "label": loss_label(name), **loss_line(index)}
        lines.append(line | {"values": _plain(_rounded(np.where(values > 0, values, np.nan)))})
    return {"steps": history.steps_of(kept), "lines": lines}


def _plane(history: History) -> Plain:
    """Embeddings of the first seed, the ways on which they came, and axes at the scale of all of them."""
    firsts = [path[:, 0] for path in history.trajectories()]
    known = [path[np.isfinite(path).all(axis=1)] for path in firsts]
    paths = {task: path for task, path in enumerate(known) if len(path)}
    if not paths:
        return {"points": [], "ways": [], "titles": [], "ranges": []}
    ends = np.stack([path[-1] for path in paths.values()])
    plane = pca.embedding_plane(ends)
    every = max(1, -(-sum(map(len, paths.values())) // _MOST_PLACES))
    kept = [np.concatenate([path[:-1:every], path[-1:]]) for path in paths.values()]
    projected = plane.project(np.concatenate(kept))
    across, up = square(projected, np.linalg.norm(ends, axis=1))
    titles = axis_titles(ends.shape[1], plane.explained, short=True)
    ways: list[list[list[float]]] = [[] for _ in firsts]
    points: list[list[float] | None] = [None] * len(firsts)
    borders = np.cumsum([0, *map(len, kept)]).tolist()
    places = _rounded(projected).tolist()
    for task, start, end in zip(paths, borders, borders[1:], strict=False):
        ways[task] = places[start:end]
        points[task] = places[end - 1]
    return {"points": points, "ways": ways, "titles": list(titles), "ranges": [across, up]}


def _thinned(count: int) -> list[int]:
    """Numbers of at most about `MOST_POINTS` of so many points, evenly, the last among them.

    As more come, what is left out changes rarely: the distance doubles.
    """
    every = 1
    while count > every * MOST_POINTS:
        every *= 2
    kept = list(range(0, count, every))
    return kept if not count or kept[-1] == count - 1 else [*kept, count - 1]


def _rounded(values: Array) -> Array:
    """The same with few digits."""
    size = np.abs(values)
    known = np.isfinite(size) & (size > 0)
    scale = 10.0 ** (_DIGITS - 1 - np.floor(np.log10(size, out=np.zeros_like(size), where=known)))
    return np.where(known, np.round(values * scale) / scale, values)


def _plain(values: Array) -> list[float | None]:
    """A line for JSON, which has no NaN."""
    if np.isfinite(values).all():
        whole: list[float | None] = values.tolist()
        return whole
    return [None if np.isnan(value) else value for value in values.tolist()]
