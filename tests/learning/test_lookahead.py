import pytest
import torch
from torch.optim import SGD, Adam, AdamW

from hnetlab.learning.lookahead import Lookahead

SHAPES = [(2, 3, 4), (2, 4)]


def parameters():
    return [torch.randn(shape, dtype=torch.float64).requires_grad_() for shape in SHAPES]


def gradients():
    return [torch.randn(shape, dtype=torch.float64) for shape in SHAPES]


def take_steps(optimizer, values, count):
    """Some steps with gradients of their own, which are returned, one list per step."""
    taken = []
    for _ in range(count):
        taken.append(gradients())
        for value, gradient in zip(values, taken[-1], strict=True):
            value.grad = gradient.clone()
        optimizer.step()
    return taken


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


@pytest.mark.parametrize("fused", [False, True])
@pytest.mark.parametrize("before", [0, 1, 5])
def test_adam_looks_ahead_with_its_present_moments(before, fused):
    values = parameters()
    optimizer = Adam(values, lr=0.01, betas=(0.7, 0.95), fused=fused)
    lookahead = Lookahead(optimizer)
    taken = [*take_steps(optimizer, values, before), gradients()]
    ahead = lookahead(taken[-1])
    for index, value in enumerate(values):
        history = [step[index] for step in taken]
        expected = adam_by_the_paper(value.detach(), history, 0.01, 0.7, 0.95)
        torch.testing.assert_close(ahead[index], expected, rtol=1e-12, atol=1e-14)
        assert not ahead[index].requires_grad


def test_adam_divides_by_eps_too():
    value = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    tiny = torch.tensor([1e-8, 1e-9, 0.0], dtype=torch.float64)
    (ahead,) = Lookahead(Adam([value], lr=1.0))([tiny])
    torch.testing.assert_close(ahead, -tiny / (tiny + 1e-8))


@pytest.mark.parametrize("momentum", [0.0, 0.8])
@pytest.mark.parametrize("before", [0, 1, 5])
def test_sgd_looks_ahead_with_its_present_velocity(before, momentum):
    values = parameters()
    optimizer = SGD(values, lr=0.1, momentum=momentum)
    lookahead = Lookahead(optimizer)
    taken = [*take_steps(optimizer, values, before), gradients()]
    ahead = lookahead(taken[-1])
    for index, value in enumerate(values):
        expected = sgd_by_the_book(value.detach(), [step[index] for step in taken], 0.1, momentum)
        torch.testing.assert_close(ahead[index], expected, rtol=1e-12, atol=1e-14)


OPTIMIZERS = {
    "adam": lambda values: Adam(values, lr=0.01),
    "fused adam": lambda values: Adam(values, lr=0.01, fused=True),
    "amsgrad with decay": lambda values: AdamW(values, lr=0.01, amsgrad=True, weight_decay=0.1),
    "sgd": lambda values: SGD(values, lr=0.01),
    "nesterov": lambda values: SGD(values, lr=0.01, momentum=0.9, nesterov=True, weight_decay=0.1),
    "two rates": lambda values: Adam([{"params": values[:1]}, {"params": values[1:], "lr": 0.5}], lr=0.01),
}


@pytest.fixture(params=OPTIMIZERS)
def make_optimizer(request):
    return OPTIMIZERS[request.param]


def everything_in(optimizer):
    tensors = []
    for group in optimizer.param_groups:
        for value in group["params"]:
            tensors.append(value.detach())
            tensors += [
                moment for moment in optimizer.state.get(value, {}).values() if torch.is_tensor(moment)
            ]
    return tensors


@pytest.mark.parametrize("before", [0, 3])
def test_it_is_the_step_that_the_optimizer_then_takes(make_optimizer, before):
    values = parameters()
    optimizer = make_optimizer(values)
    lookahead = Lookahead(optimizer)
    take_steps(optimizer, values, before)
    now = gradients()
    ahead = [value.clone() for value in lookahead(now)]
    for value, gradient in zip(values, now, strict=True):
        value.grad = gradient
    optimizer.step()
    assert all(torch.equal(value.detach(), there) for value, there in zip(values, ahead, strict=True))


@pytest.mark.parametrize("before", [0, 3])
def test_the_optimizer_and_its_parameters_stay_as_they_are(make_optimizer, before):
    values = parameters()
    optimizer = make_optimizer(values)
    lookahead = Lookahead(optimizer)
    take_steps(optimizer, values, before)
    kept = [tensor.clone() for tensor in everything_in(optimizer)]
    grads = [value.grad for value in values]
    lookahead(gradients())
    lookahead(gradients())
    now = everything_in(optimizer)
    assert len(now) == len(kept)
    assert all(torch.equal(tensor, before) for tensor, before in zip(now, kept, strict=True))
    assert all(value.grad is grad for value, grad in zip(values, grads, strict=True))


@pytest.mark.parametrize("before", [0, 2])
def test_looking_twice_sees_the_same(make_optimizer, before):
    values = parameters()
    optimizer = make_optimizer(values)
    lookahead = Lookahead(optimizer)
    take_steps(optimizer, values, before)
    now = gradients()
    first = [value.clone() for value in lookahead(now)]
    lookahead(gradients())
    assert all(torch.equal(value, again) for value, again in zip(first, lookahead(now), strict=True))


@pytest.mark.parametrize("optimizer_type", [Adam, SGD])
def test_it_follows_the_learning_rate(optimizer_type):
    values = parameters()
    optimizer = optimizer_type(values, lr=0.1)
    lookahead = Lookahead(optimizer)
    now = gradients()
    far = [there - value.detach() for there, value in zip(lookahead(now), values, strict=True)]
    optimizer.param_groups[0]["lr"] = 0.05
    near = [there - value.detach() for there, value in zip(lookahead(now), values, strict=True)]
    for half, whole in zip(near, far, strict=True):
        torch.testing.assert_close(2 * half, whole)


def test_parameters_added_later_stay_out_of_it():
    values, later = parameters(), torch.ones(2, requires_grad=True)
    optimizer = Adam(values, lr=0.1)
    lookahead = Lookahead(optimizer)
    optimizer.add_param_group({"params": [later], "lr": 0.5})
    ahead = lookahead(gradients())
    assert [there.shape for there in ahead] == [value.shape for value in values]
    assert torch.equal(later.detach(), torch.ones(2))


def test_transposed_gradients_are_read_by_place():
    value = torch.zeros(3, 4, requires_grad=True)
    (ahead,) = Lookahead(Adam([value], lr=1.0, fused=True))([torch.arange(12.0).view(4, 3).T - 5.5])
    assert torch.equal(ahead < 0, torch.arange(12.0).view(4, 3).T > 5.5)
