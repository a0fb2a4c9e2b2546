"""Several runs side by side in one pandas table."""

from collections.abc import Mapping

import pandas as pd

from hnetlab.analysis.metrics import DIFFERENCES, Summary, metric_label, summary_text
from hnetlab.base.measure import ACCURACY, Measure


def table(runs: Mapping[str, Mapping[str, Summary]], *, measure: Measure = ACCURACY) -> pd.DataFrame:
    """One row per run, one column per metric with its unit in the heading, "mean ± SEM".

    A run that lacks a metric has an empty cell there.
    """
    names = dict.fromkeys(name for metrics in runs.values() for name in metrics)
    columns = [
        measure.with_unit(metric_label(name, measure=measure), difference=name in DIFFERENCES)
        for name in names
    ]
    rows = [
        [summary_text(metrics[name], measure=measure) if name in metrics else "" for name in names]
        for metrics in runs.values()
    ]
    return pd.DataFrame(rows, index=list(runs), columns=columns)
