import numpy as np
import pytest

from hnetlab.tasks import load_digits
from hnetlab.tasks.colored import ColoredDigitsSettings, colored_digits


def test_digits_lie_in_color_over_textures_that_say_nothing_of_them():
    sequence = colored_digits(ColoredDigitsSettings())
    assert (sequence.name, sequence.input_shape, sequence.outputs) == ("colored-digits", (3, 16, 16), 10)
    assert [task.name for task in sequence][-1] == "digits 8, 9"
    digits = load_digits()
    for number, task in enumerate(sequence):
        pictures = task.x_train.numpy().astype(float) / 255
        ink = digits.x_train[np.isin(digits.y_train, (2 * number, 2 * number + 1))].reshape(-1, 8, 8) / 255
        gray = pictures.mean(axis=1).reshape(-1, 8, 2, 8, 2).mean(axis=(2, 4))
        pairs = zip(gray, ink, strict=True)
        contrast = np.array([row[on > 0.8 * on.max()].mean() - row[on < 0.1].mean() for row, on in pairs])
        assert (contrast > 0).mean() == pytest.approx(0.5, abs=0.12)
        assert np.median(np.abs(contrast)) > 0.2
        colors = [pictures[task.y_train.numpy() == label].mean(axis=(0, 2, 3)) for label in (0, 1)]
        assert np.abs(colors[0] - colors[1]).max() < 0.06


def test_the_pictures_are_those_of_their_seed():
    first, again, other = (
        colored_digits(ColoredDigitsSettings(picture_seed=seed)).fingerprint() for seed in (0, 0, 1)
    )
    assert first == again != other
