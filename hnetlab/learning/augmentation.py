"""Pictures that are changed a little each time they are learned: mirrored, and moved within their frame.

What happens to which picture is drawn on the host, per replica and step; it happens on the device.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from hnetlab.learning.training import TrainingSettings


def draw_changes(training: TrainingSettings, generators: Sequence[torch.Generator], samples: int) -> Tensor:
    """Changes (S, samples, 3) int64: mirrored or not, and moved down and right by so many pixels.

    The numbers of each replica come from its own generator.
    """
    flips, crops = "flip" in training.augmentation, "crop" in training.augmentation
    rows = []
    for generator in generators:
        mirrored = torch.randint(2, (samples, 1), generator=generator) * flips
        most = training.crop_padding * crops
        moved = torch.randint(-most, most + 1, (samples, 2), generator=generator)
        rows.append(torch.cat([mirrored, moved], dim=1))
    return torch.stack(rows)


def change(x: Tensor, changes: Tensor) -> Tensor:
    """Pictures (N, C, H, W) under changes (N, 3); what comes in from outside of the frame is zero.

    Moved by up to p pixels is cut at random from a picture padded by p (He et al. 2016, section 4.2).
    """
    height, width = x.shape[-2:]
    mirrored, down, right = changes.unsqueeze(-1).unbind(dim=1)  # (N, 1) each
    rows = torch.arange(height, device=x.device) - down  # where each row comes from, (N, H)
    columns = torch.arange(width, device=x.device) - right
    columns = torch.where(mirrored.bool(), width - 1 - columns, columns)
    inside = _within(rows, height)[:, None, :, None] & _within(columns, width)[:, None, None, :]
    rows, columns = rows.clamp(0, height - 1), columns.clamp(0, width - 1)
    taken = x.gather(2, rows[:, None, :, None].expand_as(x))
    return taken.gather(3, columns[:, None, None, :].expand_as(x)) * inside


def _within(places: Tensor, size: int) -> Tensor:
    return (places >= 0) & (places < size)
