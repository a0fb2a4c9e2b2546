import numpy as np
import pytest

from hnetlab.base.measure import ERROR
from hnetlab.figures import dashboard, data_table, fill_dashboard, text_summary
from hnetlab.figures.tabular import is_of_this_lab
from hnetlab.learning import Schedule
from hnetlab.runs.history import Change, Evaluation, History, Measurement

NAMES = ["first", "second", "third"]
STEPS = 10


def history(records=(), replicas=2):
    return History(Schedule.even(len(NAMES), STEPS), replicas, records)


def measured(task, step, loss, regularizer, embedding):
    return Measurement(task, step, {"task": loss, "regularizer": regularizer}, embedding)


RECORDS = [
    measured(0, 1, (2.0, 4.0), (0.0, 0.0), ((0.0, 1.0), (9.0, 9.0))),
    measured(0, 10, (1.0, 1.0), (0.0, 0.0), ((0.5, 1.0), (9.0, 9.0))),
    Evaluation(0, 10, {"accuracy": ((0.9,), (0.7,))}, True),
    Change(1, 3, {"beta": 0.0}),
    measured(1, 4, (3.0, 5.0), (0.5, 1.5), ((-1.0, 2.0), (9.0, 9.0))),
    Evaluation(1, 5, {"accuracy": ((0.6, 0.5), (0.8, 0.3))}, False),
]


def traces(figure):
    matrix, *rest = figure.data
    return matrix, rest[:3], rest[3:5], rest[5:8], rest[8]


@pytest.mark.parametrize("columns", [1, 2])
def test_an_empty_run_has_every_view_and_no_data(columns):
    figure = dashboard(history(), NAMES, title="Nothing yet", columns=columns)
    matrix, scores, losses, trails, points = traces(figure)
    assert all(value is None for row in matrix.z for value in row)
    assert not any(len(trace.x) for trace in (*scores, *losses, *trails, points))
    assert [note.text for note in figure.layout.annotations][-1] == "task embeddings"


def test_the_views_show_means_over_seeds():
    matrix, scores, losses, trails, points = traces(dashboard(history(RECORDS), NAMES, title="Two seeds"))
    assert np.allclose(matrix.z[0][0], 80)
    assert np.allclose(matrix.z[1][:2], [70, 40])
    assert matrix.z[0][1] is None
    assert [list(row) for row in matrix.text][:2] == [["80.00", "", ""], ["70.00", "40.00", ""]]
    assert (scores[0].x, scores[1].x, scores[2].x) == ((10, 15), (15,), ())
    assert np.allclose(scores[0].y, [80, 70])
    assert losses[0].x == (1, 10, 14)
    assert np.allclose(losses[0].y, [3, 1, 4])
    assert losses[1].y == (None, None, 1.0)  # a logarithmic axis has no zero
    assert (trails[0].x, trails[0].y) == ((0.0, 0.5), (1.0, 1.0))
    assert (points.x, points.y, points.text) == ((0.5, -1.0), (1.0, 2.0), ("1", "2"))


def test_errors_are_colored_by_their_logarithm():
    errors = History(
        Schedule.even(len(NAMES), STEPS),
        2,
        [Evaluation(0, 10, {"error": ((0.01,), (0.01,))}, True)],
        ERROR,
    )
    figure = dashboard(errors, NAMES, title="Errors", measure=ERROR)
    assert np.allclose(figure.data[0].z[0][0], -2)
    assert figure.data[0].text[0][0] == "1.0e-02"
    assert figure.layout.yaxis2.type == "log"


def test_a_filled_figure_is_the_one_made_anew():
    filled = dashboard(history(), NAMES, title="A run")
    for end in range(1, len(RECORDS) + 1):
        fill_dashboard(filled, history(RECORDS[:end]))
        assert (
            filled.to_plotly_json()["data"]
            == dashboard(history(RECORDS[:end]), NAMES, title="").to_plotly_json()["data"]
        )
    again = dashboard(history(RECORDS), NAMES, title="A run")
    assert filled.to_plotly_json() == again.to_plotly_json()


def test_a_change_is_marked_in_the_views_over_time():
    without, with_change = (
        dashboard(history(records), NAMES, title="").layout.shapes for records in (RECORDS[:3], RECORDS[:4])
    )
    new = with_change[len(without) :]
    assert [(mark.x0, mark.xref, mark.label.text) for mark in new] == [
        (13, "x2", "beta → 0"),
        (13, "x3", "beta → 0"),
    ]
    told = dashboard(history(RECORDS[:4]), NAMES, title="", settings={"beta": 0.1}).layout.shapes
    assert told[-1].label.text == "beta 0.1 → 0"


def test_a_change_that_grows_before_the_next_step_is_told_anew():
    figure = dashboard(history(RECORDS[:4]), NAMES, title="", settings={"beta": 0.1, "lookahead": True})
    later = [*RECORDS[:4], Change(1, 3, {"beta": 5.0, "lookahead": False})]
    fill_dashboard(figure, history(later), settings={"beta": 0.1, "lookahead": True})
    assert figure.layout.shapes[-1].label.text == "beta 0.1 → 5, lookahead on → off"


def test_the_parts_of_the_loss_look_like_no_task_and_appear_when_there_are_any():
    figure = dashboard(history(), NAMES, title="")
    parts = {"task": (1.0, 3.0), "regularizer": (0.0, 0.0), "replay": (4.0, 6.0), "KL": (1.0, 1.0)}
    fill_dashboard(figure, history([Measurement(0, 1, parts, None)]))
    losses = [trace for trace in figure.data if "loss" in (trace.meta or {})]
    assert {loss.name: loss.y for loss in losses} == {
        "task loss": (2.0,),
        "regularizer": (None,),
        "replay loss": (5.0,),
        "KL": (1.0,),
    }
    assert {(loss.xaxis, loss.yaxis) for loss in losses} == {("x3", "y3")}
    assert len({(loss.line.color, loss.line.dash) for loss in losses}) == 4
    eight = dashboard(History(Schedule.even(8, STEPS), 1), [f"task {task}" for task in range(8)], title="")
    assert not {loss.line.color for loss in losses} & {task.line.color for task in eight.data[1:9]}
    fill_dashboard(figure, history(RECORDS))
    assert figure.data[-1].x == (), "a loss that the run no longer has is empty"
    assert (figure.data[9].text, figure.data[3].x) == (("1", "2"), ()), "the other views are as they were"


def test_a_reset_run_clears_the_figure():
    figure = dashboard(history(RECORDS), NAMES, title="A run")
    fill_dashboard(figure, history())
    assert figure.to_plotly_json()["data"] == dashboard(history(), NAMES, title="").to_plotly_json()["data"]


def test_embeddings_of_more_than_two_dimensions_are_on_their_principal_plane():
    chance = np.random.default_rng(1)
    rows = [tuple(map(tuple, chance.normal(size=(1, 5)))) for _ in NAMES]
    records = [measured(task, 1, (1.0,), (0.0,), row) for task, row in enumerate(rows)]
    figure = dashboard(history(records, replicas=1), NAMES, title="")
    distance = np.hypot(
        *np.subtract(*[np.array([figure.data[-1].x, figure.data[-1].y])[:, task] for task in (0, 1)])
    )
    assert np.isclose(distance, np.linalg.norm(np.subtract(rows[0], rows[1])))  # three points lie on a plane
    assert figure.layout.xaxis4.title.text.startswith("principal component 1 (")


@pytest.mark.parametrize("tasks", [2, 11, 20, 100])
def test_the_matrix_of_many_tasks_counts_from_one_and_keeps_its_cells(tasks):
    scores = tuple(np.full(tasks, 0.75).tolist() for _ in range(1))
    records = [Evaluation(tasks - 1, STEPS, {"accuracy": scores}, True)]
    figure = dashboard(History(Schedule.even(tasks, STEPS), 1, records), ["x"] * tasks, title="")
    matrix, ticks = figure.data[0], figure.layout.xaxis.tickvals
    assert (matrix.x0, matrix.y0, matrix.customdata[-1][0]) == (1, 1, "75.00")
    assert max(ticks) <= tasks < max(ticks) + 10
    assert len(ticks) <= 12
    assert len(ticks) < 12 or tasks == 12
    assert matrix.xgap == (2 if tasks <= 16 else 0)


def test_embeddings_have_equal_axes_at_the_scale_of_all_of_them():
    start = [measured(0, step, (1.0,), (0.0,), ((2.0 + step / 1000, 1.0),)) for step in (1, 2)]
    layout = dashboard(history(start, replicas=1), NAMES, title="").layout
    assert layout.yaxis4.scaleanchor == "x4"
    assert layout.xaxis4.range[1] - layout.xaxis4.range[0] >= 2


def values_of(figure, metric):
    table = data_table(figure)
    return table[table["metric"] == metric]["value"].tolist()


def test_several_seeds_are_said_to_be_so_and_each_view_is_in_the_table():
    figure = dashboard(history(RECORDS), NAMES, title="Two seeds", note="and more")
    said = figure.layout.title.subtitle.text
    assert said == "mean over 2 seeds; embeddings of the first; and more"
    assert values_of(figure, "test accuracy (%) after each task") == pytest.approx([80, 70, 40])
    assert values_of(figure, "test accuracy (%) over training") == pytest.approx([80, 70, 40])
    assert values_of(figure, "task loss") == pytest.approx([3, 1, 4])
    assert values_of(figure, "regularizer") == pytest.approx([1])
    fill_dashboard(figure, history(RECORDS[:3]))
    assert values_of(figure, "task loss") == pytest.approx([3, 1])
    assert "Regularizer" not in text_summary(figure)
    assert is_of_this_lab(figure)
