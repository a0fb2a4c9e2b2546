import pytest
import torch

from hnetlab.base.seeding import generator
from hnetlab.learning.augmentation import change, draw_changes
from hnetlab.learning.batch import Portion, fetch, with_changes
from hnetlab.learning.training import TrainingSettings
from hnetlab.tasks import load_digits, split_sequence
from hnetlab.tasks.arrays import Arrays


def drawn(samples=200, seed=1, **settings):
    training = TrainingSettings(**{"augmentation": ("flip", "crop"), "crop_padding": 2, **settings})
    return draw_changes(training, [generator(seed, "test")], samples)[0]


def by_hand(picture, mirrored, down, right, most=9):
    """One picture (C, H, W): mirrored, put into a wide black frame, and cut out."""
    if mirrored:
        picture = picture.flip(2)
    channels, height, width = picture.shape
    frame = torch.zeros(channels, height + 2 * most, width + 2 * most, dtype=picture.dtype)
    frame[:, most : most + height, most : most + width] = picture
    top, left = most - down, most - right
    return frame[:, top : top + height, left : left + width]


@pytest.mark.parametrize("dtype", [torch.uint8, torch.float32])
def test_a_picture_is_mirrored_then_cut_out_of_a_black_frame(dtype):
    x = torch.randint(0, 255, (200, 3, 6, 5)).to(dtype)
    changes = drawn()
    changed = change(x, changes)
    assert changed.dtype == dtype
    for picture, row, result in zip(x, changes.tolist(), changed, strict=True):
        assert torch.equal(result, by_hand(picture, *row))


def test_what_is_drawn_covers_what_may_happen_and_no_more():
    changes = drawn(2000)
    assert changes[:, 0].float().mean().item() == pytest.approx(0.5, abs=0.05)
    for axis in (1, 2):
        counts = (changes[:, axis] + 2).bincount()
        assert len(counts) == 5
        assert counts.min() > 2000 / 5 * 0.7
    assert drawn(augmentation=("flip",))[:, 1:].abs().sum() == 0
    assert drawn(augmentation=("crop",))[:, 0].sum() == 0


def test_a_batch_of_several_tasks_is_changed_like_one_of_a_single_task():
    digits = load_digits()
    x_train, x_test = (x.reshape(-1, 8, 8) for x in (digits.x_train, digits.x_test))
    sequence = split_sequence(Arrays(x_train, digits.y_train, x_test, digits.y_test), 5)
    changes = torch.stack([drawn(6, seed) for seed in (1, 2)])
    rows = torch.arange(12).view(2, 6)
    places = torch.arange(12)
    for task in (0, 1):
        (whole,) = with_changes([Portion(task, rows)], changes)
        parts = (places % 2 == 0, places % 2 == 1)
        halves = with_changes([Portion(task, rows.flatten()[part], places[part]) for part in parts], changes)
        assert torch.equal(fetch(sequence, [whole], 2).x, fetch(sequence, halves, 2).x)
        assert not torch.equal(fetch(sequence, [whole], 2).x, fetch(sequence, [Portion(task, rows)], 2).x)
