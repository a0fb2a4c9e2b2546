"""The table and the sentences of a figure say in numbers what it draws."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
import plotly.io as pio
import pytest

from hnetlab import Run, configure, figures, fit, views
from hnetlab.analysis.metrics import metric_label, summaries
from hnetlab.analysis.pca import embedding_plane
from hnetlab.base.measure import ACCURACY, Measure
from hnetlab.figures import data_table, text_summary
from hnetlab.figures.against import scores_against
from hnetlab.figures.band import add_band, band_edges
from hnetlab.figures.grid import grid_map, parallel_coordinates
from hnetlab.figures.theme import new_figure

GAP = Measure("gap", "bits", higher_is_better=False, logarithmic=True)
SCORES = np.array([[[0.9, np.nan], [0.6, 0.8]], [[0.7, np.nan], [0.5, 0.6]]])
NAMES = ["first", "second"]


def test_a_cell_of_the_matrix_has_its_tasks_its_mean_and_its_deviation():
    table = data_table(figures.accuracy_matrix(SCORES, NAMES))
    assert table["after learning"].tolist() == ["first", "second", "second"]
    assert table["test accuracy on"].tolist() == ["first", "first", "second"]
    assert table[ACCURACY.label].tolist() == pytest.approx([80, 55, 70])
    assert table["in words"][1] == "after learning second on first: 55.00 ± 7.07"


@pytest.mark.parametrize(
    "draw",
    [
        lambda values: figures.accuracy_matrix(values, NAMES, measure=GAP),
        lambda values: figures.landscape(
            [0, 1], [0, 1], values, embedding_plane([[0.0, 1.0], [1.0, 0.0]]), 0, measure=GAP
        ),
    ],
    ids=["matrix", "landscape"],
)
def test_cells_that_are_colored_by_powers_of_ten_hold_the_scores_themselves(draw):
    table = data_table(draw([[1e-5, np.nan], [2.0, 3e-3]]))
    assert table[GAP.label].dropna().tolist() == pytest.approx([1e-5, 2.0, 3e-3])


def test_a_line_has_the_edges_of_its_own_band_at_the_same_steps():
    table = data_table(figures.accuracy_over_training([10, 20], SCORES, NAMES))
    rows = {(row[0], row[1]): tuple(row[2:]) for row in table.to_numpy().tolist()}
    assert list(rows) == [("1: first", 10), ("1: first", 20), ("2: second", 20)]
    for (series, step), (mean, low, high) in rows.items():
        seeds = 100 * SCORES[:, int(step) // 10 - 1, NAMES.index(series[3:])]
        assert mean == pytest.approx(seeds.mean())
        assert (low, high) == pytest.approx((mean - seeds.std(ddof=1), mean + seeds.std(ddof=1)))


def test_bars_have_the_length_of_their_error_bars():
    runs = {"hnet": summaries(SCORES), "ewc": summaries(SCORES - 0.1)}
    table = data_table(figures.metric_bars(runs))
    rows = {(row["method"], row["metric"]): row for row in table.to_dict("records")}
    for method, run in runs.items():
        for name, summary in run.items():
            row = rows[method, metric_label(name)]
            assert summary.standard_error is not None
            assert (row["mean"], row["standard error"]) == pytest.approx(
                (100 * summary.mean, 100 * summary.standard_error)
            )


def test_places_that_are_not_the_numbers_have_the_numbers_in_the_table():
    settings: dict[str, Any] = {"beta": [0.1, 10], "hidden": [(5, 5), ()]}
    table = data_table(parallel_coordinates(settings, [1e-4, 0.5], measure=GAP))
    assert list(table) == ["beta", "hidden", GAP.label]
    assert table[GAP.label].tolist() == [1e-4, 0.5]
    grid = data_table(grid_map(("beta", [0.1, 10]), ("hidden", [5]), [[1e-4, 0.5]], measure=GAP))
    assert grid.to_numpy().tolist() == [["5", "0.1", 1e-4], ["5", "10", 0.5]]
    zero = data_table(
        scores_against({"hnet": [0, 0.1]}, {"hnet": SCORES[:1, 1]}, title="", axis="beta", logarithmic=True)
    )
    assert zero["beta"].tolist() == [
        0,
        0.1,
    ]  # zero stands at the left end of the axis, where another number is
    assert zero[ACCURACY.label].tolist() == pytest.approx([60, 80])
    assert zero["standard error"].isna().all()


def test_tasks_are_counted_from_one_where_not_all_have_a_tick():
    table = data_table(figures.accuracy_matrix(np.where(np.tri(40, dtype=bool), 0.5, np.nan)))
    assert table["after learning"].astype(int).tolist() == [
        row + 1 for row in range(40) for _ in range(row + 1)
    ]
    names = [f"t{number}" for number in range(60)]
    some = data_table(figures.distances(np.ones((40, 40)), names, tasks=range(10, 50)))
    assert [some["task"].iloc[0], some["other task"].iloc[-1]] == ["11: t10", "50: t49"]


def test_marks_on_a_line_are_not_counted_twice():
    table = data_table(figures.path_scores([0, 0.5, 1], np.full((3, 2), 0.5), (0, 1)))
    assert len(table) == 6


def test_a_table_of_results_has_methods_and_published_numbers():
    run = fit(Run(configure("split-digits", tasks=2, steps=2, seeds=(1, 2))), progress=False)
    found = views.results_table([run])
    ((row, column),) = found.cells
    cell = found.cells[row, column]
    (line,) = data_table(figures.results(found)).to_dict("records")
    assert (line["experiment"], line["method"], line["seeds"]) == (row.label, column.label, 2)
    assert line[ACCURACY.label] == pytest.approx(100 * cell.summary.mean)
    assert line["published"] is None


def test_a_figure_read_from_a_file_has_the_same_table():
    for figure in (figures.accuracy_matrix(SCORES, NAMES), figures.accuracy_over_training([1, 2], SCORES)):
        again = pio.from_json(figure.to_json())
        assert data_table(again).equals(data_table(figure))
        assert text_summary(again) == text_summary(figure)


def test_pictures_and_what_is_hidden_have_no_numbers():
    untold = go.Figure(go.Heatmap(), {"title": {"text": "<b></b>"}})
    hidden = go.Figure(go.Scatter(x=[1], y=[2], visible=False))
    pictures = go.Figure(go.Image(z=np.zeros((2, 2, 3))))
    for figure in (untold, hidden, pictures, go.Figure()):
        assert data_table(figure).empty
        assert text_summary(figure) == ""


def test_axes_without_titles_and_with_the_same_title_stay_apart():
    plain = go.Figure(go.Scatter(x=[1.0], y=[2.0], name="a"))
    assert data_table(plain).to_dict("list") == {"series": ["a"], "x": [1.0], "y": [2.0]}
    plain.update_xaxes(title_text="loss").update_yaxes(title_text="loss")
    assert list(data_table(plain)) == ["series", "loss (horizontal)", "loss (vertical)"]


def test_the_summary_names_the_title_the_series_and_how_they_end():
    said = text_summary(figures.accuracy_over_training([10, 20], SCORES, NAMES))
    assert said.startswith("Accuracy on each task while learning. Mean over 2 seeds")
    assert "1: first: test accuracy (%) from 55 to 80, at the end 55." in said
    assert "2: second: test accuracy (%) 70." in said


def test_the_summary_of_many_series_says_how_many_more_there_are():
    many = go.Figure([go.Scatter(x=[1], y=[2.0], name=str(number)) for number in range(30)])
    assert text_summary(many).endswith("11: y 2. And 18 more.")


@pytest.mark.parametrize(
    "trace",
    [
        go.Heatmap(z=[["a", "b"]]),
        go.Heatmap(z=[[1, 2], [3]]),
        go.Heatmap(z=[1, 2]),
        go.Bar(x=[["a", "a"], ["u", "v"]], y=[1, 2]),
        go.Scatter(y=[1, 2]),
        go.Pie(labels=["a"], values=[1]),
    ],
)
def test_what_a_user_added_and_has_no_table_is_left_out(trace):
    figure = new_figure("mine")
    figure.add_trace(trace).add_scatter(x=[1, 2], y=[3, 4], name="line", error_y={"array": [0.5]})
    assert data_table(figure)["y"].tolist() == [3, 4]
    assert text_summary(figure) == "Mine. Line: y from 3 to 4, at the end 4."


def test_rows_of_a_heatmap_may_be_arrays():
    figure = go.Figure(go.Heatmap(z=[np.array([1, 2]), np.array([3, 4])]))
    assert data_table(figure)["value"].tolist() == [1, 2, 3, 4]


def test_metrics_of_several_units_are_told_apart_in_words():
    summaries_of = {name: summaries(np.array(SCORES)) for name in ("one", "two")}
    words = text_summary(figures.metric_bars(summaries_of))
    labels = [metric_label(name) for name in summaries_of["one"]]
    table = data_table(figures.metric_bars(summaries_of))
    for label in labels:
        mean = table[table["metric"] == label]["mean"].iloc[0]
        assert f"{label[0].upper()}{label[1:]}: mean {mean:.3g}." in words


def test_names_with_signs_that_are_no_marks_stay_whole():
    names = ["age <18, age >65", "<b>bold</b> & <bold>"]
    figure = figures.accuracy_matrix([[0.9, np.nan], [0.7, 0.95]], names)
    table = data_table(figure).to_csv()
    assert "age <18, age >65" in table
    assert "bold & <bold>" in table


def test_a_map_of_errors_says_the_same_after_a_way_through_json():
    """A notebook stores figures so: plotly packs arrays on the way."""
    errors = Measure("error", "", higher_is_better=False, logarithmic=True)
    values = np.array([[1e-3, 1e-2], [0.1, 1.0]])
    figure = grid_map(("beta", (1, 2)), ("rate", (3, 4)), values, measure=errors)
    again = pio.from_json(pio.to_json(figure))
    for each in (figure, again):
        assert sorted(data_table(each)["error"]) == pytest.approx([1e-3, 1e-2, 0.1, 1.0])
    assert text_summary(again) == text_summary(figure)


def test_a_band_has_gaps_where_its_line_has():
    """A stage between two others has other losses: nothing was measured there."""
    figure = new_figure("")
    x, lower = np.arange(6.0), np.array([1.0, 2.0, np.nan, np.nan, 3.0, 4.0])
    add_band(figure, x, lower, lower + 1, "#000000", "loss")
    (area,) = figure.data
    gaps = [index for index, at in enumerate(area.x) if np.isnan(at)]
    assert len(gaps) == 1
    assert sorted(set(area.x[: gaps[0]])) == [0, 1]
    assert sorted(set(area.x[gaps[0] + 1 :])) == [4, 5]
    edges = {at: (low, low + 1) for at, low in zip(x, lower, strict=True) if np.isfinite(low)}
    assert band_edges(list(area.x), list(area.y)) == edges
