from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hnetlab.figures.theme import (
    DASHES,
    INK,
    PALETTE,
    SEQUENTIAL,
    channels_of,
    contrast,
    fill,
    new_figure,
    numbered_labels,
    task_color,
    task_dash,
    task_labels,
    task_symbol,
    text_color,
    ticks_of_tasks,
    translucent,
)

# Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
VISION = {
    "normal": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.01182, 0.04294, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.3039],
    ],
}


def oklab(color, vision):
    """Perceptual coordinates (Ottosson 2020) in which a distance of 0.02 is just noticeable."""
    encoded = np.array(channels_of(color)) / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(VISION[vision]) @ linear, 0, 1)
    cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    axes = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return axes @ np.cbrt(cones @ seen)


@pytest.mark.parametrize("vision", VISION)
def test_tasks_have_colors_that_stay_apart_for_every_eye(vision):
    for first, second in combinations(PALETTE, 2):
        assert np.linalg.norm(oklab(first, vision) - oklab(second, vision)) > 0.07, (first, second)


@given(st.integers(1, 300))
def test_every_task_color_is_readable_on_white(tasks):
    assert min(contrast(task_color(task, tasks), "#FFFFFF") for task in range(tasks)) >= 3


def test_a_long_sequence_goes_from_dark_to_bright():
    lightness = [contrast(task_color(task, 10), "#000000") for task in range(10)]
    assert lightness == sorted(lightness)
    assert len({task_color(task, 10) for task in range(10)}) == 10


def test_tasks_differ_without_color():
    assert len({(task_dash(task), task_symbol(task)) for task in range(8)}) == 8
    assert len({fill(index)["pattern"]["shape"] for index in range(8)}) == 8
    assert len({(fill(index)["color"], fill(index)["pattern"]["shape"]) for index in range(24)}) == 24
    assert len(set(DASHES)) == len(DASHES)


def test_contrast_of_known_pairs():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast("rgb(119, 119, 119)", "#FFFFFF") == contrast("#FFFFFF", "#777777")


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_text_on_any_background_is_the_better_of_white_and_ink(channels):
    background = f"rgb{channels}"
    chosen = contrast(text_color(background), background)
    assert chosen == max(contrast("#FFFFFF", background), contrast(INK, background))
    assert chosen >= 3.8


def test_the_scale_darkens_evenly_and_never_reaches_white():
    lightness = [oklab(color, "normal")[0] for color in SEQUENTIAL]
    steps = -np.diff(lightness)
    assert (steps > 0.03).all()
    assert steps.max() < 3 * steps.min()
    assert contrast(SEQUENTIAL[0], "#FFFFFF") > 1.1


def test_translucent_keeps_the_color():
    assert translucent("#0072B2", 0.2) == "rgba(0, 114, 178, 0.2)"
    assert translucent("rgb(1, 2, 3)", 0.5) == "rgba(1, 2, 3, 0.5)"


def test_labels():
    assert task_labels(None, 2) == ["task 1", "task 2"]
    assert numbered_labels(["digits 0, 1", "digits 2, 3"], 2) == ["1: digits 0, 1", "2: digits 2, 3"]
    with pytest.raises(ValueError, match="shows 2 tasks but got 1 task names"):
        task_labels(["digits 0, 1"], 2)


def test_two_figures_do_not_share_their_layout():
    first, second = new_figure("one"), new_figure("two")
    first.update_layout(template_layout_font_size=40)
    assert second.layout.template.layout.font.size == 14


def test_no_figure_offers_to_send_its_data_anywhere():
    assert "sendChartToCloud" in new_figure("one").layout.template.layout.modebar.remove


def test_long_titles_are_broken_into_lines_with_room_above_the_plot():
    short, long = new_figure("Accuracy"), new_figure("Accuracy on the spherical path from embedding 12 to 13")
    assert long.layout.title.text.count("<br>") == 1
    assert long.layout.margin.t > short.layout.margin.t


@given(st.integers(1, 1500))
def test_ticks_of_tasks_are_few_and_begin_and_end_within(tasks):
    ticks = ticks_of_tasks(tasks)
    assert 1 <= len(ticks) <= 12
    assert 1 <= ticks[0] <= ticks[-1] <= tasks
