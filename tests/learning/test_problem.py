from dataclasses import replace
from itertools import product

import pytest
import torch
from torch import nn

from hnetlab.base.errors import ConfigError
from hnetlab.base.schedule import Stage
from hnetlab.base.seeding import generator
from hnetlab.learning.batch import Batch, draw, fetch, portions_of
from hnetlab.learning.problem import Problem
from hnetlab.learning.training import TrainingSettings
from hnetlab.nets import TargetNetwork, mlp
from hnetlab.tasks import Task, TaskSequence

CPU = torch.device("cpu")


def classification(heads=(range(2), range(2, 5))):
    """A task per head; every input of task t holds t in front and the sample's number behind."""

    def task(number, head):
        def inputs(count):
            return torch.tensor([[float(number), float(sample)] for sample in range(count)])

        def classes(count):
            return torch.arange(count) % len(head)

        count = 10 + 3 * number
        return Task(f"task {number}", inputs(count), classes(count), inputs(7), classes(7), head)

    tasks = tuple(task(number, head) for number, head in enumerate(heads))
    return TaskSequence("numbered", "classification", tasks, (2,), max(head.stop for head in heads))


def regression(heads):
    def task(number, head):
        x = torch.randn(9, 2, generator=generator(number))
        y = torch.randn(9, len(head), generator=generator(number, "y"))
        return Task(f"task {number}", x, y, x[:5], y[:5], head)

    tasks = tuple(task(number, head) for number, head in enumerate(heads))
    return TaskSequence("values", "regression", tasks, (2,), max(head.stop for head in heads))


def problem_of(sequence, seeds=(1, 2), module=None):
    module = module or mlp(sequence.input_shape, (4,), sequence.outputs)
    return Problem(sequence, TargetNetwork(module, sequence.input_shape), seeds, TrainingSettings(), CPU)


def outputs_of(problem, w, x):
    return problem.target(w, x, training=True)


def test_the_loss_is_the_cross_entropy_over_the_own_head():
    problem = problem_of(classification())
    w, indices = torch.randn(2, problem.target.size), torch.tensor([[0, 5, 5, 9], [1, 2, 3, 12]])
    batch = draw(problem.sequence[1], indices)
    loss = problem.loss(w, batch)
    for s in range(2):
        logits = outputs_of(problem, w, batch.x)[s, :, 2:5]
        chosen = logits[range(4), indices[s] % 3]
        torch.testing.assert_close(loss[s], (logits.exp().sum(dim=1).log() - chosen).mean())


def test_other_heads_learn_nothing_from_a_task():
    problem = problem_of(classification())
    w = torch.randn(2, problem.target.size).requires_grad_()
    loss = problem.loss(w, draw(problem.sequence[0], torch.tensor([[0, 1], [2, 3]])))
    (gradient,) = torch.autograd.grad(loss.sum(), w)
    mask = problem.target.without_other_heads(range(2))
    assert not gradient[:, ~mask].any()
    assert gradient[:, mask].any()


def test_replicas_do_not_share_gradients():
    problem = problem_of(classification())
    w = torch.randn(2, problem.target.size).requires_grad_()
    loss = problem.loss(w, draw(problem.sequence[0], torch.tensor([[0, 1], [2, 3]])))
    (gradient,) = torch.autograd.grad(loss[0], w)
    assert gradient[0].any()
    assert not gradient[1].any()


@pytest.mark.parametrize("heads", [(range(1), range(1)), (range(2), range(2)), (range(2), range(2, 4))])
def test_the_loss_of_regression_is_the_mean_squared_error_of_the_own_head(heads):
    problem = problem_of(regression(heads))
    w, indices = torch.randn(2, problem.target.size), torch.tensor([[0, 5, 5], [1, 2, 3]])
    task = problem.sequence[1]
    batch = draw(task, indices)
    own = outputs_of(problem, w, task.x_train[indices])[..., task.head.start : task.head.stop]
    expected = ((own - task.y_train[indices]) ** 2).mean(dim=(1, 2))
    torch.testing.assert_close(problem.loss(w, batch), expected)


@pytest.mark.parametrize("heads", [(range(1), range(1)), (range(2), range(2, 4))])
def test_the_score_of_regression_is_the_mean_squared_error_of_the_own_head(heads):
    problem = problem_of(regression(heads))
    w, task = torch.randn(2, problem.target.size), problem.sequence[1]
    outputs = problem.target(w, task.x_test.expand(2, -1, -1))[..., task.head.start : task.head.stop]
    expected = ((outputs - task.y_test) ** 2).mean(dim=(1, 2))
    torch.testing.assert_close(problem.score(w, task), expected.double())
    torch.testing.assert_close(problem.score(w, task, rows=2), expected.double())


@pytest.mark.parametrize("rows", [1, 3, 7, 100])
def test_the_score_is_the_share_of_right_answers_in_the_own_head(rows):
    problem = problem_of(classification())
    w, task = torch.randn(3, problem.target.size), problem.sequence[1]
    answers = problem.target(w, task.x_test.expand(3, -1, -1))[..., 2:5].argmax(dim=-1)
    expected = (answers == task.y_test).double().mean(dim=1)
    assert torch.equal(problem.score(w, task, rows=rows), expected)
    assert 0 < expected.mean() < 1


def mixed_batch(sequence, indices):
    sizes = [len(task.y_train) for task in sequence]
    return fetch(sequence, portions_of(sizes, indices, CPU), len(indices))


def test_a_mixed_batch_counts_through_one_task_after_another():
    sequence = classification((range(2), range(2, 5), range(2, 5)))
    ends = [10, 23, 39]  # 10, 13 and 16 samples
    indices = torch.tensor([[0, 9, 10, 22, 23, 38], [38, 23, 22, 10, 9, 0]])
    batch = mixed_batch(sequence, indices)
    assert isinstance(batch.head, torch.Tensor)
    for place in product(range(2), range(6)):
        index = int(indices[place])
        owner = sum(index >= end for end in ends)
        sample = index - [0, *ends][owner]
        head = sequence[owner].head
        assert batch.x[place].tolist() == [owner, sample]
        assert int(batch.y[place]) == head.start + sample % len(head)
        assert batch.head[place].nonzero().flatten().tolist() == list(head)


@pytest.mark.parametrize(
    "sequence",
    [
        classification(),
        classification((range(3), range(3))),
        regression((range(1), range(1))),
        regression((range(2), range(2, 4))),
        regression((range(1), range(1, 4))),
    ],
)
def test_a_mixed_batch_has_the_mean_loss_of_its_samples(sequence):
    problem = problem_of(sequence)
    w = torch.randn(2, problem.target.size)
    first, second = torch.tensor([[0, 3], [8, 1]]), torch.tensor([[2, 4], [5, 5]])
    offset = len(sequence[0].y_train)
    mixed = mixed_batch(sequence, torch.cat([first, second + offset], dim=1))
    apart = [problem.loss(w, draw(task, rows)) for task, rows in zip(sequence, (first, second), strict=True)]
    torch.testing.assert_close(problem.loss(w, mixed), (apart[0] + apart[1]) / 2)


def test_a_mixed_batch_brings_each_task_into_network_form():
    order = torch.tensor([1, 0])
    x, y = torch.tensor([[0, 255], [51, 102]], dtype=torch.uint8), torch.tensor([0, 1])
    tasks = tuple(Task(str(permutation), x, y, x, y, range(2), permutation) for permutation in (None, order))
    sequence = TaskSequence("two orders", "classification", tasks, (2,), 2)
    batch = mixed_batch(sequence, torch.tensor([[1, 3]]))
    torch.testing.assert_close(batch.x, torch.tensor([[[0.2, 0.4], [0.4, 0.2]]]))


def test_dropout_is_the_same_alone_and_in_company_and_new_in_each_step():
    sequence = classification()
    module = nn.Sequential(nn.Linear(2, 16), nn.Dropout(0.5), nn.Linear(16, 5))
    together = problem_of(sequence, (3, 4), module)
    alone = problem_of(sequence, (4,), module)
    w = torch.randn(2, together.target.size)
    batch = draw(sequence[0], torch.tensor([[0, 1], [2, 3]]))
    own = Batch(batch.x[1:], batch.y[1:], batch.head)
    losses = [together.loss(w, batch, together.noise(Stage(0, 3), step))[1] for step in range(3)]
    assert torch.equal(losses[1], alone.loss(w[1:], own, alone.noise(Stage(0, 3), 1))[0])
    assert len({float(loss) for loss in losses}) == 3
    for other in (Stage(1, 3), Stage(0, 3, "generator", 1)):
        assert not torch.equal(losses[1], together.loss(w, batch, together.noise(other, 1))[1])


def test_replicas_have_generators_of_their_own():
    problem = problem_of(classification(), (3, 4))
    numbers = [torch.rand(1, generator=random).item() for random in problem.generators("test", 5)]
    assert numbers[1] == torch.rand(1, generator=generator(4, "test", 5)).item()
    assert numbers[0] != numbers[1]


def normalized(inputs, outputs):
    return nn.Sequential(
        nn.Linear(inputs, 6), nn.BatchNorm1d(6, track_running_stats=False), nn.Linear(6, outputs)
    )


def clusters(count, shuffled):
    """A task whose classes lie apart, sorted by class or not."""
    y = torch.arange(2).repeat_interleave(count // 2)
    y = torch.cat([y, y[: count - len(y)]])
    x = torch.randn(count, 3, generator=generator(1)) + 3 * y[:, None]
    order = torch.randperm(count, generator=generator(2)) if shuffled else torch.arange(count)
    return Task("clusters", x, y, x[order], y[order], range(2))


@pytest.mark.parametrize("count", [9, 33])
def test_normalization_over_the_batch_has_even_blocks_of_mixed_samples(count, monkeypatch):
    """A block of samples of one class, or of one sample, would be normalized to nothing."""
    monkeypatch.setattr("hnetlab.learning.scoring.ROWS", 8)
    sizes: list[int] = []
    sequence = TaskSequence("c", "classification", (clusters(count, shuffled=False),), (3,), 2)
    problem = problem_of(sequence, module=normalized(3, 2))
    problem.target.__class__ = Noting
    Noting.sizes = sizes
    problem.score(torch.randn(2, problem.target.size), sequence[0])
    assert sum(sizes) == count
    assert max(sizes) - min(sizes) <= 1
    assert 1 < min(sizes) <= max(sizes) <= 8


class Noting(TargetNetwork):
    """Notes how many samples it is given."""

    sizes: list[int]

    def __call__(self, w, x, *statistics, **options):
        self.sizes.append(x.shape[1])
        return super().__call__(w, x, *statistics, **options)


def test_scores_with_normalization_hardly_depend_on_the_order_of_the_test_set(monkeypatch):
    monkeypatch.setattr("hnetlab.learning.scoring.ROWS", 100)
    scores = []
    w = None
    for shuffled in (False, True):
        sequence = TaskSequence("c", "classification", (clusters(800, shuffled),), (3,), 2)
        problem = problem_of(sequence, module=normalized(3, 2))
        if w is None:
            w = torch.randn(8, problem.target.size, generator=generator(3))
        scores.append(problem.score(w, sequence[0]))
    torch.testing.assert_close(scores[0], scores[1], rtol=0, atol=0.03)
    assert (scores[0] - 0.5).abs().max() > 0.3, "the weights tell the classes apart, or swap them"


def test_one_sample_is_refused_where_a_network_needs_several():
    sequence = TaskSequence("c", "classification", (clusters(20, shuffled=True),), (3,), 2)
    target = TargetNetwork(normalized(3, 2), (3,))
    with pytest.raises(ConfigError, match=r"batch_size 1 is too small .*: choose at least 2"):
        Problem(sequence, target, (1,), TrainingSettings(batch_size=1), CPU)
    task = sequence[0]
    single = Task("single", task.x_train, task.y_train, task.x_test[:1], task.y_test[:1], range(2))
    alone = TaskSequence("c", "classification", (single,), (3,), 2)
    with pytest.raises(ConfigError, match="task 'single' has one test sample"):
        Problem(alone, target, (1,), TrainingSettings(), CPU)
    held = replace(task, x_validation=task.x_test[:1], y_validation=task.y_test[:1])
    with pytest.raises(ConfigError, match="has one validation sample"):
        Problem(replace(sequence, tasks=(held,)), target, (1,), TrainingSettings(), CPU)
    assert problem_of(alone).score(torch.randn(2, problem_of(alone).target.size), single).shape == (2,)
