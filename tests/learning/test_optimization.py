from itertools import pairwise

import pytest
import torch

from hnetlab.learning.optimization import SGD, Adam, clipped, make_optimizer
from hnetlab.learning.training import TrainingSettings

SHAPES = [(2, 3, 4), (2, 4)]
KINDS = {
    "adam": lambda values: Adam(values, 0.01),
    "adam with other decays": lambda values: Adam(values, 0.1, 0.5, 0.9),
    "sgd": lambda values: SGD(values, 0.01),
    "sgd with momentum": lambda values: SGD(values, 0.01, 0.9),
}
STEPS_BEFORE = pytest.mark.parametrize("before", [0, 1, 5])


@pytest.fixture(params=KINDS)
def new(request):
    """Makes an optimizer."""
    return KINDS[request.param]


def parameters():
    return [torch.randn(shape, dtype=torch.float64).requires_grad_() for shape in SHAPES]


def some_gradients():
    return [torch.randn(shape, dtype=torch.float64) for shape in SHAPES]


def take_steps(optimizer, count):
    """Some steps with gradients of their own, which are returned, one list per step."""
    taken = [some_gradients() for _ in range(count)]
    for gradients in taken:
        optimizer.step(gradients)
    return taken


def copies(tensors):
    return [tensor.detach().clone() for tensor in tensors]


def same(tensors, others):
    return all(torch.equal(tensor, other) for tensor, other in zip(tensors, others, strict=True))


def adam_by_the_paper(theta, history, rate, beta1, beta2, eps=1e-8):
    """theta after one more step, with all gradients so far in `history` (Kingma and Ba 2015, algorithm 1)."""
    m = v = torch.zeros_like(theta)
    for g in history:
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
    t = len(history)
    return theta - rate * (m / (1 - beta1**t)) / ((v / (1 - beta2**t)).sqrt() + eps)


def sgd_by_the_book(theta, history, rate, momentum):
    velocity = torch.zeros_like(theta)
    for g in history:
        velocity = momentum * velocity + g
    return theta - rate * velocity


@STEPS_BEFORE
def test_adam_steps_and_looks_ahead_as_its_paper_says(before):
    values = parameters()
    optimizer = Adam(values, 0.01, 0.7, 0.95)
    taken = [*take_steps(optimizer, before), some_gradients()]
    start, ahead = copies(values), copies(optimizer.ahead(taken[-1]))
    optimizer.step(taken[-1])
    for index, theta in enumerate(start):
        expected = adam_by_the_paper(theta, [step[index] for step in taken], 0.01, 0.7, 0.95)
        torch.testing.assert_close(values[index].detach(), expected, rtol=1e-12, atol=1e-14)
        torch.testing.assert_close(ahead[index], expected, rtol=1e-12, atol=1e-14)


def test_adam_divides_by_eps_too():
    value = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    tiny = torch.tensor([1e-8, 1e-9, 0.0], dtype=torch.float64)
    (ahead,) = Adam([value], 1.0).ahead([tiny])
    torch.testing.assert_close(ahead, -tiny / (tiny + 1e-8))
    (ahead,) = make_optimizer(TrainingSettings(learning_rate=1.0, adam_eps=1e-9), [value]).ahead([tiny])
    torch.testing.assert_close(ahead, -tiny / (tiny + 1e-9))


@pytest.mark.parametrize("momentum", [0.0, 0.8])
@STEPS_BEFORE
def test_sgd_steps_and_looks_ahead_with_its_velocity(before, momentum):
    values = parameters()
    optimizer = SGD(values, 0.1, momentum)
    taken = [*take_steps(optimizer, before), some_gradients()]
    start, ahead = copies(values), copies(optimizer.ahead(taken[-1]))
    optimizer.step(taken[-1])
    for index, theta in enumerate(start):
        expected = sgd_by_the_book(theta, [step[index] for step in taken], 0.1, momentum)
        torch.testing.assert_close(values[index].detach(), expected, rtol=1e-12, atol=1e-14)
        torch.testing.assert_close(ahead[index], expected, rtol=1e-12, atol=1e-14)


@STEPS_BEFORE
def test_ahead_is_the_step_that_is_then_taken(new, before):
    values = parameters()
    optimizer = new(values)
    take_steps(optimizer, before)
    now = some_gradients()
    ahead = copies(optimizer.ahead(now))
    optimizer.step(now)
    assert same(values, ahead)


@STEPS_BEFORE
def test_looking_ahead_changes_nothing(new, before):
    values = parameters()
    optimizer = new(values)
    take_steps(optimizer, before)
    present = [*values, *optimizer.state().values()]
    kept, now = copies(present), some_gradients()
    first = copies(optimizer.ahead(now))
    optimizer.ahead(some_gradients())
    assert same(first, optimizer.ahead(now))
    assert same(present, kept)
    assert not any(there.requires_grad for there in optimizer.ahead(now))


def test_another_learning_rate_holds_from_the_next_step_on(new):
    values = parameters()
    optimizer = new(values)
    optimizer.learning_rate = 0.1
    start, now = copies(values), some_gradients()
    far = copies(optimizer.ahead(now))
    optimizer.learning_rate = 0.05
    optimizer.step(now)
    for value, there, here in zip(values, far, start, strict=True):
        torch.testing.assert_close(2 * (value.detach() - here), there - here)


@STEPS_BEFORE
def test_a_restored_optimizer_goes_on_with_the_same_bits(new, before):
    values = parameters()
    optimizer = new(values)
    take_steps(optimizer, before)
    state = {name: tensor.clone() for name, tensor in optimizer.state().items()}
    others = copies(values)
    restored = new(others)
    restored.restore(state)
    for gradients in take_steps(optimizer, 3):
        restored.step(gradients)
    assert same(values, others)


def test_restoring_copies_the_moments(new):
    optimizer = new(parameters())
    take_steps(optimizer, 2)
    state = {name: tensor.clone() for name, tensor in optimizer.state().items()}
    kept = copies(state.values())
    restored = new(parameters())
    restored.restore(state)
    take_steps(restored, 2)
    assert same(state.values(), kept)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"adam_beta1": 0.5, "adam_beta2": 0.9}, lambda values: Adam(values, 0.1, 0.5, 0.9)),
        ({"optimizer": "sgd"}, lambda values: SGD(values, 0.1)),
        ({"optimizer": "sgd", "momentum": 0.9}, lambda values: SGD(values, 0.1, 0.9)),
    ],
)
def test_the_settings_reach_the_optimizer(settings, expected):
    values = parameters()
    others = copies(values)
    made = make_optimizer(TrainingSettings(learning_rate=0.1, **settings), values)
    wanted = expected(others)
    for gradients in take_steps(made, 3):
        wanted.step(gradients)
    assert same(values, others)


@pytest.mark.parametrize("kind", ["adam", "sgd"])
def test_gradients_are_clipped_together_and_each_replica_by_itself(kind):
    values, gradients = parameters(), some_gradients()
    for gradient in gradients:
        gradient[0] *= 0.01  # the first replica's is short, and stays as it is
    short, long = ((sum(each[replica].square().sum() for each in gradients) ** 0.5) for replica in (0, 1))
    assert short < 0.5 < long
    expected = [torch.stack([each[0], each[1] * 0.5 / long]) for each in gradients]
    for found, wanted in zip(clipped(gradients, 0.5), expected, strict=True):
        torch.testing.assert_close(found, wanted, rtol=1e-12, atol=0)
    training = TrainingSettings(learning_rate=0.1, optimizer=kind, clip_norm=0.5)
    others = copies(values)
    optimizer = make_optimizer(training, values)
    free = make_optimizer(training.model_copy(update={"clip_norm": None}), others)
    ahead = copies(optimizer.ahead(gradients))
    optimizer.step(gradients)
    free.step(expected)
    for value, other, there in zip(values, others, ahead, strict=True):
        torch.testing.assert_close(value.detach(), other.detach(), rtol=1e-12, atol=1e-14)
        assert torch.equal(value, there)


def test_clipping_leaves_what_has_no_length_and_shows_what_is_not_finite():
    assert torch.equal(clipped([torch.zeros(2, 3)], 1.0)[0], torch.zeros(2, 3))
    found = clipped([torch.tensor([[torch.inf, 1.0], [1.0, 0.0]])], 0.5)[0]
    assert found[0].isnan().any()
    assert found[1].tolist() == [0.5, 0.0]


def test_a_rate_of_its_own_comes_before_the_training_s():
    assert make_optimizer(TrainingSettings(learning_rate=0.1), parameters(), 0.5).learning_rate == 0.5


def test_transposed_gradients_are_read_by_place(new):
    value = torch.zeros(3, 4, requires_grad=True)
    gradient = torch.arange(12.0).view(4, 3).T - 5.5
    optimizer = new([value])
    assert torch.equal(optimizer.ahead([gradient])[0] < 0, gradient > 0)
    optimizer.step([gradient])
    assert torch.equal(value.detach() < 0, gradient > 0)


def test_a_step_is_no_longer_with_more_gradient_for_adam_alone():
    """Adam divides by the size of the gradients it has seen: the first step has the same length for all."""
    lengths = {}
    for kind in ("adam", "sgd"):
        value = torch.zeros(1)
        first = [KINDS[kind]([value]).ahead([torch.full((1,), size)])[0].item() for size in (0.1, 1.0, 10.0)]
        lengths[kind] = [abs(length) for length in first]
    assert lengths["adam"] == pytest.approx([0.01] * 3, rel=1e-4)
    assert all(more > less for less, more in pairwise(lengths["sgd"]))
