from hnetlab.analysis.metrics import summarize
from hnetlab.analysis.table import table
from hnetlab.base.measure import ERROR


def test_runs_are_rows_and_metrics_are_columns_in_percent():
    runs = {
        "hypernetwork": {
            "average_accuracy": summarize([0.95, 0.96, 0.97]),
            "forgetting": summarize([0.004, 0.004]),
        },
        "fine-tuning": {"average_accuracy": summarize([0.33])},
    }
    result = table(runs)
    assert list(result.index) == ["hypernetwork", "fine-tuning"]
    assert list(result.columns) == ["average accuracy (%)", "forgetting (points)"]
    assert result.to_numpy().tolist() == [["96.00 ± 0.58", "0.40 ± 0.00"], ["33.00", ""]]


def test_errors_are_scientific_and_have_no_percent():
    runs = {"hypernetwork": {"average_accuracy": summarize([0.004, 0.005])}}
    result = table(runs, measure=ERROR)
    assert list(result.columns) == ["average error"]
    assert result.loc["hypernetwork", "average error"] == "4.5e-03 ± 5.0e-04"
