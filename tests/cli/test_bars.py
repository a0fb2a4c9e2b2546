import pytest
from hypothesis import given
from hypothesis import strategies as st

from hnetlab.cli.bars import bar


@pytest.mark.parametrize(
    ("mean", "deviation", "drawn"),
    [
        (0.5, 0.0, "█████     "),
        (0.55, 0.0, "█████▌    "),
        (0.5, 0.2, "███▓▓░░   "),
        (0.0, 0.0, "          "),
        (1.0, 0.0, "██████████"),
        (0.9, 0.3, "██████▓▓▓░"),
        (0.1, 0.3, "▓░░░      "),
    ],
)
def test_a_bar_ends_at_the_mean_with_the_deviation_to_both_sides(mean, deviation, drawn):
    assert bar(mean, deviation, 10) == drawn


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 60))
def test_a_bar_is_as_wide_as_it_should_be(mean, deviation, cells):
    assert len(bar(mean, deviation, cells)) == cells
