"""Several methods side by side."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from hnetlab.analysis.metrics import DIFFERENCES, Summary, metric_label, metric_unit, summary_text
from hnetlab.base.measure import ACCURACY, Measure
from hnetlab.figures.tabular import METRIC, give_table
from hnetlab.figures.theme import (
    FAINT,
    GRID,
    INK,
    NARROWEST,
    fill,
    height_with_legend,
    new_figure,
    text_width,
)

BAR = 24


def metric_bars(
    methods: Mapping[str, Mapping[str, Summary]],
    *,
    measure: Measure = ACCURACY,
    title: str = "Methods compared",
) -> go.Figure:
    """A group of bars per metric, a bar per method, with the standard error of the mean over seeds.

    `methods` holds per method the summaries of `hnetlab.analysis.metrics`; metrics that not all of them have
    are left out. Accuracies are shown in percent, their differences in points; each measure in its unit.

    >>> from hnetlab import metrics
    >>> figure = metric_bars({"mine": metrics.summaries([[0.9, float("nan")], [0.7, 0.95]])})
    """
    first = next(iter(methods.values()), {})
    metrics = [name for name in first if all(name in summaries for summaries in methods.values())]
    if not metrics:
        raise ValueError("There is no metric that all methods have: give every method the same summaries.")
    seeds = max(len(summaries[name].per_seed) for summaries in methods.values() for name in metrics)
    figure = new_figure(title, "mean over seeds ± one standard error" if seeds > 1 else "")
    group = len(methods) + 1
    ends = [0.0]
    for index, (method, summaries) in enumerate(methods.items()):
        shown = [summaries[name] for name in metrics]
        means = measure.shown([summary.mean for summary in shown]).tolist()
        errors = measure.shown([summary.standard_error or 0.0 for summary in shown]).tolist()
        places = [index + group * number for number in range(len(metrics))]
        figure.add_bar(
            x=means,
            y=places,
            orientation="h",
            name=method,
            legendgroup=method,
            width=0.85,
            error_x={"type": "data", "array": errors, "visible": any(errors), "color": INK, "thickness": 1.5},
            marker=fill(index),
            hoverinfo="skip",
        )
        # Numbers stand on the right, where the row of a negative bar is free: bars get all of the left side.
        right = [max(mean + error, 0.0) for mean, error in zip(means, errors, strict=True)]
        figure.add_scatter(
            x=right,
            y=places,
            mode="text",
            text=[f" {summary_text(summary, measure=measure)} " for summary in shown],
            textposition="middle right",
            textfont={"size": 12},
            legendgroup=method,
            showlegend=False,
            hoverinfo="skip",
            cliponaxis=False,
        )
        left = [mean - error for mean, error in zip(means, errors, strict=True)]
        ends += [end for end in left + right if np.isfinite(end)]
    give_table(
        figure,
        ["method", METRIC, "unit", "mean", "standard error"],
        [
            (
                method,
                metric_label(name, measure=measure),
                metric_unit(name, measure=measure),
                float(measure.shown(each.mean)),
                None if each.standard_error is None else float(measure.shown(each.standard_error)),
            )
            for method, summaries in methods.items()
            for name, each in summaries.items()
            if name in metrics
        ],
    )
    # Text does not count for the automatic range: it needs room beyond the bars in the narrowest plot.
    low, high = min(ends), max(ends)
    widest = max(
        text_width(summary_text(summaries[name], measure=measure), 12) + 12
        for summaries in methods.values()
        for name in metrics
    )
    labels = [metric_label(name, measure=measure).replace(" ", "<br>", 1) for name in metrics]
    plot = NARROWEST - 60 - max(text_width(label, 14) for label in labels)
    room = (high - low) * widest / max(plot - widest, widest)
    figure.update_xaxes(
        title_text=_axis_title(metrics, measure),
        range=[low - 0.02 * (high - low) if low < 0 else 0, high + room],
        showgrid=True,
        gridcolor=GRID,
        zeroline=True,
        zerolinecolor=FAINT,
    )
    figure.update_yaxes(
        tickvals=[group * number + (len(methods) - 1) / 2 for number in range(len(metrics))],
        ticktext=labels,
        range=[group * len(metrics) - 1.25, -0.75],
        ticks="",
        showline=False,
        showgrid=False,
    )
    return figure.update_layout(
        barmode="overlay",
        height=max(300, height_with_legend(len(methods)) - 270 + BAR * group * len(metrics)),
    )


def _axis_title(metrics: Sequence[str], measure: Measure) -> str:
    """The unit of scores and, where it is another one, of their differences."""
    if measure.unit != "%":
        return measure.with_unit(measure.longest_name)
    differences = [name in DIFFERENCES for name in metrics]
    if all(differences):
        return measure.difference_unit
    return f"percent; differences in {measure.difference_unit}" if any(differences) else "percent"
