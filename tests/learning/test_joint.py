from typing import ClassVar

import pytest
import torch
from torch import nn

from hnetlab.runs.engine import train
from hnetlab.tasks import Task, TaskSequence


class Recorder(nn.Module):
    """A linear network that notes the inputs it learns from."""

    seen: ClassVar[list[torch.Tensor]] = []

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 6)

    def forward(self, x):
        if self.training and torch.is_grad_enabled():
            self.seen.append(x.detach().clone())
        return self.linear(x)


@pytest.fixture
def numbered():
    """Three tasks whose samples are the numbers 0 to 9, 10 to 19 and 20 to 29."""

    def task(number):
        x = torch.arange(10.0 * number, 10.0 * number + 10)[:, None]
        y = torch.arange(10) % 2
        return Task(f"task {number}", x, y, x, y, range(2 * number, 2 * number + 2))

    return TaskSequence("numbered", "classification", tuple(map(task, range(3))), (1,), 6)


@pytest.mark.parametrize(("method", "first"), [("joint", 0), ("finetune-target", None)])
@pytest.mark.parametrize("task", [0, 1, 2])
def test_an_epoch_has_every_sample_of_the_tasks_so_far_once(tiny_run, numbered, method, first, task):
    run = tiny_run(method, sequence=numbered, module=Recorder(), batch_size=5)
    start = 10 * task if first is None else first
    stop = 10 * task + 10
    stage = run.schedule.stage(task)
    run.method.begin(stage)
    Recorder.seen.clear()
    for step in range((stop - start) // 5):
        run.method.step(stage, step)
    assert torch.cat(Recorder.seen).flatten().sort().values.tolist() == list(range(start, stop))


def test_it_goes_on_with_the_weights_it_has(tiny_run):
    run = tiny_run("joint")
    first, second = run.schedule.stage(0), run.schedule.stage(1)
    run.method.begin(first)
    run.method.step(first, 0)
    before = run.method.weights(0).clone()
    run.method.end(first)
    run.method.begin(second)
    assert torch.equal(run.method.weights(1), before)


def test_old_tasks_are_still_learned(tiny_run):
    fields = {"benchmark": "permuted-digits", "head": "shared", "target_hidden": (32,), "learning_rate": 5e-3}
    first = {}
    for method in ("joint", "finetune-target"):
        run = tiny_run(method, steps=100, batch_size=32, **fields)
        for _ in train(run):
            pass
        first[method] = run.history.scores[0, 2, 0]
    assert first["joint"] > 0.8
    assert first["finetune-target"] < first["joint"] - 0.2
