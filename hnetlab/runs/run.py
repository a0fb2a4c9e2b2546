"""One run: its config, the problem and method made from it, and how far it has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn

from hnetlab.base.device import pick_device
from hnetlab.base.errors import ConfigError
from hnetlab.base.measure import Measure
from hnetlab.base.schedule import Position as Position  # for those who restore a run
from hnetlab.experiments.config import Config
from hnetlab.learning import METHODS, Problem, Schedule, Stage
from hnetlab.nets import TargetNetwork, mlp
from hnetlab.runs.history import Change, History, Record
from hnetlab.tasks import TaskSequence, build_sequence
from hnetlab.tasks.sequence import LOSSES, MEASURES


@dataclass(frozen=True)
class Description:
    """Names and sizes of what a run learns, in plain values."""

    kind: str
    """`classification`, scored by accuracy, or `regression`, scored by mean squared error."""
    task_names: tuple[str, ...]
    target_weights: int
    """P, the number of target weights."""
    trainable_numbers: dict[str, int]
    """How many numbers one replica learns, by part."""
    compression_ratio: float
    """All trainable numbers over P."""
    stages: tuple[tuple[Stage, ...], ...]
    """The stages of each task."""

    @property
    def measure(self) -> Measure:
        """What its test scores are."""
        return MEASURES[self.kind]

    @property
    def loss(self) -> Measure:
        """What it descends."""
        return LOSSES[self.kind]


class Run:
    """A config on its way: everything that training changes, and nothing that listens to it.

    `sequence` and `module` replace the config's benchmark data and its MLP by a user's own. Raises
    `ConfigError` or `DataError` before anything is trained or written.
    """

    def __init__(
        self,
        config: Config,
        *,
        device: str | torch.device = "auto",
        sequence: TaskSequence | None = None,
        module: nn.Module | None = None,
    ) -> None:
        self.config = config
        """What the run began with."""
        self.settings = config
        """What holds now: the config with the changes made since."""
        self.device = device if isinstance(device, torch.device) else pick_device(device)
        if sequence is None:
            sequence = build_sequence(config.benchmark, config.data)
        if module is None:
            widths, activation = config.target.target_hidden, config.target.target_activation
            module = mlp(sequence.input_shape, widths, sequence.outputs, activation)
        target = TargetNetwork(module, sequence.input_shape, _examples(sequence))
        if target.outputs != sequence.outputs:
            raise ConfigError(
                f"the target network {type(module).__name__} has {target.outputs} outputs where the tasks of "
                f"{sequence.name} need {sequence.outputs}; give its last layer that many"
            )
        self.problem = Problem(
            sequence.to(self.device), target.to(self.device), config.seeds, config.training, self.device
        )
        self.method = METHODS[config.method](self.problem, config.learning)
        self.schedule = Schedule([self.method.stages(task) for task in range(len(sequence))])
        """When what is learned; changes of settings leave it as it is."""
        self.history = History(self.schedule, len(config.seeds), measure=sequence.measure)
        self.position = Position()
        self.threads: int | None = None
        """How many threads train it on a CPU, from its first step on; the last bits depend on it."""

    @property
    def sequence(self) -> TaskSequence:
        """The tasks, on the run's device."""
        return self.problem.sequence

    @property
    def steps(self) -> int:
        """Optimizer steps of the whole run."""
        return self.schedule.steps

    @property
    def steps_done(self) -> int:
        """Optimizer steps taken so far."""
        return self.schedule.steps_done(self.position)

    @property
    def finished(self) -> bool:
        """Whether every task has been learned."""
        return self.position.task == len(self.sequence)

    def change(self, **values: Any) -> None:
        """Trains on with other values of settings, and notes in the history from which step on.

        What a method lets be changed is in its `changeable`. Raises `ConfigError`, and changes nothing, for
        any other setting and for a value that is not allowed.
        """
        changeable = sorted(self.method.changeable)
        for name, value in values.items():
            if name not in changeable:
                raise ConfigError(
                    f"{name} = {value!r} can't be set in the middle of a run of the method "
                    f"{self.config.method}; {', '.join(changeable)} can, for anything else begin a new run"
                )
        present = {**self.settings.training.model_dump(), **self.settings.learning.model_dump()}
        new = {name: value for name, value in values.items() if value != present[name]}
        if new:
            self._apply(new)
            self.history.add(Change(self.position.task, self.position.step, new, self.position.stage))

    def scores(self, tasks: int) -> Tensor:
        """Test scores (S, tasks) of the first `tasks` tasks now: accuracies, or mean squared errors."""
        scores = [self.problem.score(self.method.weights(t), self.sequence[t]) for t in range(tasks)]
        return torch.stack(scores, dim=1)

    def state(self) -> dict[str, Tensor]:
        """Every tensor that the rest of the run depends on, by name; live, so clone what is to be kept."""
        return self.method.state()

    def restore(self, state: Mapping[str, Tensor], position: Position, records: Sequence[Record]) -> None:
        """Continues where another run with the same config was: its state, position and records."""
        moved = {name: value.to(self.device) for name, value in state.items()}
        self.history = History(self.schedule, self.history.replicas, records, self.history.measure)
        for change in self.history.changes:
            self._apply(change.values)
        self.method.restore(moved, self.schedule.stage_at(position) if position.step else None)
        self.position = position

    def _apply(self, values: Mapping[str, Any]) -> None:
        groups = self.settings.model_dump()
        for group in ("training", "learning"):
            groups[group] |= {name: value for name, value in values.items() if name in groups[group]}
        self.settings = Config.build(**groups)
        self.problem = replace(self.problem, training=self.settings.training)
        self.method.change(self.problem, self.settings.learning)


def _examples(sequence: TaskSequence) -> Tensor:
    """Training inputs (B, *input_shape) of several tasks, to try a network on."""
    tasks = sequence.tasks[:8]
    return torch.cat([task.inputs(task.x_train[:: max(1, len(task.x_train) // 2)][:2]) for task in tasks])


def describe(run: Run) -> Description:
    """Names and sizes of what `run` learns."""
    return Description(
        run.sequence.kind,
        tuple(task.name for task in run.sequence),
        run.problem.target.size,
        run.method.trainable_numbers(),
        run.method.compression_ratio(),
        run.schedule.stages,
    )
