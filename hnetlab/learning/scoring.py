"""Test scores: one rule for how samples are put through a network, wherever a score is asked for."""

from collections.abc import Callable

import torch
from torch import Tensor

from hnetlab.base.seeding import generator
from hnetlab.nets import Statistics, TargetNetwork
from hnetlab.tasks import Task

ROWS = 2048
"""Samples that go through a network at once, at most."""

NO_ANSWER = -1
"""Stands for the number of the largest output where an output is NaN."""
NO_NUMBER = "no number"
"""What such an answer is called."""


def network_outputs(
    target: TargetNetwork,
    w: Tensor,
    x: Tensor,
    *,
    statistics: Statistics | None = None,
    head: range | None = None,
    prepare: Callable[[Tensor], Tensor] | None = None,
    rows: int = ROWS,
) -> Tensor:
    """Outputs (S, B, outputs), or those of `head`, of weights `w` (S, P) for test samples `x` (B, ...).

    `statistics` (S, *shape) by name are needed by a network that has any. `prepare` turns samples into
    inputs. They go through the network in blocks whose sizes differ by at most one and that have never one
    sample alone. Where outputs depend on the other samples of a block, blocks
    have `ROWS` samples at most, drawn in an order that depends on their number alone: then a score depends
    neither on the order of the test set nor on who asks. Give one task at a time to such a network.
    """
    count, order = len(x), None
    if target.mixes_rows:
        rows = ROWS
        order = torch.randperm(count, generator=generator(0, "test blocks", count)).to(x.device)
        x = x[order]
    number = min(-(-count // rows), max(1, count // 2))
    blocks = []
    for part in x.tensor_split(max(1, number)):
        inputs = part if prepare is None else prepare(part)
        outputs = target(w, inputs.expand(len(w), *inputs.shape), statistics)
        blocks.append(outputs if head is None else of_head(outputs, head))
    together = torch.cat(blocks, dim=1) if len(blocks) > 1 else blocks[0]
    if order is None:
        return together
    return together.index_select(1, order.argsort())


def score_of(task: Task, answers: Tensor) -> Tensor:
    """Accuracy or mean squared error (N,), float64, of the head's outputs (N, B, len(head)) on a test set.

    NaN where an output is.
    """
    if task.y_test.is_floating_point():
        return (answers - task.y_test).square().mean(dim=2).double().mean(dim=1)
    return share_right(largest(answers), task.y_test)


def largest(outputs: Tensor, first: int = 0) -> Tensor:
    """The numbers (...), from `first` on, of the largest of `outputs` (..., K).

    `NO_ANSWER` where an output is NaN, which torch takes for the largest.
    """
    return (outputs.argmax(-1) + first).masked_fill_(outputs.isnan().any(-1), NO_ANSWER)


def share_right(found: Tensor, wanted: Tensor | int) -> Tensor:
    """The share (N,), float64, of `found` (N, B) that is as `wanted` (B,) or one number for all has it.

    NaN unless all are answered.
    """
    return (found == wanted).double().masked_fill_(found == NO_ANSWER, torch.nan).mean(dim=1)


def of_head(outputs: Tensor, head: range) -> Tensor:
    """The outputs (..., len(head)) of one head, a view."""
    return outputs[..., head.start : head.stop]
