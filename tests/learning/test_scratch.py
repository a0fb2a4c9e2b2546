import torch

from hnetlab.runs.engine import Evaluated, train


def test_old_weights_are_kept_exactly(tiny_run):
    run = tiny_run("scratch", seeds=(1, 2))
    learned = {}
    for event in train(run):
        if isinstance(event, Evaluated):
            learned[event.evaluation.task] = run.method.weights(event.evaluation.task).clone()
    assert sorted(learned) == [0, 1, 2]
    for task, weights in learned.items():
        assert torch.equal(run.method.weights(task), weights)
    scores = run.history.scores
    assert (scores[:, 1:, 0] == scores[:, :1, 0]).all()
    assert (scores[:, 2, 1] == scores[:, 1, 1]).all()


def test_each_task_starts_with_new_weights_that_owe_nothing_to_the_old(tiny_run):
    learned, idle = tiny_run("scratch"), tiny_run("scratch")
    starts = []
    for task in range(2):
        stage = learned.schedule.stage(task)
        learned.method.begin(stage)
        starts.append(learned.method.weights(task).clone())
        learned.method.step(stage, 0)
        learned.method.end(stage)
    idle.method.begin(idle.schedule.stage(1))
    assert not torch.equal(starts[0], starts[1])
    assert torch.equal(idle.method.weights(1), starts[1])
