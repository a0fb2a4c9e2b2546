"""The output regularizer (eq. 2): old tasks' generated weights stay where they are."""

from typing import Literal

import torch
from torch import Tensor

from hnetlab.hypernet import Theta
from hnetlab.learning.anchor import Anchor
from hnetlab.learning.closed_form import ClosedForm, count_row_blocks
from hnetlab.learning.plain_form import PlainForm

Form = Literal["auto", "plain", "closed"]


class OutputRegularizer:
    """beta / (T-1) * sum_{t<T} || h(e_t; theta_star) - h(e_t; theta) ||^2, the norm summed over weights.

    `beta` (S,) holds one strength per replica. `form` chooses how it is computed; all forms are exact and
    `auto` takes the cheaper one.
    """

    def __init__(self, anchor: Anchor, beta: Tensor, form: Form = "auto") -> None:
        self.anchor = anchor
        self.beta = beta
        self.form = cheaper_form(anchor) if form == "auto" else form
        self._evaluate = PlainForm(anchor) if self.form == "plain" else ClosedForm(anchor)

    def __call__(
        self, theta: Theta, chosen: Tensor | None = None, moved: Tensor | None = None
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """Value (S,) at `theta` and its gradient by parameter name.

        `chosen` (k,), distinct indices of old tasks, replaces the mean over all of them by the mean over
        these: for uniformly drawn indices an unbiased estimate, whose cost does not grow with T. With
        `moved` (S, T-1, embedding_dim) it is || h(e_t*; theta_star) - h(e_t; theta) ||^2, where e_t* are the
        anchor's embeddings and e_t these, and `MOVED` is one of the names.
        """
        count = self.anchor.tasks if chosen is None else len(chosen)
        return self._evaluate(theta, self.beta / count, chosen, moved)


def cheaper_form(anchor: Anchor) -> Literal["plain", "closed"]:
    """Which form takes less time, from its multiplications and memory passes.

    Plain: three products of H features for each pair and row, and some six passes over the generated weights.
    Closed: two products with 2H+1 columns for each row, independent of the number of pairs; two products of
    the common pairs, and for each row block of the others, four times as fast as those of thin matrices, and
    for each block a fixed time.
    """
    h, pairs, rows = anchor.hypernet.features, anchor.pairs, anchor.hypernet.rows
    width = 2 * h + 1
    plain = rows * pairs * (3 * h + 24)
    closed = rows * (2 * (h + 1) * width + 12 * width) + 60_000 * h
    if closed >= plain:
        return "plain"
    blocks, others = count_row_blocks(anchor)
    closed += blocks * 500_000 + (pairs - others + blocks * others) * width * (width + h + 1) // 4
    return "closed" if closed < plain else "plain"


def random_subset(tasks: int, size: int, generator: torch.Generator) -> Tensor:
    """Indices (size,) of distinct old tasks out of `tasks`, drawn uniformly."""
    return torch.randperm(tasks, generator=generator)[:size]
