"""Test scores as values to draw, as colors and on an axis: percent, or powers of ten of errors."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hnetlab.figures.curves import LOG_AXIS
from hnetlab.figures.theme import SEQUENTIAL

Array = NDArray[np.float64]


def drawn_scores(scores: ArrayLike, *, lower_is_better: bool) -> Array:
    """Accuracies in percent, or the logarithm of errors; zero counts as the smallest number there is."""
    values = np.asarray(scores, dtype=np.float64)
    return np.log10(np.maximum(values, np.finfo(np.float64).tiny)) if lower_is_better else 100 * values


def color_scale(values: ArrayLike, *, lower_is_better: bool) -> dict[str, Any]:
    """The colors of a heatmap of `drawn_scores`: dark is good, over 0 to 100 percent or powers of ten."""
    low, high = 0, 100
    bar: dict[str, Any] = {"title": {"text": "accuracy (%)", "side": "right"}}
    if lower_is_better:
        finite = np.asarray(values, dtype=np.float64)
        finite = finite[np.isfinite(finite)] if np.isfinite(finite).any() else np.zeros(1)
        low = int(np.floor(finite.min()))
        high = max(int(np.ceil(finite.max())), low + 1)
        powers = list(range(low, high + 1, max(1, (high - low) // 6)))
        ticks = {"tickvals": powers, "ticktext": [f"10<sup>{power}</sup>" for power in powers]}
        bar = ticks | {"title": {"text": "error", "side": "right"}}
    return {
        "colorscale": list(SEQUENTIAL),
        "reversescale": lower_is_better,
        "zmin": low,
        "zmax": high,
        "colorbar": bar | {"thickness": 14, "outlinewidth": 0, "ticks": "outside"},
    }


def score_axis(values: ArrayLike, *, lower_is_better: bool) -> dict[str, Any]:
    """A vertical axis for accuracies in percent, or a logarithmic one for the errors `values`.

    A tick per power of ten says nothing of errors within two of them: those have ticks at 1, 2 and 5.
    """
    if not lower_is_better:
        return {"title_text": "test accuracy (%)", "range": [0, 102]}
    errors = np.asarray(values, dtype=np.float64)
    errors = errors[np.isfinite(errors) & (errors > 0)]
    narrow = bool(errors.size) and errors.max() < 100 * errors.min()
    axis = {"type": "log", "dtick": "D2", "tickformat": "~g"} if narrow else LOG_AXIS
    return {"title_text": "test mean squared error", **axis}
