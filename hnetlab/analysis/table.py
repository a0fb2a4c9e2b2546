"""Several runs side by side in one pandas table."""

from collections.abc import Mapping

import pandas as pd

from hnetlab.analysis.metrics import Summary, metric_label


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


def summary_text(summary: Summary, *, lower_is_better: bool = False) -> str:
    """For example "97.57 ± 0.02", in percent, or "4.2e-03 ± 1.1e-04" for an error; one seed has no "±"."""
    parts = [summary.mean] if summary.standard_error is None else [summary.mean, summary.standard_error]
    return " ± ".join(f"{part:.1e}" if lower_is_better else f"{100 * part:.2f}" for part in parts)
