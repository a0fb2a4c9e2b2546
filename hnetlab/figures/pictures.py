"""Pictures side by side: what was answered wrongly, and the filters of a convolution."""

import math
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from hnetlab.figures.theme import new_figure

_WHITE = 255
_SHORTEST = 9
"""Letters of a class's name that have room below a picture."""


def mistakes(
    pictures: ArrayLike,
    truths: Sequence[str],
    answers: Sequence[str],
    *,
    title: str = "Answered wrongly",
    subtitle: str = "",
    columns: int = 6,
) -> go.Figure:
    """Pictures (N, H, W) or (N, H, W, 3) of bytes, below each what it is and what was answered.

    >>> figure = mistakes(np.zeros((2, 8, 8), np.uint8), ["3", "5"], ["8", "3"])
    >>> figure.layout.annotations[0].text
    '3<br>→ 8'
    """
    colors = _colors(pictures)
    count, height, width = colors.shape[:3]
    figure = new_figure(title, subtitle if count else "there is none")
    columns = min(columns, max(count, 1))
    gap = max(2, height // 2)  # room for the text below
    sheet = mosaic(colors, columns, gap, max(1, width // 8))
    figure.add_image(z=sheet, hoverinfo="skip")
    for number, (truth, answer) in enumerate(zip(truths, answers, strict=True)):
        row, column = divmod(number, columns)
        figure.add_annotation(
            x=column * (width + max(1, width // 8)) + (width - 1) / 2,
            y=row * (height + gap) + height - 0.5,
            text=f"{_short(truth)}<br>→ {_short(answer)}",
            hovertext=f"{truth}, answered {answer}",
            showarrow=False,
            yanchor="top",
            font={"size": 11},
        )
    rows = math.ceil(count / columns) or 1
    return _bare(figure).update_layout(height=120 + 125 * rows)


def filters(values: ArrayLike, *, title: str = "Filters", subtitle: str = "", most: int = 256) -> go.Figure:
    """The filters (out, in, h, w) of a convolution, at most `most` pictures.

    Those with three inputs are colors, a picture each, where gray is zero. Others are a row each, of one gray
    picture per input; zero is gray too, and the largest size white or black.

    >>> figure = filters(np.random.default_rng(1).normal(size=(4, 3, 5, 5)))
    """
    weights = np.nan_to_num(np.asarray(values, dtype=np.float64))
    if weights.ndim != 4:
        raise ValueError(f"The figure needs filters (out, in, h, w), but got {weights.shape}.")
    largest = float(np.abs(weights).max(initial=0.0)) or 1.0
    tones = np.round((weights / largest + 1) * _WHITE / 2).astype(np.uint8)
    out, inputs = tones.shape[:2]
    if inputs == 3:
        shown, columns = tones.transpose(0, 2, 3, 1)[:most], math.ceil(math.sqrt(min(out, most)))
    else:
        columns = min(inputs, math.isqrt(most))
        rows = min(out, max(1, most // columns))
        shown = _colors(tones[:rows, :columns].reshape(-1, *tones.shape[2:]))
    left_out = out * (1 if inputs == 3 else inputs) - len(shown)
    note = f"{len(shown)} of {len(shown) + left_out} are shown" if left_out else ""
    figure = new_figure(title, "; ".join(part for part in (subtitle, note) if part))
    figure.add_image(z=mosaic(shown, columns, 1, 1), hoverinfo="skip")
    return _bare(figure).update_layout(height=480)


def replayed(
    pictures: Sequence[Sequence[ArrayLike]],
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    title: str = "What is remembered of each task",
    subtitle: str = "",
    most: int = 8,
) -> go.Figure:
    """Samples (n, H, W) or (n, H, W, 3) of bytes of each task (column) after each task (row), `most` of them.

    >>> drawn = [[np.zeros((4, 8, 8), np.uint8)], [np.zeros((4, 8, 8), np.uint8)] * 2]
    >>> [text.text for text in replayed(drawn, ["0, 1", "2, 3"], ["0, 1", "2, 3"]).layout.annotations][:2]
    ['0, 1', '2, 3']
    """
    blank = np.full_like(tile(pictures[0][0], most), _WHITE)
    height, width = blank.shape[:2]
    gap = max(2, height // 6)
    tiles = [
        tile(row[column], most) if column < len(row) else blank
        for row in pictures
        for column in range(len(columns))
    ]
    figure = new_figure(title, subtitle)
    sheet = mosaic(np.stack(tiles), len(columns), gap, gap)
    figure.add_image(z=sheet, hoverinfo="skip")
    figure.update_xaxes(range=[0, sheet.shape[1] - gap], constrain="domain")  # or names would get room in it
    figure.update_yaxes(range=[sheet.shape[0] - gap, 0], constrain="domain")
    font = {"size": 11}
    for column, name in enumerate(columns):
        x = column * (width + gap) + width / 2
        figure.add_annotation(x=x, y=0, yshift=2, text=name, showarrow=False, yanchor="bottom", font=font)
    for row, name in enumerate(rows):
        y = row * (height + gap) + height / 2
        text = f"after {name}"
        figure.add_annotation(x=0, xshift=-4, y=y, text=text, showarrow=False, xanchor="right", font=font)
    return _bare(figure).update_layout(height=150 + 90 * len(pictures), margin={"l": 130, "t": 100})


def tile(pictures: ArrayLike, most: int) -> NDArray[np.uint8]:
    """The first `most` of the pictures (N, H, W) or (N, H, W, 3) of bytes in full rows: (H', W', 3).

    >>> tile(np.zeros((20, 8, 8), np.uint8), 4).shape
    (18, 18, 3)
    """
    shown = _colors(pictures)[:most]
    count = len(shown)
    return mosaic(shown, next(n for n in range(math.isqrt(count - 1) + 1, count + 1) if count % n == 0), 1, 1)


def mosaic(pictures: NDArray[np.uint8], columns: int, below: int, beside: int) -> NDArray[np.uint8]:
    """Pictures (N, H, W, 3) in rows of `columns` on white, so many pixels apart: (H', W', 3)."""
    count, height, width = pictures.shape[:3]
    rows = math.ceil(count / columns) or 1
    tiles = np.full((rows * columns, height + below, width + beside, 3), _WHITE, np.uint8)
    tiles[:count, :height, :width] = pictures
    sheet = tiles.reshape(rows, columns, height + below, width + beside, 3).swapaxes(1, 2)
    return sheet.reshape(rows * (height + below), columns * (width + beside), 3)


def _colors(pictures: ArrayLike) -> NDArray[np.uint8]:
    """Pictures (N, H, W) or (N, H, W, 3) of bytes as (N, H, W, 3)."""
    array = np.asarray(pictures)
    if array.dtype != np.uint8 or array.ndim not in (3, 4) or (array.ndim == 4 and array.shape[3] != 3):
        raise ValueError(
            f"The figure needs pictures of bytes, (N, H, W) or (N, H, W, 3), but got {array.dtype} "
            f"{array.shape}."
        )
    return np.repeat(array[..., None], 3, axis=3) if array.ndim == 3 else array


def _short(name: str) -> str:
    return name if len(name) <= _SHORTEST else f"{name[: _SHORTEST - 1]}…"


def _bare(figure: go.Figure) -> go.Figure:
    bare = {"showticklabels": False, "ticks": "", "showline": False, "showgrid": False, "title_text": ""}
    return figure.update_xaxes(**bare).update_yaxes(**bare)
