"""Scores against a setting, a position or a ratio: points with their standard errors, a line per group."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from hnetlab.base.measure import ACCURACY, Measure
from hnetlab.figures.score_scale import hover_number, score_axis
from hnetlab.figures.tabular import give_table
from hnetlab.figures.theme import FAINT, INK, PALETTE, SYMBOLS, height_with_legend, new_figure, task_dash

Array = NDArray[np.float64]
_MOST_TICKS = 12


@dataclass(frozen=True, eq=False)
class Level:
    """A line across the whole figure, such as a published number, in the unit in which it is shown."""

    value: float
    name: str


def scores_against(
    places: Mapping[str, Sequence[float | str]],
    scores: Mapping[str, ArrayLike],
    *,
    title: str,
    axis: str,
    measure: Measure = ACCURACY,
    logarithmic: bool = False,
    levels: Sequence[Level] = (),
    note: str = "",
    fit_range: bool = False,
) -> go.Figure:
    """Per group its `scores` (S, n), or (n,), at its n `places`: the mean ± one standard error.

    Groups may have other numbers of seeds S, and places too: a score that there is not is NaN, see `by_seed`.
    Places are numbers, of which zero has none on a `logarithmic` axis and stands at its left end, or names.
    With `fit_range` the score axis goes only as far as the scores do.

    >>> figure = scores_against({"hnet": [0.01, 0.1]}, {"hnet": [[0.9, 0.8]]}, title="beta", axis="beta")
    >>> len(figure.data)
    1
    """
    shown = {group: np.ma.masked_invalid(measure.shown(_rows(values))) for group, values in scores.items()}
    counts = [count for values in shown.values() for count in values.count(axis=0).tolist() if count]
    figure = new_figure(title, "; ".join(part for part in (_over(counts), note) if part))
    rows: list[tuple[Any, ...]] = []
    for index, (group, values) in enumerate(shown.items()):
        errors = values.std(axis=0, ddof=1) / np.sqrt(values.count(axis=0))  # of one seed there is none
        color = PALETTE[index % len(PALETTE)]
        numbers = zip(places[group], values.mean(axis=0).tolist(), errors.tolist(), strict=True)
        rows += [(group, _as_number(place), mean, error) for place, mean, error in numbers]
        figure.add_scatter(
            x=_placed(places[group], places, logarithmic),
            y=values.mean(axis=0).filled(np.nan),
            name=group,
            mode="lines+markers",
            line={"color": color, "dash": task_dash(index), "width": 2},
            marker={"symbol": SYMBOLS[index % len(SYMBOLS)], "size": 8, "color": color},
            error_y={"type": "data", "array": errors.filled(np.nan), "thickness": 1.5}
            if errors.count()
            else None,
            text=[_written(place) for place in places[group]],
            hovertemplate=f"%{{text}}: {hover_number(measure, measure.digits)}",
        )
    for number, level in enumerate(levels):
        figure.add_hline(y=level.value, line={"color": (INK, FAINT)[number % 2], "dash": "dot", "width": 1.5})
        figure.add_annotation(
            x=1, xref="paper", y=level.value, xanchor="right", yanchor="bottom", showarrow=False,
            text=level.name, font={"size": 12, "color": (INK, FAINT)[number % 2]},
        )  # fmt: skip
    every = np.concatenate([values.compressed() for values in shown.values()] or [np.zeros(1)])
    figure.update_yaxes(**score_axis(every, measure))
    if fit_range and not measure.logarithmic:
        figure.update_yaxes(range=_range([*every.tolist(), *(level.value for level in levels)]))
    give_table(figure, ["group", axis, measure.label, "standard error"], rows)
    figure.update_xaxes(title_text=axis, **_ticks(places, logarithmic))
    return figure.update_layout(height=height_with_legend(len(scores)), showlegend=len(scores) > 1)


def by_seed(columns: Iterable[Sequence[float] | Array]) -> Array:
    """The scores (S, n) of n places from those of each place's seeds, NaN where one has fewer than others.

    >>> by_seed([[0.5, 0.7], [0.9]]).tolist()
    [[0.5, 0.9], [0.7, nan]]
    """
    return np.array(list(zip_longest(*columns, fillvalue=np.nan)), dtype=np.float64)


def _over(counts: Sequence[int]) -> str:
    """What is shown of so many seeds at each place; empty where there is one everywhere."""
    least, most = min(counts, default=1), max(counts, default=1)
    seeds = f"{most}" if least == most else f"{least} to {most}"
    return f"mean over {seeds} seeds ± one standard error" if most > 1 else ""


def _rows(values: ArrayLike) -> Array:
    array = np.asarray(values, dtype=np.float64)
    return array[None] if array.ndim == 1 else array


def _placed(
    wanted: Sequence[float | str], groups: Mapping[str, Sequence[float | str]], logarithmic: bool
) -> list[float | str]:
    """Where points stand: on a logarithmic axis zero is put a step of ten before the least other place."""
    if not logarithmic:
        return list(wanted)
    return [place or _zero(groups) for place in wanted]


def _zero(groups: Mapping[str, Sequence[float | str]]) -> float:
    least = min((float(place) for group in groups.values() for place in group if place), default=1.0)
    return least / 10


def _ticks(groups: Mapping[str, Sequence[float | str]], logarithmic: bool) -> dict[str, object]:
    every = list(dict.fromkeys(place for group in groups.values() for place in group))
    if any(isinstance(place, str) for place in every):
        return {"type": "category", "categoryorder": "array", "categoryarray": every}
    if len(every) > _MOST_TICKS:
        return {"type": "log"} if logarithmic else {}
    numbers = sorted(float(place) for place in every)
    ticks = {"tickvals": _placed(numbers, groups, logarithmic), "ticktext": [_written(n) for n in numbers]}
    return {"type": "log" if logarithmic else "linear", **ticks}


def _written(place: float | str) -> str:
    return place if isinstance(place, str) else f"{place:g}"


def _range(values: Sequence[float]) -> list[float]:
    known = [value for value in values if np.isfinite(value)]
    low, high = min(known), max(known)
    room = 0.08 * ((high - low) or 1.0)
    return [low - room, high + room]


def _as_number(place: Any) -> Any:
    """A place for the table: a number or a name as it is, other values as they are written."""
    return place if isinstance(place, int | float | str) else _written(place)
