"""Colored digits: scikit-learn's digits enlarged, each in a color of its own over a striped texture.

Made here, so that convolutions have something to see where no pictures can be downloaded: color and texture
say nothing of the digit, and what tells it from them is of use in every task.
"""

from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from hnetlab.tasks.arrays import Arrays
from hnetlab.tasks.digits import load_digits
from hnetlab.tasks.sequence import TaskSequence
from hnetlab.tasks.split import SplitDigitsSettings, split_sequence

_SIDE = 16


class ColoredDigitsSettings(SplitDigitsSettings):
    """Ten digits in color, two new ones per task."""

    picture_seed: Annotated[int, Field(ge=0, lt=2**32)] = 0
    """The seed of colors and textures."""


def colored_digits(settings: ColoredDigitsSettings) -> TaskSequence:
    """Split digits in color: two new digits per task."""
    digits = load_digits()
    random = np.random.default_rng(settings.picture_seed)
    return split_sequence(
        Arrays(
            _painted(digits.x_train, random), digits.y_train, _painted(digits.x_test, random), digits.y_test
        ),
        classes_per_task=2,
        tasks=settings.tasks,
        scenario=settings.scenario,
        head=settings.head,
        seed=settings.task_seed,
        name="colored-digits",
        noun="digits",
    )


def _painted(rows: NDArray[np.uint8], random: np.random.Generator) -> NDArray[np.uint8]:
    """Digits (N, 64) as pictures (N, 3, 16, 16): bright on dark as often as dark on bright."""
    count = len(rows)
    ink = _enlarged(rows.reshape(count, 1, 8, 8) / 255)
    places = (np.arange(_SIDE) + 0.5) / _SIDE - 0.5
    angle, phase = random.uniform(0, np.pi, (count, 1, 1)), random.uniform(0, 2 * np.pi, (count, 1, 1))
    waves = random.uniform(1, 4, (count, 1, 1))
    along = np.cos(angle) * places[:, None] + np.sin(angle) * places
    stripes = (0.5 + 0.5 * np.sin(2 * np.pi * waves * along + phase))[:, None]
    dark = random.uniform(0, 0.55, (2, count, 3, 1, 1))
    bright = random.uniform(0.45, 1, (2, count, 3, 1, 1))
    inverted = random.random((count, 1, 1, 1)) < 0.5
    ground = np.where(inverted, bright, dark)
    color = np.where(inverted, dark[0], bright[0])
    texture = (
        ground[0] * stripes + ground[1] * (1 - stripes) + random.normal(0, 0.12, (count, 3, _SIDE, _SIDE))
    )
    picture = texture * (1 - ink) + color * ink
    return np.round(255 * picture.clip(0, 1)).astype(np.uint8)


def _enlarged(images: NDArray[np.float64]) -> NDArray[np.float64]:
    """Images (N, 1, 8, 8) of twice the size, linear in between."""
    for axis in (2, 3):
        repeated = np.repeat(images, 2, axis=axis)
        before, after = (
            np.take(repeated, np.clip(np.arange(_SIDE) + step, 0, _SIDE - 1), axis=axis) for step in (-1, 1)
        )
        images = 0.5 * repeated + 0.25 * (before + after)
    return images
