"""How parameters are optimized, and the optimizer's moments as part of a run's state."""

from collections.abc import Iterable, Mapping
from typing import Literal

from pydantic import Field
from torch import Tensor
from torch.optim import SGD, Adam, Optimizer

from hnetlab.settings import Settings


class TrainingSettings(Settings):
    """How each task is trained, whatever the method."""

    steps: int = Field(2000, ge=1)
    """Optimizer steps per task."""
    batch_size: int = Field(128, ge=1)
    """Training samples per step."""
    optimizer: Literal["adam", "sgd"] = "adam"
    """The optimizer; it starts afresh with each task."""
    learning_rate: float = Field(1e-3, gt=0)
    """Step size of the optimizer."""
    adam_beta1: float = Field(0.9, ge=0, lt=1)
    """Adam's decay of the first moment."""
    adam_beta2: float = Field(0.999, ge=0, lt=1)
    """Adam's decay of the second moment."""
    momentum: float = Field(0.0, ge=0, lt=1)
    """SGD's momentum."""
    evaluate_every: int | None = Field(None, ge=1)
    """Also evaluate every so many steps, not only after each task."""


def make_optimizer(training: TrainingSettings, parameters: Iterable[Tensor]) -> Optimizer:
    """A new optimizer for `parameters`."""
    rate = training.learning_rate
    if training.optimizer == "sgd":
        return SGD(parameters, lr=rate, momentum=training.momentum)
    return Adam(parameters, lr=rate, betas=(training.adam_beta1, training.adam_beta2), fused=True)


def set_gradients(parameters: Iterable[Tensor], gradients: Iterable[Tensor]) -> None:
    """Gives each parameter its gradient, in the memory layout of the parameter.

    The fused optimizers walk through raw memory, and `torch.autograd.grad` may return transposed tensors.
    """
    for parameter, gradient in zip(parameters, gradients, strict=True):
        parameter.grad = gradient.contiguous()


def set_learning_rate(optimizer: Optimizer, *rates: float) -> None:
    """Gives each parameter group its step size; its moments stay."""
    for group, rate in zip(optimizer.param_groups, rates, strict=True):
        group["lr"] = rate


def optimizer_state(optimizer: Optimizer) -> dict[str, Tensor]:
    """The optimizer's tensors, named `{index of the parameter}.{name}`."""
    state = {}
    for index, parameter in enumerate(_parameters(optimizer)):
        for name, value in optimizer.state.get(parameter, {}).items():
            if isinstance(value, Tensor):
                state[f"{index}.{name}"] = value
    return state


def restore_optimizer(optimizer: Optimizer, state: Mapping[str, Tensor]) -> None:
    """Gives a new optimizer the tensors that `optimizer_state` had taken from another."""
    parameters = list(_parameters(optimizer))
    for key, value in state.items():
        index, name = key.split(".", 1)
        optimizer.state[parameters[int(index)]][name] = value.clone()


def _parameters(optimizer: Optimizer) -> Iterable[Tensor]:
    return (parameter for group in optimizer.param_groups for parameter in group["params"])
