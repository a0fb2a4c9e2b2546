"""Scores against a setting: each point is of the seeds that it has."""

import numpy as np
import pytest
from numpy.typing import ArrayLike

from hnetlab.figures.against import by_seed, scores_against


def test_zero_has_a_place_left_of_all_others_on_a_logarithmic_axis():
    figure = scores_against(
        {"hnet": [0, 0.01, 1]},
        {"hnet": [[0.5, 0.7, 0.9], [0.5, 0.9, 0.9]]},
        title="t",
        axis="x",
        logarithmic=True,
    )
    (line,) = figure.data
    assert list(line.x) == [0.001, 0.01, 1]
    assert list(line.y) == pytest.approx([50, 80, 90])
    assert list(line.error_y.array) == pytest.approx([0, 10, 0])
    assert list(figure.layout.xaxis.ticktext) == ["0", "0.01", "1"]


def test_each_point_is_the_mean_of_all_its_seeds_with_their_error():
    some = by_seed([[0.5, 0.6, 0.7], [0.9], [0.6, 0.8]])
    scores: dict[str, ArrayLike] = {"some": some, "one": [0.1, 0.2, 0.3]}
    figure = scores_against(dict.fromkeys(scores, "abc"), scores, title="t", axis="x")
    several, one = figure.data
    assert list(several.y) == pytest.approx([60, 90, 70])
    assert list(several.error_y.array) == pytest.approx([10 / 3**0.5, np.nan, 10], nan_ok=True)
    assert one.error_y.array is None
    assert figure.layout.title.subtitle.text == "mean over 1 to 3 seeds ± one standard error"


def test_groups_of_other_numbers_of_seeds_are_told():
    scores = {"a": np.ones((5, 1)), "b": np.ones((2, 1))}
    figure = scores_against({"a": [1], "b": [1]}, scores, title="t", axis="x", note="n")
    assert figure.layout.title.subtitle.text == "mean over 2 to 5 seeds ± one standard error; n"
    same = scores_against({"a": [1]}, {"a": scores["a"]}, title="t", axis="x")
    assert same.layout.title.subtitle.text == "mean over 5 seeds ± one standard error"
