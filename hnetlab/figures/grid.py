"""How well each combination of settings does: parallel coordinates, and a map of two settings."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from hnetlab.base.measure import ACCURACY, Measure
from hnetlab.base.settings import number_text
from hnetlab.figures.score_scale import drawn_scores, hover_number
from hnetlab.figures.theme import SEQUENTIAL, new_figure, text_color

Array = NDArray[np.float64]


def parallel_coordinates(
    settings: Mapping[str, Sequence[Any]],
    scores: ArrayLike,
    *,
    measure: Measure = ACCURACY,
    what: str = "validation",
) -> go.Figure:
    """A line per combination through its values of the `settings` and its score (K,); dark is good.

    >>> figure = parallel_coordinates({"beta": [0.1, 0.1, 1], "embedding_dim": [2, 8, 2]}, [0.8, 0.9, 0.7])
    >>> len(figure.data[0].dimensions)
    3
    """
    values = drawn_scores(scores, measure)
    label = f"{what} {measure.label}"
    figure = new_figure("Every combination of settings", f"a line each, colored by its {label}")
    ends: dict[str, Any] = {}
    if measure.logarithmic:
        powers = np.linspace(values.min(), values.max(), 5)
        ends = {"tickvals": powers, "ticktext": [f"{10**power:.2g}" for power in powers]}
    figure.add_parcoords(
        dimensions=[
            *(_dimension(name, column) for name, column in settings.items()),
            {"label": measure.label, "values": values, **ends},
        ],
        line={
            "color": values,
            "colorscale": list(SEQUENTIAL[1:]),
            "reversescale": not measure.higher_is_better,
        },
    )
    return figure.update_layout(margin={"l": 80, "r": 60, "t": 130, "b": 40})


def grid_map(
    across: tuple[str, Sequence[Any]],
    down: tuple[str, Sequence[Any]],
    scores: ArrayLike,
    *,
    measure: Measure = ACCURACY,
    what: str = "validation",
    note: str = "",
) -> go.Figure:
    """Scores (rows, columns) over two settings, each a name and its values; NaN where there is none.

    >>> figure = grid_map(("beta", [0.1, 1]), ("embedding_dim", [2]), [[0.8, 0.9]])
    """
    shown, values = measure.shown(scores), drawn_scores(scores, measure)
    figure = new_figure(
        f"{measure.title} over two settings", "; ".join(p for p in (f"{what} samples", note) if p)
    )
    columns, rows = ([_written(value) for value in values] for _, values in (across, down))
    figure.add_heatmap(
        x=np.arange(len(columns)),
        y=np.arange(len(rows)),
        z=values,
        customdata=shown,
        text=[[f"{across[0]} {column}, {down[0]} {row}" for column in columns] for row in rows],
        colorscale=list(SEQUENTIAL),
        reversescale=not measure.higher_is_better,
        showscale=False,
        xgap=2,
        ygap=2,
        hovertemplate=f"%{{text}}: {hover_number(measure, measure.digits, 'customdata')}<extra></extra>",
    )
    known = values[np.isfinite(values)]
    low, high = (known.min(), known.max()) if known.size else (0.0, 1.0)
    for row, column in np.argwhere(np.isfinite(values)):
        share = (values[row, column] - low) / ((high - low) or 1.0)
        place = share if measure.higher_is_better else 1 - share
        color = SEQUENTIAL[round(float(place) * (len(SEQUENTIAL) - 1))]
        figure.add_annotation(
            x=int(column),
            y=int(row),
            text=measure.written(float(shown[row, column])),
            showarrow=False,
            font={"color": text_color(color)},
        )
    # By number: plotly takes names such as 0.1 for numbers.
    figure.update_xaxes(title_text=across[0], tickvals=list(range(len(columns))), ticktext=columns)
    return figure.update_yaxes(
        title_text=down[0], tickvals=list(range(len(rows))), ticktext=rows, showgrid=False
    )


def _dimension(name: str, column: Sequence[Any]) -> dict[str, Any]:
    """An axis of parallel coordinates; numbers by their logarithm where they span more than ten to one."""
    column = [tuple(value) if isinstance(value, list) else value for value in column]
    different = list(dict.fromkeys(column))
    numbers = [value for value in different if isinstance(value, int | float) and not isinstance(value, bool)]
    places: dict[Any, float]
    if len(numbers) < len(different):
        places = {value: index for index, value in enumerate(different)}
    elif min(numbers) > 0 and max(numbers) > 10 * min(numbers):
        places = {value: float(np.log10(value)) for value in numbers}
    else:
        places = {value: float(value) for value in numbers}
    ticks = {"tickvals": list(places.values()), "ticktext": [_written(value) for value in places]}
    return {"label": name, "values": [places[value] for value in column], **ticks}


def _written(value: Any) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return number_text(value)
        case tuple() | list():
            return ", ".join(map(str, value)) or "none"
    return str(value)
