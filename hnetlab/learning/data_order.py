"""The order in which training samples are seen: shuffled epochs, one after the other."""

from collections.abc import Sequence

import torch
from torch import Tensor

from hnetlab.base.seeding import generator


class DataOrder:
    """Batch indices as a pure function of (seed, purpose, step), so that any step can be repeated.

    Each replica goes through all `count` samples in an order of its own, then through another order; a batch
    may end one epoch and begin the next.
    """

    def __init__(
        self, seeds: Sequence[int], purpose: str, count: int, batch_size: int, device: torch.device
    ) -> None:
        self._seeds = seeds
        self._purpose = purpose
        self._count = count
        self._batch_size = batch_size
        self._device = device
        self._epochs: dict[int, Tensor] = {}

    def indices(self, step: int) -> Tensor:
        """Sample indices (S, B) of optimizer step `step`, counted from 0."""
        first, end = step * self._batch_size, (step + 1) * self._batch_size
        pieces = []
        while first < end:
            epoch, start = divmod(first, self._count)
            stop = min(self._count, start + end - first)
            pieces.append(self._order(epoch)[:, start:stop])
            first += stop - start
        return pieces[0] if len(pieces) == 1 else torch.cat(pieces, dim=1)

    def _order(self, epoch: int) -> Tensor:
        """The permutation (S, N) of one epoch; the last two asked for are kept."""
        if epoch not in self._epochs:
            orders = [
                torch.randperm(self._count, generator=generator(seed, "order", self._purpose, epoch))
                for seed in self._seeds
            ]
            self._epochs = {key: self._epochs[key] for key in (epoch - 1,) if key in self._epochs}
            self._epochs[epoch] = torch.stack(orders).to(self._device)
        return self._epochs[epoch]
