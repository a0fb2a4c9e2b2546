from dataclasses import replace

import numpy as np
import pytest

from hnetlab.analysis.microscope import Course, Dissection, Part
from hnetlab.figures import data_table, text_summary
from hnetlab.figures.microscope import dissected_step, fill_courses, fill_step

NAMES = ["digits 0, 1", "digits 2, 3"]
WHOLE = Part("all of θ", 4.0, 3.0, 5.0, 0.1, 0.1, 90.0)
OUTPUT = Part("output layer", 4.0, 0.0, 4.0, 0.1, 0.1, float("nan"))
STEP = Dissection(
    beta=0.1,
    lookahead=True,
    loss=1.0,
    penalty=0.2,
    whole=WHOLE,
    parts=(OUTPUT,),
    theta={},
    drift_before=np.array([1.0, 0.0]),
    drift_without=np.array([1.5, 0.3]),
    drift_with=np.array([0.9, 0.1]),
    weight_norms=np.array([10.0, 5.0]),
)
FREE = Course(np.array([[1.0, 0.0], [1.5, 0.3], [2.0, 0.5]]), np.array([1.0, 0.5]))
HELD = Course(np.array([[1.0, 0.0], [0.9, 0.1], [0.8, 0.1]]), np.array([1.0, 0.6]))


def with_tasks(count):
    drift = np.ones(count)
    return replace(STEP, drift_before=drift, drift_without=drift, drift_with=drift, weight_norms=drift)


def draw(step=STEP, free=FREE, held=HELD, names=NAMES, **texts):
    return dissected_step(step, free, held, names, **texts)


def arrows(figure):
    drawn = [trace for trace in figure.data if trace.xaxis == "x" and trace.text]
    return {trace.text[1]: (trace.x[1], trace.y[1]) for trace in drawn}


def titles(figure):
    return [annotation.text for annotation in figure.layout.annotations]


@pytest.mark.parametrize("degrees", [0, 30, 90, 115, 180])
def test_the_arrows_are_to_scale_and_add_up(degrees):
    tips = arrows(draw(replace(STEP, whole=replace(WHOLE, angle=degrees))))
    g, r, total = (np.array(tips[name]) for name in ("g", "βr", "g + βr"))
    assert (np.linalg.norm(g), np.linalg.norm(r)) == pytest.approx((4, 3))
    assert g @ r == pytest.approx(12 * np.cos(np.radians(degrees)))
    assert total == pytest.approx(g + r)


def test_both_axes_of_the_arrows_have_one_scale():
    layout = draw().layout
    assert layout.yaxis.scaleanchor == "x"
    assert titles(draw())[0] == "Gradients, to scale:<br>90° apart"


def test_without_a_regularizers_gradient_there_is_no_angle():
    figure = draw(replace(STEP, whole=replace(WHOLE, regularizer_gradient=0.0, angle=float("nan"))))
    assert arrows(figure) == {"g": (4, 0), "βr": (None, None), "g + βr": (4, 0)}
    assert titles(figure)[0] == "Gradients, to scale:<br>the regularizer's is zero"


def test_lengths_are_on_a_logarithmic_axis_that_leaves_zeros_out():
    figure = draw()
    g, r, total = (trace for trace in figure.data if trace.xaxis == "x2")
    assert (g.x, r.x, total.x) == ((4, 4), (3, None), (5, 4))
    assert g.y == ("all<br>of θ", "output<br>layer")
    assert figure.layout.xaxis2.type == "log"
    assert figure.layout.xaxis2.range[0] <= np.log10(3) <= np.log10(5) <= figure.layout.xaxis2.range[1]


def test_the_axis_of_lengths_holds_still_while_beta_moves_a_little_and_follows_far():
    def limits(r):
        return draw(replace(STEP, whole=replace(WHOLE, regularizer_gradient=r))).layout.xaxis2.range

    assert limits(0.1) == limits(3.0) == limits(9.0)
    assert limits(1e5)[1] >= 5


def test_bars_are_the_change_of_drift_in_percent_of_the_old_weights():
    free, held = (trace for trace in draw().data if trace.type == "bar")
    assert list(free.y) == pytest.approx([5, 6])
    assert list(held.y) == pytest.approx([-1, 2])
    assert free.marker.color != held.marker.color
    assert held.marker.pattern.shape
    assert list(draw().layout.xaxis3.ticktext) == ["1", "2"]
    assert list(free.hovertext) == NAMES


def test_many_tasks_are_numbered():
    step = with_tasks(7)
    course = Course(np.ones((3, 7)), np.ones(2))
    figure = draw(step, course, course, [f"digits {task}" for task in range(7)])
    assert list(figure.layout.xaxis3.ticktext) == ["2", "4", "6"]


def test_drift_goes_on_as_a_line_per_task_and_their_mean():
    thin_free, free, thin_held, held = (trace for trace in draw().data if trace.xaxis == "x4")
    assert list(free.y) == pytest.approx([5, 10.5, 15])
    assert list(held.y) == pytest.approx([5, 5.5, 5])
    assert list(thin_free.y) == pytest.approx([10, 15, 20, np.nan, 0, 6, 10, np.nan], nan_ok=True)
    assert (free.line.dash, held.line.dash) == ("dash", "solid")
    assert thin_held.line.width < held.line.width


def test_the_price_is_shown_as_the_loss_of_the_new_task():
    free, held = (trace for trace in draw().data if trace.xaxis == "x5")
    assert (list(free.y), list(held.y)) == ([1.0, 0.5], [1.0, 0.6])


def test_axes_have_titles_with_units():
    layout = draw().layout
    axes = [layout[f"{axis}axis{number}"].title.text for axis in "xy" for number in ("", 2, 3, 4, 5)]
    assert axes == [
        *("along g", "length", "old task", "step", "step"),
        *("across g", None, None, None, None),
    ]
    assert [note.text.split("<br>")[-1] for note in layout.annotations[2:]] == [
        "(% of weights)",
        "(% of weights)",
        "going on",
    ]


def test_traces_are_the_same_for_other_numbers_of_tasks_and_steps():
    course = Course(np.ones((2, 1)), np.ones(1))
    first, second = draw(), draw(replace(with_tasks(1), parts=()), course, course, None)
    kinds = [
        [(trace.type, trace.xaxis, trace.showlegend) for trace in figure.data] for figure in (first, second)
    ]
    assert kinds[0] == kinds[1]
    assert len(titles(first)) == len(titles(second))


def test_a_figure_filled_again_is_the_one_drawn_anew():
    other = replace(STEP, beta=3.0, lookahead=False, whole=replace(WHOLE, angle=30.0), drift_with=np.ones(2))
    longer = Course(np.ones((9, 2)), np.ones(8))
    figure = draw()
    fill_step(figure, other)
    fill_courses(figure, longer, longer, STEP.weight_norms)
    assert figure.to_json() == draw(other, longer, longer).to_json()


def test_before_any_further_step_there_is_only_the_present_drift():
    nothing_yet = Course(np.array([[1.0, 0.0]]), np.empty(0))
    figure = draw(free=nothing_yet, held=nothing_yet)
    assert [list(trace.y) for trace in figure.data if trace.xaxis == "x4" and len(trace.y) == 1] == [[5], [5]]


def test_title_and_subtitle():
    layout = draw(title="Step 1").layout
    assert (layout.title.text, layout.title.subtitle.text) == ("Step 1", "β = 0.1, with lookahead")
    with pytest.raises(ValueError, match="shows 2 tasks but got 1 task names"):
        draw(names=["digits 0, 1"])


def test_each_picture_is_in_the_table_and_what_is_filled_anew_takes_its_place():
    figure = draw()
    table = data_table(figure)
    rows = {
        tuple(row[:4]): row[4] for row in table.astype(object).where(table.notna(), None).to_numpy().tolist()
    }
    assert rows["length of the gradient", "all of θ", "βr", None] == 3.0
    assert rows["angle between the gradients (degrees)", "all of θ", "g, βr", None] == 90.0
    added = "drift added by this step (% of weights)"
    assert rows[added, NAMES[0], "without regularizer", None] == pytest.approx(5)
    assert rows[added, NAMES[1], "with regularizer", None] == pytest.approx(2)
    drift = "drift, going on (% of weights)"
    assert rows[drift, "mean over old tasks", "without regularizer", 2] == pytest.approx((20 + 10) / 2)
    assert rows["loss, going on", "new task", "with regularizer", 1] == pytest.approx(0.6)
    fill_step(figure, replace(STEP, whole=Part("all of θ", 4.0, 1.0, 5.0, 0.1, 0.1, 30.0)))
    again = data_table(figure)
    assert len(again) == len(table)
    assert again.loc[again["metric"].str.startswith("angle"), "value"].tolist() == [30.0]
    assert "drift, going on" in text_summary(figure).lower()
