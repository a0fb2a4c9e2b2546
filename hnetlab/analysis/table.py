"""Several runs side by side in one pandas table."""

from collections.abc import Mapping

import pandas as pd

from hnetlab.analysis.metrics import Summary, metric_label, summary_text


def table(runs: Mapping[str, Mapping[str, Summary]], *, lower_is_better: bool = False) -> pd.DataFrame:
    """One row per run, one column per metric, "mean ± SEM": in percent, or as errors when `lower_is_better`.

    A run that lacks a metric has an empty cell there.
    """
    unit = "" if lower_is_better else " (%)"
    names = dict.fromkeys(name for metrics in runs.values() for name in metrics)
    columns = {name: metric_label(name, lower_is_better=lower_is_better) + unit for name in names}
    rows = [
        [
            summary_text(metrics[name], lower_is_better=lower_is_better) if name in metrics else ""
            for name in names
        ]
        for metrics in runs.values()
    ]
    return pd.DataFrame(rows, index=list(runs), columns=list(columns.values()))
