from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hnetlab.cli.text import (
    bar,
    clean,
    duration,
    entries,
    plain,
    seed_list,
    shown_path,
    table,
    terminal_width,
)


def test_columns_line_up_the_first_to_the_left():
    text = table(["run", "average\n(%)"], [["a", "9.50"], ["longer", "99.50"]], 80)
    assert text.splitlines() == [
        "        average",
        "run         (%)",
        "a          9.50",
        "longer    99.50",
    ]


def test_what_does_not_fit_follows_below_with_the_first_column_again():
    text = table(["run", "one", "two", "three"], [["hnet", "1.00", "2.00", "3.00"]], 16)
    assert text.splitlines() == [
        "run    one   two",
        "hnet  1.00  2.00",
        "",
        "run   three",
        "hnet   3.00",
    ]


@given(
    st.lists(st.text("abc", min_size=1, max_size=9), min_size=2, max_size=9),
    st.integers(24, 80),
)
def test_no_line_is_wider_than_the_terminal_and_no_cell_is_lost(cells, width):
    lines = table(["x"] * len(cells), [cells], width).splitlines()
    assert max(map(len, lines)) <= width
    shown = [line.split() for line in lines if line and not set(line) <= {"x", " "}]
    assert [cell for line in shown for cell in line[1:]] == cells[1:]


def test_a_long_meaning_is_wrapped_in_its_own_column():
    text = entries([("beta", "0.1", "one two three four five six seven"), ("x", "", "eight")], 36)
    assert text.splitlines() == [
        "beta  0.1  one two three four five",
        "           six seven",
        "x          eight",
    ]


@pytest.mark.parametrize(
    ("seeds", "words"),
    [((3,), "seed 3"), ((1, 2, 3), "seeds 1 to 3"), ((2, 7), "seeds 2, 7"), ((3, 2, 1), "seeds 3, 2, 1")],
)
def test_seeds_are_named(seeds, words):
    assert seed_list(seeds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(8.21, "8.2 s"), (271, "4 min 31 s"), (3600 * 2 + 61, "2 h 1 min"), (119.7, "2 min 0 s")],
)
def test_durations_are_written_for_people(seconds, words):
    assert duration(seconds) == words


@pytest.mark.parametrize(("value", "words"), [(0.00419, "0.00419"), (151.2, "151"), (-1.0, "-1")])
def test_three_digits_say_enough(value, words):
    assert plain(value) == words


def test_a_path_is_shown_as_it_would_be_typed_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert shown_path(tmp_path / "runs" / "a") == str(Path("runs", "a"))
    assert shown_path(tmp_path.parent) == str(tmp_path.parent)


def test_the_width_is_that_of_the_terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "123")
    assert terminal_width() == 123


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


def test_names_can_not_command_a_terminal_or_break_a_table():
    assert clean("task \x1b[31mred\nnext\r") == "task  [31mred next "
    text = table(["task", "score"], [["a\nb", "\x1b[2J1"]], 80)
    assert "\x1b" not in text
    assert len(text.splitlines()) == 2
