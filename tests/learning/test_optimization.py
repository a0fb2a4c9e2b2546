import pytest
import torch
from torch.optim import SGD, Adam

from hnetlab.learning.optimization import (
    TrainingSettings,
    make_optimizer,
    optimizer_state,
    restore_optimizer,
    set_gradients,
)

KINDS = [
    TrainingSettings(optimizer="adam", learning_rate=0.1, adam_beta1=0.5, adam_beta2=0.9),
    TrainingSettings(optimizer="sgd", learning_rate=0.1),
    TrainingSettings(optimizer="sgd", learning_rate=0.1, momentum=0.9),
]


def parameters():
    return [torch.ones(2, 3).requires_grad_(), torch.ones(4).requires_grad_()]


def take_steps(optimizer, values, numbers):
    for number in numbers:
        set_gradients(values, [torch.full_like(value, float(number)).cos() for value in values])
        optimizer.step()


@pytest.mark.parametrize("training", KINDS)
@pytest.mark.parametrize("before", [0, 1, 3])
def test_a_restored_optimizer_goes_on_with_the_same_bits(training, before):
    values = parameters()
    optimizer = make_optimizer(training, values)
    take_steps(optimizer, values, range(before))

    state = {name: tensor.clone() for name, tensor in optimizer_state(optimizer).items()}
    copies = [value.detach().clone().requires_grad_() for value in values]
    restored = make_optimizer(training, copies)
    restore_optimizer(restored, state)

    take_steps(optimizer, values, range(before, before + 3))
    take_steps(restored, copies, range(before, before + 3))
    assert all(torch.equal(value, copy) for value, copy in zip(values, copies, strict=True))


def test_restoring_copies_the_moments():
    values = parameters()
    optimizer = make_optimizer(KINDS[0], values)
    take_steps(optimizer, values, range(2))
    state = {name: tensor.clone() for name, tensor in optimizer_state(optimizer).items()}
    kept = {name: tensor.clone() for name, tensor in state.items()}
    restored = make_optimizer(KINDS[0], values)
    restore_optimizer(restored, state)
    take_steps(restored, values, range(2))
    assert all(torch.equal(state[name], kept[name]) for name in kept)


def test_the_settings_reach_the_optimizer():
    adam, sgd = make_optimizer(KINDS[0], parameters()), make_optimizer(KINDS[2], parameters())
    assert isinstance(adam, Adam)
    assert isinstance(sgd, SGD)
    assert adam.param_groups[0]["betas"] == (0.5, 0.9)
    assert adam.param_groups[0]["lr"] == 0.1
    assert (sgd.param_groups[0]["momentum"], sgd.param_groups[0]["lr"]) == (0.9, 0.1)


def test_transposed_gradients_are_applied_by_place():
    value = torch.zeros(3, 4, requires_grad=True)
    gradient = torch.arange(12.0).view(4, 3).T - 5.5
    set_gradients([value], [gradient])
    make_optimizer(KINDS[0], [value]).step()
    assert torch.equal(value.detach() < 0, gradient > 0)
