"""Test scores as values to draw, as colors and on an axis: as people are shown them, or by powers of ten."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hnetlab.base.measure import Measure
from hnetlab.figures.theme import SEQUENTIAL

Array = NDArray[np.float64]

# Powers are short where losses are small; plotly writes them a quarter larger than it is told.
LOG_AXIS = {"type": "log", "dtick": 1, "exponentformat": "power", "tickfont": {"size": 10}}

_POWER = "10<sup>"


def drawn_scores(scores: ArrayLike, measure: Measure) -> Array:
    """Scores as people are shown them, or the logarithm of those; zero counts as the smallest number.

    What is not finite is NaN, which no figure draws.
    """
    values = measure.shown(scores)
    return np.log10(np.maximum(values, np.finfo(np.float64).tiny)) if measure.logarithmic else values


def drawn_range(measure: Measure, task: int | None = None) -> tuple[float, float] | None:
    """Between which `drawn_scores` the colors of `task`, or of all tasks, differ; None without an end."""
    limits = measure.color_range(task)
    if limits is None:
        return None
    low, high = drawn_scores(limits, measure).tolist()
    return low, high


def shown_color_range(scores: ArrayLike, measure: Measure, task: int | None = None) -> tuple[float, float]:
    """Between which values, as people are shown them, colors tell scores of `task` apart."""
    limits = measure.color_range(task)
    if limits is None or measure.guessed(task) is None:
        return shown_range(scores, measure)
    low, high = measure.shown(limits).tolist()
    return low, high


def shown_range(scores: ArrayLike, measure: Measure) -> tuple[float, float]:
    """The measure's range as people are shown it; without one that of `scores`, with zero if it is linear."""
    if measure.range is not None:
        low, high = measure.shown(measure.range).tolist()
        return low, high
    values = measure.shown(scores)
    known = values[np.isfinite(values)]
    if measure.logarithmic:
        known = known[known > 0] if (known > 0).any() else np.ones(1)
        return float(known.min()), float(known.max())
    return float(known.min(initial=0.0)), float(known.max(initial=0.0))


def share_of_range(scores: ArrayLike, measure: Measure, ends: tuple[float, float] | None = None) -> Array:
    """Where scores lie between `ends`, by default those of their range: 0 at the low and 1 at the high one.

    What is not finite is as bad as can be.
    """
    values = drawn_scores(scores, measure)
    low, high = ends or shown_range(scores, measure)
    if measure.logarithmic:
        low, high = np.log10([low, high]).tolist()
    shares = ((values - low) / ((high - low) or 1.0)).clip(0, 1)
    return np.where(np.isnan(shares), 0.0 if measure.higher_is_better else 1.0, shares)


def guessing_note(measure: Measure, task: int | None = None) -> str:
    """Where the colors of scores of `task`, or of all tasks, begin; empty where that is not at guessing.

    For example "colors begin at guessing, 50 %"; where tasks have other numbers of classes, at the least.
    """
    level = measure.guessed(task)
    if level is None:
        return ""
    least = "the least " if task is None and len(set(measure.guessing)) > 1 else ""
    return f"colors begin at {least}guessing, {measure.scale * level:.3g}{measure.suffix}"


def color_scale(values: ArrayLike, measure: Measure, task: int | None = None) -> dict[str, Any]:
    """The colors of a heatmap of `drawn_scores`: dark is good, over the measure's range or powers of ten.

    Where it is known what guessing scores on `task`, or at least on all tasks, the colors begin there.
    """
    finite = np.asarray(values, dtype=np.float64)
    finite = finite[np.isfinite(finite)] if np.isfinite(finite).any() else np.zeros(1)
    bar: dict[str, Any] = {"title": {"text": measure.label, "side": "right", "font": {"size": 13}}}
    if measure.logarithmic:
        low: float = int(np.floor(finite.min()))
        high: float = max(int(np.ceil(finite.max())), int(low) + 1)
        powers = list(range(int(low), int(high) + 1, max(1, (int(high) - int(low)) // 6)))
        bar |= {"tickvals": powers, "ticktext": [f"{_POWER}{power}</sup>" for power in powers]}
    else:
        low, high = drawn_range(measure, task) or (float(finite.min()), float(finite.max()))
        high = high if high > low else low + 1
        if measure.guessed(task) is not None:
            bar |= _ticks_from(low, high)
    return {
        "colorscale": list(SEQUENTIAL),
        "reversescale": not measure.higher_is_better,
        "zmin": low,
        "zmax": high,
        "colorbar": bar | {"thickness": 14, "outlinewidth": 0, "ticks": "outside"},
    }


def of_powers(bar: Any) -> bool:
    """Whether the color bar of a `color_scale` is one of powers of ten, so that cells hold logarithms."""
    return bool(bar.ticktext) and str(bar.ticktext[0]).startswith(_POWER)


def score_axis(values: ArrayLike, measure: Measure) -> dict[str, Any]:
    """A vertical axis for test scores `values`, as people are shown them: of a fixed range, or logarithmic.

    A tick per power of ten says nothing of scores within two of them: those have ticks at 1, 2 and 5.
    """
    axis: dict[str, Any] = {"title_text": measure.axis_title}
    if not measure.logarithmic:
        return axis | axis_range(measure)
    known = np.asarray(values, dtype=np.float64)
    known = known[np.isfinite(known) & (known > 0)]
    narrow = bool(known.size) and known.max() < 100 * known.min()
    return axis | ({"type": "log", "dtick": "D2", "tickformat": "~g"} if narrow else LOG_AXIS)


def axis_range(measure: Measure, room: float = 0.02) -> dict[str, Any]:
    """A linear axis over the measure's range with `room` above; as plotly chooses where there is no range."""
    if measure.range is None:
        return {}
    low, high = drawn_scores(measure.range, measure).tolist()
    return {"range": [low, high + room * (high - low)]}


def _ticks_from(low: float, high: float) -> dict[str, Any]:
    """Ticks at the low end, at round values that leave it room, and so up to the high end."""
    step = 10 if high - low <= 50 else 20
    rounds = np.arange(np.ceil((low + 0.4 * step) / step) * step, high + 1e-9, step).tolist()
    return {"tickvals": [low, *rounds], "ticktext": [f"{low:.3g}", *(f"{value:.3g}" for value in rounds)]}


def hover_number(measure: Measure, digits: str, variable: str = "y") -> str:
    """A plotly template that shows `variable` with its unit in the format `digits`."""
    return f"%{{{variable}:{digits}}}{measure.suffix}"
