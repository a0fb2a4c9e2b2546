import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hnetlab.analysis.metrics import (
    average_accuracy,
    backward_transfer,
    during_accuracy,
    forgetting,
    forward_transfer,
    metric_label,
    summaries,
    summarize,
    summary_text,
)
from hnetlab.base.errors import DataError
from hnetlab.base.measure import ERROR

NAN = float("nan")
# Task 1 falls from 0.9 over 0.95 to 0.5, task 2 rises from 0.8 to 0.85, task 3 is learned last.
EXAMPLE = [[0.90, NAN, NAN], [0.95, 0.80, NAN], [0.50, 0.85, 0.70]]
# The same with mean squared errors: task 1 rises from 0.02 over 0.01 to 3.0, task 2 falls from 0.4 to 0.3.
ERRORS = [[0.02, NAN, NAN], [0.01, 0.40, NAN], [3.00, 0.30, 0.05]]


def lower_triangles():
    def matrices(shape):
        return arrays(np.float64, (shape[0], shape[1], shape[1]), elements=st.floats(0, 1)).map(
            lambda values: np.where(np.tri(shape[1], dtype=bool), values, NAN)
        )

    return st.tuples(st.integers(1, 4), st.integers(2, 6)).flatmap(matrices)


def test_hand_computed_accuracies():
    assert average_accuracy(EXAMPLE) == pytest.approx([(0.50 + 0.85 + 0.70) / 3])
    assert during_accuracy(EXAMPLE) == pytest.approx([(0.90 + 0.80 + 0.70) / 3])
    assert backward_transfer(EXAMPLE) == pytest.approx([(-0.40 + 0.05) / 2])
    assert forgetting(EXAMPLE) == pytest.approx([(0.45 - 0.05) / 2])
    assert forward_transfer(EXAMPLE, [0.85, 0.85, 0.60]) == pytest.approx([(0.05 - 0.05 + 0.10) / 3])


def test_hand_computed_errors():
    assert average_accuracy(ERRORS) == pytest.approx([(3.0 + 0.3 + 0.05) / 3])
    assert backward_transfer(ERRORS, measure=ERROR) == pytest.approx([(-2.98 + 0.10) / 2])
    assert forgetting(ERRORS, measure=ERROR) == pytest.approx([(2.99 - 0.10) / 2])
    assert forward_transfer(ERRORS, [0.02, 0.5, 0.04], measure=ERROR) == pytest.approx([0.09 / 3])


@given(lower_triangles())
def test_each_seed_follows_the_formulas_term_by_term(scores):
    T = scores.shape[1]
    for s, R in enumerate(scores):
        assert average_accuracy(scores)[s] == pytest.approx(sum(R[T - 1, j] for j in range(T)) / T)
        assert during_accuracy(scores)[s] == pytest.approx(sum(R[j, j] for j in range(T)) / T)
        transfer = sum(R[T - 1, j] - R[j, j] for j in range(T - 1)) / (T - 1)
        assert backward_transfer(scores)[s] == pytest.approx(transfer)
        lost = sum(max(R[i, j] for i in range(j, T - 1)) - R[T - 1, j] for j in range(T - 1)) / (T - 1)
        assert forgetting(scores)[s] == pytest.approx(lost)
        worse = sum(R[T - 1, j] - min(R[i, j] for i in range(j, T - 1)) for j in range(T - 1)) / (T - 1)
        assert forgetting(scores, measure=ERROR)[s] == pytest.approx(worse)


@given(lower_triangles())
def test_an_error_is_an_accuracy_with_the_sign_turned(scores):
    scratch = np.full(scores.shape[1], 0.5)
    for metric in (backward_transfer, forgetting):
        assert metric(1 - scores, measure=ERROR) == pytest.approx(metric(scores))
    assert forward_transfer(1 - scores, 1 - scratch, measure=ERROR) == pytest.approx(
        forward_transfer(scores, scratch)
    )


@given(lower_triangles())
def test_forgetting_is_at_least_the_loss_since_learning(scores):
    assert (forgetting(scores) >= -backward_transfer(scores) - 1e-12).all()


def test_a_task_that_was_better_before_it_was_learned_counts_where_measured():
    assert forgetting([[0.9, 0.99, 0.1], [0.9, 0.7, 0.1], [0.9, 0.7, 0.9]]) == pytest.approx([0.29 / 2])


def test_scratch_scores_compare_seed_by_seed_or_with_all_seeds():
    scores = np.stack([EXAMPLE, EXAMPLE])
    assert forward_transfer(scores, [[0.9, 0.8, 0.7], [0.8, 0.7, 0.6]]) == pytest.approx([0.0, 0.1])
    assert forward_transfer(scores, [0.8, 0.7, 0.6]) == pytest.approx([0.1, 0.1])
    with pytest.raises(DataError, match=r"shape \(2,\): give \(3,\), or \(2, 3\)"):
        forward_transfer(scores, [0.9, 0.8])
    with pytest.raises(DataError, match="from scratch of every task"):
        forward_transfer(scores, [0.9, 0.8, NAN])


def test_an_unfinished_run_is_refused_where_the_formula_needs_what_is_missing():
    unfinished = [[0.9, NAN, NAN], [0.8, 0.9, NAN], [NAN, NAN, NAN]]
    with pytest.raises(
        DataError, match=r"average accuracy .* task 1 after task 3, which is nan in replica 1"
    ):
        average_accuracy(unfinished)
    with pytest.raises(DataError, match=r"during accuracy .* task 3 after task 3"):
        during_accuracy(np.stack([EXAMPLE, unfinished]))
    with pytest.raises(DataError, match="let the run finish first"):
        summaries(unfinished)


def test_a_gap_below_the_diagonal_only_stops_what_depends_on_it():
    gap = [[0.9, NAN, NAN], [NAN, 0.8, NAN], [0.5, 0.8, 0.7]]
    assert backward_transfer(gap) == pytest.approx([-0.2])
    with pytest.raises(DataError, match="forgetting needs the score on task 1 after task 2"):
        forgetting(gap)


def test_one_task_has_accuracy_but_no_transfer():
    assert average_accuracy([[0.9]]) == pytest.approx([0.9])
    with pytest.raises(DataError, match="at least two tasks"):
        forgetting([[0.9]])


@pytest.mark.parametrize("shape", [(3,), (2, 3), (1, 2, 3), (1, 1, 2, 2), (0, 0)])
def test_other_shapes_are_refused(shape):
    with pytest.raises(DataError, match="Scores can't have the shape"):
        average_accuracy(np.zeros(shape))


def test_summary_over_seeds():
    summary = summarize([0.9, 0.8, 1.0, 0.7])
    assert summary.mean == pytest.approx(0.85)
    variance = (0.05**2 + 0.05**2 + 0.15**2 + 0.15**2) / 3
    assert summary.standard_error == pytest.approx((variance / 4) ** 0.5)
    assert summary.per_seed == (0.9, 0.8, 1.0, 0.7)


def test_one_seed_has_no_standard_error():
    assert summarize([0.9]).standard_error is None
    with pytest.raises(DataError, match="one value per seed"):
        summarize([])


def test_summaries_hold_every_metric_and_forward_transfer_with_scratch_only():
    result = summaries(np.stack([EXAMPLE, EXAMPLE]), scratch=[0.9, 0.8, 0.7])
    assert result["forward_transfer"].mean == pytest.approx(0)
    assert list(summaries(EXAMPLE)) == [
        "average_accuracy",
        "during_accuracy",
        "forgetting",
        "backward_transfer",
    ]
    assert summaries(ERRORS, measure=ERROR)["forgetting"].mean == pytest.approx(2.89 / 2)


def test_labels_speak_of_the_measure():
    assert metric_label("average_accuracy") == "average accuracy"
    assert metric_label("average_accuracy", measure=ERROR) == "average error"


def test_one_seed_shows_no_deviation():
    assert summary_text(summarize([0.9757])) == "97.57"


def test_what_rounds_to_zero_has_no_sign():
    assert summary_text(summarize([-0.00001])) == "0.00"
