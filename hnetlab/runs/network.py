"""The target network of a config, tried out once for all runs that have the same."""

from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor, nn

from hnetlab.base.seeding import borrowed_generators, derive
from hnetlab.base.settings import Settings
from hnetlab.experiments.config import Config
from hnetlab.nets import TargetNetwork
from hnetlab.nets.images import Image
from hnetlab.nets.networks import NETWORKS, Network
from hnetlab.nets.parts import with_constants
from hnetlab.tasks import TaskSequence


def network_of(config: Config, sequence: TaskSequence, module: nn.Module | None = None) -> TargetNetwork:
    """The config's network for the tasks, or that of a user's own `module`.

    A network by name is tried out once with the same settings and examples, which takes longer than many
    a step; each run has a copy. A module of a user's is tried anew each time, it may have changed.
    Raises `ConfigError` for one that can't be a target network.
    """
    examples = _examples(sequence)
    training = config.training
    constants = training.trained if training.others == "as_they_are" else None
    if module is not None:
        return _target(module, sequence.input_shape, constants, examples)
    made = _Named(
        NETWORKS[config.network], config.target, sequence.input_shape, sequence.image_shape, sequence.outputs
    )
    return _tried(made, constants, _Examples(examples)).copied()


@dataclass(frozen=True)
class _Named:
    network: Network
    settings: Settings
    input_shape: tuple[int, ...]
    image: Image | None
    outputs: int

    def module(self) -> nn.Module:
        """Its own weights, drawn here, are used only where they are to stay: the same in every run."""
        with borrowed_generators(torch.device("cpu")):
            torch.default_generator.manual_seed(derive(0, "network"))
            return self.network.module(self.settings, self.input_shape, self.image, self.outputs)


@dataclass(frozen=True, eq=False)
class _Examples:
    """Inputs that are equal where their numbers are."""

    x: Tensor

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Examples) and self.x.dtype == other.x.dtype and torch.equal(self.x, other.x)

    def __hash__(self) -> int:
        return hash((self.x.shape, float(self.x.double().sum())))


@lru_cache(maxsize=4)
def _tried(named: _Named, constants: tuple[str, ...] | None, examples: _Examples) -> TargetNetwork:
    return _target(named.module(), named.input_shape, constants, examples.x)


def _target(
    module: nn.Module, input_shape: tuple[int, ...], constants: tuple[str, ...] | None, examples: Tensor
) -> TargetNetwork:
    if constants is not None:
        module = with_constants(module, constants)
    return TargetNetwork(module, input_shape, examples)


def _examples(sequence: TaskSequence) -> Tensor:
    """Training inputs (B, *input_shape) of several tasks on the host, to try a network on."""
    tasks = sequence.tasks[:8]
    inputs = [task.inputs(task.x_train[:: max(1, len(task.x_train) // 2)][:2]) for task in tasks]
    return torch.cat(inputs).cpu()
