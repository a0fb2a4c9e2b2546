"""Soft labels: what answers are compared among, and that many heads cost no more than few."""

import pytest
import torch
from torch.nn.functional import cross_entropy
from torch.profiler import ProfilerActivity, profile

from hnetlab.learning.distillation import Choices

HEADS = [range(2), range(2, 7), range(7, 10)]


@pytest.fixture
def answers():
    outputs, said = torch.randn(2, 2, 6, 12)
    return outputs.requires_grad_(), said


def within(outputs, said, head, temperature=2.0):
    """The loss (S, B) of one head by torch's own function."""
    own, their = (each[..., head.start : head.stop].flatten(0, 1) / temperature for each in (outputs, said))
    loss = cross_entropy(own, their.softmax(-1), reduction="none")
    return temperature**2 * loss.unflatten(0, outputs.shape[:2])


def assert_same(found, wanted, outputs):
    torch.testing.assert_close(found, wanted)
    slopes = [torch.autograd.grad(each.sum(), outputs)[0] for each in (found, wanted)]
    torch.testing.assert_close(*slopes)


def test_heads_of_any_size_are_answered_each_for_itself(answers):
    outputs, said = answers
    found = Choices.within(HEADS).distilled(outputs, said, 2.0)
    assert_same(found, torch.stack([within(outputs, said, head) for head in HEADS]).mean(0), outputs)


def test_each_sample_can_be_answered_by_a_head_of_its_own(answers):
    outputs, said = answers
    owners = torch.tensor([2, 0, 1, 1, 0, 2])
    found = Choices.within(HEADS).of(owners).distilled(outputs, said, 2.0)
    wanted = [within(outputs, said, HEADS[owner])[:, i] for i, owner in enumerate(owners)]
    assert_same(found, torch.stack(wanted, dim=1), outputs)


def test_values_are_compared_by_their_mean_square_in_each_head(answers):
    outputs, said = answers
    squares = (outputs - said).square()
    wanted = torch.stack([squares[..., head.start : head.stop].mean(-1) for head in HEADS]).mean(0)
    assert_same(Choices.within(HEADS).squares(outputs, said), wanted, outputs)


@pytest.mark.parametrize("method", ["lwf", "dgr", "hnet-r"])
@pytest.mark.parametrize("scenario", [1, 3])
def test_a_step_after_many_tasks_takes_as_many_operations_as_after_few(tiny_run, method, scenario):
    run = tiny_run(method, tasks=5, scenario=scenario)

    def operations(task):
        for stage in run.schedule:
            if stage.task > task:
                break
            run.method.begin(stage)
            if (stage.task, stage.name) == (task, "task"):
                with profile(activities=[ProfilerActivity.CPU]) as measured:
                    run.method.step(stage, 0)
                return sum(event.count for event in measured.key_averages())
            run.method.step(stage, 0)
            run.method.end(stage)
        raise AssertionError(f"task {task} was never learned")

    counts = [operations(task) for task in (2, 4)]
    assert counts[1] <= counts[0] * 1.02
