import struct
import zlib

import numpy as np
import pytest

from hnetlab.figures.theme import channels_of
from hnetlab.widgets.explorer.pictures import (
    confusion_table,
    diverging_png,
    function_picture,
    sheet_png,
    tiled,
)


def decoded(png):
    """Colors (H, W, 3) and which pixels are seen (H, W) of a PNG of one palette and unfiltered rows."""
    chunks, place = {}, 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        kind, data = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        (check,) = struct.unpack(">I", png[place + 8 + length : place + 12 + length])
        assert check == zlib.crc32(kind + data)
        chunks[kind] = data
        place += 12 + length
    width, height = struct.unpack(">II", chunks[b"IHDR"][:8])
    rows = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), dtype=np.uint8).reshape(height, width + 1)
    assert not rows[:, 0].any()
    return np.frombuffer(chunks[b"PLTE"], dtype=np.uint8).reshape(256, 3)[rows[:, 1:]], rows[:, 1:] > 0


def test_tiles_stand_in_rows_with_a_gap_between_them():
    sheet = tiled(np.arange(3 * 2 * 2).reshape(3, 2, 2))
    gap = np.nan
    expected = [
        [0, 1, gap, 4, 5],
        [2, 3, gap, 6, 7],
        [gap] * 5,
        [8, 9, gap, gap, gap],
        [10, 11, gap, gap, gap],
    ]
    np.testing.assert_array_equal(sheet, expected)


def test_a_picture_of_weights_is_white_at_zero_and_has_a_color_per_sign():
    colors, seen = decoded(diverging_png([[-2.0, 0.0, 2.0], [np.nan, 1.0, 9.0]], 2.0))
    assert colors[0].tolist() == [channels_of("#D55E00"), [255, 255, 255], channels_of("#0072B2")]
    assert colors[1, 2].tolist() == channels_of("#0072B2")
    assert seen.tolist() == [[True] * 3, [False, True, True]]


def test_weights_that_are_all_zero_are_white():
    assert (decoded(diverging_png(np.zeros((2, 2)), 0.0))[0] == 255).all()


def test_a_confusion_table_has_the_counts_and_shades_them_by_row():
    table = confusion_table([[8, 2], [0, 0]], ["4", "<5>"], "Answers on task 3", "#009E73")
    assert table.count("<td style") == 4
    assert '"--share:80%">8</td><td style="--share:20%">2</td>' in table
    assert '"--share:0%">0' in table
    assert "&lt;5&gt;" in table
    assert "<5>" not in table


def test_a_function_is_drawn_over_the_true_ones():
    x = np.linspace(-1, 1, 5)
    picture = function_picture(x, x * 0, [(x, x**2, "#0072B2"), (x, -(x**2), "#D55E00")], "f")
    assert picture.count('class="truth"') == 2
    known = picture.split('class="known" points="')[1].split('"')[0].split()
    assert [point.split(",")[1] for point in known] == ["130.0"] * 5, "zero is halfway from 1 to -1"
    assert [float(point.split(",")[0]) for point in known] == pytest.approx([0, 105, 210, 315, 420])


def test_a_function_far_outside_stays_drawable():
    picture = function_picture([0, 1], [1e9, -1e9], [([0, 1], [0, 0], "#0072B2")], "f")
    known = picture.split('class="known" points="')[1].split('"')[0]
    assert max(abs(float(number)) for point in known.split() for number in point.split(",")) <= 520


def shades(png):
    """The bytes (H, W, channels) of a PNG without a palette."""
    width, height, _, kind = struct.unpack(">IIBB", png[16:26])
    start = png.index(b"IDAT")
    (length,) = struct.unpack(">I", png[start - 4 : start])
    rows = np.frombuffer(zlib.decompress(png[start + 4 : start + 4 + length]), dtype=np.uint8)
    rows = rows.reshape(height, -1)
    assert not rows[:, 0].any()
    return rows[:, 1:].reshape(height, width, {0: 1, 2: 3}[kind])


@pytest.mark.parametrize("channels", [1, 3])
def test_samples_lie_on_a_sheet_row_by_row(channels):
    images = np.random.default_rng(0).uniform(size=(5, channels, 3, 4))
    sheet = shades(sheet_png(images, 2))
    assert sheet.shape == (9, 8, channels)
    for number, image in enumerate(images):
        top, left = 3 * (number // 2), 4 * (number % 2)
        place = sheet[top : top + 3, left : left + 4]
        np.testing.assert_allclose(place / 255, image.transpose(1, 2, 0), atol=0.5 / 255 + 1e-9)
    assert not sheet[6:, 4:].any(), "nothing stands in the last place"
