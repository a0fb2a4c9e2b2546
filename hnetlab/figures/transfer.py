"""What an unseen task gains from the learned ones: scores against the number of its samples."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from hnetlab.figures.band import add_band, over_seeds, replicated
from hnetlab.figures.score_scale import score_axis
from hnetlab.figures.theme import PALETTE, new_figure, task_dash, task_symbol


def few_shot(
    counts: ArrayLike,
    embedding: ArrayLike,
    scratch: ArrayLike,
    *,
    lower_is_better: bool = False,
    title: str = "An unseen task, from few samples",
) -> go.Figure:
    """Test scores over the number of training samples, on a logarithmic axis: one curve per way to learn.

    `embedding` and `scratch` (D, K) or (K,) are the scores, one row per random draw of the samples, of a
    fitted embedding and of a network trained from scratch; NaN where not known yet. They are accuracies as
    fractions, shown in percent over the samples of each class in `counts` (K,), or errors when
    `lower_is_better`, over the samples in all. Lines are means with a band of one sample standard deviation;
    those of errors are medians, with a band from the least to the largest.
    """
    x = np.asarray(counts, dtype=np.float64)
    curves = {"only a new embedding": embedding, "a network from scratch": scratch}
    draws = len(replicated(embedding, 2, len(x)))
    figure = new_figure(title, _band_text(draws, lower_is_better))
    for index, (name, scores) in enumerate(curves.items()):
        values = replicated(scores, 2, len(x)) * (1 if lower_is_better else 100)
        known = np.isfinite(values).all(axis=0)
        center, lower, upper = over_seeds(values[:, known], logarithmic=lower_is_better)
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
            hovertemplate="%{y:.3g}" if lower_is_better else "%{y:.1f} %",
        )
    samples = "training samples" if lower_is_better else "training samples of each class"
    figure.update_xaxes(
        title_text=samples, type="log", tickvals=x, ticktext=[f"{count:g}" for count in x], autorange=True
    )
    every = np.concatenate([np.ravel(scores) for scores in curves.values()])
    return figure.update_yaxes(**score_axis(every, lower_is_better=lower_is_better))


def _band_text(draws: int, lower_is_better: bool) -> str:
    """What lines and bands are; empty for one draw."""
    if draws < 2:
        return ""
    if lower_is_better:
        return f"median of {draws} draws of the samples, band: least to largest"
    return f"mean over {draws} draws of the samples, band: ± one standard deviation"
