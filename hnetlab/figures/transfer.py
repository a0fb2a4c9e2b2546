"""What an unseen task gains from the learned ones: scores against the number of its samples."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from hnetlab.base.measure import ACCURACY, Measure
from hnetlab.figures.band import add_band, over_seeds, replicated
from hnetlab.figures.score_scale import hover_number, score_axis
from hnetlab.figures.theme import PALETTE, new_figure, task_dash, task_symbol


def few_shot(
    counts: ArrayLike,
    embedding: ArrayLike,
    scratch: ArrayLike,
    *,
    measure: Measure = ACCURACY,
    per_class: bool | None = None,
    title: str = "An unseen task, from few samples",
) -> go.Figure:
    """Test scores over the number of training samples, on a logarithmic axis: one curve per way to learn.

    `embedding` and `scratch` (D, K) or (K,) are the scores, one row per random draw of the samples, of a
    fitted embedding and of a network trained from scratch, in the `measure`; NaN where not known yet.
    `counts` (K,) are samples of each class or, where `per_class` is false, in all; by default scores in
    percent, as accuracies are, have classes. Lines are means with a band of one sample standard deviation;
    those of a logarithmic measure are medians, with a band from the least to the largest.

    >>> figure = few_shot([1, 5, 20], embedding=[0.6, 0.8, 0.9], scratch=[0.5, 0.7, 0.95])
    >>> [line.name for line in figure.data]
    ['only a new embedding', 'a network from scratch']
    """
    x = np.asarray(counts, dtype=np.float64)
    curves = {"only a new embedding": embedding, "a network from scratch": scratch}
    draws = len(replicated(embedding, 2, len(x)))
    figure = new_figure(title, _band_text(draws, logarithmic=measure.logarithmic))
    shown = []
    for index, (name, scores) in enumerate(curves.items()):
        values = measure.shown(replicated(scores, 2, len(x)))
        shown.append(values)
        known = np.isfinite(values).all(axis=0)
        center, lower, upper = over_seeds(values[:, known], logarithmic=measure.logarithmic)
        if len(values) > 1:
            add_band(figure, x[known], lower, upper, PALETTE[index], name)
        figure.add_scatter(
            x=x[known],
            y=center,
            name=name,
            legendgroup=name,
            mode="lines+markers",
            line={"color": PALETTE[index], "dash": task_dash(index), "width": 2.5},
            marker={"symbol": task_symbol(index), "size": 8},
            hovertemplate=hover_number(measure, measure.glance),
        )
    classes = measure.unit == "%" if per_class is None else per_class
    samples = "training samples of each class" if classes else "training samples"
    figure.update_xaxes(
        title_text=samples, type="log", tickvals=x, ticktext=[f"{count:g}" for count in x], autorange=True
    )
    return figure.update_yaxes(**score_axis(np.concatenate(shown, axis=None), measure))


def _band_text(draws: int, *, logarithmic: bool) -> str:
    """What lines and bands are; empty for one draw."""
    if draws < 2:
        return ""
    if logarithmic:
        return f"median of {draws} draws of the samples, band: least to largest"
    return f"mean over {draws} draws of the samples, band: ± one standard deviation"
