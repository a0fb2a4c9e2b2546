"""Small pictures for the browser, made many times a second: filters as PNG, tables and curves as markup."""

import math
import struct
import zlib
from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hnetlab.figures.theme import PALETTE, channels_of

_NEGATIVE, _POSITIVE = PALETTE[1], PALETTE[0]
_GRAY, _COLOR, _PALETTE = 0, 2, 3  # color types of PNG
_WIDTH, _HEIGHT = 420, 260  # units of a picture of curves, the frame around it not counted


def tiled(filters: ArrayLike, columns: int | None = None) -> NDArray[np.float64]:
    """Images (N, H, W) in rows of `columns`, a pixel apart; NaN between them and where none is left."""
    filters = np.asarray(filters, dtype=np.float64)
    count, height, width = filters.shape
    columns = columns or math.ceil(math.sqrt(count))
    rows = math.ceil(count / columns)
    tiles = np.full((rows * columns, height + 1, width + 1), np.nan)
    tiles[:count, :height, :width] = filters
    sheet = tiles.reshape(rows, columns, height + 1, width + 1).swapaxes(1, 2)
    return sheet.reshape(rows * (height + 1), columns * (width + 1))[:-1, :-1]


def diverging_png(values: ArrayLike, most: float) -> bytes:
    """`values` (H, W) as a PNG: orange at -`most`, white at zero, blue at `most`, transparent where NaN."""
    values = np.asarray(values, dtype=np.float64)
    scaled = (values / (most or 1)).clip(-1, 1)
    indices = np.where(np.isnan(values), 0, 128 + np.round(127 * np.nan_to_num(scaled))).astype(np.uint8)
    palette = ((b"PLTE", _diverging_palette().tobytes()), (b"tRNS", b"\0"))
    return _png(indices, indices.shape[1], _PALETTE, palette)


def sheet_png(images: ArrayLike, columns: int) -> bytes:
    """Images (N, H, W), or (N, 3, H, W) in color, of values from 0 to 1, in rows of `columns` as one PNG."""
    images = np.asarray(images, dtype=np.float64)
    images = images[:, None] if images.ndim == 3 else images
    count, channels, height, width = images.shape
    rows = math.ceil(count / columns)
    places = np.zeros((rows * columns, channels, height, width))
    places[:count] = images.clip(0, 1)
    sheet = places.reshape(rows, columns, channels, height, width).transpose(0, 3, 1, 4, 2)
    shades = np.round(255 * sheet).astype(np.uint8).reshape(rows * height, columns * width * channels)
    return _png(shades, columns * width, _GRAY if channels == 1 else _COLOR)


def confusion_table(counts: ArrayLike, labels: Sequence[str], caption: str, color: str) -> str:
    """An HTML table of counts (K, K) by true class (row) and answer (column), shaded by shares of a row."""
    counts = np.asarray(counts)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    head = "".join(f'<th scope="col">{escape(label)}</th>' for label in labels)
    body = "".join(
        f'<tr><th scope="row">{escape(label)}</th>'
        + "".join(
            f'<td style="--share:{100 * share:.0f}%">{count}</td>'
            for count, share in zip(row, of_row, strict=True)
        )
        + "</tr>"
        for label, row, of_row in zip(labels, counts, shares, strict=True)
    )
    kind = "hnetlab-confusion many" if len(labels) > 5 else "hnetlab-confusion"
    return (
        f'<table class="{kind}" style="--task:{color}"><caption>{escape(caption)}</caption>'
        f'<tr><td class="corner">true ╲ answer</td>{head}</tr>{body}</table>'
    )


def function_picture(
    x: ArrayLike, y: ArrayLike, truths: Sequence[tuple[ArrayLike, ArrayLike, str]], caption: str
) -> str:
    """SVG of the function `y` (N,) of `x` (N,) over true ones, each given as inputs, values and color."""
    x, y = np.ravel(x), np.ravel(y)
    values = np.concatenate([np.ravel(each) for _, each, _ in truths])
    low, high = float(values.min()), float(values.max())
    margin = 0.15 * (high - low or 1)
    left, right, bottom, top = float(x.min()), float(x.max()), low - margin, high + margin
    if left == right:  # inputs that are all the same lie in the middle
        left, right = left - 0.5, right + 0.5

    def across(xs: ArrayLike) -> NDArray[np.float64]:
        return (np.ravel(xs) - left) / (right - left) * _WIDTH

    def down(ys: ArrayLike) -> NDArray[np.float64]:
        return ((top - np.ravel(ys)) / (top - bottom) * _HEIGHT).clip(-_HEIGHT, 2 * _HEIGHT)

    def line(kind: str, xs: ArrayLike, ys: ArrayLike) -> str:
        points = " ".join(f"{u:.1f},{v:.1f}" for u, v in zip(across(xs), down(ys), strict=True))
        return f'<polyline class="{kind}" points="{points}"/>'

    lines = "".join(f'<g style="--task:{color}">{line("truth", xs, ys)}</g>' for xs, ys, color in truths)
    marks = [
        f'<text x="{across(value)[0]:.1f}" y="{_HEIGHT + 18}" text-anchor="middle">{value:g}</text>'
        for value in _round_values(left, right)
    ]
    marks += [
        f'<text x="-8" y="{down(value)[0] + 4:.1f}" text-anchor="end">{value:g}</text>'
        for value in _round_values(bottom, top)
    ]
    return (
        f'<svg class="hnetlab-function" viewBox="-36 -4 {_WIDTH + 44} {_HEIGHT + 30}" role="img" '
        f'aria-label="{escape(caption)}"><svg width="{_WIDTH}" height="{_HEIGHT}">'
        f'{lines}{line("known", x, y)}</svg><rect width="{_WIDTH}" height="{_HEIGHT}"/>{"".join(marks)}</svg>'
    )


def _round_values(low: float, high: float) -> list[float]:
    """About five round values from `low` to `high`."""
    power = 10 ** math.floor(math.log10((high - low) / 4))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= (high - low) / 6)
    return [step * number for number in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _diverging_palette() -> NDArray[np.uint8]:
    """The colors (256, 3) of 1 to 255, with white in the middle; that of 0 is never seen."""
    share = (np.arange(256) - 128)[:, None] / 127
    strong = np.where(share < 0, channels_of(_NEGATIVE), channels_of(_POSITIVE))
    return np.round(255 + (strong - 255.0) * np.abs(share).clip(0, 1)).astype(np.uint8)


def _png(rows: NDArray[np.uint8], width: int, kind: int, before: Sequence[tuple[bytes, bytes]] = ()) -> bytes:
    """A PNG from the bytes (H, B) of its rows, of this color type, with more chunks `before` the data.

    Source: PNG specification (third edition), sections 5 and 11.
    """
    filtered = np.zeros((len(rows), rows.shape[1] + 1), dtype=np.uint8)  # each row begins with 0: no filter
    filtered[:, 1:] = rows
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, len(rows), 8, kind, 0, 0, 0)),
        *before,
        (b"IDAT", zlib.compress(filtered.tobytes(), 1)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
